"""Answer: a worksheet as one member fills it in, sealed."""

import uuid
from functools import cached_property

from django.db import models

from accounts.models import Member
from courses.answers.words import Words, is_blank, read, written
from courses.resources.models import Worksheet
from courses.resources.questions import Question, read_questions
from vault.fields import EncryptedTextField

MOST_PENS = 50


class Answer(models.Model):
    """One filling of a worksheet. Nobody but its member reads it.

    The sheet stands here as it was when the answer began: whoever changes or deletes it later
    changes nothing of what somebody answered. `edits` counts the savings. Each page that writes has
    a pen, and each of its savings a stroke: sent again, however often and however late, nothing is
    stored twice. Where two pages wrote, the later one's answer stands `beside` the other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="answers")
    worksheet = models.ForeignKey(
        Worksheet, on_delete=models.SET_NULL, null=True, related_name="answers"
    )
    title = models.CharField(max_length=120)
    intro = models.TextField(blank=True)
    questions = models.JSONField()
    source = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    words = EncryptedTextField(
        blank=True, default="", help_text="the answers, as courses/answers/words.py tells"
    )
    edits = models.PositiveIntegerField(default=0)
    pen = models.CharField(max_length=36, blank=True, help_text="of the page that wrote last")
    pens = models.JSONField(default=list, help_text="[pen, its last stroke], the latest pen last")
    beside = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="others")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [
            models.Index(fields=["member", "-changed_at", "-id"], name="answers_newest_first")
        ]

    def __str__(self) -> str:
        return f"answer of {self.member_id}"

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions as they were asked."""
        return read_questions(self.questions)

    @property
    def answers(self) -> tuple[Words, ...]:
        """What was answered, one for each question."""
        return read(self.words, self.asked)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered yet."""
        return all(is_blank(one) for one in self.answers)

    @property
    def slug(self) -> str:
        """What its headings are told apart by."""
        return self.pk.hex[:12]

    @property
    def mark(self) -> str:
        """The answer as it is now: a form that goes on with it sends this as `goes_on`."""
        return f"{self.pk}.{self.edits}"

    def stroke_of(self, pen: str) -> int | None:
        """The last saving of a page; None of one that never wrote here."""
        return next((stroke for known, stroke in self.pens if known == pen), None)

    def put(self, words: tuple[Words, ...], *, pen: str, stroke: int) -> None:
        """Takes the answers in place of those it has; the caller saves it."""
        self.words = written(words)
        self.edits += 1
        self.note_pen(pen, stroke)

    def note_pen(self, pen: str, stroke: int) -> None:
        """Notes what a page saved; the caller saves it."""
        others = [row for row in self.pens if row[0] != pen]
        self.pen, self.pens = pen, [*others, [pen, stroke]][-MOST_PENS:]
