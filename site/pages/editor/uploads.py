"""What editors upload: taken by what it is, not by its name, and with nothing hidden in it."""

import secrets
import struct
import zipfile
from io import BytesIO
from typing import Any, TypeAlias

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from pages.editor.keeping import lesson_showing, said_it_is_not_replaced

# Pillow refuses at twice this number, before it unpacks anything: a small file may hold a picture
# that would fill the memory.
Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 2
# What a picture may carry beside its points: how to show it. All else (place, time and camera in
# EXIF and XMP, comments, thumbnails) would tell of whoever took it.
SHOWS = ("icc_profile", "transparency", "background", "duration", "loop", "disposal", "gamma")
QUALITY = 90
Upload: TypeAlias = "UploadedFile[Any]"
# What Pillow raises for a picture that was cut off or altered, by kind and by place of the damage.
DAMAGE = (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError)


class PictureField(WagtailImageField):  # type: ignore[misc]  # wagtail has no types
    """Wagtail's field, which takes for granted that a picture can be read to its end. What it takes
    stands beside it, in our words; so does why it did not take a file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {
            "kinds": _one_of(settings.WAGTAILIMAGES_EXTENSIONS, but="jpg"),
            "size": filesizeformat(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE),
            "points": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000,
        }
        self.help_text = _(
            "%(kinds)s, up to %(size)s and %(points)s million points. Place, time and camera are "
            "taken out of it."
        ) % limits  # fmt: skip
        again = _("Please save it as JPEG or PNG and try again.")
        self.error_messages |= {
            "invalid_image": _("This is not a picture that we can read.") + f" {again}",
            "invalid_image_extension": _("Not every browser shows pictures of this kind.")
            + f" {again}",
            "invalid_image_known_format": _(
                "This file is called .%(extension)s and is of another kind inside."
            )
            + f" {again}",
            "file_too_large": _(
                "This picture is %(file_size)s large. Please make it smaller than %(max_filesize)s "
                "and try again."
            ),
            "file_too_many_pixels": _(
                "This picture has more points than a page can use. Please make it smaller than "
                "%(points)s million points (4,000 wide is plenty) and try again."
            )
            % limits,
        }

    def to_python(self, data: Any) -> Any:
        """The upload with its picture. Raises ValidationError for a damaged one as well."""
        try:
            return super().to_python(data)
        except DAMAGE as error:
            raise _damaged() from error


class PictureForm(BaseImageForm):  # type: ignore[misc]  # wagtail has no types
    """Wagtail's form for pictures; what is uploaded is kept without its traces."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (found := self.fields.get("file")) is not None:
            self.fields["file"] = PictureField(
                label=found.label, required=found.required, widget=found.widget
            )

    def clean_file(self) -> Any:
        """The picture, drawn anew. Its kind, size and number of points were checked before."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file  # the one that was there
        _refuse_to_replace(self.instance)
        try:
            return without_traces(file)
        except DAMAGE as error:
            raise _damaged() from error


class DocumentForm(BaseDocumentForm):  # type: ignore[misc]  # wagtail has no types
    """Wagtail's form for documents; the content must be what the name says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("file")) is not None:
            kinds = _one_of(settings.WAGTAILDOCS_EXTENSIONS)
            limit = filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
            field.help_text = _("%(kinds)s, up to %(limit)s.") % {"kinds": kinds, "limit": limit}
            field.error_messages["file_too_large"] = _(
                "This file is %(file_size)s large. Please keep it under %(max_filesize)s."
            )
            field.widget.attrs["accept"] = ",".join(
                f".{kind}" for kind in settings.WAGTAILDOCS_EXTENSIONS
            )

    def clean_file(self) -> Any:
        """The document, if it is of an allowed size and of the kind that its name ends in."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        _refuse_to_replace(self.instance)
        ending = (file.name or "").rpartition(".")[2].lower()
        if ending not in settings.WAGTAILDOCS_EXTENSIONS:
            raise ValidationError(
                _("Files of this kind are not taken. Please save it as %(kinds)s and try again.")
                % {"kinds": _one_of(settings.WAGTAILDOCS_EXTENSIONS)}
            )
        if not is_really(ending, file):
            raise ValidationError(
                _("This is not a .%(ending)s file inside. Please save it as one and try again.")
                % {"ending": ending}
            )
        return file


def _one_of(endings: list[str], *, but: str = "") -> str:
    """ "PDF, DOCX or TXT", for readers."""
    *first, last = (ending.upper() for ending in endings if ending != but)
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last}


def _refuse_to_replace(kept: Any) -> None:
    """A file that readers of a lesson see stays the one that they were given."""
    lesson = lesson_showing([kept]) if kept.pk else ""
    if lesson:
        raise ValidationError(said_it_is_not_replaced(lesson))


def _damaged() -> ValidationError:
    return ValidationError(
        _("This picture is damaged. Please open it in a picture program and save it again.")
    )


def without_traces(file: Upload) -> Upload:
    """The same picture with nothing but its points and colours, the right way up, under a name that
    nobody guesses: whoever has its address gets it, and a lesson's is told to its readers only.

    Raises one of DAMAGE for a picture that cannot be read to its end.
    """
    file.seek(0)
    kept = BytesIO()
    with Image.open(file) as picture:
        # Telephones put a second picture behind the first and call the pair MPO.
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        shows: dict[Any, Any] = {n: picture.info[n] for n in SHOWS if n in picture.info}
        moves = kind != "JPEG" and getattr(picture, "is_animated", False)
        turned = picture.getexif().get(ExifTags.Base.Orientation, 1) != 1
        drawn = ImageOps.exif_transpose(picture) if turned and not moves else picture
        drawn.info = dict(shows)
        how: dict[str, Any] = {"exif": b"", "quality": QUALITY}
        if drawn.format == "JPEG":
            how["quality"] = "keep"
        if "icc_profile" in shows:
            how["icc_profile"] = shows["icc_profile"]
        if moves:
            how["save_all"] = True
        drawn.save(kept, kind, **how)
    ending = str(file.name).rpartition(".")[2].lower()
    return SimpleUploadedFile(
        f"{secrets.token_hex(16)}.{ending}", kept.getvalue(), file.content_type or ""
    )


def is_really(ending: str, file: Upload) -> bool:
    """Whether the content is of the kind that `ending` (pdf, docx, odt, txt) promises."""
    file.seek(0)
    try:
        return ending in _KINDS and _KINDS[ending](file)
    finally:
        file.seek(0)


def _is_pdf(file: Upload) -> bool:
    return bytes(file.read(5)) == b"%PDF-"


def _is_docx(file: Upload) -> bool:
    return _holds(file, "word/document.xml")


def _is_odt(file: Upload) -> bool:
    return _holds(file, "mimetype", b"application/vnd.oasis.opendocument.text")


def _is_text(file: Upload) -> bool:
    try:
        return "\x00" not in bytes(file.read()).decode()
    except UnicodeDecodeError:
        return False


def _holds(file: Upload, name: str, content: bytes = b"") -> bool:
    """Whether the file is a ZIP archive with that entry, beginning with `content`."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(name) as entry:
            return entry.read(len(content)) == content
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError):
        return False


_KINDS = {"pdf": _is_pdf, "docx": _is_docx, "odt": _is_odt, "txt": _is_text}
