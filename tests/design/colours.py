"""Colour sums for the contrast tests: what a screen shows of an OKLCH colour, and WCAG contrast.

The conversions follow Björn Ottosson's published definition of Oklab; luminance and contrast
follow WCAG 2.2 ("relative luminance", "contrast ratio").
"""

import math
from dataclasses import dataclass


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


def _luminance(colour: Oklch) -> float:
    linear = to_linear_rgb(colour)
    return 0.2126 * linear.red + 0.7152 * linear.green + 0.0722 * linear.blue
