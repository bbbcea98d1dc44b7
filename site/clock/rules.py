"""Which copy of the world's time-zone rules decides: the pinned one, in every process.

Left to itself Python reads the zone files of the machine (or of PYTHONTZPATH) and the pinned
`tzdata` package only for what those lack. Two machines, or web and worker after half an upgrade,
would then keep two clocks. `config/__init__.py`, which every program of the site imports before it
knows its settings, takes the machine's files out of the search; the settings refuse rules that are
not the pinned ones. (`stripe_sandbox` imports nothing of ours and does the first by itself.)
"""

import zoneinfo
from datetime import UTC, datetime
from importlib import import_module
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

# What the release of requirements.txt gets right, and no release before it: Cuba does not put its
# clocks back in the autumn of 2026. Whoever pins another release looks for such an instant of it.
PINNED = "2026f"
_HERE = ("America/Havana", datetime(2026, 12, 8, 18, 0))  # noqa: DTZ001  (a reading of a wall)
_THEN = datetime(2026, 12, 8, 22, 0, tzinfo=UTC)


def use_pinned_rules() -> None:
    """Reads zones from the `tzdata` package alone, whatever the machine has or PYTHONTZPATH says.

    To be called before the first zone is loaded; what was loaded before is at least forgotten.
    """
    zoneinfo.reset_tzpath(())
    ZoneInfo.clear_cache()


def release() -> str:
    """The release of the rules in use, as IANA names it: "2026f"."""
    name: str = import_module("tzdata").IANA_VERSION
    return name


def refuse_other_rules() -> None:
    """Raises ImproperlyConfigured where the rules in use are older than the pinned ones.

    The instant is computed, not the package's name read: what counts is which hour comes out.
    """
    zone, wall = _HERE
    found = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if found != _THEN:
        raise ImproperlyConfigured(
            f"The time-zone rules in use ({release()}) put 18:00 in Havana on 8 December 2026 at "
            f"{found:%H:%M} UTC; release {PINNED}, which requirements.txt pins, says "
            f"{_THEN:%H:%M}. Groups would meet at a wrong hour: install requirements.txt anew."
        )
