"""The server that only repeats: the same uvicorn with the same options, another application."""

import os
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.builds import ROOT
from tests.bench.sites import UVICORN, Program, free_port


class EchoServer:
    """`bare.echo` on a port of its own; use it as a context manager."""

    def __init__(self) -> None:
        self.port = free_port()

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._program.process.pid

    def __enter__(self) -> Self:
        self._program = Program(
            [sys.executable, "-m", "uvicorn", "tests.bench.bare:echo", *UVICORN,
             "--port", str(self.port)],
            cwd=ROOT, env=dict(os.environ),
            log=Path(tempfile.gettempdir(), f"evenkeel-echo-{self.port}.log"),
        )  # fmt: skip
        self._program.wait_for(self.port, "/1", "localhost")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._program.stop()
        self._program.log.unlink(missing_ok=True)
