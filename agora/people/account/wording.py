"""What happened to an account, in sentences: for the page that follows and for the mail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SAID: dict[str, Promise] = {
    "account/messages/cannot_delete_primary_email.txt": _(
        "Mails go to this address. Choose another one for them first, then remove it."
    ),
    "account/messages/email_confirmed.txt": _("The address is confirmed."),
    "account/messages/email_deleted.txt": _("The address is removed."),
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/password_changed.txt": _(
        "The new password is saved. You are signed out everywhere else."
    ),
    "account/messages/password_set.txt": _("The password is saved."),
    "account/messages/primary_email_set.txt": _("Mails go to this address from now on."),
    "account/messages/unverified_primary_email.txt": _(
        "Confirm this address first, then mails can go there."
    ),
    "mfa/messages/recovery_codes_generated.txt": _(
        "New recovery codes are ready. Keep them in a safe place."
    ),
    "mfa/messages/totp_activated.txt": _("The authenticator app is connected."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is disconnected."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "socialaccount/messages/account_connected.txt": _("The sign-in service is connected."),
    "socialaccount/messages/account_connected_other.txt": _(
        "Somebody else’s account here is connected to that sign-in service."
    ),
    "socialaccount/messages/account_connected_updated.txt": _("The sign-in service is connected."),
    "socialaccount/messages/account_disconnected.txt": _("The sign-in service is disconnected."),
    "usersessions/messages/sessions_logged_out.txt": _("You are signed out everywhere else."),
}

CHANGED: dict[str, Promise] = {
    "account/email/email_changed": _("The address that mails go to was changed."),
    "account/email/email_confirm": _("A new e-mail address was confirmed."),
    "account/email/email_deleted": _("An e-mail address was removed."),
    "account/email/password_changed": _("The password was changed."),
    "account/email/password_set": _("A password was set."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made."),
    "mfa/email/totp_activated": _("An authenticator app was connected."),
    "mfa/email/totp_deactivated": _("The authenticator app was disconnected."),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was removed."),
    "socialaccount/email/account_connected": _("A sign-in service was connected."),
    "socialaccount/email/account_disconnected": _("A sign-in service was disconnected."),
}
