"""The HTTP server: uvicorn, bound to this machine, with a way to hang up on a caller."""

import asyncio
import contextlib
from typing import Any, cast

import uvicorn
from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_CUT = "evenkeel.cut_line"


class CuttableProtocol(HttpToolsProtocol):
    """Lets a request hang up without an answer, which ASGI itself has no word for."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        scope = cast(dict[str, Any], self.scope)
        scope[_CUT] = self.transport.abort


async def cut_line(request: Request) -> None:
    """Close the connection at once; whatever is answered afterwards goes nowhere."""
    request.scope[_CUT]()
    # The transport tells the server of the hang-up in the loop's next turn.
    await asyncio.sleep(0.01)


def serve(app: Any, port: int) -> None:
    """Serve on the loopback address only, until interrupted."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=CuttableProtocol,
        ws="none",
        loop="uvloop",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    # uvicorn closes everything on Ctrl-C and then raises it once more
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()
