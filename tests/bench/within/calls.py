"""Pages in one process: the WSGI application of a build or of a peer, without a network between.

The database connection stays open from call to call, as it does in a server.
"""

import sys
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils.module_loading import import_string

WARM_UP = 5
# The list of f16d6a6: what a page cost is told in these terms, whatever stands before it today.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.headers.HeadersMiddleware",
    "config.nulls.NoNullCharacters",
    "config.neutral.NeutralHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.ReaderMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]
_bare: dict[str, Any] = {}


def page(
    *, path: str, cookies: dict[str, str], host: str, seconds: float, warm: int = WARM_UP
) -> dict[str, float]:
    """One page: milliseconds of CPU, bytes, queries."""
    application: Application = import_string(settings.WSGI_APPLICATION)
    environ = _environ(path, cookies, host)
    for _ in range(warm):
        size = len(_call(application, environ))
    with CaptureQueriesContext(connection) as asked:
        _call(application, environ)
    return {"bytes": size, "queries": len(asked), **_timed(application, environ, seconds)}


def bare(*, size: int, host: str, seconds: float) -> dict[str, float]:
    """As many bytes from a view that asks nobody, behind the middleware of f16d6a6."""
    with override_settings(MIDDLEWARE=MIDDLEWARE, ROOT_URLCONF="tests.bench.bare"):
        if "handler" not in _bare:
            _bare["handler"] = WSGIHandler()
        environ = _environ(f"/bare/{size}/", {}, host)
        for _ in range(WARM_UP):
            _call(_bare["handler"], environ)
        return _timed(_bare["handler"], environ, seconds)


def _timed(called: Application, environ: dict[str, Any], seconds: float) -> dict[str, float]:
    """For so many seconds of CPU, so that a busy machine only makes it take longer."""
    calls, began = 0, time.process_time()
    while (cpu := time.process_time() - began) < seconds:
        _call(called, environ)
        calls += 1
    return {"cpu_ms": cpu / calls * 1000}


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


def _environ(path: str, cookies: dict[str, str], host: str) -> dict[str, Any]:
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": host.partition(":")[0],
        "SERVER_PORT": host.partition(":")[2],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "HTTP_ACCEPT_LANGUAGE": "en-GB",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
