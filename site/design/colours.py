"""Colour sums: from a clinic's hex colour to the two numbers of the accent, and contrast.

The conversions follow Björn Ottosson's published definition of Oklab; luminance and contrast
follow WCAG 2.2 ("relative luminance", "contrast ratio").
"""

import math
import re
from dataclasses import dataclass

HEX = re.compile(r"#?([0-9a-fA-F]{6})\Z")
CHROMA_RANGE = (0.02, 0.13)


class NotAColour(ValueError):
    """The text is not a six-digit hex colour such as ``#2f6f7a``."""


@dataclass(frozen=True)
class Oklch:
    """A colour by lightness (0–1), chroma (0–0.4) and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float


@dataclass(frozen=True)
class LinearRgb:
    """Linear-light sRGB channels, 0–1 when the colour can be shown."""

    red: float
    green: float
    blue: float


def to_linear_rgb(colour: Oklch) -> LinearRgb:
    """The colour as a screen shows it: channels outside the sRGB range are cut off."""
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in channels)
    return LinearRgb(red, green, blue)


def contrast(first: Oklch, second: Oklch) -> float:
    """WCAG contrast ratio, 1 to 21, whichever of the two is lighter."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def from_hex(text: str) -> Oklch:
    """Read ``#rrggbb``. Raises NotAColour for anything else."""
    found = HEX.match(text.strip())
    if found is None:
        raise NotAColour(text)
    digits = found.group(1)
    red, green, blue = (_decode(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def accent_css(hex_colour: str) -> str:
    """The stylesheet that gives the site a clinic's own accent.

    Only hue and chroma are taken over; lightness stays ours, so that text in the accent remains
    legible in both themes whatever was chosen. Raises NotAColour.
    """
    colour = from_hex(hex_colour)
    low, high = CHROMA_RANGE
    chroma = min(high, max(low, colour.chroma))
    return f":root{{--accent-hue:{colour.hue:.1f};--accent-chroma:{chroma:.4f}}}\n"


def _luminance(colour: Oklch) -> float:
    linear = to_linear_rgb(colour)
    return 0.2126 * linear.red + 0.7152 * linear.green + 0.0722 * linear.blue


def _decode(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return math.pow((channel + 0.055) / 1.055, 2.4)
