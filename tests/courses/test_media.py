"""Recordings: taken by what they are, never without captions and transcript, shown in a lesson."""

import os
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.roles import Role
from courses.lessons.changes import changes_between
from courses.lessons.render import lesson_html
from courses.media.captions import CaptionsRefused, check_captions
from courses.media.inside import LARGEST_RECORDING, look_inside
from courses.media.reading import Inside, NotPlayable
from courses.models import LessonPage, Recording
from pages.editor.permissions import grant_permissions
from tests.answers import Answer
from tests.courses.recordings import (
    CAPTIONS,
    FOLDER,
    TRANSCRIPT,
    files_of,
    held,
    make_recording,
    publish_with,
    typed,
    upload,
)
from tests.factories import make_staff
from tests.signin import sign_in

ADD = "/cms/recordings/new/"


@pytest.fixture(autouse=True)
def private(settings: Settings, tmp_path: Path) -> Path:
    """Where recordings of this test lie."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    return tmp_path / "private"


@pytest.fixture
def facilitator(built: None) -> Client:
    """Somebody who writes lessons."""
    return sign_in(Client(), make_staff(Role.FACILITATOR))


@pytest.fixture
def built(tide: LessonPage) -> None:
    """A shelf with a lesson, and the roles' rights."""
    grant_permissions()


def files_in(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.rglob("*") if path.is_file())


def said(answer: Answer) -> str:
    return answer.content.decode()


# --- what a file is -------------------------------------------------------------------------------


def inside(content: bytes, tmp_path: Path) -> Inside:
    path = tmp_path / "anything"
    path.write_bytes(content)
    with path.open("rb") as file:
        return look_inside(file, size=len(content))


@pytest.mark.parametrize(
    ("name", "kind", "size"),
    [
        ("short.mp4", "video/mp4", (64, 36)),
        ("short.webm", "video/webm", (64, 36)),
        ("short.m4a", "audio/mp4", (None, None)),
        ("short.ogg", "audio/ogg", (None, None)),
        ("short.mp3", "audio/mpeg", (None, None)),
    ],
)
def test_a_recording_tells_what_it_is(
    name: str, kind: str, size: tuple[int | None, int | None], tmp_path: Path
) -> None:
    found = inside(held(name), tmp_path)
    assert (found.content_type, found.width, found.height) == (kind, *size)
    assert found.seconds == pytest.approx(1.0 if found.kind == "video" else 0.5, abs=0.06)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (held("hevc.mp4"), "HEVC"),
        (held("theirs.mkv"), "Matroska"),
        (held("short.mp4").replace(b"avc1", b"mp4v"), "coded in a way"),
        (held("short.mp4").replace(b"soun", b"sbtl").replace(b"vide", b"sbtl"), "neither picture"),
        (held("short.ogg").replace(b"OpusHead", b"Speex   "), "coded in a way"),
        (held("short.webm").replace(b"V_VP8", b"V_XYZ"), "Matroska"),
        (b"<html><script>alert(1)</script></html>", "no recording"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100), "no recording"),
        (b"\xff\xfb\x90\x00" + bytes(2000), "no recording"),
        (b"MZ a program" * 20, "no recording"),
        (b"", "empty"),
    ],
)
def test_what_browsers_do_not_play_is_refused_in_a_sentence(
    content: bytes, why: str, tmp_path: Path
) -> None:
    with pytest.raises(NotPlayable, match=why):
        inside(content, tmp_path)


@pytest.mark.parametrize("name", ["short.mp4", "short.m4a", "short.webm"])
def test_a_file_that_is_cut_off_is_refused_wherever_that_is(name: str, tmp_path: Path) -> None:
    whole = held(name)
    for end in range(40, len(whole) - 1, max(1, len(whole) // 60)):
        with pytest.raises(NotPlayable):
            inside(whole[:end], tmp_path)


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("short.*")))
def test_damaged_bytes_are_a_sentence_or_a_recording_and_never_an_error(
    name: str, tmp_path: Path
) -> None:
    whole = bytearray(held(name))
    for at in range(0, min(len(whole), 1500), 5):
        for value in (0x00, 0xFF):
            kept, whole[at] = whole[at], value
            with suppress(NotPlayable):
                assert inside(bytes(whole), tmp_path).kind in ("video", "audio")
            whole[at] = kept


def test_an_index_that_contains_itself_for_ever_comes_to_an_end(tmp_path: Path) -> None:
    empty = struct.pack(">I4s", 8, b"free") * 200_000
    content = struct.pack(">I4s4s4x", 16, b"ftyp", b"isom") + empty
    with pytest.raises(NotPlayable):
        inside(content, tmp_path)


# --- captions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        CAPTIONS,
        b"\xef\xbb\xbf" + CAPTIONS,
        CAPTIONS.replace(b"\n", b"\r\n"),
        "WEBVTT Titel\n\n1\n00:00.000 --> 00:01.400\nGrüße ♪\n".encode(),
        b"WEBVTT\n\nSTYLE\n::cue { color: lime }\n\n00:00.000 --> 00:01.000 align:start\nHi\n",
    ],
)
def test_captions_that_browsers_read_are_taken(words: bytes) -> None:
    check_captions(words, seconds=1.0)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (b"1\n00:00:00,000 --> 00:00:01,000\nHi\n", "begins with the word WEBVTT"),
        (b"WEBVTTX\n\n00:00.000 --> 00:01.000\nHi\n", "begins with the word WEBVTT"),
        (b"WEBVTT\n\n00:00.000 -> 00:01.000\nHi\n", "There is no caption"),
        (b"WEBVTT\n\n00:00,000 --> 00:01,000\nHi\n", "pass over a part"),
        (b"WEBVTT\n\n00:00.-04 --> 00:01.000\nHi\n", "pass over a part"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000 position:200%\nHi\n", "pass over a part"),
        (b"WEBVTT\n\nNOTE nothing yet\n", "There is no caption"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\n", "There is no caption"),
        (b"WEBVTT\n\n00:01.000 --> 00:00.500\nHi\n", "ends before it begins"),
        (b"WEBVTT\n\n00:00.000 --> 07:30.000\nHi\n", "until 0:07:30, and the recording ends at"),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\nGrüße\n".encode("latin-1"), "UTF-8"),
        (CAPTIONS + b"\n" * 1_000_001, "too large"),
    ],
)
def test_captions_that_would_be_lost_are_refused(words: bytes, why: str) -> None:
    with pytest.raises(CaptionsRefused, match=why):
        check_captions(words, seconds=1.0)


def test_captions_of_a_recording_that_hides_its_length_may_be_long() -> None:
    check_captions(b"WEBVTT\n\n00:00.000 --> 07:30.000\nHi\n", seconds=None)


# --- adding one -----------------------------------------------------------------------------------


def test_facilitator_adds_a_video_with_captions_and_transcript(
    facilitator: Client, private: Path
) -> None:
    answer = facilitator.post(ADD, typed())
    assert answer.status_code == 302, said(answer)[:3000]
    made = Recording.objects.get()
    assert (made.kind, made.content_type, made.length) == ("video", "video/mp4", "0:01")
    assert (made.width, made.height) == (64, 36)
    with made.captions.open() as kept:
        assert kept.read() == CAPTIONS
    assert files_in(private) == [".mp4", ".vtt"]
    assert "film" not in str(made.file.name)
    listed = said(facilitator.get("/cms/recordings/"))
    assert "Breathing out" in listed


def test_facilitator_adds_sound_without_captions(facilitator: Client) -> None:
    form = typed(file=upload(held("short.mp3"), "song.exe"), captions=None)
    assert facilitator.post(ADD, form).status_code == 302
    assert Recording.objects.get().content_type == "audio/mpeg"


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("captions", None, "Please add captions"),
        ("captions", b"1\n00:00:00,000 --> 00:00:01,000\nHi\n", "word WEBVTT"),
        ("transcript", " \n ", "Please add the transcript"),
        ("file", None, "Please choose the video or the sound"),
        ("file", held("hevc.mp4"), "HEVC"),
        ("file", b"<html>", "no recording that browsers play"),
        ("title", "", "Please give the recording a title"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    facilitator: Client, private: Path, name: str, given: bytes | str | None, sentence: str
) -> None:
    for address in (ADD, reverse("recording-chooser:create")):
        value = upload(given) if isinstance(given, bytes) else given
        answer = facilitator.post(address, typed(**{name: value}))
        assert answer.status_code == 200
        text = said(answer) if address == ADD else answer.json()["htmlFragment"]
        assert sentence in text
        assert "Please choose the files again." in text
        assert name == "title" or "Breathing out" in text
        assert name == "transcript" or "Then it is quiet." in text
    assert not Recording.objects.exists()
    assert files_in(private) == []


def test_a_recording_over_the_limit_is_refused_in_a_sentence(
    facilitator: Client, private: Path, tmp_path: Path
) -> None:
    large = tmp_path / "large.mp4"
    large.write_bytes(held("short.mp4"))
    os.truncate(large, LARGEST_RECORDING + 1)
    form = typed()
    with large.open("rb") as file:
        answer = facilitator.post(ADD, form | {"file": file})
    assert "Please keep it under" in said(answer)
    assert not Recording.objects.exists()


def test_the_database_itself_wants_captions_and_transcript(tide: LessonPage) -> None:
    made = make_recording()
    for lost in ({"captions": ""}, {"transcript": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recording.objects.filter(pk=made.pk).update(**lost)


def test_who_writes_no_lessons_adds_no_recording(built: None) -> None:
    make_recording()
    for role in (Role.MARKETER, Role.COORDINATOR):
        browser = sign_in(Client(), make_staff(role))
        for address in (ADD, "/cms/recordings/", reverse("recording-chooser:create")):
            answer = browser.post(address, typed(), follow=True)
            assert "Breathing out" not in said(answer).split("<main")[-1]
    assert Recording.objects.count() == 1


# --- in a lesson ----------------------------------------------------------------------------------


def test_a_lesson_shows_a_video_with_captions_and_transcript(tide: LessonPage) -> None:
    made = make_recording()
    lesson = publish_with(tide, ("recording", {"recording": made}))
    html = lesson_html(lesson.pk, lesson.live_revision_id)
    address = reverse("recording", args=[made.key])
    assert '<video controls preload="metadata" playsinline' in html
    assert f'<source src="{address}" type="video/mp4">' in html
    assert f'<track kind="captions" src="{address}captions.vtt"' in html
    assert "<p>Then it is quiet.</p>" in html
    assert "autoplay" not in html
    assert html.count("lesson-media.css") == 1
    assert files_of(lesson) == {"recording"}


def test_a_lesson_plays_sound_without_captions(tide: LessonPage) -> None:
    lesson = publish_with(tide, ("recording", {"recording": make_recording("short.ogg")}))
    html = lesson_html(lesson.pk, lesson.live_revision_id)
    assert '<audio controls preload="metadata"' in html
    assert "<track" not in html
    assert "<p>Then it is quiet.</p>" in html


def test_what_changed_names_a_recording(tide: LessonPage) -> None:
    before = tide.live_revision
    lesson = publish_with(tide, ("recording", {"recording": make_recording()}))
    [change] = changes_between(lesson, before, lesson.live_revision)
    assert "Breathing out" in change.html


def test_a_lesson_without_files_links_no_styles_for_them(tide: LessonPage) -> None:
    assert "lesson-media" not in lesson_html(tide.pk, tide.live_revision_id)


def test_a_recording_that_a_lesson_shows_stays(
    facilitator: Client, tide: LessonPage, private: Path
) -> None:
    made = make_recording()
    publish_with(tide, ("recording", {"recording": made}))
    delete = reverse("recordings:delete", args=[made.pk])
    for answer in (facilitator.get(delete), facilitator.post(delete)):
        assert answer.status_code == 302
        words = [str(one) for one in get_messages(answer.wsgi_request)]
        assert "the lesson “Tide” shows it" in words[-1]
    edit = reverse("recordings:edit", args=[made.pk])
    form = typed(title="Other", file=upload(held("short.webm")), transcript="Else.", captions=None)
    facilitator.post(edit, form)
    made.refresh_from_db()
    assert (made.title, made.content_type, made.transcript) == (
        "Breathing out", "video/mp4", TRANSCRIPT,
    )  # fmt: skip
    assert files_in(private) == [".mp4", ".vtt"]


def test_captions_of_a_shown_video_can_be_mended(
    facilitator: Client,
    tide: LessonPage,
    private: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    made = make_recording()
    publish_with(tide, ("recording", {"recording": made}))
    better = CAPTIONS.replace(b"out.", b"out, slowly.")
    edit = reverse("recordings:edit", args=[made.pk])
    with django_capture_on_commit_callbacks(execute=True):
        answer = facilitator.post(edit, {"captions": upload(better, "better.vtt")})
    assert answer.status_code == 302, said(answer)[:3000]
    made.refresh_from_db()
    with made.captions.open() as kept:
        assert kept.read() == better
    assert files_in(private) == [".mp4", ".vtt"]


def test_a_recording_that_no_lesson_shows_goes_with_its_files(
    facilitator: Client,
    tide: LessonPage,
    private: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    made = make_recording()
    shown = publish_with(tide, ("recording", {"recording": made}))
    without = shown.get_latest_revision_as_object()
    del without.body[-1]
    without.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        answer = facilitator.post(reverse("recordings:delete", args=[made.pk]))
    assert answer.status_code == 302
    assert not Recording.objects.exists()
    assert files_in(private) == []
