"""A government changes its clocks: standing groups keep the hour on their wall.

A planned session was promised as a day and an hour on the wall of one zone. By another release of
the time-zone rules (after an upgrade, or in a backup made under an older one) that hour may be
another moment. This finds such sessions and gives them their moment, their calendar entries a
higher version, and everybody who takes part one letter for all of them.
"""

from datetime import datetime

from django.db import transaction

from clock.rules import release
from groups.clocks.letters import post_clocks_changed
from groups.cohorts.models import Cohort
from groups.gates.actions import follow_gate
from groups.sessions.actions import close_before_first, follow_rules
from groups.sessions.queries import planned_wrongly


def keep_the_hours(now: datetime) -> int:
    """Puts every planned session back on its hour; returns of how many groups some had moved.

    One query where nothing moved. Each group is one transaction, and done again changes nothing, so
    this may be killed anywhere. A group that fails stops no other; raises ExceptionGroup for all
    that did, once the others are done.
    """
    groups = {group_session.cohort_id for group_session in planned_wrongly(None, now=now)}
    moved, failures = 0, []
    for cohort_id in sorted(groups):
        try:
            moved += _keep_the_hours_of(cohort_id, now=now)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("groups that could not be put back on their hours", failures)
    return moved


@transaction.atomic
def _keep_the_hours_of(cohort_id: int, *, now: datetime) -> bool:
    cohort = Cohort.objects.select_for_update().filter(pk=cohort_id).first()
    if cohort is None:  # a draft, discarded a moment ago
        return False
    change = follow_rules(cohort, release=release(), now=now)
    if change is None:
        return False
    post_clocks_changed(change, now=now)
    close_before_first(cohort)
    follow_gate(cohort, now=now)
    return True
