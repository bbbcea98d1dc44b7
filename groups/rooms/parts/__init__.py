"""The parts of the room. Every module in this folder is one, or belongs to one."""

from importlib import import_module
from pkgutil import walk_packages


def load_parts() -> None:
    """Loads every part, so that wire and kernel know it. Call once Django has its models."""
    for found in walk_packages(__path__, prefix=f"{__name__}."):
        import_module(found.name)
