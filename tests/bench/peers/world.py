"""Inside the peers' site: a course of as many lessons, one learner, and one plain page."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from wagtail.models import Page, Site


def build(*, title: str, html: str, lessons: int) -> dict[str, Any]:
    """Makes all of it with these words, and tells where it is."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        return _build(title=title, html=html, lessons=lessons)


def _build(*, title: str, html: str, lessons: int) -> dict[str, Any]:
    course_page, lesson_page, enrolment = (
        apps.get_model("wagtail_lms", name)
        for name in ("CoursePage", "H5PLessonPage", "CourseEnrollment")
    )
    home = Site.objects.get(is_default_site=True).root_page
    course = home.add_child(instance=course_page(title="A course", slug="course"))
    for number in range(lessons):
        body = [("paragraph", html)]
        lesson = lesson_page(title=f"{title} {number}", slug=f"lesson-{number}", body=body)
        course.add_child(instance=lesson)
        lesson.save_revision().publish()
    plain = Page(title=title, slug="plain", search_description=html)
    home.add_child(instance=plain).save_revision().publish()
    learner = get_user_model().objects.create_user("learner", password=None)
    enrolment.objects.create(user=learner, course=course)
    client = Client()
    client.force_login(learner)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "cookies": {settings.SESSION_COOKIE_NAME: key},
        "lesson": "/course/lesson-0/",
        "plain": "/plain/",
    }
