"""The glossary for everybody."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.glossary.models import GlossaryWord
from whole.pages import whole_page


@require_safe
@whole_page
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word by its first letter. One query."""
    by_letter = groupby(GlossaryWord.objects.all(), key=lambda word: word.word[:1].upper())
    letters = [(letter, list(words)) for letter, words in by_letter]
    return render(request, "courses/glossary.html", {"letters": letters})
