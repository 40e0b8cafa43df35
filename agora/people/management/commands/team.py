"""`agora team`: the learning team, from the machine itself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.core.validators import validate_email

from agora.kernel.console import Command as Base
from agora.people.colleagues import team_people
from agora.people.services import lead_add


class Command(Base):
    """Make the first lead, who invites everybody else; or list the team."""

    needs_database = True

    help = "Make somebody a lead of the learning team, or list the team."
    example = "agora team add-lead ines@example.org"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and for whom."""
        parser.add_argument("act", choices=("add-lead", "list"), help="what to do")
        parser.add_argument("email", nargs="?", default="", help="the mail address of the lead")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was done."""
        if options["act"] == "list":
            for person in team_people():
                duties = "; ".join(
                    f"{duty.role} {duty.language or '*'} {duty.axis.key if duty.axis else '*'}"
                    for duty in person.duties.all()
                )
                address = person.account.email if person.account else "-"
                self.say(f"{address}  {person.name}  {duties}")
            return
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(
                "Say whose mail address it is, for example: agora team add-lead ines@example.org"
            ) from error
        if lead_add(options["email"]):
            self.say(
                f"{options['email']} leads the learning team now and signs in with a code that is "
                "mailed there."
            )
        else:
            self.say(f"{options['email']} leads the learning team already.")
