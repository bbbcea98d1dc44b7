"""What a recording turns out to be, and careful reading of files that anybody may have made."""

from dataclasses import dataclass
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VIDEO, AUDIO = "video", "audio"
ENDINGS = {
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/mp4": "m4a",
    "audio/webm": "weba",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
}
CUT_OFF = _("This file is cut off: its end is missing. Please copy or export it again.")


@dataclass(frozen=True)
class Inside:
    """A recording that browsers play. `seconds` where the file says how long it is; `width` and
    `height` in points, of a video."""

    content_type: str
    seconds: float | None = None
    width: int | None = None
    height: int | None = None

    @property
    def kind(self) -> str:
        """VIDEO or AUDIO."""
        return self.content_type.partition("/")[0]

    @property
    def ending(self) -> str:
        """What its name should end in, without the dot."""
        return ENDINGS[self.content_type]


class NotPlayable(Exception):
    """No recording that every browser plays; `sentence` says why and what to do."""

    def __init__(self, sentence: Promise | str) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class Reader:
    """A file with an end: reading beyond it is a sentence, and never a surprise."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self.size = file, size

    def at(self, offset: int, count: int) -> bytes:
        """Exactly `count` bytes from `offset`. Raises NotPlayable where the file ends before."""
        if offset < 0 or count < 0 or offset + count > self.size:
            raise NotPlayable(CUT_OFF)
        self._file.seek(offset)
        found = self._file.read(count)
        if len(found) != count:
            raise NotPlayable(CUT_OFF)
        return found

    def number(self, offset: int, count: int) -> int:
        """The number in `count` bytes from `offset`, its greatest byte first."""
        return int.from_bytes(self.at(offset, count), "big")
