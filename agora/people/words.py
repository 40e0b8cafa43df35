"""What roles and duties are called, and what each lets one do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.people.models import Duty, Membership

ROLES = {
    Membership.Role.ADMIN: pgettext_lazy("role", "Admin"),
    Membership.Role.EDITOR: pgettext_lazy("role", "Editor"),
    Membership.Role.TRANSLATOR: pgettext_lazy("role", "Translator"),
    Membership.Role.REVIEWER: pgettext_lazy("role", "Reviewer"),
    Membership.Role.FACILITATOR: pgettext_lazy("role", "Facilitator"),
    Membership.Role.TRAINER: pgettext_lazy("role", "Trainer"),
    Membership.Role.DATA_STEWARD: pgettext_lazy("role", "Data steward"),
    Membership.Role.APPROVER: pgettext_lazy("role", "Approver"),
    Membership.Role.MEMBER: pgettext_lazy("role", "Member"),
}
MEANING = {
    Membership.Role.ADMIN: _("Invites people, gives roles, and writes like an editor."),
    Membership.Role.EDITOR: _("Writes what the organisation offers and sends it for review."),
    Membership.Role.TRANSLATOR: _("Translates what the organisation offers."),
    Membership.Role.REVIEWER: _("Reads drafts and comments on them."),
    Membership.Role.FACILITATOR: _("Leads co-learning spaces."),
    Membership.Role.TRAINER: _("Gives courses."),
    Membership.Role.DATA_STEWARD: _("Looks after indicators and their sources."),
    Membership.Role.APPROVER: _("Signs off plans for the organisation."),
    Membership.Role.MEMBER: _("Sees what is for the organisation alone."),
}
DUTIES = {
    Duty.Role.LEAD: pgettext_lazy("duty", "Lead"),
    Duty.Role.REVIEWER: pgettext_lazy("duty", "Reviewer"),
    Duty.Role.TRANSLATOR: pgettext_lazy("duty", "Translator"),
    Duty.Role.MODERATOR: pgettext_lazy("duty", "Moderator"),
}
DUTY_MEANING = {
    Duty.Role.LEAD: _("Does all that the others do, and gives duties in the part they lead."),
    Duty.Role.REVIEWER: _("Reviews what organisations send."),
    Duty.Role.TRANSLATOR: _("Translates, and reviews the translations of others."),
    Duty.Role.MODERATOR: _("Answers reports of problems."),
}
ACTS = {
    "role-give": _("gave a role"),
    "role-take": _("took a role away"),
    "duty-give": _("gave a duty"),
    "duty-take": _("took a duty away"),
    "team-make": _("made a team"),
    "team-join": _("put into a team"),
    "team-leave": _("took out of a team"),
    "invitation-send": _("sent an invitation"),
    "invitation-resend": _("sent an invitation again"),
    "invitation-revoke": _("took an invitation back"),
    "invitation-accept": _("accepted an invitation"),
    "invitation-decline": _("declined an invitation"),
    "handover": _("handed over to a colleague"),
    "membership-end": _("ended a membership"),
    "organisation-ask": _("asked for an organisation"),
}


def role_name(role: str, *, duty: bool = False) -> str:
    """The role in the reader's language."""
    if duty or role not in Membership.Role.values:
        return str(DUTIES[Duty.Role(role)]) if role in Duty.Role.values else role
    return str(ROLES[Membership.Role(role)])
