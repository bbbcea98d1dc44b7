"""WebM: elements in elements, each with a number and a length (RFC 8794, RFC 9559).

Taken with VP8, VP9 or AV1 and Opus or Vorbis, which is what WebM may hold.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from courses.media.reading import CUT_OFF, Inside, NotPlayable, Reader

EBML, DOC_TYPE = 0x1A45DFA3, 0x4282
SEGMENT, INFO, SCALE, DURATION = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
TRACKS, TRACK, TRACK_TYPE, CODEC = 0x1654AE6B, 0xAE, 0x83, 0x86
VIDEO_PART, WIDTH, HEIGHT = 0xE0, 0xB0, 0xBA
CLUSTER = 0x1F43B675
PICTURE, SOUND = 1, 2
CODES = {PICTURE: {b"V_VP8", b"V_VP9", b"V_AV1"}, SOUND: {b"A_OPUS", b"A_VORBIS"}}
MOST_ELEMENTS = 10_000
LARGEST_WORD = 64
OTHER = _(
    "This is a Matroska file that browsers do not play. Please export it as WebM, or as MP4 with "
    "H.264 and AAC."
)


class Element(NamedTuple):
    """Number, and where its content begins and ends; `open` where it does not say its length."""

    number: int
    start: int
    end: int
    open: bool


def is_matroska(reader: Reader) -> bool:
    """Whether the file begins as one."""
    return reader.size >= 4 and reader.number(0, 4) == EBML


def look_inside(reader: Reader) -> Inside:
    """What the file holds. Raises NotPlayable."""
    head, *rest = _elements(reader, 0, reader.size)
    kind = next((e for e in _elements(reader, head.start, head.end) if e.number == DOC_TYPE), None)
    segment = next((e for e in rest if e.number == SEGMENT), None)
    if kind is None or _word(reader, kind) != b"webm":
        raise NotPlayable(OTHER)
    if segment is None:
        raise NotPlayable(CUT_OFF)
    seconds, tracks, plays = None, list[_Track](), False
    for part in _elements(reader, segment.start, segment.end):
        if part.number == INFO:
            seconds = _seconds(reader, part)
        elif part.number == TRACKS:
            inner = _elements(reader, part.start, part.end)
            tracks += [_Track(reader, one) for one in inner if one.number == TRACK]
        elif part.number == CLUSTER:
            plays = True
            break  # from here on sound and picture
    if not tracks or not plays:
        raise NotPlayable(CUT_OFF)
    if any(track.code not in CODES.get(track.kind, {track.code}) for track in tracks):
        raise NotPlayable(OTHER)
    for track in tracks:
        if track.kind == PICTURE:
            return Inside("video/webm", seconds, track.width or None, track.height or None)
    return Inside("audio/webm", seconds)


class _Track:
    """One picture or one sound."""

    def __init__(self, reader: Reader, entry: Element) -> None:
        self.kind, self.code, self.width, self.height = 0, b"", 0, 0
        for part in _elements(reader, entry.start, entry.end):
            if part.number == TRACK_TYPE:
                self.kind = _whole(reader, part)
            elif part.number == CODEC:
                self.code = _word(reader, part)
            elif part.number == VIDEO_PART:
                for size in _elements(reader, part.start, part.end):
                    if size.number == WIDTH:
                        self.width = _whole(reader, size)
                    elif size.number == HEIGHT:
                        self.height = _whole(reader, size)


def _elements(reader: Reader, start: int, end: int) -> Iterator[Element]:
    """The elements side by side between two places. Raises NotPlayable for one that goes beyond."""
    for _count in range(MOST_ELEMENTS):
        if start >= end:
            return
        number, at = _variable(reader, start, keep_mark=True)
        length, at = _variable(reader, at, keep_mark=False)
        if length is None:  # a recorder that did not know how long it would take
            yield Element(number or 0, at, end, open=True)
            return
        if at + length > end:
            raise NotPlayable(CUT_OFF)
        yield Element(number or 0, at, at + length, open=False)
        start = at + length
    raise NotPlayable(OTHER)


def _variable(reader: Reader, at: int, *, keep_mark: bool) -> tuple[int | None, int]:
    """A number whose first bits say how many bytes it has, and the place after it; None where all
    of its bits are set, which means unknown."""
    first = reader.number(at, 1)
    if first == 0:
        raise NotPlayable(OTHER)
    count = 9 - first.bit_length()
    value = reader.number(at, count)
    mark = 1 << (7 * count)
    if keep_mark:
        return value, at + count
    bare = value & (mark - 1)
    return (None if bare == mark - 1 else bare), at + count


def _word(reader: Reader, element: Element) -> bytes:
    return reader.at(element.start, min(element.end - element.start, LARGEST_WORD)).rstrip(b"\0")


def _whole(reader: Reader, element: Element) -> int:
    return reader.number(element.start, min(element.end - element.start, 8))


def _seconds(reader: Reader, info: Element) -> float | None:
    scale, ticks = 1_000_000, None
    for part in _elements(reader, info.start, info.end):
        if part.number == SCALE:
            scale = _whole(reader, part)
        elif part.number == DURATION:
            held = reader.at(part.start, part.end - part.start)
            if len(held) in (4, 8):
                [ticks] = struct.unpack(">f" if len(held) == 4 else ">d", held)
    return ticks * scale / 1e9 if ticks and ticks > 0 else None
