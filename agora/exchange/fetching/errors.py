"""Why something could not be fetched: one family, each saying what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from agora.kernel.errors import AgoraError


class FetchFailed(AgoraError):
    """Nothing was fetched. `reason` is a word for code; `status` the answer's, where there was one."""

    reason = "failed"

    def __init__(self, message: str, field: str = "url", *, status: int = 0) -> None:
        super().__init__(message, field)
        self.status = status


class AddressUnfit(FetchFailed):
    """Not an address that the market would open."""

    reason = "unfit"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This is not an address we can open. Copy it from the browser: it begins with https:// or http://."
            )
        )


class AddressClosed(FetchFailed):
    """An address within a private network, or on this machine."""

    reason = "closed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This address leads into a private network. Give one that everybody can open on the web."
            )
        )


class HostUnknown(FetchFailed):
    """The name is not in the directory of names."""

    reason = "unknown-host"

    def __init__(self) -> None:
        super().__init__(
            _("There is no site of this name. Check the spelling of the address and try again.")
        )


class NoAnswer(FetchFailed):
    """The host refuses, breaks off or speaks something else."""

    reason = "no-answer"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The site did not answer. Open the address in your browser; if it opens there, try again in a few minutes."
            )
        )


class CertificateWrong(FetchFailed):
    """The host could not show that it is who the address says."""

    reason = "certificate"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The site’s certificate is not valid, so we did not open it. Tell whoever runs the site, or give another address."
            )
        )


class TooSlow(FetchFailed):
    """The time for it is over."""

    reason = "slow"

    def __init__(self) -> None:
        super().__init__(
            _("The site took too long to answer. Try again later, or fill in the form by hand.")
        )


class TooLarge(FetchFailed):
    """More bytes than are read."""

    reason = "large"

    def __init__(self) -> None:
        super().__init__(
            _(
                "What is at this address is too large to read. Give the address of a page that describes it."
            )
        )


class TooManyRedirects(FetchFailed):
    """The address leads on and on."""

    reason = "redirects"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This address leads from one to the next without end. Open it in your browser and copy the address it ends at."
            )
        )


class AnsweredWithError(FetchFailed):
    """There is a site, and it says no."""

    reason = "status"

    def __init__(self, status: int) -> None:
        if status in (404, 410):
            message = _(
                "The site says that there is no such page. Check the address and try again."
            )
        elif status in (401, 402, 403, 407, 429, 451):
            message = _(
                "The site does not let us read this page. Check that it opens without signing in, or fill in the form by hand."
            )
        elif status >= 500:
            message = _(
                "The site has a fault of its own at the moment. Try again later, or fill in the form by hand."
            )
        else:
            message = _(
                "The site did not give us this page. Open the address in your browser and copy the one it ends at."
            )
        super().__init__(message, status=status)


class Unreadable(FetchFailed):
    """It came, and is packed or broken so that it cannot be read."""

    reason = "unreadable"

    def __init__(self) -> None:
        super().__init__(
            _("What came from this address could not be read. Fill in the form by hand.")
        )
