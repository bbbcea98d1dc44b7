"""Which release of Evenkeel this is. `pyproject.toml` says it, and nothing else does."""

import re
import tomllib

from config import REPOSITORY

VERSION: str = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]


def is_newer(version: str, *, than: str = VERSION) -> bool:
    """Whether release `version` ("0.2.0") came after another."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]+", version)]
