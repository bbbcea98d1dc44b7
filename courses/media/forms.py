"""The form in which a recording is added: each thing that is missing is asked for in a sentence."""

from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import FileInput, Textarea
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from courses.media.actions import let_file_go
from courses.media.captions import LARGEST_CAPTIONS, CaptionsRefused, check_captions
from courses.media.inside import LARGEST_RECORDING, look_inside
from courses.media.models import Recording
from courses.media.reading import VIDEO, Inside, NotPlayable

NEEDS: dict[str, Promise] = {
    "title": _("Please give the recording a title."),
    "file": _("Please choose the video or the sound."),
    "transcript": _(
        "Please add the transcript: all that is said, and what happens, for those who read it "
        "instead."
    ),
}
NEEDS_CAPTIONS = _(
    "Please add captions: without them nobody who cannot hear the video can follow it. WebVTT is "
    "what caption programs export."
)

STAYS = _(
    "A published lesson shows this recording, so it stays as it is. To change it, add a new "
    "recording and put that one into the lesson."
)


class RecordingForm(WagtailAdminModelForm):  # type: ignore[misc]  # Wagtail has no types
    """What was typed stays when something is refused; browsers ask for the files again."""

    class Meta:
        model = Recording
        fields = ["title", "file", "captions", "transcript"]
        widgets = {
            "file": FileInput(attrs={"accept": "video/mp4,video/webm,audio/*"}),
            "captions": FileInput(attrs={"accept": ".vtt,text/vtt"}),
            "transcript": Textarea(attrs={"rows": 12}),
        }
        help_texts = {
            "file": _("MP4 with H.264 and AAC, WebM, MP3, M4A or Ogg, up to 200 megabytes."),
            "captions": _(
                "WebVTT, in UTF-8. A video needs them; they are shown as you upload them."
            ),
            "transcript": _("Plain text. An empty line begins a new paragraph."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["captions"].required = False
        for name, sentence in NEEDS.items():
            self.fields[name].error_messages["required"] = sentence
        self._inside: Inside | None = None
        if not self.instance._state.adding and self.instance.lesson_files.exists():
            self._keep_what_is_read()

    def _keep_what_is_read(self) -> None:
        """A published lesson shows it: what groups were given stays, and only captions, which are
        read from their file each time, may be mended."""
        for name in ("title", "file", "transcript"):
            self.fields[name].disabled = True
            self.fields[name].help_text = STAYS

    def clean_file(self) -> Any:
        """The upload, once what is in it is known; or the file that was there."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        if (file.size or 0) > LARGEST_RECORDING:
            raise ValidationError(
                _("This recording is too large. Please keep it under %(limit)s.")
                % {"limit": filesizeformat(LARGEST_RECORDING)}
            )
        try:
            self._inside = look_inside(cast("BinaryIO", file), size=file.size or 0)
        except NotPlayable as error:
            raise ValidationError(str(error.sentence)) from error
        return file

    def clean_transcript(self) -> str:
        """The transcript, which is not only blanks."""
        transcript = str(self.cleaned_data["transcript"]).strip()
        if not transcript:
            raise ValidationError(str(NEEDS["transcript"]))
        return transcript

    def clean(self) -> dict[str, Any]:
        """Captions belong to the recording: a video has some, and none go on after its end."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "file" not in cleaned:
            return self._asked_again(cleaned)
        found = self._inside
        kind = found.kind if found else self.instance.kind
        seconds = found.seconds if found else self.instance.seconds
        captions = cleaned.get("captions")
        if not captions and kind == VIDEO:
            self.add_error("captions", NEEDS_CAPTIONS)
        elif captions and (found or isinstance(captions, UploadedFile)):
            self._check(captions, seconds)
        return self._asked_again(cleaned)

    def _asked_again(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Says that browsers let go of files when a page comes back."""
        if self.errors and self.files:
            self.add_error(None, _("What you typed is still here. Please choose the files again."))
        return cleaned

    def _check(self, captions: Any, seconds: float | None) -> None:
        captions.seek(0)
        content = captions.read(LARGEST_CAPTIONS + 1)
        captions.seek(0)
        try:
            check_captions(content, seconds=seconds)
        except CaptionsRefused as error:
            self.add_error("captions", str(error))

    def _post_clean(self) -> None:
        """What the file told is the recording's before the model looks at it."""
        if (found := self._inside) is not None:
            for name in ("kind", "content_type", "seconds", "width", "height"):
                setattr(self.instance, name, getattr(found, name))
        super()._post_clean()

    def save(self, commit: bool = True) -> Recording:
        """The recording as it is now; files that it had before go once that is certain."""
        before = [self.initial.get(name) for name in ("file", "captions")]
        saved: Recording = super().save(commit=commit)
        kept = {saved.file.name, saved.captions.name}
        for old in before:
            if old and old.name not in kept:
                let_file_go(old)
        return saved
