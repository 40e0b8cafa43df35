"""What states, outcomes and grounds are called on pages, in mails and in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agora.moderation.models import AppealOutcome, Decision, Matter

STATES = {
    Matter.State.OPEN: _("Waiting for us"),
    Matter.State.APPEALED: _("Appealed"),
    Matter.State.PASSED: _("Passed to the provider"),
    Matter.State.DECIDED: _("Decided"),
}
OUTCOMES = {
    Decision.Outcome.DISMISSED: _("Nothing wrong was found"),
    Decision.Outcome.PASSED: _("Passed to the provider"),
    Decision.Outcome.CORRECTED: _("Corrected"),
    Decision.Outcome.HIDDEN: _("Hidden from the market"),
    Decision.Outcome.SHOWN: _("Shown again"),
}
GROUNDS = {
    Decision.Ground.FACT: _("What it says is wrong or out of date"),
    Decision.Ground.LINK: _("A link leads nowhere or somewhere else"),
    Decision.Ground.RIGHTS: _("It uses somebody’s work without permission"),
    Decision.Ground.PERSONAL: _("It shows personal data"),
    Decision.Ground.HARMFUL: _("It harms or insults people"),
    Decision.Ground.UNLAWFUL: _("It breaks the law"),
    Decision.Ground.DUPLICATE: _("It is on the market twice"),
    Decision.Ground.RULES: _("It does not fit the rules of the market"),
    Decision.Ground.NOTHING: _("It is right as it is"),
    Decision.Ground.SETTLED: _("The problem is solved"),
}
APPEALS = {
    AppealOutcome.Outcome.UPHELD: _("The decision stands"),
    AppealOutcome.Outcome.REVERSED: _("The decision was reversed"),
}
HIDDEN_FOR = "moderation:"
"""What a hidden thing's tombstone keeps as its reason: this and the ground; said in the reader's language."""

ACTS = {
    "report-dismissed": _("decided on a report: nothing wrong was found"),
    "report-passed": _("passed a report to the provider"),
    "report-corrected": _("decided on a report: it was corrected"),
    "report-hidden": _("hid something after a report"),
    "report-shown": _("showed something again that was hidden"),
    "appeal-make": _("appealed against a decision"),
    "appeal-upheld": _("decided on an appeal: the decision stands"),
    "appeal-reversed": _("decided on an appeal: the decision was reversed"),
}
