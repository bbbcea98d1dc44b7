"""The hash chain over the trail: batches sealed by the worker, checked by a command.

Requests only add entries; nobody waits for the chain's head. A seal names its entries by a column
of theirs, not by a range: on PostgreSQL an entry may commit after one with a higher number, and is
then part of a later seal.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from audit.models import Entry, Seal

BATCH = 1000
GENESIS = "0" * 64


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found. `broken` names seals (by id) that do not hold."""

    seals: int
    entries: int
    unsealed: int
    head: str
    broken: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether every seal holds."""
        return not self.broken


def seal_entries(*, now: datetime, batch: int = BATCH) -> Seal | None:
    """Seals the oldest entries that are not sealed yet, at most `batch`; None if there are none.

    Two workers at the same moment: one seals, the other leaves it be.
    """
    try:
        with transaction.atomic():
            return _seal(now=now, batch=batch)
    except IntegrityError:
        return None


def verify_chain() -> Verdict:
    """Recomputes every seal from its entries."""
    previous, broken, entries, seals = GENESIS, [], 0, 0
    for seal in Seal.objects.order_by("pk"):
        held = list(seal.entries.order_by("pk"))
        ends = (held[0].pk, held[-1].pk) if held else (0, 0)
        sound = (
            seal.previous == previous
            and seal.digest == _digest(previous, held)
            and ends == (seal.first_entry, seal.last_entry)
        )
        if not sound:
            broken.append(seal.pk)
        previous = seal.digest
        seals += 1
        entries += len(held)
    unsealed = Entry.objects.filter(sealed_in=None).count()
    return Verdict(seals, entries, unsealed, previous, tuple(broken))


def _seal(*, now: datetime, batch: int) -> Seal | None:
    held = list(Entry.objects.filter(sealed_in=None).order_by("pk")[:batch])
    if not held:
        return None
    last = Seal.objects.order_by("-pk").first()
    previous = last.digest if last else GENESIS
    seal = Seal.objects.create(
        made_at=now,
        first_entry=held[0].pk,
        last_entry=held[-1].pk,
        previous=previous,
        digest=_digest(previous, held),
    )
    # The one column that is ever written later: which seal an entry stands under.
    Entry._base_manager.filter(pk__in=[entry.pk for entry in held]).update(sealed_in=seal)
    return seal


def _digest(previous: str, entries: Iterable[Entry]) -> str:
    digest = hashlib.sha256(previous.encode())
    for entry in entries:
        digest.update(_line(entry).encode())
    return digest.hexdigest()


def _line(entry: Entry) -> str:
    held = [
        entry.pk,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_id,
        entry.actor_role,
        entry.act,
        entry.object_type,
        entry.object_id,
        str(entry.member_id or ""),
        entry.facts,
    ]
    return json.dumps(held, sort_keys=True, separators=(",", ":")) + "\n"
