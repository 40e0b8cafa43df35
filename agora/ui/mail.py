"""Mails: text and HTML, in the reader's language, through the configured server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from agora.kernel import languages

_GAP = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


def send(
    to: str,
    *,
    template: str,
    context: Mapping[str, object],
    language: str,
    reply_to: str = "",
    key: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send one mail from `<template>.subject.txt`, `.txt` and `.html`.

    The same `key` always gives the same Message-ID, so that a copy sent again after an accident is
    known as one. Raises smtplib.SMTPException or OSError when the server does not take it; the job
    tries again.
    """
    tag = language if language in languages.TAGS else "en"
    more = {"Auto-Submitted": "auto-generated", "Content-Language": tag, **(headers or {})}
    if key:
        more["Message-ID"] = f"<{key}@{urlsplit(settings.SITE_URL).hostname}>"
    with translation.override(tag):
        values = {
            **context,
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "language": tag,
            "direction": languages.direction(tag),
        }
        mail = EmailMultiAlternatives(
            subject=subject_of(template, values),
            body=_GAP.sub("\n\n", render_to_string(f"{template}.txt", values)).strip() + "\n",
            to=[to],
            reply_to=[reply_to] if reply_to else None,
            headers=more,
        )
        mail.attach_alternative(render_to_string(f"{template}.html", values), "text/html")
    mail.send()


def subject_of(template: str, values: Mapping[str, object]) -> str:
    """The subject, in the language that is switched on: one line, however its values look."""
    return " ".join(render_to_string(f"{template}.subject.txt", dict(values)).split())[:180]
