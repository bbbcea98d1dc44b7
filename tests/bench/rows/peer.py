"""The peers' site: wagtail-lms and a plain Wagtail page with the same words, on the same stack."""

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.bench.builds import BENCH, ROOT, cached_venv
from tests.bench.sites import UVICORN, Inside, Program, Web, free_port


class Peer:
    """The peers' site in `folder`, on SQLite or on the PostgreSQL server named `server`."""

    def __init__(self, folder: Path, *, server: str = "") -> None:
        folder.mkdir(parents=True)
        self._server, self._name = server, f"ek_bench_peer_{uuid4().hex[:8]}" if server else ""
        if server:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {self._name}")  # type: ignore[arg-type]
        self.python = cached_venv(ROOT, [str(BENCH / "peers" / "requirements.txt")])
        self.env = {
            **os.environ,
            "PEER_DATA": str(folder),
            "PEER_DATABASE": f"{server.rpartition('/')[0]}/{self._name}" if server else "",
            "DJANGO_SETTINGS_MODULE": "tests.bench.peers.settings",
            "PYTHONPATH": str(ROOT),
        }
        self._log = folder / "peer.log"
        self.inside = Inside(self.python, cwd=ROOT, env=self.env, log=self._log)
        self._programs: list[Program] = []

    def build(self, words: dict[str, str], *, lessons: int) -> dict[str, Any]:
        """Fills it."""
        told: dict[str, Any] = self.inside.call(
            "tests.bench.peers.world:build", **words, lessons=lessons
        )
        return told

    def web(self) -> Web:
        """Starts the same server with the same options as the product's."""
        port = free_port()
        program = Program(
            [self.python, "-m", "uvicorn", "tests.bench.peers.wsgi:served", *UVICORN,
             "--port", str(port)],
            cwd=ROOT, env=self.env, log=self._log,
        )  # fmt: skip
        self._programs.append(program)
        program.wait_for(port, "/plain/", f"localhost:{port}")
        return Web(program.process.pid, port)

    def stop(self) -> None:
        """Ends it and gives the database back."""
        self.inside.close()
        for program in self._programs:
            program.stop()
        if self._server:
            with psycopg.connect(self._server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {self._name} WITH (FORCE)")  # type: ignore[arg-type]
