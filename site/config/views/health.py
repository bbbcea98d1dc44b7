"""Is the process alive; is the installation able to serve."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from clock import real_now
from clock.jobs import job_ages
from clock.rules import release


def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and every job of the worker ran lately; else 503.

    Ages are in seconds since a job last ended well; null means it never ran. `zone_rules` is the
    release of the time-zone rules by which this process reads clocks.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ages = job_ages(real=real_now())
    except Error:
        return JsonResponse(
            {"ready": False, "database": False, "zone_rules": release()}, status=503
        )
    late = sorted(name for name, age in ages.items() if age.late)
    return JsonResponse(
        {
            "ready": not late,
            "database": True,
            "late": late,
            "zone_rules": release(),
            "jobs": {name: age.seconds for name, age in ages.items()},
        },
        status=503 if late else 200,
    )
