"""Everything the sandbox remembers, in one SQLite file.

One thread (the event loop's) owns the connection and every request is one transaction, so two
payers can never be half-way through the same session, and kill -9 leaves whole requests only.
"""

import fcntl
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL,
    private TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_intent ON objects (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_charge ON objects (kind, json_extract(body, '$.charge'));
CREATE INDEX IF NOT EXISTS objects_source ON objects (kind, json_extract(body, '$.source'));

CREATE TABLE IF NOT EXISTS plans (
    object_id TEXT NOT NULL,
    what TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (object_id, what)
);
CREATE INDEX IF NOT EXISTS plans_at ON plans (at);

CREATE TABLE IF NOT EXISTS answers (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    request_id TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX IF NOT EXISTS answers_at ON answers (at);

CREATE TABLE IF NOT EXISTS requests (
    id TEXT PRIMARY KEY,
    at REAL NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    sent TEXT NOT NULL,
    idempotency_key TEXT
);

CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    rank INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'gathering', 'delivered', 'dropped')),
    tamper TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at REAL NOT NULL DEFAULT 0,
    last_status INTEGER,
    last_error TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, rank);
CREATE INDEX IF NOT EXISTS deliveries_rank ON deliveries (rank);
CREATE INDEX IF NOT EXISTS deliveries_event ON deliveries (event_id);

CREATE TABLE IF NOT EXISTS switches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    area TEXT NOT NULL,
    body TEXT NOT NULL
);
"""
_TABLES = ("objects", "plans", "answers", "requests", "deliveries", "switches")


@dataclass(frozen=True)
class Answer:
    """What an idempotency key was answered the first time, and for which request."""

    fingerprint: str
    status: int
    body: str
    request_id: str


@dataclass(frozen=True)
class Page:
    """One page of a list, newest first, and whether more lies beyond it."""

    bodies: list[Json]
    has_more: bool


class FolderInUse(Exception):
    """Another sandbox keeps its state in this folder right now."""


class Store:
    """The file, opened once. Use its methods inside ``transaction()``.

    Raises FolderInUse when another sandbox works there: two would send every webhook twice.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = (folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise FolderInUse(folder) from error
        self.db = sqlite3.connect(folder / "sandbox.sqlite3", isolation_level=None, timeout=20)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode=WAL")
        # NORMAL outlives a killed process; only a power cut could take the last second with it.
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(_SCHEMA)

    def close(self) -> None:
        self.db.close()
        self._lock.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def empty(self) -> None:
        """Forget everything, as if the folder were new."""
        for table in _TABLES:
            self.db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own constant names

    # objects

    def get(self, object_id: str) -> Json | None:
        row = self.db.execute("SELECT body FROM objects WHERE id = ?", (object_id,)).fetchone()
        return json.loads(row["body"]) if row else None

    def private(self, object_id: str) -> Json:
        """Return what we know about an object and Stripe would not show."""
        row = self.db.execute("SELECT private FROM objects WHERE id = ?", (object_id,)).fetchone()
        return json.loads(row["private"]) if row else {}

    def put(self, body: Json, *, private: Json | None = None) -> None:
        """Insert or replace an object; ``private`` None leaves the private part as it was."""
        self.db.execute(
            "INSERT INTO objects (id, kind, created, body, private) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body,"
            " private = CASE WHEN ? THEN excluded.private ELSE private END",
            (
                body["id"],
                body["object"],
                body["created"],
                json.dumps(body),
                json.dumps(private or {}),
                private is not None,
            ),
        )

    def every(self, kind: str, **fields: str) -> list[Json]:
        """Return all objects of a kind whose fields equal the given values, oldest first."""
        where = "".join(f" AND json_extract(body, '$.{name}') = ?" for name in fields)
        rows = self.db.execute(
            f"SELECT body FROM objects WHERE kind = ?{where} ORDER BY seq",  # noqa: S608
            (kind, *fields.values()),
        )
        return [json.loads(row["body"]) for row in rows]

    def page(
        self,
        kind: str,
        *,
        where: str = "",
        values: tuple[Any, ...] = (),
        limit: int = 10,
        after: str | None = None,
        before: str | None = None,
    ) -> Page:
        """Return a page newest first. ``where`` comes from our own code only, never from a request.

        ``after`` and ``before`` are ids of objects of this kind that exist.
        """
        clause, order = f"kind = ?{where}", "DESC"
        bound: list[Any] = [kind, *values]
        if after is not None:
            clause += " AND seq < (SELECT seq FROM objects WHERE id = ?)"
            bound.append(after)
        if before is not None:
            clause += " AND seq > (SELECT seq FROM objects WHERE id = ?)"
            bound.append(before)
            order = "ASC"
        rows = self.db.execute(
            f"SELECT body FROM objects WHERE {clause} ORDER BY seq {order} LIMIT ?",  # noqa: S608
            (*bound, limit + 1),
        ).fetchall()
        bodies = [json.loads(row["body"]) for row in rows[:limit]]
        if before is not None:
            bodies.reverse()
        return Page(bodies, has_more=len(rows) > limit)

    # plans: what happens by itself when business time comes

    def plan(self, object_id: str, what: str, at: int) -> None:
        self.db.execute("INSERT OR REPLACE INTO plans VALUES (?, ?, ?)", (object_id, what, at))

    def unplan(self, object_id: str, what: str) -> None:
        self.db.execute("DELETE FROM plans WHERE object_id = ? AND what = ?", (object_id, what))

    def due_plans(self, now: int) -> list[tuple[str, str]]:
        rows = self.db.execute(
            "SELECT object_id, what FROM plans WHERE at <= ? ORDER BY at, rowid", (now,)
        )
        return [(row["object_id"], row["what"]) for row in rows]

    # idempotency

    def answer(self, account: str, key: str) -> Answer | None:
        row = self.db.execute(
            "SELECT fingerprint, status, body, request_id FROM answers"
            " WHERE account = ? AND key = ?",
            (account, key),
        ).fetchone()
        return Answer(**dict(row)) if row else None

    def keep_answer(self, account: str, key: str, answer: Answer, *, at: float) -> None:
        self.db.execute(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                account,
                key,
                answer.fingerprint,
                answer.status,
                answer.body,
                answer.request_id,
                at,
            ),
        )

    def forget_answers(self, before: float) -> None:
        self.db.execute("DELETE FROM answers WHERE at < ?", (before,))

    # requests: what the site sent, for those who want to read every word of it

    def note_request(
        self, request_id: str, *, at: float, method: str, path: str, sent: str, key: str | None
    ) -> None:
        self.db.execute(
            "INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?)",
            (request_id, at, method, path, sent, key),
        )

    def requests(self) -> list[Json]:
        return [dict(row) for row in self.db.execute("SELECT * FROM requests ORDER BY rowid")]

    # switches: what a tester asked to go wrong

    def switches(self, area: str) -> list[tuple[int, Json]]:
        rows = self.db.execute("SELECT id, body FROM switches WHERE area = ? ORDER BY id", (area,))
        return [(row["id"], json.loads(row["body"])) for row in rows]

    def add_switch(self, area: str, body: Json) -> None:
        self.db.execute("INSERT INTO switches (area, body) VALUES (?, ?)", (area, json.dumps(body)))

    def change_switch(self, switch_id: int, body: Json) -> None:
        self.db.execute("UPDATE switches SET body = ? WHERE id = ?", (json.dumps(body), switch_id))

    def drop_switch(self, switch_id: int) -> None:
        self.db.execute("DELETE FROM switches WHERE id = ?", (switch_id,))

    def clear_switches(self, area: str) -> None:
        self.db.execute("DELETE FROM switches WHERE area = ?", (area,))
