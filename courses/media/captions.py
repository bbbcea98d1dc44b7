"""Captions: WebVTT, checked when they come in and served exactly as they came.

What rewrites WebVTT drops who speaks and where a line stands; so nothing here writes any.
"""

import re
from datetime import timedelta

import webvtt
from django.utils.translation import gettext as _
from webvtt import errors
from webvtt.models import Timestamp

LARGEST_CAPTIONS = 1_000_000
HEAD = re.compile(r"WEBVTT(?:[ \t\r\n]|\Z)")
LEEWAY_MS = 1_000  # programs round the end of the last line up


class CaptionsRefused(Exception):
    """They cannot stand under the video; the message is a sentence that says why."""


def check_captions(content: bytes, *, seconds: float | None) -> None:
    """Passes captions that browsers read, of a recording that plays for `seconds` (None: unknown).

    Raises CaptionsRefused.
    """
    if len(content) > LARGEST_CAPTIONS:
        raise CaptionsRefused(
            _("These captions are too large. Please keep them under one megabyte.")
        )
    try:
        # Tells apart what tools left: a byte-order mark is allowed, another encoding is not.
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaptionsRefused(
            _("These captions are not written in UTF-8. Please save them as WebVTT in UTF-8.")
        ) from error
    try:
        if not HEAD.match(words):  # the library takes WEBVTTX as well, and browsers do not
            raise errors.MalformedFileError
        cues = webvtt.from_string(words, strict=True).captions
    except errors.MalformedFileError as error:
        raise CaptionsRefused(
            _(
                "These are no WebVTT captions: such a file begins with the word WEBVTT. If yours "
                "is an SRT file, please save it as WebVTT."
            )
        ) from error
    except errors.MalformedCaptionError as error:
        raise CaptionsRefused(
            _("Browsers would pass over a part of these captions. Please mend it: %(part)s")
            % {"part": _shortly(str(error))}
        ) from error
    if not any(cue.text.strip() for cue in cues):
        raise CaptionsRefused(
            _("There is no caption in this file. Please choose the one with words.")
        )
    for cue in cues:
        if _ms(cue.end) <= _ms(cue.start):
            raise CaptionsRefused(
                _("The caption at %(start)s ends before it begins. Please mend its times.")
                % {"start": cue.start}
            )
    last = max(_ms(cue.end) for cue in cues)
    if seconds is not None and last > seconds * 1000 + LEEWAY_MS:
        raise CaptionsRefused(
            _(
                "These captions go on until %(end)s, and the recording ends at %(length)s. Are "
                "they of another one?"
            )
            % {"end": _clock(last / 1000), "length": _clock(seconds)}
        )


def _ms(time: str) -> int:
    return Timestamp.from_string(time).in_milliseconds()


def _clock(seconds: float) -> str:
    """Minutes and seconds as players show them: 0:07:30."""
    return str(timedelta(seconds=round(seconds)))


def _shortly(words: str) -> str:
    return words if len(words) <= 160 else f"{words[:160]}…"
