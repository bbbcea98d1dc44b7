"""MP4 and M4A: boxes in boxes, each with its length and a name of four letters (ISO/IEC 14496-12).

Taken with H.264 and AAC, which every browser plays.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from courses.media.reading import CUT_OFF, Inside, NotPlayable, Reader

H264 = {b"avc1", b"avc3"}
AAC = {b"mp4a"}
HEVC = {b"hvc1", b"hev1", b"dvh1", b"dvhe"}
LARGEST_INDEX = 30_000_000  # bytes of `moov`; four hours of video need a few million
MOST_BOXES = 10_000
OTHER_CODE = _(
    "This MP4 file is coded in a way that not every browser plays. Please export it with H.264 for "
    "the picture and AAC for the sound."
)
AS_HEVC = _(
    "This video is coded as HEVC (H.265), which many browsers cannot play. Please export it with "
    "H.264 and AAC; on a telephone the setting is called “most compatible”."
)
NOTHING = _("There is neither picture nor sound in this file.")


class Box(NamedTuple):
    """Name, and where its content begins and ends."""

    name: bytes
    start: int
    end: int


def is_mp4(reader: Reader) -> bool:
    """Whether the file says that it is one."""
    return reader.size >= 8 and reader.at(4, 4) == b"ftyp"


def look_inside(reader: Reader) -> Inside:
    """What the file holds. Raises NotPlayable."""
    boxes = {box.name: box for box in _boxes(reader, 0, reader.size)}
    index = boxes.get(b"moov")
    if index is None or not boxes.keys() & {b"mdat", b"moof"}:
        raise NotPlayable(CUT_OFF)
    if index.end - index.start > LARGEST_INDEX:
        raise NotPlayable(OTHER_CODE)
    seconds, tracks = None, []
    for box in _boxes(reader, index.start, index.end):
        if box.name == b"mvhd":
            seconds = _seconds(reader, box)
        elif box.name == b"trak":
            tracks.append(_Track(reader, box))
    return _told(tracks, seconds)


def _told(tracks: list["_Track"], seconds: float | None) -> Inside:
    pictures = [track for track in tracks if track.handler == b"vide"]
    sounds = [track for track in tracks if track.handler == b"soun"]
    codes = {code for track in pictures for code in track.codes}
    if codes & HEVC:
        raise NotPlayable(AS_HEVC)
    if not codes <= H264 or not {code for track in sounds for code in track.codes} <= AAC:
        raise NotPlayable(OTHER_CODE)
    if pictures:
        width, height = pictures[0].size
        return Inside("video/mp4", seconds, width or None, height or None)
    if sounds:
        return Inside("audio/mp4", seconds)
    raise NotPlayable(NOTHING)


class _Track:
    """One picture or one sound: what handles it, how it is coded, how large it is."""

    def __init__(self, reader: Reader, trak: Box) -> None:
        self.handler, self.codes, self.size = b"", set[bytes](), (0, 0)
        for box in _within(reader, trak, (b"mdia", b"minf", b"stbl")):
            if box.name == b"tkhd":
                # The last eight bytes are width and height, as numbers of sixteen and sixteen bits.
                self.size = (
                    reader.number(box.end - 8, 4) >> 16,
                    reader.number(box.end - 4, 4) >> 16,
                )
            elif box.name == b"hdlr":
                self.handler = reader.at(box.start + 8, 4)
            elif box.name == b"stsd":
                self.codes = {one.name for one in _boxes(reader, box.start + 8, box.end)}


def _within(reader: Reader, parent: Box, through: tuple[bytes, ...]) -> Iterator[Box]:
    """The boxes of `parent`, and of those boxes in it that `through` names."""
    for box in _boxes(reader, parent.start, parent.end):
        yield box
        if box.name in through:
            yield from _within(reader, box, through)


def _boxes(reader: Reader, start: int, end: int) -> Iterator[Box]:
    """The boxes side by side between two places. Raises NotPlayable for one that goes beyond."""
    for _count in range(MOST_BOXES):
        if start == end:
            return
        length, header = reader.number(start, 4), 8
        name = reader.at(start + 4, 4)
        if length == 1:
            length, header = reader.number(start + 8, 8), 16
        elif length == 0:  # up to the end of the file
            length = end - start
        if length < header or start + length > end:
            raise NotPlayable(CUT_OFF)
        yield Box(name, start + header, start + length)
        start += length
    raise NotPlayable(OTHER_CODE)


def _seconds(reader: Reader, mvhd: Box) -> float | None:
    """How long it plays; None where it is written in pieces and does not say."""
    wide = reader.number(mvhd.start, 1) == 1
    scale = reader.number(mvhd.start + (20 if wide else 12), 4)
    length = reader.number(mvhd.start + (24 if wide else 16), 8 if wide else 4)
    unknown = length == (0xFFFFFFFFFFFFFFFF if wide else 0xFFFFFFFF)
    return length / scale if scale and length and not unknown else None
