"""Pages over WSGI, rooms over ASGI, in one process.

Under Django's own ASGI handler every page hops through threads and costs three times the CPU, so
HTTP goes to the WSGI application through a2wsgi's thread pool and only sockets reach Channels.
In production pages and rooms may be separate processes of this same code; see the README.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config.wsgi import application as pages  # isort: skip  (sets up the apps: models come after)

from a2wsgi.asgi_typing import Receive
from a2wsgi.wsgi_typing import WSGIApp
from channels.routing import URLRouter
from channels.security.websocket import OriginValidator
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.urls import re_path

from config.bodies import (
    TOO_LARGE,
    TOO_SLOW,
    BodyTooLarge,
    SenderGone,
    collect_body,
    has_body,
    refuse,
)
from config.pages import Pages
from config.pictures import NoSuchPicture, Pictures
from config.routing import nowhere, websocket_urlpatterns
from config.standing import look_at_start
from config.uploads import TOO_LARGE as TOO_LARGE_RECORDING
from config.uploads import Room, room_for, wants_more

PAGE_THREADS = 8
# Crisis help has threads of its own: where every page waits for a database that is locked, it does
# not wait behind them. Its answers are small, so that no slow reader can hold these threads either.
HELP_THREADS = 2
NEVER_WAIT = ("/help/", "/design/styles/", "/healthz/live")

_pages = Pages(cast("WSGIApp", pages), workers=PAGE_THREADS)
_help = Pages(cast("WSGIApp", pages), workers=HELP_THREADS)
_pictures = Pictures(Path(settings.MEDIA_ROOT))
# The cookie only: who it belongs to is read on the rooms' own threads (groups.rooms.signin).
_sockets = URLRouter([*websocket_urlpatterns, re_path("", cast("Any", nowhere))])
_rooms = OriginValidator(CookieMiddleware(_sockets), settings.ROOM_ORIGINS)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The ASGI entry: sockets to the rooms, pictures to their folder, the rest to the pages."""
    if scope["type"] == "websocket":
        await _rooms(scope, receive, send)
    elif scope["type"] == "http":
        if _pictures.answers(scope):
            with suppress(NoSuchPicture):
                await _pictures(scope, receive, send)
                return
        await _page(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _lifespan(receive, send)


async def _page(scope: Any, receive: Any, send: Any) -> None:
    threads = _help if scope["path"].startswith(NEVER_WAIT) else _pages
    if not has_body(scope):
        await threads(scope, receive, send)
        return
    larger = wants_more(scope)
    room = await _in_a_page_thread(room_for, scope) if larger else Room()
    try:
        body = await collect_body(scope, receive, patience=room.patience, largest=room.largest)
    except BodyTooLarge:
        sentence = TOO_LARGE_RECORDING if larger else TOO_LARGE
        await refuse(send, status=413, sentence=sentence)
    except TimeoutError:
        await refuse(send, status=408, sentence=TOO_SLOW)
    except SenderGone:
        return
    else:
        try:
            await threads(scope, cast("Receive", body.receive), send)
        finally:
            body.close()


async def _in_a_page_thread(ask: Callable[[Any], Room], scope: Any) -> Room:
    return await asyncio.get_running_loop().run_in_executor(_pages.executor, ask, scope)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            # Beside the first requests: a database that hangs must not keep the server from them.
            asyncio.get_running_loop().run_in_executor(None, look_at_start)
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return


__all__ = ["application"]
