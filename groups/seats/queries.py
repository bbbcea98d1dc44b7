"""Counting seats."""

from django.db.models import Count, Q

from groups.seats.models import OCCUPYING


def taken_seats() -> Count:
    """How many seats are taken, to annotate a query over cohorts with."""
    return Count("enrollments", filter=Q(enrollments__state__in=OCCUPYING), distinct=True)
