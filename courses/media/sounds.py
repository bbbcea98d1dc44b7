"""Sound by itself: Ogg (RFC 3533, with Opus or Vorbis) and MP3 (ISO/IEC 11172-3, layer III)."""

from django.utils.translation import gettext_lazy as _

from courses.media.reading import CUT_OFF, Inside, NotPlayable, Reader

OPUS_RATE = 48_000
LAST_PAGE_WITHIN = 70_000  # a page has at most 65,307 bytes
OTHER_OGG = _(
    "This Ogg file is coded in a way that not every browser plays. Please export the sound as MP3 "
    "or M4A, or a video as MP4."
)

# Thousands of bits a second, by the four bits of a frame's head.
RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
SAMPLES_A_SECOND = {
    3: (44_100, 48_000, 32_000),
    2: (22_050, 24_000, 16_000),
    0: (11_025, 12_000, 8_000),
}
MPEG_1, LAYER_3 = 3, 1


def is_ogg(reader: Reader) -> bool:
    """Whether the file begins as one."""
    return reader.size >= 4 and reader.at(0, 4) == b"OggS"


def look_inside_ogg(reader: Reader) -> Inside:
    """What the first stream holds. Raises NotPlayable."""
    segments = reader.number(26, 1)
    begin = reader.at(27 + segments, min(48, reader.size - 27 - segments))
    if begin.startswith(b"OpusHead"):
        rate = OPUS_RATE
    elif begin.startswith(b"\x01vorbis"):
        rate = int.from_bytes(begin[12:16], "little")
    else:
        raise NotPlayable(OTHER_OGG)
    tail = reader.at(max(0, reader.size - LAST_PAGE_WITHIN), min(reader.size, LAST_PAGE_WITHIN))
    page = tail.rfind(b"OggS")
    if page < 0 or page + 14 > len(tail) or not rate:
        raise NotPlayable(CUT_OFF)
    samples = int.from_bytes(tail[page + 6 : page + 14], "little", signed=True)
    return Inside("audio/ogg", samples / rate if samples > 0 else None)


def is_mp3(reader: Reader) -> bool:
    """Whether sound of layer III begins where it should: two frames, one right behind the other."""
    start = _after_tags(reader)
    first = _frame(reader, start)
    return first is not None and (
        _frame(reader, start + first.length) is not None or start + first.length == reader.size
    )


def look_inside_mp3(reader: Reader) -> Inside:
    """How long it plays: by the count of frames where it is written down, else by its rate."""
    start = _after_tags(reader)
    first = _frame(reader, start)
    if first is None:
        raise NotPlayable(CUT_OFF)
    head = reader.at(start, min(first.length, reader.size - start, 200))
    for mark in (b"Xing", b"Info"):
        at = head.find(mark)
        if 0 < at <= len(head) - 12 and head[at + 7] & 1:
            frames = int.from_bytes(head[at + 8 : at + 12], "big")
            return Inside("audio/mpeg", frames * first.samples / first.rate)
    return Inside("audio/mpeg", (reader.size - start) * 8 / first.bits)


class _Frame:
    """One frame of MP3: its length in bytes, and what it says of the sound."""

    def __init__(self, head: int) -> None:
        version = (head >> 19) & 3
        bits, rate = (head >> 12) & 15, (head >> 10) & 3
        one = version == MPEG_1
        self.bits = (RATES_1 if one else RATES_2)[bits] * 1000
        self.rate = SAMPLES_A_SECOND[version][rate]
        self.samples = 1152 if one else 576
        self.length = self.samples // 8 * self.bits // self.rate + ((head >> 9) & 1)


def _frame(reader: Reader, at: int) -> _Frame | None:
    if at + 4 > reader.size:
        return None
    head = reader.number(at, 4)
    synchronous = head >> 21 == 0x7FF
    version, layer = (head >> 19) & 3, (head >> 17) & 3
    bits, rate = (head >> 12) & 15, (head >> 10) & 3
    if not synchronous or version == 1 or layer != LAYER_3 or bits in (0, 15) or rate == 3:
        return None
    return _Frame(head)


def _after_tags(reader: Reader) -> int:
    """Where the sound begins, after the words that ID3v2 puts before it."""
    if reader.size < 10 or reader.at(0, 3) != b"ID3":
        return 0
    length = 0
    for byte in reader.at(6, 4):
        length = length << 7 | (byte & 0x7F)
    return min(10 + length, reader.size)
