"""The clinic's accent colour as a stylesheet.

Only hue and chroma are taken over; the lightness of every accent token stays the design's own, so
text in the accent is legible in both themes whatever colour was chosen. The conversion follows
Björn Ottosson's published definition of Oklab.
"""

import hashlib
import math
import re
from functools import lru_cache

HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
# Below, an accent is grey; above, saturated text tires the eyes and leaves the sRGB range.
CHROMA_LEAST, CHROMA_MOST = 0.02, 0.13


def accent_css(colour: str) -> str:
    """The two custom properties for `#rrggbb`. Raises ValueError for anything else."""
    hue, chroma = accent_of(colour)
    return f":root{{--accent-hue:{hue:.1f};--accent-chroma:{chroma:.4f}}}\n"


@lru_cache(maxsize=16)
def sheet(colour: str, *, otherwise: str) -> tuple[str, str]:
    """The stylesheet of a colour, or of `otherwise` where it is none, and what tells it apart."""
    try:
        body = accent_css(colour)
    except ValueError:
        body = accent_css(otherwise)
    return body, hashlib.sha256(body.encode()).hexdigest()[:16]


def accent_of(colour: str) -> tuple[float, float]:
    """Hue in degrees and chroma of `#rrggbb`, as far as an accent may go. Raises ValueError."""
    hue, chroma = _hue_and_chroma(colour)
    return hue, min(CHROMA_MOST, max(CHROMA_LEAST, chroma))


def is_hex(colour: str) -> bool:
    """Whether the text is a colour such as #2f6f6a."""
    return bool(HEX.match(colour))


def is_colourless(colour: str) -> bool:
    """Whether a colour has no hue worth the name: black, white and greys."""
    return _hue_and_chroma(colour)[1] < CHROMA_LEAST


def _hue_and_chroma(colour: str) -> tuple[float, float]:
    if not HEX.match(colour):
        raise ValueError(f"{colour!r} is not a colour such as #2f6f6a")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    across = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    along = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return math.degrees(math.atan2(along, across)) % 360, math.hypot(across, along)


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return math.pow((channel + 0.055) / 1.055, 2.4)
