"""The named techniques of DBT and its companions."""

from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, PreviewableMixin, Revision, RevisionMixin

from courses.edited.models import Edited
from courses.exercises.shapes import Exercise, Step, read_exercise, read_steps
from courses.skills.previews import previews


class Module(models.TextChoices):
    """The four modules."""

    MINDFULNESS = "M", _("Mindfulness")
    DISTRESS_TOLERANCE = "DT", _("Distress tolerance")
    EMOTION_REGULATION = "ER", _("Emotion regulation")
    INTERPERSONAL = "IE", _("Interpersonal effectiveness")


class Skill(PreviewableMixin, DraftStateMixin, RevisionMixin, Edited):
    """A named technique with its steps. Names are facts; the words about it are ours.

    As long as it is published (`live`) the row holds the words that were, and what is being written
    stands in revisions. While it is not, the row holds whatever was saved last, for its editors
    alone: so nothing that others read may ask a row without asking `shown_skills`.
    """

    # Addresses of the library: /skills/for/<need>/ and what a person keeps.
    reserved_slugs: ClassVar[frozenset[str]] = frozenset({"for", "mine"})

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    module = models.CharField(_("module"), max_length=2, choices=Module.choices)
    acronym = models.BooleanField(
        _("its letters spell the steps"), default=False, help_text=_("As in STOP or DEAR MAN.")
    )
    companion = models.BooleanField(
        _("companion skill"), default=False, help_text=_("From outside the standard list.")
    )
    summary = models.CharField(
        _("what it is for"), max_length=300, help_text=_("One or two sentences.")
    )
    steps = models.JSONField(
        _("steps"), default=list, help_text="in order, as courses/exercises/shapes.py tells"
    )
    when = models.CharField(
        _("when to use it"), max_length=500, blank=True, help_text=_("One to three sentences.")
    )
    when_not = models.CharField(
        _("when not"),
        max_length=500,
        blank=True,
        help_text=_("When to leave it out or take care, and what to do instead."),
    )
    needs = models.JSONField(
        _("when it helps"),
        default=list,
        blank=True,
        help_text="situations it helps in: panic, anger, sleep",
    )
    example = models.TextField(
        _("example"),
        max_length=1500,
        blank=True,
        help_text=_("Somebody uses it, in a few sentences. The person is invented."),
    )
    practice = models.TextField(
        _("two minutes of practice"),
        max_length=1000,
        blank=True,
        help_text=_("What anybody can try now, without a group."),
    )
    doing = models.JSONField(
        _("how its steps are done"),
        default=dict,
        blank=True,
        help_text="{intro, one_is_enough, read_aloud, ending} of its steps as an exercise",
    )
    further = models.JSONField(
        _("further exercises"),
        default=list,
        blank=True,
        help_text="exercises with steps of their own, as courses/exercises/shapes.py tells",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("skill")
        verbose_name_plural = _("skills")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves it. Raises ValueError for a slug that is an address of the library."""
        if self.slug in self.reserved_slugs:
            raise ValueError(f"no skill may have the slug “{self.slug}”")
        super().save(*args, **kwargs)

    @property
    def is_shown(self) -> bool:
        """Whether its addresses lead anywhere: in the editor's preview they may not, yet."""
        return bool(self.pk and self.live)

    @property
    def told_steps(self) -> tuple[Step, ...]:
        """Its steps, with what each asks."""
        return read_steps(self.steps)

    @property
    def own_exercise(self) -> Exercise:
        """Its own steps as an exercise, whether they ask for anything or are only read."""
        told = self.doing if isinstance(self.doing, dict) else {}
        own = {"key": "", "title": self.name, "spells": self.acronym, "steps": self.steps}
        return read_exercise({**told, **own})

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """What can be done of it: its own steps where they ask for anything, then the further
        ones."""
        further = self.further if isinstance(self.further, list) else []
        each = (self.own_exercise, *map(read_exercise, further))
        return tuple(exercise for exercise in each if exercise.is_to_be_done)

    @property
    def preview_modes(self) -> list[tuple[str, Promise]]:
        """What its editor may look at: the page, each exercise, the cards."""
        return previews.modes(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The unsaved skill as one of them shows it. Raises Http404 for a mode that is none."""
        return previews.serve(request, self, mode_name)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """An earlier version of it: address and edit number stay those of the row."""
        found: Self = super().with_content_json(content)
        found.slug, found.edits = self.slug, self.edits
        return found

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publishes a version; a number of edits that was counted meanwhile is not taken back."""
        with transaction.atomic():
            row = type(self).objects.select_for_update().only("edits").get(pk=self.pk)
            self.edits = row.edits
            super().publish(revision, *args, **kwargs)
