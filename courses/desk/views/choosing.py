"""The window in which a lesson's editor chooses a skill: published ones, and no word of others."""

from collections.abc import Iterable
from typing import Any

from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from courses.skills.queries import shown_skills


class _Shown:
    def get_object_list(self) -> Any:
        """Published skills alone: a lesson cannot show what nobody may see."""
        return shown_skills()

    @property
    def columns(self) -> list[Column]:
        """Without the state: all of these are published, and it is asked of the database by row."""
        found: list[Column] = super().columns  # type: ignore[misc]  # a view beside it
        return [each for each in found if not isinstance(each, LiveStatusTagColumn)]


class ChooseSkill(_Shown, ChooseView):  # type: ignore[misc]  # Wagtail has no types
    """The skills that a lesson may show."""


class ChooseSkillResults(_Shown, ChooseResultsView):  # type: ignore[misc]  # Wagtail has no types
    """The same, after a search."""


class SkillChosen(SnippetChosenView):  # type: ignore[misc]  # Wagtail has no types
    """The one that was chosen. Everybody who enters the editor may ask, so drafts are not told."""

    def get_object(self, pk: str) -> Any:
        """Raises Skill.DoesNotExist (404), for a draft just as for nothing."""
        return shown_skills().get(pk=pk if pk.isdecimal() else 0)


class SkillsChosen(SnippetChosenMultipleView):  # type: ignore[misc]  # Wagtail has no types
    """Several at once."""

    def get_objects(self, pks: Iterable[str]) -> Any:
        """Those of them that are published."""
        return shown_skills().filter(pk__in=[pk for pk in pks if pk.isdecimal()])


class SkillChooser(SnippetChooserViewSet):  # type: ignore[misc]  # Wagtail has no types
    """The way from a lesson to a skill."""

    choose_view_class = ChooseSkill
    choose_results_view_class = ChooseSkillResults
    chosen_view_class = SkillChosen
    chosen_multiple_view_class = SkillsChosen
