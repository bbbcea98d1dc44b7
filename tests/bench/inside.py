"""Pages in one process: the site's own WSGI application, called without a network between.

Runs inside a prepared site and prints JSON. The database connection stays open from call to call,
as it does in a server.
"""

import json
import sys
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from config.wsgi import application
from tests.bench.measures import Page, pages_of

SECONDS = 0.6
WARM_UP = 5
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


def measure(world: dict[str, Any]) -> None:
    """Every page of `world`, and a bare Django view that answers with as many bytes as one."""
    found = [_measure(page) for page in pages_of(world)]
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tests.bench.bare"):
        size = found[0]["bytes"]
        bare = _timed(WSGIHandler(), _environ(f"/bare/{size}/", {}))
    sys.stdout.write(json.dumps({"bare": bare, "pages": found}) + "\n")


def _measure(page: Page) -> dict[str, Any]:
    environ = _environ(page.path, page.cookies)
    for _ in range(WARM_UP):
        size = len(_call(application, environ))
    with CaptureQueriesContext(connection) as asked:
        _call(application, environ)
    return {"name": page.name, "bytes": size, "queries": len(asked), **_timed(application, environ)}


def _timed(called: Application, environ: dict[str, Any]) -> dict[str, float]:
    """Calls for a while: requests a second, and milliseconds of CPU for each."""
    calls, began, cpu = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - began < SECONDS:
        _call(called, environ)
        calls += 1
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {"rate": calls / wall, "cpu_ms": cpu / calls * 1000}


def _call(called: Application, environ: dict[str, Any]) -> bytes:
    statuses: list[str] = []
    answer = called(
        {**environ, "wsgi.input": BytesIO()}, lambda status, *_: statuses.append(status)
    )
    try:
        body = b"".join(answer)
    finally:
        answer.close()
    assert statuses[0].startswith("200"), f"{environ['PATH_INFO']}: {statuses[0]}"
    return body


def _environ(path: str, cookies: dict[str, str]) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": settings.SITE_URL.rpartition(":")[2],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": settings.SITE_URL.rpartition("/")[2],
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "HTTP_ACCEPT_LANGUAGE": "en-GB",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
