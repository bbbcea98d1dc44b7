"""Is the process alive; is the installation able to serve."""

from django.http import HttpRequest, JsonResponse

from clock.rules import release
from config.standing import how_it_stands


def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is up to this release, static files are collected and every
    job of the worker ran lately; else 503.

    Ages are in seconds since a job last ended well; null means it never ran. `zone_rules` is the
    release of the time-zone rules by which this process reads clocks.
    """
    standing = how_it_stands()
    answer: dict[str, object] = {
        "ready": standing.ready,
        "database": standing.database,
        "static": standing.static,
        "zone_rules": release(),
    }
    if standing.database:
        answer |= {
            "migrations": standing.migrations,
            "late": standing.late,
            "jobs": {name: age.seconds for name, age in standing.ages.items()},
        }
    response = JsonResponse(answer, status=200 if standing.ready else 503)
    # What is lacking has its line in the log; an alarm that asks every minute needs no more.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
