"""The queue in front of the webhook: one row per event and copy, in the order of their rank."""

from stripe_sandbox.clock import wall_time
from stripe_sandbox.store import Json, Store


def queue_delivery(store: Store, event_id: str, kind: str) -> None:
    """Queue one event, letting the webhook switches a tester set have their say, once each."""
    row: Json = {"state": "pending", "tamper": None, "delay": 0.0, "copies": 1, "gather": 0}
    for switch_id, rule in store.switches("webhook"):
        if rule.get("type") not in (None, kind):
            continue
        _apply(rule, row)
        rule["next"] -= 1
        if rule["next"] > 0:
            store.change_switch(switch_id, rule)
        else:
            store.drop_switch(switch_id)
        break
    for _ in range(row["copies"]):
        _insert(
            store,
            event_id,
            kind,
            state=row["state"],
            tamper=row["tamper"],
            next_at=wall_time() + row["delay"],
        )
    if row["gather"] == 1:
        _release_backwards(store)


def _apply(rule: Json, row: Json) -> None:
    what = rule["do"]
    if what == "drop":
        row["state"] = "dropped"
    elif what == "duplicate":
        row["copies"] = rule["copies"]
    elif what == "delay":
        row["delay"] = rule["seconds"]
    elif what == "tamper":
        row["tamper"] = rule["how"]
    elif what == "reorder":
        row["state"] = "gathering"
        row["gather"] = rule["next"]


def _release_backwards(store: Store) -> None:
    gathered = store.db.execute(
        "SELECT id, rank FROM deliveries WHERE state = 'gathering' ORDER BY rank"
    ).fetchall()
    for row, mirror in zip(gathered, reversed(gathered), strict=True):
        store.db.execute(
            "UPDATE deliveries SET rank = ?, state = 'pending' WHERE id = ?",
            (mirror["rank"], row["id"]),
        )


def requeue(store: Store, event_id: str, kind: str, *, copies: int) -> None:
    """Queue an event again, honest and at the end of the queue."""
    for _ in range(copies):
        _insert(store, event_id, kind, state="pending", tamper=None, next_at=0.0)


def _insert(
    store: Store, event_id: str, kind: str, *, state: str, tamper: str | None, next_at: float
) -> None:
    store.db.execute(
        "INSERT INTO deliveries (event_id, type, rank, state, tamper, next_at)"
        " VALUES (?, ?, (SELECT coalesce(max(rank), 0) + 1 FROM deliveries), ?, ?, ?)",
        (event_id, kind, state, tamper, next_at),
    )
