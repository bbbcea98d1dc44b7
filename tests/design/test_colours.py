"""Every colour is a token, and every pair of tokens that meets can be read, in both themes."""

import re
from itertools import product
from pathlib import Path

import pytest

from design.assets import FOLDER
from help.accent import CHROMA_LEAST, CHROMA_MOST
from tests.design.colours import Oklch, contrast

TOKENS = (FOLDER / "tokens.css").read_text()
DECLARATION = re.compile(r"--([\w-]+):\s*([^;]+);")
COLOUR = re.compile(
    r"oklch\((?P<l>[\d.]+) "
    r"(?P<c>[\d.]+|var\([\w-]+\)|calc\([^)]*\)[^)]*\)) "
    r"(?P<h>[\d.]+|var\([\w-]+\))\)"
)

TEXT_PAIRS = [
    *product(
        ("ink", "ink-soft", "accent", "accent-strong", "error-ink", "care-ink"),
        ("paper", "surface", "sunken"),
    ),
    ("ink", "accent-soft"),
    ("ink-soft", "accent-soft"),
    ("accent", "accent-soft"),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    ("on-danger", "danger-strong"),
    ("on-deep", "deep"),
    ("on-deep-soft", "deep"),
    *[(f"{tone}-ink", f"{tone}-soft") for tone in ("info", "success", "care", "warning", "error")],
    *[("ink", f"{tone}-soft") for tone in ("info", "success", "care", "warning", "error")],
    ("ink-soft", "care-soft"),
    *[("on-tone", f"tone-{number}") for number in range(1, 7)],
]
# WCAG 1.4.11: edges of controls, and the focus ring against whatever it lies on.
EDGE_PAIRS = [
    *[("line-strong", ground) for ground in ("paper", "surface", "sunken")],
    *[("focus", ground) for ground in ("paper", "surface", "sunken", "accent-soft")],
    *[("accent", ground) for ground in ("paper", "surface", "sunken")],
    ("on-deep", "deep"),
]


def block(pattern: str) -> dict[str, str]:
    found = re.search(pattern + r"\s*\{(.*?)\n {2,4}\}", TOKENS, re.DOTALL)
    assert found is not None, pattern
    return dict(DECLARATION.findall(found.group(1)))


LIGHT = block(r"  :root")
DARK_BY_DEVICE = block(r':root:not\(\[data-theme="light"\]\)')
DARK_BY_CHOICE = block(r':root\[data-theme="dark"\]')
THEMES = {"light": LIGHT, "dark": LIGHT | DARK_BY_CHOICE}


def colour(
    theme: str, name: str, *, hue: float | None = None, chroma: float | None = None
) -> Oklch:
    tokens = THEMES[theme]
    accent_hue = float(tokens["accent-hue"]) if hue is None else hue
    accent_chroma = float(tokens["accent-chroma"]) if chroma is None else chroma
    parts = COLOUR.fullmatch(tokens[name])
    assert parts is not None, f"{name}: {tokens[name]}"
    shade = accent_hue if "accent-hue" in parts["h"] else float(parts["h"])
    strength = parts["c"]
    if "accent-chroma" in strength:
        factor = re.search(r"\* ([\d.]+)", strength)
        amount = accent_chroma * (float(factor.group(1)) if factor else 1)
    else:
        amount = float(strength)
    return Oklch(float(parts["l"]), amount, shade)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme: str, ink: str, ground: str) -> None:
    assert contrast(colour(theme, ink), colour(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_and_focus_can_be_seen(theme: str, edge: str, ground: str) -> None:
    assert contrast(colour(theme, edge), colour(theme, ground)) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("chroma", [CHROMA_LEAST, CHROMA_MOST])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [pair for pair in TEXT_PAIRS if "accent" in "".join(pair) or "deep" in "".join(pair)],
)
def test_any_accent_a_clinic_chooses_can_be_read(
    theme: str, chroma: float, ink: str, ground: str
) -> None:
    for hue in range(0, 360, 5):
        first = colour(theme, ink, hue=hue, chroma=chroma)
        second = colour(theme, ground, hue=hue, chroma=chroma)
        assert contrast(first, second) >= 4.5, f"hue {hue}"


def test_dark_is_the_same_by_device_and_by_choice() -> None:
    assert DARK_BY_DEVICE == DARK_BY_CHOICE


def test_dark_changes_every_colour_that_light_defines() -> None:
    fixed = {"accent-hue", "accent-chroma", "qr-paper", "veil", "on-veil"}
    colours = {name for name, value in LIGHT.items() if "oklch" in value}

    assert colours - fixed == set(DARK_BY_CHOICE) - {"color-scheme"}


STYLES = sorted(path for path in FOLDER.rglob("*.css") if path.name != "tokens.css")


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_components_name_tokens_only(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|(?:rgb|hsl|oklch|lab|color-mix)a?\(", text) == []
    assert set(re.findall(r"var\(--([\w-]+)", text)) <= set(LIGHT)


def test_contrast_is_counted_as_wcag_does() -> None:
    black, white, grey = Oklch(0, 0, 0), Oklch(1, 0, 0), Oklch(0.5663, 0, 0)

    assert contrast(black, white) == pytest.approx(21, abs=0.01)
    assert contrast(grey, white) == pytest.approx(4.54, abs=0.05)  # #767676
