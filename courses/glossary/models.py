"""The words of teaching, each with a short explanation."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class GlossaryWord(index.Indexed, models.Model):
    """A word as lessons use it. Facilitators write it; `/glossary/` shows it to everybody."""

    word = models.CharField(_("word"), max_length=60)
    forms = models.CharField(
        _("other forms"),
        max_length=300,
        blank=True,
        help_text=_("Plurals and other forms in which lessons say it, with commas between them."),
    )
    explanation = models.CharField(
        _("explanation"),
        max_length=300,
        help_text=_("One or two short sentences, in words that need no explanation themselves."),
    )
    in_lessons = models.BooleanField(
        _("explain it in lessons"),
        default=True,
        help_text=_("Members then tap the word where a lesson says it first."),
    )

    search_fields = [
        index.SearchField("word"),
        index.SearchField("forms"),
    ]

    class Meta:
        ordering = [Lower("word")]
        constraints = [
            models.UniqueConstraint(
                Lower("word"),
                name="courses_glossary_word_once",
                violation_error_message=_("This word is in the glossary already."),
            )
        ]
        verbose_name = _("word")
        verbose_name_plural = _("glossary")

    def __str__(self) -> str:
        return self.word

    @property
    def anchor(self) -> str:
        """Where it stands on a page."""
        return f"word-{self.pk}"

    @property
    def said_as(self) -> tuple[str, ...]:
        """The word and its other forms."""
        return tuple(
            " ".join(form.split()) for form in (self.word, *self.forms.split(",")) if form.strip()
        )

    def clean(self) -> None:
        """Refuses a form that another word has: a lesson could not know which one is meant."""
        super().clean()
        own = {form.casefold() for form in self.said_as}
        sentence = _("“%(form)s” stands with “%(word)s” already. Please leave it out in one place.")
        for other in GlossaryWord.objects.exclude(pk=self.pk):
            for form in other.said_as:
                if form.casefold() in own:
                    field = "word" if form.casefold() == self.word.casefold() else "forms"
                    raise ValidationError({field: sentence % {"form": form, "word": other.word}})


class ShippedWord(models.Model):
    """Which of our own words stands for which row, and our text of it as we last wrote it there.

    As long as the row still says that, nobody has edited it, and a better text may replace it.
    """

    slug = models.SlugField(primary_key=True)
    word = models.OneToOneField(
        GlossaryWord,
        null=True,
        on_delete=models.SET_NULL,
        related_name="shipped",
        help_text="null: somebody deleted it, and we do not bring it back",
    )
    text = models.JSONField(help_text="{word, forms, explanation, in_lessons} as shipped")

    def __str__(self) -> str:
        return self.slug
