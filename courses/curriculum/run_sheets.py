"""How the minutes of a session are shared between its stages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses import shipped
from courses.curriculum.models import RunSheet

# What a stage may be; the names are ours until a course gives them others.
STAGES: dict[str, Promise] = {
    "arrive": _("Arrive"),
    "mindfulness": _("Mindfulness"),
    "homework_review": _("Homework review"),
    "break": _("Break"),
    "new_skill": _("New skill"),
    "practice_plan": _("Practice plan"),
    "wind_down": _("Wind down"),
}
# A room opens at the first; slides belong to the others.
FIRST = "arrive"
NEEDED = ("arrive", "mindfulness", "homework_review", "new_skill", "practice_plan")
LENGTHS = (90, 120, 150)
# No room is open that long before its session: what is changed now reaches sessions from then on.
AHEAD = timedelta(hours=1)
# Of a sheet for the longest session something is left in the shortest.
FEWEST_MINUTES = 2


@dataclass(frozen=True)
class PlannedStage:
    """A stage with its minutes; an empty title stands for ours."""

    stage: str
    minutes: int
    title: str = ""

    def stored(self) -> dict[str, Any]:
        """As a course keeps it."""
        return {"stage": self.stage, "title": self.title, "minutes": self.minutes}


def run_sheet(minutes: int, folder: Path = shipped.CONTENT) -> tuple[tuple[str, int], ...]:
    """The stages in order with their minutes, adding up to `minutes` exactly.

    The presets (90 and 120 minutes) come as written. Any other length is the nearest preset,
    stretched or shortened in proportion; what rounding leaves goes to the stages that lost most.
    """
    sheets = shipped.run_sheets(folder)
    nearest = min(sheets, key=lambda sheet: abs(sheet["minutes"] - minutes))
    stages = [(stage, part) for stage, part in nearest.items() if stage != "minutes"]
    whole = _shared([part for _, part in stages], minutes)
    return tuple((stage, part) for (stage, _), part in zip(stages, whole, strict=True))


def planned_stages(
    minutes: int, own: Iterable[Mapping[str, Any]] | None
) -> tuple[PlannedStage, ...]:
    """The stages of a session of that length: the course's own sheet in proportion, else ours."""
    stages = [PlannedStage(**stage) for stage in own or ()]
    if not stages:
        return tuple(PlannedStage(stage, part) for stage, part in run_sheet(minutes))
    whole = _shared([stage.minutes for stage in stages], minutes)
    return tuple(
        PlannedStage(stage.stage, part, stage.title)
        for stage, part in zip(stages, whole, strict=True)
    )


def _shared(parts: Sequence[int], minutes: int) -> list[int]:
    total = sum(parts)
    shares = [part * minutes / total for part in parts]
    whole = [int(share) for share in shares]
    by_loss = sorted(range(len(parts)), key=lambda at: whole[at] - shares[at])
    for at in by_loss[: minutes - sum(whole)]:
        whole[at] += 1
    return whole


def sheets_of(course: Any, *, by: Any) -> QuerySet[RunSheet]:
    """The sheets of a course for a session that starts at `by`, the one that holds first.

    Both may be references to columns of another query.
    """
    return RunSheet.objects.filter(course=course, sessions_from__lte=by).order_by(
        "-sessions_from", "-pk"
    )
