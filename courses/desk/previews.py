"""What the editor of a skill looks at before it is published."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from courses.skills.models import Skill
from courses.skills.previews import preview
from design.shapes import Step


@preview("cards", _("Cards"), place=30)
def cards_in_draft(request: HttpRequest, skill: Skill) -> HttpResponse:
    """A card for each step, as whoever learns the word sees them."""
    steps = [Step(title=one.name, text=one.text, letter=one.letter) for one in skill.told_steps]
    context = {"skill": skill, "steps": steps}
    return TemplateResponse(request, "courses/desk/cards_preview.html", context)
