"""The second step of signing in, for accounts that have one."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.stages import LoginStage
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.internal.constants import LoginStageKey
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled


class SecondStep(LoginStage):
    """allauth's own stage, without loading what passkeys need for those who have none."""

    key = LoginStageKey.MFA_AUTHENTICATE.value
    urlname = "mfa_authenticate"

    def handle(self) -> tuple[Any, bool]:
        """Ask for the second step unless there is none, or a passkey was both steps in one."""
        user = self.login.user
        if user is None or not is_mfa_enabled(
            user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        ):
            return None, True
        if any(
            record.get("method") == "mfa" and record.get("passwordless")
            for record in get_authentication_records(self.request, user)
        ):
            return None, True
        self.state["authentication_required"] = True
        return headed_redirect_response("mfa_authenticate"), True
