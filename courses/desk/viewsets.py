"""Where skills, worksheets and courses stand in the editor, and what their forms show."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.curriculum.models import Course, Week
from courses.desk.forms import CourseForm, WeekForm, WorksheetForm
from courses.desk.skills import skill_panels
from courses.desk.views import choosing, courses, library, saving, skills, weeks
from courses.resources.models import Worksheet
from courses.skills.models import Skill


class TaughtViewSet(ModelViewSet):  # type: ignore[misc]  # Wagtail has no types
    """What these have in common: found by words, without copies and counts of links."""

    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 30
    add_view_class = saving.AddView
    edit_view_class = saving.EditView
    delete_view_class = saving.DeleteView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Where something is used says its own page."""
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return found | {"usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Without the page of links."""
        return [each for each in super().get_urlpatterns() if each.name != "usage"]


def _state(skill: Skill) -> Any:
    """Whether visitors see it and a draft waits. Wagtail's own column asks the database by row."""
    if not skill.live:
        return _("Not published")
    return _("Published, with a draft") if skill.has_unpublished_changes else _("Published")


STATE = Column("state", label=_("State"), accessor=_state)


class SkillViewSet(SnippetViewSet):  # type: ignore[misc]  # Wagtail has no types
    """The library of skills: the same with drafts, versions and previews."""

    model = Skill
    admin_url_namespace = "skills"
    base_url_path = "skills"
    icon = "snippet"
    menu_order = 160
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 30
    index_view_class = skills.SkillListView
    add_view_class = skills.SkillAddView
    edit_view_class = skills.SkillEditView
    delete_view_class = saving.DeleteView
    unpublish_view_class = skills.SkillUnpublishView
    chooser_viewset_class = choosing.SkillChooser
    create_template_name = skills.TEMPLATE
    edit_template_name = skills.TEMPLATE
    delete_template_name = saving.DeleteView.template_name
    chooser_per_page = 100
    list_display = ["name", "module", STATE, UpdatedAtColumn()]
    list_filter = ["module", "companion"]
    search_fields = ["name", "summary"]
    edit_handler = skill_panels

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Where something is used says its own page."""
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return found | {"usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Without the page of links."""
        return [each for each in super().get_urlpatterns() if each.name != "usage"]


class WorksheetViewSet(TaughtViewSet):
    """The worksheets."""

    model = Worksheet
    name = "worksheets"
    icon = "form"
    menu_order = 170
    add_view_class = library.WorksheetAddView
    edit_view_class = library.WorksheetEditView
    list_display = ["title", "source", UpdatedAtColumn()]
    search_fields = ["title", "intro"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("intro"),
            FieldPanel("questions"),
            MultiFieldPanel([FieldPanel("source"), FieldPanel("licence")], heading=_("Source")),
        ],
        base_form_class=WorksheetForm,
    )

    @property
    def preview_view(self) -> Any:
        """The sheet that is being written, looked at before it is saved."""
        return self.construct_view(library.WorksheetPreview, **self.get_add_view_kwargs())

    def get_urlpatterns(self) -> list[URLPattern]:
        """Adds what facilitators look at: the sheet in their browser, and on paper."""
        return [
            *super().get_urlpatterns(),
            path("preview/", self.preview_view, name="preview"),
            path("paper/<int:pk>/", library.paper, name="paper"),
        ]


class CourseViewSet(TaughtViewSet):
    """The courses with their weeks and run sheets."""

    model = Course
    name = "courses"
    icon = "calendar-alt"
    menu_order = 150
    inspect_view_enabled = True
    index_view_class = courses.CourseIndexView
    inspect_view_class = courses.CourseView
    add_view_class = courses.CourseAddView
    edit_view_class = courses.CourseEditView
    delete_view_class = courses.CourseDeleteView
    list_display = ["name", UpdatedAtColumn()]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("joins"),
            MultiFieldPanel([FieldPanel("length"), FieldPanel("stages")], heading=_("Run sheet")),
        ],
        base_form_class=CourseForm,
    )
    week_panels = ObjectList(
        [
            FieldPanel("module"),
            FieldPanel("topics"),
            FieldPanel("skills"),
            FieldPanel("lessons"),
        ],
        base_form_class=WeekForm,
    )

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """A new course is named first: the rest stands on its own pages."""
        found: dict[str, Any] = super().get_add_view_kwargs(**kwargs)
        return found | {"panel": None}

    @property
    def week_view(self) -> Any:
        """The page of one week."""
        panel = self.week_panels.bind_to_model(Week)
        return self.construct_view(
            weeks.WeekEditView,
            model=Week,
            panel=panel,
            form_class=panel.get_form_class(),
            edit_url_name=self.get_url_name("week"),
            delete_url_name=None,
            history_url_name=None,
            inspect_url_name=None,
            header_icon=self.icon,
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Adds the week's page, and what changes the order of weeks."""
        return [
            *super().get_urlpatterns(),
            path("week/<int:pk>/", self.week_view, name="week"),
            path("shape/<int:pk>/", weeks.shape, name="shape"),
        ]
