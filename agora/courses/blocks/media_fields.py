"""The questions that video and podcast blocks share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agora.kernel.editing import Field

RECORDING = (
    Field("texts.*.title", _("Heading")),
    Field("texts.*.about", _("What it is about"), "paragraph"),
    Field(
        "texts.*.captions",
        _("Captions"),
        "track",
        help=_(
            "As WebVTT: a line of times, such as 00:01.000 --> 00:04.000, and the words below it."
        ),
    ),
    Field(
        "texts.*.transcript",
        _("Transcript"),
        "rich",
        help=_("Left empty, it is made of the captions."),
    ),
    Field("texts.*.chapters", _("Chapters"), "track", rare=True),
    Field(
        "texts.*.descriptions",
        _("Audio description"),
        "track",
        help=_("What is seen and not said, read aloud by the reader’s device."),
        rare=True,
    ),
)


def renditions(*offered: str) -> Field:
    """The files a recording is offered in."""
    names = {
        "video": _("Video"),
        "small-video": _("Video, small: for a slow line"),
        "audio": _("Sound alone"),
    }
    return Field(
        "renditions",
        _("Files"),
        "rows",
        help=_("The same recording in one or several forms; the learner chooses."),
        rows=(
            Field("file", _("File"), "file", required=True),
            Field(
                "what",
                _("What it is"),
                "choice",
                choices=tuple((one, names[one]) for one in offered),
            ),
            Field("language", _("Language that is spoken"), "language"),
        ),
        most=30,
    )


SYNTHETIC = Field(
    "synthetic",
    _("The voices are a machine’s"),
    "tick",
    help=_("It is said beside the recording."),
)
