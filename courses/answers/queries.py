"""Reads over answers. Whoever calls these has passed a door."""

from django.db.models import QuerySet

from accounts.models import Member
from courses.answers.models import Answer
from courses.resources.models import Worksheet


def answers_of(member: Member) -> QuerySet[Answer]:
    """The member's answers, the newest first, without what they answered or were asked."""
    return Answer.objects.filter(member=member).defer("words", "questions", "intro", "pens")


def others_of(answer: Answer) -> list[Answer]:
    """What stands beside it: from other pages that wrote at the same time. One query."""
    first = answer.beside_id or answer.pk
    family = Answer.objects.filter(member=answer.member_id, beside=first)
    both = family | Answer.objects.filter(pk=first)
    return list(both.exclude(pk=answer.pk).defer("words", "pens").order_by("-changed_at"))


def newer_sheet(answer: Answer) -> Worksheet | None:
    """The worksheet, where it asks something else by now than this answer's. One query."""
    if answer.worksheet_id is None:
        return None
    sheet = Worksheet.objects.filter(pk=answer.worksheet_id).first()
    return sheet if sheet is not None and sheet.questions != answer.questions else None
