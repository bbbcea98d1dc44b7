"""The practice log: two taps from a skill, changed, deleted, brought back, and nobody else's."""

import csv
import io
import uuid
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.actions import choose_pin
from accounts.models import Account, Member
from accounts.roles import Role
from audit.models import Entry
from courses.models import DiaryCard, Skill, SkillUse
from courses.practice.actions import ChangedMeanwhile, change_use
from courses.practice.shape import MOST_A_DAY
from groups.models import Cohort, Enrollment
from tests.answers import Answer
from tests.courses.exercises import make_rope
from tests.factories import NOW, make_member, make_staff
from tests.groups.diaries import (
    TODAY,
    ada,
    bob,
    browser,
    card_of,
    cohort,
    fill,
    leader,
    part,
)
from tests.groups.practice import NEW, note, taught, use
from tests.signin import sign_in

__all__ = ["ada", "bob", "cohort", "leader", "part"]  # fixtures
pytestmark = pytest.mark.django_db
WORDS = "Canary of practice"


@pytest.fixture
def skill(cohort: Cohort) -> Skill:
    """What the group was taught."""
    return taught(cohort)


def text(answer: Answer) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def one_use() -> SkillUse:
    return SkillUse.objects.get()


def changed(found: SkillUse, **said: str) -> dict[str, str]:
    told = {"day": found.day.isoformat(), "place": found.place, "went": found.went}
    return told | {"note": found.note, "seen": found.mark} | said


def test_a_skill_s_page_leads_to_a_form_that_is_filled_and_one_tap_keeps_it(
    ada: Member, part: Enrollment, skill: Skill
) -> None:
    rope = make_rope()
    for path in (f"/skills/{rope.slug}/", f"/skills/{rope.slug}/do/"):
        page = Client().get(path).content.decode()
        assert f'href="/practice/new/?skill={rope.slug}"' in page
    own = browser(ada)
    page = text(own.get(f"{NEW}?skill={skill.slug}"))
    assert f'<option value="{skill.pk}" selected>{skill.name}</option>' in page
    assert f'value="{TODAY.isoformat()}"' in page
    assert "<details" in page
    assert "<details open" not in page.replace('class="disclosure"', "").replace("  ", " ")
    answer = note(own, skill)
    assert answer.status_code == 302
    assert f"Noted: {skill.name}" in text(own.get("/practice/"))
    found = one_use()
    assert (found.member, found.skill, found.skill_name) == (ada, skill, skill.name)
    assert (found.day, found.place, found.went, found.note) == (TODAY, "", "", "")


def test_of_an_exercise_only_a_key_that_it_has_is_kept(ada: Member, part: Enrollment) -> None:
    rope = make_rope()
    for key in (rope.exercises[-1].key, "words of mine"):
        note(browser(ada), rope, exercise=key)
    kept = SkillUse.objects.order_by("noted_at").values_list("exercise", flat=True)
    assert list(kept) == [rope.exercises[-1].key, ""]


def test_a_visitor_signs_in_first_and_comes_back_to_the_same_form() -> None:
    address = f"{NEW}?skill=paced-breathing"
    answer = Client().get(address)
    assert answer.status_code == 302
    assert quote(address) in answer["Location"]


def test_all_that_was_said_is_shown_and_the_words_are_sealed(
    ada: Member, part: Enrollment, skill: Skill
) -> None:
    own = browser(ada)
    note(own, skill, place="outside", went="little", note=WORDS)
    page = text(own.get("/practice/"))
    assert "Out and about · It helped a little" in page
    assert WORDS in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM courses_skilluse")
        assert WORDS not in str(cursor.fetchall())


def test_a_request_sent_ten_times_is_stored_once(
    ada: Member, bob: Member, part: Enrollment, skill: Skill
) -> None:
    own, sent = browser(ada), use(skill, note=WORDS)
    for _ in range(10):
        assert own.post(NEW, sent).status_code == 302
    assert "noted already" in text(own.get("/practice/"))
    assert SkillUse.objects.count() == 1
    assert browser(bob).post(NEW, sent).status_code == 302  # the same id is another one's there
    assert SkillUse.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"day": "2026-09-02"}, "has not begun yet"),
        ({"day": "2026-07-01"}, "more than four weeks ago"),
        ({"day": "no day"}, "Enter a valid date"),
        ({"skill": "999999"}, "in the library no more"),
        ({"skill": ""}, "Please choose the skill"),
        ({"place": "the moon"}, "Select a valid choice"),
        ({"note": "x" * 2001}, "2001 letters, where 2000 fit"),
        ({"sending": "nonsense"}, "Enter a valid UUID"),
    ],
)
def test_what_cannot_be_is_told_kindly_and_nothing_is_stored(
    ada: Member, part: Enrollment, skill: Skill, said: dict[str, str], told: str
) -> None:
    answer = note(browser(ada), skill, **{"note": WORDS} | said)
    assert answer.status_code == 400
    assert told in text(answer)
    assert WORDS in text(answer) or "note" in said
    assert not SkillUse.objects.exists()
    assert note(browser(ada), skill).status_code == 302


def test_a_day_holds_forty_uses_and_the_words_of_one_more_are_not_lost(
    ada: Member, part: Enrollment, skill: Skill
) -> None:
    SkillUse.objects.bulk_create(
        SkillUse(
            member=ada, skill=skill, skill_name=skill.name, day=TODAY, zone_name="UTC",
            sending=uuid.uuid4(), noted_at=NOW, changed_at=NOW,
        )
        for _ in range(MOST_A_DAY)
    )  # fmt: skip
    answer = note(browser(ada), skill, note=WORDS)
    assert answer.status_code == 409
    assert WORDS in text(answer)
    assert SkillUse.objects.count() == MOST_A_DAY
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert note(browser(ada), skill, day=yesterday).status_code == 302


def test_a_use_is_changed_in_its_place(ada: Member, part: Enrollment, skill: Skill) -> None:
    own = browser(ada)
    note(own, skill, went="not")
    address = reverse("practice-use", args=[one_use().pk])
    assert skill.name in text(own.get(address))
    sent = changed(one_use(), went="helped", note=WORDS, day="2026-08-31")
    assert own.post(address, sent).status_code == 302
    found = one_use()
    assert (found.went, found.note, str(found.day)) == ("helped", WORDS, "2026-08-31")
    assert own.post(address, sent).status_code == 302  # sent twice: it is so already
    assert one_use().edits == 1


def test_two_pages_that_change_one_use_lose_no_words(
    ada: Member, part: Enrollment, skill: Skill
) -> None:
    own = browser(ada)
    note(own, skill)
    address, first = reverse("practice-use", args=[one_use().pk]), changed(one_use())
    own.post(address, first | {"note": "Of the first page"})
    answer = own.post(address, first | {"note": "Of the second page"})
    assert answer.status_code == 409
    page = text(answer)
    assert "changed somewhere else meanwhile" in page
    assert "Of the first page" in page
    assert "Of the second page" in page
    assert one_use().note == "Of the first page"
    assert f'value="{one_use().mark}"' in page
    said = one_use().said
    with pytest.raises(ChangedMeanwhile):
        change_use(one_use(), said=type(said)(TODAY), seen="old", zone=ada.zone, now=NOW)
    own.post(address, first | {"note": "Of the second page", "seen": one_use().mark})
    assert one_use().note == "Of the second page"


def test_deleted_it_is_gone_at_once_and_its_page_alone_brings_it_back_once(
    ada: Member, bob: Member, part: Enrollment, skill: Skill
) -> None:
    own = browser(ada)
    note(own, skill, went="helped", note=WORDS, day="2026-08-20")
    before = one_use()
    page = own.post(reverse("practice-delete", args=[before.pk]))
    assert page.status_code == 200
    assert not SkillUse.objects.exists()
    assert WORDS not in text(page)
    held = page.context["held"]
    assert browser(bob).post("/practice/undo/", {"held": held}).status_code == 302
    assert own.post("/practice/undo/", {"held": held + "x"}).status_code == 302
    assert not SkillUse.objects.exists()
    clock.move_to(NOW + timedelta(hours=3))
    for _ in range(2):
        own.post("/practice/undo/", {"held": held})
    after = one_use()
    assert (after.pk, after.said, after.noted_at) == (before.pk, before.said, before.noted_at)
    told = Entry.objects.get(act="practice.deleted")
    assert (told.member_id, told.facts) == (ada.pk, {})


def test_nobody_reads_changes_or_deletes_a_use_of_somebody_else(
    ada: Member, bob: Member, part: Enrollment, skill: Skill, leader: Account
) -> None:
    note(browser(ada), skill, note=WORDS)
    address, delete = (
        reverse(name, args=[one_use().pk]) for name in ("practice-use", "practice-delete")
    )
    for client in (browser(bob), sign_in(Client(), leader)):
        for answer in (
            client.get(address), client.post(address, changed(one_use(), note="x")),
            client.post(delete), client.get("/practice/"), client.get("/practice/?csv=practice"),
        ):  # fmt: skip
            assert WORDS not in text(answer)
        assert client.get(address).status_code == 404
        assert client.post(delete).status_code == 404
    assert one_use().note == WORDS
    assert browser(ada).get(address).status_code == 200


def test_people_who_share_an_account_show_their_pin_first_and_lose_no_words(
    ada: Member, part: Enrollment, skill: Skill
) -> None:
    note(browser(ada), skill, note=WORDS)
    other = make_member(ada.account, name="Cem")
    for member, pin in ((ada, "2468"), (other, "1357")):
        choose_pin(member, pin=pin, by=ada.account, now=NOW)
    own = browser(ada)
    page = text(own.get("/practice/"))
    assert WORDS not in page
    assert "Cem" in page
    address = reverse("practice-use", args=[one_use().pk])
    for path in (f"/practice/?person={ada.pk}", address, f"/practice/map/?person={ada.pk}"):
        answer = own.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account-pin", args=[ada.pk]))
    for path, sent in (
        (f"{NEW}?person={ada.pk}", use(skill, note="Words to keep")),
        (address, changed(one_use(), note="Words to keep")),
    ):
        answer = own.post(path, sent)
        assert answer.status_code == 403
        assert "Words to keep" in text(answer)
    assert one_use().note == WORDS


def test_signed_out_meanwhile_the_words_are_handed_back(
    ada: Member, part: Enrollment, skill: Skill
) -> None:
    note(browser(ada), skill)
    for path, sent in (
        (NEW, use(skill, note=WORDS)),
        (reverse("practice-use", args=[one_use().pk]), changed(one_use(), note=WORDS)),
    ):
        answer = Client().post(path, sent)
        assert answer.status_code == 403
        assert WORDS in text(answer)
    assert one_use().note == ""


def test_the_diary_card_of_that_day_begins_with_the_skill_ticked(
    ada: Member, part: Enrollment, skill: Skill
) -> None:
    own = browser(ada)
    other = Skill.objects.create(slug="kite", name="Kite", module="M")  # taught in no group
    note(own, other)
    page = text(own.get("/diary/"))
    ticked = f'name="skills" value="{other.pk}" id='
    assert "Kite" in page
    box = page[page.index(ticked) : page.index(ticked) + 120]
    assert "checked" in box
    assert not DiaryCard.objects.exists()
    assert fill(own, sadness="1", skills=[str(other.pk)]).status_code == 302
    assert card_of(ada).skills == [other.pk]


def test_a_saved_card_is_not_rewritten_and_says_what_was_noted_since(
    ada: Member, part: Enrollment, skill: Skill
) -> None:
    own = browser(ada)
    fill(own, sadness="1")
    note(own, skill)
    assert card_of(ada).skills == []
    page = text(own.get("/diary/"))
    assert f"You also noted for this day: {skill.name}." in page
    fill(own, goes_on=card_of(ada).mark, sadness="1", skills=[str(skill.pk)])
    assert card_of(ada).skills == [skill.pk]
    assert "You also noted" not in text(own.get("/diary/"))


def test_a_log_reads_as_it_was_when_its_skill_goes(ada: Member, part: Enrollment) -> None:
    other = Skill.objects.create(slug="kite", name="Kite", module="M")
    own = browser(ada)
    note(own, other)
    other.delete()
    assert "Kite" in text(own.get("/practice/"))
    assert one_use().skill is None
    page = own.post(reverse("practice-delete", args=[one_use().pk]))
    own.post("/practice/undo/", {"held": page.context["held"]})
    assert one_use().skill_name == "Kite"


def test_everything_is_in_the_file_of_its_member_alone(
    ada: Member, bob: Member, part: Enrollment, skill: Skill
) -> None:
    note(browser(ada), skill, place="work", went="not", note=WORDS)
    note(browser(bob), skill, note="Of Bob")
    answer = browser(ada).get("/practice/?csv=practice")
    assert answer["Cache-Control"].count("no-store") == 1
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][1:5] == [skill.name, "At work or school", "Not this time", WORDS]


def test_pages_of_practice_ask_for_one_use_as_often_as_for_three(
    ada: Member, part: Enrollment, skill: Skill
) -> None:
    own, counts = browser(ada), []
    for more in (1, 2):
        for at in range(more):
            note(own, skill, day=(TODAY - timedelta(days=at + more)).isoformat(), note=WORDS)
        own.get("/practice/")
        each = []
        for path in ("/practice/", "/practice/map/", NEW):
            with CaptureQueriesContext(connection) as asked:
                assert own.get(path).status_code == 200
            each.append(len(asked))
        counts.append(each)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 6


def test_staff_without_a_member_are_told_whose_log_it_would_be() -> None:
    client = sign_in(Client(), make_staff(Role.MARKETER))
    assert client.get("/practice/").status_code == 200
