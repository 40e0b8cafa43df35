"""What the pages about organisations share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PER_PAGE = 50
# What is said at the top of a page after an act, by the key in its address.
SAID = {
    "invited": _("The invitation is on its way. It is valid for 14 days."),
    "resent": _("The invitation was sent again; the older mail leads nowhere now."),
    "revoked": _("The invitation was taken back."),
    "accepted": _("Welcome! You have accepted the invitation."),
    "declined": _("You have declined the invitation."),
    "roles": _("The roles were saved."),
    "unchanged": _("Nothing was changed."),
    "handed-over": _("Everything was handed over."),
    "left": _("You have left."),
    "team": _("The team is there."),
    "closed": _("An admin of your organisation puts people into this team. Ask them."),
    "joined": _("You are in the team."),
    "team-left": _("You have left the team."),
    "asked": _("Your request was sent to the learning team. You get a mail when it is decided."),
    "approved": _("The organisation is on the market, and the asker is its admin."),
    "request-declined": _("The request was declined, and the asker is told why."),
    "made": _("The organisation is on the market. Its first admin is invited."),
    "duty": _("The duty was given."),
    "last-lead": _("Nobody else leads the whole learning team. Make somebody else a lead first."),
    "duty-taken": _("The duty was taken."),
    "preferences": _("Your choice was saved."),
}


def said(request: HttpRequest) -> str:
    """What to say about the act that led here."""
    return str(SAID.get(request.GET.get("done", ""), ""))


def onward(route: str, *args: Any, done: str = "") -> HttpResponseRedirect:
    """To a page, where it is said what was done."""
    return HttpResponseRedirect(reverse(route, args=args) + (f"?done={done}" if done else ""))
