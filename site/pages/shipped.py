"""The texts of the public pages that ship with Evenkeel, as StreamField wants them."""

import json
from pathlib import Path
from typing import Any

from courses.shipped import read

CONTENT = Path(__file__).resolve().parent / "content"


def texts(folder: Path = CONTENT) -> dict[str, dict[str, Any]]:
    """Every shipped page by its slug. Do not alter them: they are read once."""
    found = [read(path) for path in sorted(folder.glob("*.yaml"))]
    return {entry["slug"]: entry for entry in found}


def articles(folder: Path = CONTENT / "articles") -> list[dict[str, Any]]:
    """Every shipped article, the last one first in the list that visitors see."""
    found = [entry for slug, entry in texts(folder).items() if "key_points" in entry]
    return sorted(found, key=lambda entry: -int(entry["place"]))


def stream(kind: str, values: list[Any]) -> str:
    """Values as StreamField's JSON, each a block of this kind."""
    return json.dumps([{"type": kind, "value": value} for value in values])


def body(entry: dict[str, Any]) -> str:
    """The page's blocks as StreamField's JSON. Raises KeyError for an unknown kind."""
    return json.dumps([_block(block) for block in entry.get("body", [])])


def _block(block: dict[str, Any]) -> dict[str, Any]:
    [(kind, given)] = block.items()
    return {"type": kind, "value": _KINDS[kind](given)}


def _with_text(given: dict[str, Any]) -> dict[str, Any]:
    """`html` becomes the rich text field `text`; everything else stays."""
    value = {key: words for key, words in given.items() if key != "html"}
    return {**value, "text": " ".join(given["html"].split())}


def _steps(given: dict[str, Any]) -> dict[str, Any]:
    return {"heading": given["heading"], "items": given["items"]}


def _questions(given: dict[str, Any]) -> dict[str, Any]:
    return {"heading": given["heading"], "items": [_with_text(item) for item in given["items"]]}


def _plain(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": "", **given}


_KINDS = {
    "section": _with_text,
    "callout": _with_text,
    "steps": _steps,
    "questions": _questions,
    "modules": _plain,
    "next_groups": _plain,
}
