"""Relaying a question to a city or a partner without showing an address."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import transaction

from agora.kernel import clock, jobs
from agora.kernel.kinds import Described
from agora.notices import mail
from agora.notices.models import Enquiry


@transaction.atomic
def enquiry_send(
    kind: str,
    object_id: uuid.UUID,
    about: Described,
    *,
    name: str,
    email: str,
    text: str,
    language: str,
) -> Enquiry:
    """Store the question and enqueue its mail, both or neither."""
    enquiry = Enquiry.objects.create(
        kind=kind,
        object_id=object_id,
        title=about.title[:300],
        path=about.path[:300],
        to_id=about.contact,
        name=name,
        email=email,
        text=text,
        language=language,
    )
    enquiry_mail.enqueue(str(enquiry.pk))
    return enquiry


@jobs.job
def enquiry_mail(enquiry_id: str) -> None:
    """Mail a question to the organisation, or to the learning team where it left no address.

    A question already sent is not sent again.
    """
    enquiry = Enquiry.objects.select_related("to").get(pk=enquiry_id)
    if enquiry.sent_at:
        return
    address = enquiry.to.email if enquiry.to and enquiry.to.email else settings.TEAM_MAIL
    mail.send(
        address,
        template="notices/mail/enquiry",
        context={"enquiry": enquiry, "relayed": not (enquiry.to and enquiry.to.email)},
        language=enquiry.to.original_language if enquiry.to and enquiry.to.email else "en",
        reply_to=enquiry.email,
    )
    Enquiry.objects.filter(pk=enquiry.pk).update(sent_at=clock.now())
