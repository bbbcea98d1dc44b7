"""Starts a web server that notes every statement it sends to its database.

`python -m tests.bench.within.counted FILE <arguments of uvicorn>`: one line of JSON for each
statement. BEGIN is left out, since only one of the two databases shows it.
"""

import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    """Notes, and is uvicorn."""
    from django.db.backends.signals import connection_created  # noqa: PLC0415

    path, *rest = sys.argv[1:]
    notes = Path(path).open("ab", buffering=0)  # noqa: SIM115  (open as long as the server runs)

    def note(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if not str(sql).startswith(("BEGIN", "PRAGMA")):
            notes.write(json.dumps(str(sql)[:400]).encode() + b"\n")
        return execute(sql, params, many, context)

    def watch(connection: Any, **_more: Any) -> None:
        if note not in connection.execute_wrappers:
            connection.execute_wrappers.append(note)

    connection_created.connect(watch, weak=False)
    sys.argv = ["uvicorn", *rest]
    runpy.run_module("uvicorn", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
