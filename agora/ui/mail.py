"""Mails: text and HTML, in the reader's language, through the configured server."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from agora.kernel import languages


def send(
    to: str,
    *,
    template: str,
    context: Mapping[str, object],
    language: str,
    reply_to: str = "",
) -> None:
    """Send one mail from `<template>.subject.txt`, `.txt` and `.html`.

    Raises smtplib.SMTPException or OSError when the server does not take it; the job tries again.
    """
    tag = language if language in languages.TAGS else "en"
    with translation.override(tag):
        values = {
            **context,
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "language": tag,
            "direction": languages.direction(tag),
        }
        subject = " ".join(render_to_string(f"{template}.subject.txt", values).split())
        mail = EmailMultiAlternatives(
            subject=subject[:180],
            body=render_to_string(f"{template}.txt", values).strip() + "\n",
            to=[to],
            reply_to=[reply_to] if reply_to else None,
            headers={"Auto-Submitted": "auto-generated", "Content-Language": tag},
        )
        mail.attach_alternative(render_to_string(f"{template}.html", values), "text/html")
    mail.send()
