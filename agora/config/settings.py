"""Django's settings, all from the environment (see `docs/operate.md` for every variable)."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from agora.config.environment import Environment
from agora.kernel.languages import INTERFACE

env = Environment()
ROOT = Path(__file__).resolve().parents[2]

PRODUCTION = env.choice("AGORA_MODE", ("development", "production"), "development") == "production"
DEBUG = False if PRODUCTION else env.flag("AGORA_DEBUG", False)
DATA = env.folder("AGORA_DATA", ROOT / "var")


def _secret_key() -> str:
    """The given key in production; otherwise one made once and kept beside the data."""
    if PRODUCTION:
        key = env.text("AGORA_SECRET_KEY")
        if len(key) < 50 or len(set(key)) < 5:
            raise ImproperlyConfigured(
                "AGORA_SECRET_KEY is too short. Use at least 50 random characters, for example from: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(60))'"
            )
        return key
    kept = DATA / "secret-key"
    if not kept.exists():
        kept.write_text(secrets.token_urlsafe(60))
        kept.chmod(0o600)
    return env.text("AGORA_SECRET_KEY", kept.read_text().strip())


SECRET_KEY = _secret_key()
SITE_URL = (
    env.address("AGORA_URL", "http://localhost:8000")
    if not PRODUCTION
    else env.address("AGORA_URL", env.text("AGORA_URL"))
)
SITE_NAME = env.text("AGORA_NAME", "Agora")
ALLOWED_HOSTS = env.names(
    "AGORA_HOSTS",
    str(urlsplit(SITE_URL).hostname) if PRODUCTION else "localhost,127.0.0.1,[::1],testserver",
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "agora.kernel",
    "agora.ui",
    "agora.journal",
    "agora.topics",
    "agora.people",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "agora.media",
    "agora.notices",
    "agora.editorial",
    "agora.moderation",
    "agora.credentials",
    "agora.catalogue",
    "agora.readers",
    "agora.talk",
    "agora.forums",
    "agora.courses",
    "agora.statistics",
    "agora.plans",
    "agora.exchange",
    "agora.web",
    "agora.api",
    "agora.desk",
    "agora.demo",
    "agora.bench",
]

MIDDLEWARE = [
    "agora.web.middleware.RequestLimitsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "agora.statistics.middleware.CountingMiddleware",
    "agora.web.middleware.PageCacheMiddleware",
    "csp.middleware.CSPMiddleware",
    "agora.web.middleware.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "agora.people.account.middleware.ReaderMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "agora.config.urls"
WSGI_APPLICATION = "agora.config.wsgi.application"
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ]
            if not DEBUG
            else ["django.template.loaders.app_directories.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                "agora.ui.context.page",
                "agora.people.account.context.reader",
            ],
            "builtins": ["agora.ui.templatetags.ui", "django.templatetags.i18n"],
            "debug": DEBUG,
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", DATA / "agora.sqlite3")}
if "pytest" in sys.modules and "sqlite3" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}

# The search index, derived from the database and rebuilt by `agora reindex`.
SEARCH_INDEX = DATA / "index"

# What is dear to make and the same for every process; derived too.
KEPT = DATA / "kept" if "pytest" not in sys.modules else None

# Optional programs the operator installed; none is used unless named.
ENGINES = env.some_of("AGORA_ENGINES", ("apertium", "freedict"))
ENGINE_SECONDS = env.number("AGORA_ENGINE_SECONDS", 2, least=1)
APERTIUM_MODES = env.places("AGORA_APERTIUM_MODES", "/usr/share/apertium/modes")
FREEDICT = env.places("AGORA_FREEDICT", "/usr/share/dictd")

CACHES = {
    # Counts of attempts and codes used up: the same for every process.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": env.number("AGORA_PAGE_CACHE_ENTRIES", 400)},
    },
}
PAGE_CACHE_SECONDS = env.number("AGORA_PAGE_CACHE_SECONDS", 600)

# After how many years without anybody looking it over a resource has grown old; 0: never.
REVIEW_YEARS = env.number("AGORA_REVIEW_YEARS", 3)
# Reads are counted in memory and written every so often; tests write them by hand.
COUNT_SECONDS = env.number("AGORA_COUNT_SECONDS", 30, least=1) if "pytest" not in sys.modules else 0

# The private keys that certificates are signed with; nobody else reads this folder.
KEYS = DATA / "keys"

# What may be fetched although it is not on the public internet, as host:port: for development alone.
FETCH_LOCAL = frozenset() if PRODUCTION else frozenset(env.hosts("AGORA_FETCH_LOCAL"))
if PRODUCTION and env.text("AGORA_FETCH_LOCAL", ""):
    raise ImproperlyConfigured(
        "AGORA_FETCH_LOCAL opens this machine’s own network to whoever pastes a link. Remove it in production."
    )

# Files given to the market.
FILE_MEGABYTES = env.number("AGORA_FILE_MEGABYTES", 50, least=1)
MEDIA_MEGABYTES = env.number("AGORA_MEDIA_MEGABYTES", 200, least=1)
# Beside the data, where there is room: a system's folder for such things may lie in memory.
FILE_UPLOAD_TEMP_DIR = str(env.folder("AGORA_UPLOADS", DATA / "uploads"))
FILE_UPLOAD_HANDLERS = ["agora.media.uploading.LimitedUpload"]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "en"
LANGUAGES = [(language.tag, language.own_name) for language in INTERFACE]
LOCALE_PATHS = [ROOT / "agora" / "locale"]
LANGUAGE_COOKIE_SECURE = SITE_URL.startswith("https:")
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("AGORA_STATIC", ROOT / "build" / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Files that libraries bring and no page uses.
STATIC_LEFT_OUT = [
    "print-fonts",
    "ninja",
    "ext",
    "htmax*",
    "htmx-4*",
    "htmx-2.js",
    "account",
    "mfa",
]
WHITENOISE_MAX_AGE = 31_536_000
MEDIA_ROOT = env.folder("AGORA_MEDIA", DATA / "media")
MEDIA_URL = "/media/"

# In production mail must be chosen: printed mail would put people's questions into the log.
vars().update(env.mail("AGORA_MAIL", None if PRODUCTION else "console:"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.mail_address("AGORA_MAIL_FROM", "Agora <agora@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
TEAM_MAIL = env.mail_address("AGORA_TEAM_MAIL", None if PRODUCTION else "team@localhost")

# Limits on what a request may carry.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # a collection of a hundred things sends six hundred
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
MAX_URL_CHARACTERS = 4_000
MAX_HEADER_CHARACTERS = 16_000
MAX_HEADERS = 100

# Security. The content security policy allows nothing inline and nothing from another host.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "agora.web.views.csrf_failure"
BEHIND_PROXY = env.flag("AGORA_BEHIND_PROXY", PRODUCTION)
if PRODUCTION:
    if not SITE_URL.startswith("https:"):
        raise ImproperlyConfigured(
            f"AGORA_URL is “{SITE_URL}”. In production it must begin with https://."
        )
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Accounts. A code by mail first, a passkey beside it; a password where somebody wants one.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
ACCOUNT_ADAPTER = "agora.people.account.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ACCOUNT_FORMS = {
    "add_email": "agora.people.account.forms.AddAddressForm",
    "confirm_login_code": "agora.people.account.forms.CodeForm",
    "confirm_email_verification_code": "agora.people.account.forms.AddressCodeForm",
    "confirm_reauthentication_code": "agora.people.account.forms.CodeForm",
    "login": "agora.people.account.forms.SignInForm",
    "reauthenticate": "agora.people.account.forms.PasswordAgainForm",
    "signup": "agora.people.account.forms.SignUpForm",
}
# Limits count by network address: nobody can lock somebody else out of their account.
ACCOUNT_RATE_LIMITS = {
    "login": "60/10m/ip",
    "login_failed": "20/10m/ip",
    "request_login_code": "30/10m/ip,5/10m/key",
    "signup": "30/10m/ip",
    "confirm_email": "60/10m/ip",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": True, "length": 8}
MFA_ADAPTER = "agora.people.account.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "agora.people.account.mfa_forms.ActivateTotpForm",
    "add_webauthn": "agora.people.account.mfa_forms.AddPasskeyForm",
    "authenticate": "agora.people.account.mfa_forms.SecondStepForm",
    "edit_webauthn": "agora.people.account.mfa_forms.RenamePasskeyForm",
    "reauthenticate": "agora.people.account.mfa_forms.SecondStepAgainForm",
}
SOCIALACCOUNT_ADAPTER = "agora.people.account.adapter.ServiceAdapter"
SOCIALACCOUNT_FORMS = {
    "signup": "agora.people.account.service_forms.ServiceSignUpForm",
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": env.sign_in_services("AGORA_OIDC", loopback=not PRODUCTION),
    }
}
# Copies of somebody's own data, made on request and kept for a week.
COPIES = DATA / "copies"

LOG_LEVEL = env.choice(
    "AGORA_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO" if PRODUCTION else "WARNING"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # A visitor's mistyped address is not an operator's news.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
    },
}
