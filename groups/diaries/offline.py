"""The diary without a connection: the page that devices keep, and what they are told of its reader.

The page is made for nobody (`offline`). What it has to know of somebody stands in their browser's
own database alone, put there by their own page, and goes when they sign out.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.diary.days import earliest_day
from courses.diary.models import Urge
from courses.diary.queries import days_filled
from groups.diaries.access import Diary
from offline.registry import register

STATIC = Path(__file__).parent.parent / "static"
FILES = ("groups/diaries/*",)


def register_diary() -> None:
    """Lets devices keep the page. Called when the app is ready."""
    register(
        "diary",
        title=_("Diary card"),
        start="diary-offline",
        pages=lambda: [reverse("diary-offline")],
        version=str,
        root=STATIC,
        files=FILES,
        stands_in_for="diary",
        shortcut=_("Card of the day"),
    )


def shape_of(
    diary: Diary,
    urges: Sequence[Urge],
    skills: Sequence[tuple[str, str]],
    *,
    zone: ZoneInfo,
    today: date,
) -> dict[str, Any]:
    """What a device has to know to ask the same as the diary's own page. One query.

    No word that is behind a PIN: without a connection nobody could ask for it.
    """
    named = [] if diary.is_shared else urges
    return {
        "zone": zone.key,
        "query": diary.query,
        "shared": diary.is_shared,
        "urges": [[str(urge.pk), urge.name] for urge in named if urge.put_away_at is None],
        "skills": [[pk, name] for pk, name in skills],
        "filled": [day.isoformat() for day in days_filled(diary.member, first=earliest_day(today))],
    }
