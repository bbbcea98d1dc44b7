"""What a recording really is, read from its bytes: how it is packed, coded, how long and how large.

Its name and what a browser says of it count for nothing. No decoder is asked: a file that nobody
knows should meet as little code as possible, and browsers decode it in cages of their own.
"""

from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from courses.media import mp4, sounds, webm
from courses.media.reading import Inside, NotPlayable, Reader

LARGEST_RECORDING = 200_000_000
UNKNOWN = _(
    "This is no recording that browsers play. Please choose a video as MP4 (H.264 and AAC) or "
    "WebM, or "
    "sound as MP3, M4A or Ogg."
)
EMPTY = _("This file is empty. Please choose another one.")

# MP3 has no mark of its own at its start, so it is asked last.
READERS = (
    (mp4.is_mp4, mp4.look_inside),
    (webm.is_matroska, webm.look_inside),
    (sounds.is_ogg, sounds.look_inside_ogg),
    (sounds.is_mp3, sounds.look_inside_mp3),
)


def look_inside(file: BinaryIO, *, size: int) -> Inside:
    """What the file of `size` bytes holds; leaves it at its start. Raises NotPlayable."""
    if not size:
        raise NotPlayable(EMPTY)
    reader = Reader(file, size)
    try:
        for is_one, look in READERS:
            if is_one(reader):
                return look(reader)
    finally:
        file.seek(0)
    raise NotPlayable(UNKNOWN)
