"""What is taught, in the editor: courses, skills and worksheets."""

from wagtail import hooks

from courses.desk.viewsets import CourseViewSet, SkillViewSet, WorksheetViewSet


@hooks.register("register_admin_viewset")
def register_what_is_taught() -> list[object]:
    """A menu entry is shown to those who may open what it leads to."""
    return [CourseViewSet(), SkillViewSet(), WorksheetViewSet()]
