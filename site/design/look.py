"""A digest of how something looks, for whoever keeps what was rendered: with it, a new release
renders anew."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.template import TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates

HERE = Path(__file__).parent
# Code, and translations as programs read them.
READ = {".py", ".mo"}


def components() -> list[str]:
    """The names of the templates of every component."""
    folder = HERE / "templates"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def look_of(templates: Iterable[str], *, folders: Iterable[Path]) -> str:
    """Twelve hex digits over templates, as the engine finds them, and over the code of folders.

    A change of any makes another one, and so does another name. Raises TemplateDoesNotExist.
    """
    made = hashlib.sha256()
    for name in templates:
        made.update(f"{name}\0{_source_of(name)}\0".encode())
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in READ):
            made.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return made.hexdigest()[:12]


def _source_of(name: str) -> str:
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    for loader in backend.engine.template_loaders:
        for origin in loader.get_template_sources(name):
            try:
                return str(loader.get_contents(origin))  # type: ignore[attr-defined]
            except TemplateDoesNotExist:
                continue
    raise TemplateDoesNotExist(name)
