"""How an entry of a waiting list ends: for callers who hold the cohort's lock."""

from datetime import datetime

from audit.states import StateMoved, move
from groups.waiting.errors import EntryMoved
from groups.waiting.models import EntryState, WaitingEntry


def end_entry(
    entry: WaitingEntry, to: EntryState, *, act: str, by: int | None, now: datetime, why: str = ""
) -> None:
    """Nobody waits by it any more; says why, where it is told. Raises EntryMoved."""
    try:
        move(
            entry,
            to=to,
            act=act,
            by=by,
            now=now,
            changes={"ended_at": now, "why": why},
            member_id=entry.member_id,
        )
    except StateMoved as error:
        raise EntryMoved from error
