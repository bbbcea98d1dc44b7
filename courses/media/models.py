"""Recordings: videos and sound, each with a transcript, a video with captions as well."""

from typing import Any
from uuid import uuid4

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.media.reading import AUDIO, ENDINGS, VIDEO


def private_files() -> Storage:
    """Where recordings are kept: no address leads there."""
    return storages["private"]


def place_of_recording(recording: Any, name: str) -> str:
    """A name that tells nothing of the person's file; its ending is what the content is."""
    return f"recordings/{uuid4()}.{ENDINGS.get(recording.content_type, 'bin')}"


def place_of_captions(recording: Any, name: str) -> str:
    """The same for captions."""
    return f"recordings/{uuid4()}.vtt"


class Recording(models.Model):
    """A video or a piece of sound that lessons show. What it is follows from its file
    (`inside.look_inside`); its door is `groups.weeks.files`."""

    class Kind(models.TextChoices):
        VIDEO = VIDEO, _("Video")
        AUDIO = AUDIO, _("Audio")

    # Its address. No primary key: Wagtail's choosers lose rows whose key is a UUID (issue 6509).
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices, editable=False)
    file = models.FileField(_("file"), upload_to=place_of_recording, storage=private_files)
    content_type = models.CharField(max_length=20, editable=False)
    captions = models.FileField(
        _("captions"), upload_to=place_of_captions, storage=private_files, blank=True
    )
    transcript = models.TextField(_("transcript"))
    seconds = models.FloatField(
        _("length in seconds"), null=True, editable=False, help_text="null: the file does not say"
    )
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=AUDIO) | ~models.Q(captions=""),
                name="a_video_has_captions",
            ),
            models.CheckConstraint(
                condition=~models.Q(transcript=""), name="a_recording_has_a_transcript"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_video(self) -> bool:
        """Whether there is something to see."""
        return self.kind == self.Kind.VIDEO

    @property
    def length(self) -> str:
        """How long it plays, as players show it: 7:30. Empty where the file does not say."""
        if self.seconds is None:
            return ""
        minutes, seconds = divmod(round(self.seconds), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
