"""Answers to requests that went wrong: a kind sentence, a next step, nothing of the stack."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old: most often a page that stayed open too long."""
    return HttpResponse(render_to_string("403_csrf.html"), status=403)
