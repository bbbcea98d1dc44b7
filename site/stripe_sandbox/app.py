"""The application: API, checkout, controls and the look inside, with the loops that run beside."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from stripe_sandbox import api, checkout, controls, overview
from stripe_sandbox.clock import BusinessClock
from stripe_sandbox.desk import Desk, Settings
from stripe_sandbox.store import Store
from stripe_sandbox.templating import FOLDER, page
from stripe_sandbox.webhooks import deliver_forever

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 0.5


def build(settings: Settings) -> Starlette:
    desk = Desk(settings, Store(settings.data), BusinessClock(settings.clock_file))

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        loops = [
            asyncio.create_task(deliver_forever(desk)),
            asyncio.create_task(_sweep_forever(desk)),
        ]
        for loop in loops:
            loop.add_done_callback(_report)
        yield
        for loop in loops:
            loop.cancel()
        desk.store.close()

    return Starlette(
        routes=[
            *api.routes(desk),
            *checkout.routes(desk),
            *controls.routes(desk),
            *overview.routes(desk),
            Mount("/_static", StaticFiles(directory=FOLDER / "static")),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=sorted(settings.hosts))],
        exception_handlers={404: _not_found},
        lifespan=lifespan,
    )


async def _not_found(_request: Request, _error: Exception) -> Response:
    return page("unknown.html", status=404)


async def _sweep_forever(desk: Desk) -> None:
    """Let business time pass even when nobody asks anything."""
    while True:
        if desk.store.due_plans(desk.clock.now()):
            with desk.book():
                logger.debug("swept")
        await asyncio.sleep(SWEEP_SECONDS)


def _report(loop: asyncio.Task[None]) -> None:
    # A dead loop would look like a webhook that never comes, so it is said aloud.
    if not loop.cancelled() and loop.exception() is not None:
        logger.error("a background loop of the sandbox ended", exc_info=loop.exception())
