"""What the demo's pages look for in its world, without all that builds it."""

from groups.models import GroupSession

EVENING = "evening"


def demo_session() -> GroupSession | None:
    """The next session of the evening group: the one that the demo's clock buttons go to."""
    return (
        GroupSession.objects.filter(cohort__slug=EVENING, state=GroupSession.State.PLANNED)
        .select_related("cohort")
        .order_by("starts_at")
        .first()
    )
