"""What libraries load at their start for things that this site never serves, left out.

Each web process and worker would carry it: a quarter of its memory. Whoever wants to serve one of
these takes its line out here.
"""

import re
import sys
from collections.abc import MutableSequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from types import ModuleType
from typing import Any

from django.conf import settings

from config.late import read_late

# Wagtail's public REST API, which its apps fill with routes whether or not anybody includes them:
# with pydantic and ninja 24 MiB. (The editor's own, `wagtail.admin.api`, stays.)
REST_API = re.compile(r"wagtail\.(?:\w+\.)*api\.v3(?:\.|$)|wagtail\.api\.querysets$")
# HEIC pictures, which are none of WAGTAILIMAGES_EXTENSIONS: 6 MiB.
HEIC = "pillow_heif"
# Columns of PostgreSQL that no model has; elsewhere its whole driver comes along: 9 MiB.
POSTGRESQL = "django.contrib.postgres.fields"


class _Nothing(ModuleType):
    """A module that has whatever is asked for, and does nothing when it is called."""

    __path__: MutableSequence[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing(name)

    def __call__(self, *args: object, **named: object) -> None:
        """Registers nothing."""


class _LeavesOut(MetaPathFinder, Loader):
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, is_package=True) if REST_API.match(fullname) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Nothing(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def leave_out() -> None:
    """To be called before the first app is loaded. Whoever imports what is left out finds it
    empty, or missing where they are prepared for that."""
    if any(isinstance(finder, _LeavesOut) for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, _LeavesOut())
    missing = [HEIC]
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        missing.append(POSTGRESQL)
    for name in missing:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as the import system takes it
    _put_off()


def _put_off() -> None:
    """What is called on some days only, or never: 7 MiB."""
    # Which sites may have passkeys for which addresses: read by whoever registers or uses one.
    read_late("fido2.rpid", "verify_rp_id")
    # Guesses how a text without a name for its encoding is written; all of ours say it.
    read_late("charset_normalizer", __version__=version("charset_normalizer"))
    # Takes the first whole character of a name.
    read_late("regex")
    # Wagtail makes a request of its own while it shows a draft.
    read_late("django.test", "RequestFactory")
