"""The texts that people agree to, from files that ship with us into versioned rows."""

from datetime import datetime
from pathlib import Path

import yaml
from django.db import transaction

from accounts.models import Policy

CONTENT = Path(__file__).parent / "content"


@transaction.atomic
def load_policies(*, now: datetime, folder: Path = CONTENT) -> list[Policy]:
    """Publishes each file's version that is not there yet; returns what is new.

    A published version is never changed: people agreed to its words. A changed text needs a new
    version in its file.
    """
    published = []
    for file in sorted(folder.glob("*.yaml")):
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
        policy, new = Policy.objects.get_or_create(
            kind=Policy.Kind(held["kind"]),
            version=str(held["version"]),
            defaults={
                "title": held["title"],
                "summary": held["summary_points"],
                "body": held["html"],
                "published_at": now,
            },
        )
        if new:
            published.append(policy)
    return published
