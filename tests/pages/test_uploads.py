"""What editors upload is what its name says, tells nothing of whoever made it, and is whole."""

import re
import resource
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import ExifTags, Image
from PIL.GifImagePlugin import GifImageFile
from PIL.PngImagePlugin import PngInfo
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from accounts.roles import Role
from courses.media.collections import belongs_to_lessons, lessons_collection
from pages.models import HomePage
from tests.answers import Answer
from tests.factories import make_staff
from tests.security.imports import ROOT
from tests.signin import sign_in

PLACE = b"Harbour Street 7"
Picture = get_image_model()
Document = get_document_model()


@pytest.fixture
def marketer(home: HomePage, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return sign_in(Client(), make_staff(Role.MARKETER))


def a_picture(kind: str, *, mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> bytes:
    """A picture that says where it was taken, lying on its side."""
    picture = Image.new(mode, size, "red" if mode != "P" else 1)
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = PLACE.decode()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    kept = BytesIO()
    more: dict[str, Any] = {"exif": exif}
    if kind == "PNG":
        more["pnginfo"] = PngInfo()
        more["pnginfo"].add_text("Comment", PLACE.decode())
    if kind in ("JPEG", "GIF"):
        more["comment"] = PLACE
    picture.save(kept, kind, **more)
    return kept.getvalue()


def upload_picture(client: Client, name: str, content: bytes) -> Answer:
    form = {"title": "Garden", "file": SimpleUploadedFile(name, content), "collection": "1"}
    return client.post(reverse("wagtailimages:add"), form)


def upload_document(client: Client, name: str, content: bytes) -> Answer:
    form = {"title": "Handout", "file": SimpleUploadedFile(name, content), "collection": "1"}
    return client.post(reverse("wagtaildocs:add"), form)


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.avif", "AVIF")]
)
def test_picture_is_kept_upright_and_without_its_traces(
    marketer: Client, name: str, kind: str
) -> None:
    content = a_picture(kind)
    assert PLACE in content
    assert upload_picture(marketer, name, content).status_code == 302
    kept = Picture.objects.get()
    with kept.file.open() as file:
        held = file.read()
    assert PLACE not in held
    with Image.open(BytesIO(held)) as shown:
        assert not dict(shown.getexif())
        assert shown.size == (20, 40)
        assert shown.format == kind
    assert (kept.width, kept.height, kept.file_size) == (20, 40, len(held))


def test_nobody_guesses_where_a_picture_lies_from_its_title_or_its_file(marketer: Client) -> None:
    content = a_picture("JPEG")
    for _ in range(2):
        assert upload_picture(marketer, "Harbour Street 7.JPG", content).status_code == 302
    names = {Path(one.file.name).name for one in Picture.objects.filter(title="Garden")}
    assert len(names) == 2
    for name in names:
        assert re.fullmatch(r"[0-9a-f]{32}\.jpg", name)


def test_several_pictures_at_once_lose_their_traces_too(marketer: Client) -> None:
    form = {"title": "Garden", "files[]": SimpleUploadedFile("a.jpg", a_picture("JPEG"))}
    answer = marketer.post(reverse("wagtailimages:add_multiple"), form | {"collection": "1"})
    assert answer.json()["success"] is True
    with Picture.objects.get().file.open() as file:
        assert PLACE not in file.read()


def test_a_moving_picture_still_moves(marketer: Client) -> None:
    kept = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(kept, "GIF", save_all=True, append_images=frames[1:], comment=PLACE)
    assert upload_picture(marketer, "moves.gif", kept.getvalue()).status_code == 302
    with Picture.objects.get().file.open() as file:
        held = file.read()
    assert PLACE not in held
    with Image.open(BytesIO(held)) as shown:
        assert isinstance(shown, GifImageFile)
        assert shown.n_frames == 3


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mark.svg", SVG),
        ("mark.png", SVG),
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("garden.png", a_picture("JPEG")),
        ("cut.jpg", a_picture("JPEG", size=(400, 400))[:-900]),
        ("cut.png", a_picture("PNG", size=(400, 400))[:-200]),
        ("wide.png", a_picture("PNG", mode="1", size=(20_000, 2_100))),
    ],
)
def test_what_is_no_picture_of_its_kind_is_refused(
    marketer: Client, name: str, content: bytes
) -> None:
    assert upload_picture(marketer, name, content).status_code == 200
    assert not Picture.objects.exists()


def a_docx(entry: str = "word/document.xml", content: bytes = b"<w/>") -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr(entry, content)
    return kept.getvalue()


AN_ODT = a_docx("mimetype", b"application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("handout.pdf", b"%PDF-1.7 ..."),
        ("handout.docx", a_docx()),
        ("handout.odt", AN_ODT),
        ("handout.txt", "Grüße".encode()),
    ],
)
def test_document_of_its_kind_is_taken(marketer: Client, name: str, content: bytes) -> None:
    assert upload_document(marketer, name, content).status_code == 302
    served = Client().get(Document.objects.get().url)
    assert served.streaming
    body = served.getvalue()
    for close in served._resource_closers:  # type: ignore[attr-defined]  # not public
        close()
    assert body == content
    policy = served.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert served.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("handout.pdf", b"<html><script>alert(1)</script></html>"),
        ("handout.docx", a_docx("evil.exe")),
        ("handout.docx", b"MZ a program"),
        ("handout.odt", a_docx()),
        ("handout.txt", b"\x7fELF\x00\x01"),
        ("handout.html", b"<p>"),
        ("handout.pdf", b"%PDF-" + bytes(10_000_001)),
    ],
)
def test_document_of_another_kind_is_refused(marketer: Client, name: str, content: bytes) -> None:
    assert upload_document(marketer, name, content).status_code == 200
    assert not Document.objects.exists()


# Wagtail leaves the files in which it makes a picture's sizes for its lists open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_facilitators_and_marketers_keep_their_files_apart(marketer: Client) -> None:
    facilitator = sign_in(Client(), make_staff(Role.FACILITATOR))
    lessons, public = lessons_collection(), Collection.get_first_root_node()
    assert (lessons.name, public.name) == ("Skills lessons", "Root")
    for browser, own in ((marketer, public), (facilitator, lessons)):
        # Whatever the form says, a file comes into a collection of one's own.
        assert upload_picture(browser, "a.png", a_picture("PNG")).status_code in {200, 302}
        assert upload_document(browser, "a.pdf", b"%PDF-1.7").status_code in {200, 302}
        sheet = Document.objects.get(collection=own)
        assert Picture.objects.filter(collection=own).count() == 1
        assert belongs_to_lessons(sheet) is (own == lessons)
    for browser, foreign in ((marketer, lessons), (facilitator, public)):
        sheet, shown = (
            Document.objects.get(collection=foreign), Picture.objects.get(collection=foreign),
        )  # fmt: skip
        for name, one in (
            ("wagtaildocs:edit", sheet), ("wagtaildocs:delete", sheet),
            ("wagtailimages:edit", shown), ("wagtailimages:delete", shown),
        ):  # fmt: skip
            assert browser.post(reverse(name, args=[one.pk])).status_code in {302, 403}, name
        for name in ("wagtaildocs_chooser:choose", "wagtailimages_chooser:choose"):
            listed = browser.get(reverse(name)).json()["html"]
            assert (
                f"/{sheet.pk}/" not in listed if "docs" in name else f"/{shown.pk}/" not in listed
            )
    assert (Document.objects.count(), Picture.objects.count()) == (2, 2)


ON_A_FULL_DISK = """
import sys
sys.path.insert(0, "site")
from django.conf import settings
settings.configure(USE_TZ=True)
from django.core.files.base import ContentFile
from config.storage import WholeFiles
storage = WholeFiles(location=sys.argv[1])
print(storage.save("images/small.jpg", ContentFile(b"x" * 1000)))
try:
    storage.save("images/large.jpg", ContentFile(b"x" * 500_000))
except OSError as error:
    print(type(error).__name__)
"""


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK, str(tmp_path)],
        cwd=ROOT,
        preexec_fn=no_room,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split() == ["images/small.jpg", "OSError"], done.stderr
    left = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert left == ["small.jpg"]
