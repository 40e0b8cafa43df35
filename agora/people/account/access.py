"""What the pages of an account answer to whom.

The accounts the test of this table asks with have one proven address, no password, no passkey and
no app, and proved who they are a moment ago.
"""

from agora.kernel.access import LANGUAGE, Work, reads, register

ACCOUNT = f"{LANGUAGE}account/"
ENTRY = Work(  # for those who are not signed in yet; an empty form is refused
    {
        **{method: {"visitor": 200, "*": 302} for method in ("GET", "HEAD")},
        "POST": {"visitor": 422, "*": 302},
    },
    names_a_thing=False,
)
STEP = Work(  # follows another page; nobody is in the middle of anything
    {method: {"*": 302} for method in ("GET", "HEAD", "POST")}, names_a_thing=False
)
OWN = Work(reads("*"), names_a_thing=False)
OWN_FORM = Work({**reads("*"), "POST": {"*": 422}}, names_a_thing=False)
OWN_BUTTON = Work({**reads("*"), "POST": {"*": 302}}, names_a_thing=False)
NOT_THERE = Work({method: {"*": 404} for method in ("GET", "HEAD", "POST")}, names_a_thing=False)

ROWS = {
    ACCOUNT: OWN,
    f"{ACCOUNT}profile/": OWN_FORM,
    f"{ACCOUNT}data/": OWN_BUTTON,
    f"{ACCOUNT}data/<uuid:copy_id>/": Work(
        {method: {"*": 404} for method in ("GET", "HEAD")}, names_a_thing=True
    ),
    f"{ACCOUNT}erase/": OWN_FORM,
    f"{ACCOUNT}login/": ENTRY,
    f"{ACCOUNT}login/code/": STEP,
    f"{ACCOUNT}login/password/": ENTRY,
    f"{ACCOUNT}login/passkey/": Work(
        {
            **{method: {"visitor": 200, "*": 302} for method in ("GET", "HEAD")},
            "POST": {"*": 302},
        },
        names_a_thing=False,
    ),
    f"{ACCOUNT}login/second-step/": STEP,
    f"{ACCOUNT}signup/": ENTRY,
    f"{ACCOUNT}confirm-email/": STEP,
    f"{ACCOUNT}logout/": Work({**reads("*"), "POST": {"*": 302}}, names_a_thing=False),
    f"{ACCOUNT}closed/": Work(reads("visitor", "*"), names_a_thing=False),
    f"{ACCOUNT}again/password/": STEP,
    f"{ACCOUNT}again/": OWN_FORM,
    f"{ACCOUNT}again/code/": STEP,
    f"{ACCOUNT}again/app/": STEP,
    f"{ACCOUNT}again/passkey/": STEP,
    f"{ACCOUNT}ways/": OWN,
    f"{ACCOUNT}ways/addresses/": OWN_BUTTON,
    f"{ACCOUNT}ways/password/": OWN_FORM,
    f"{ACCOUNT}ways/passkeys/add/": OWN_FORM,
    f"{ACCOUNT}ways/passkeys/<int:pk>/": NOT_THERE,
    f"{ACCOUNT}ways/passkeys/<int:pk>/remove/": NOT_THERE,
    f"{ACCOUNT}ways/app/": OWN_FORM,
    f"{ACCOUNT}ways/app/remove/": NOT_THERE,
    f"{ACCOUNT}ways/codes/": Work(
        {method: {"*": 404} for method in ("GET", "HEAD")}, names_a_thing=False
    ),
    f"{ACCOUNT}ways/codes/new/": OWN_FORM,
    f"{ACCOUNT}ways/codes/file/": Work(
        {method: {"*": 404} for method in ("GET", "HEAD")}, names_a_thing=False
    ),
    f"{ACCOUNT}ways/services/<int:pk>/": NOT_THERE,
    f"{ACCOUNT}sessions/": OWN_BUTTON,
    f"{ACCOUNT}oidc/signup/": STEP,
    f"{ACCOUNT}oidc/<slug:provider_id>/": Work(
        {"POST": {"visitor": 404, "*": 404}}, names_a_thing=False
    ),
    "account/oidc/<slug:provider_id>/callback/": Work(
        {method: {"visitor": 404, "*": 404} for method in ("GET", "HEAD")}, names_a_thing=False
    ),
}

register(ROWS)
