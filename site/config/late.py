"""Modules that others load at their start and call on some days only: read at the first call.

Each web process and worker would carry them from its first second to its last. What the others ask
for by name while they load (`named`) is given as a function that reads the module and calls what is
meant; anything else that is asked of the module reads it at once. It stays the same module.
"""

import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

_reading = threading.RLock()


class _Late(ModuleType):
    """A module that has not been read yet."""

    def __getattr__(self, name: str) -> Any:
        named = self.__dict__["named_before"]
        if name in named:
            return _calls(self, name)
        if name.startswith("__") or "reads_now" in self.__dict__:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(_read(self), name)


def _calls(module: ModuleType, name: str) -> Callable[..., Any]:
    def call(*args: Any, **named: Any) -> Any:
        return getattr(_read(module), name)(*args, **named)

    return call


def _read(module: ModuleType) -> ModuleType:
    """The module as it is, read once; another thread waits until it is whole."""
    with _reading:
        if isinstance(module, _Late) and "reads_now" not in module.__dict__:
            named = module.__dict__.pop("named_before")
            module.__dict__.update(reads_now=True, named_before=frozenset())
            try:
                module.__spec__.loader.exec_module(module)  # type: ignore[union-attr]
            except BaseException:
                module.__dict__["named_before"] = named
                raise
            else:
                module.__class__ = ModuleType  # type: ignore[assignment]  # it is one from now on
                del module.__dict__["named_before"]
            finally:
                del module.__dict__["reads_now"]
    return module


def read_late(name: str, *named: str, **known: object) -> None:
    """Puts the module off, unless somebody has read it already or it is not installed.

    `named` are functions (or classes that are only called) that others import from it while they
    load; `known` is what they read of it then, such as its version.
    """
    if name in sys.modules or (spec := find_spec(name)) is None:
        return
    module = module_from_spec(spec)
    module.__dict__.update(known, named_before=frozenset(named))
    module.__class__ = _Late
    sys.modules[name] = module
    parent, _dot, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
