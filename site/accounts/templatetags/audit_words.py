"""Acts and roles of the trail in a member's words."""

from django import template

from accounts.roles import Role
from audit.words import Words
from audit.words import act_words as words_of_act

register = template.Library()


@register.filter
def act_words(act: str) -> Words:
    """What an act is called."""
    return words_of_act(act)


@register.filter
def role_name(role: str) -> str:
    """A role's name, or the word as it was written down."""
    return next((str(r.label).lower() for r in Role if role in (r.value, r.name.lower())), role)
