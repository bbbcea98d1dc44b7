"""A skill on paper: typed once, it says the same on its worksheet, its cards and its PDFs."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

import clock
from courses.models import Paper, Skill
from courses.paper.actions import make_ahead, sweep_up
from courses.paper.models import OF_SKILLS, Kind
from courses.paper.queries import MOST_OF_SKILLS, MOST_WAITING, papers_of_skill
from tests.answers import Answer
from tests.courses.harbour import PLAN, STEPS, WORDS, make_skill
from tests.courses.papers import Read, made, plain, work
from tests.factories import NOW, make_account
from tests.signin import sign_in

pytestmark = pytest.mark.django_db
BARE = [{"name": "Wait", "text": "Wait it out."}]


@pytest.fixture(autouse=True)
def now() -> None:
    """A day on which nothing else happens."""
    clock.move_to(NOW)


@pytest.fixture
def skill() -> Skill:
    return make_skill()


def at(skill: Skill, rest: str) -> str:
    return f"/skills/{skill.slug}/{rest}/"


def words_of(answer: Answer) -> str:
    assert answer.status_code == 200
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    return plain(unescape(strip_tags(main)))


def page(rest: str) -> Callable[[Skill], str]:
    return lambda skill: words_of(Client().get(at(skill, rest)))


def paper(kind: str) -> Callable[[Skill], str]:
    return lambda skill: made(papers_of_skill(skill, country="GB")[kind]).text


# Every way in which a skill that was typed once is shown; each gives its words.
RENDERINGS: dict[str, Callable[[Skill], str]] = {
    "worksheet": page("worksheet"),
    "flash cards": page("cards"),
    "skill as PDF": paper("skill"),
    "worksheet as PDF": paper("worksheet"),
    "cards as PDF": paper("cards"),
}


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_each_rendering_has_the_words_that_were_typed(skill: Skill, rendering: str) -> None:
    told = RENDERINGS[rendering](skill)
    # What is only chosen for the reply to it stays on the screen, except where boxes are ticked.
    on_screen = [] if "worksheet" in rendering else ["An echo"]
    assert [words for words in WORDS if plain(words) not in told] == on_screen
    places = [told.rindex(step["text"]) for step in STEPS]
    assert places == sorted(places)
    assert "My early signs" in told
    assert "said the lighthouse" not in told  # a reply is for who chose it
    skill.steps = [STEPS[0] | {"text": "Hold a rope."}, *STEPS[1:]]
    skill.save()
    told = RENDERINGS[rendering](skill)
    assert "Hold a rope." in told
    assert "Hold something solid." not in told


def test_the_letters_stand_before_their_names(skill: Skill) -> None:
    for rendering in ("worksheet", "flash cards", "worksheet as PDF", "skill as PDF"):
        told = RENDERINGS[rendering](skill)
        assert all(f"{step['letter']} {step['name']}" in told for step in STEPS), rendering


# --- on paper -------------------------------------------------------------------------------------


def test_the_whole_skill_is_on_paper_with_the_numbers_of_a_country(skill: Skill) -> None:
    read = made(papers_of_skill(skill, country="GB")["skill"])
    for words in (
        "Distress tolerance", "TIDE IN", "Come in from the storm.", "When to use it",
        "When everything is loud.", "When to take care", "get help first.", "Take your time.",
        "One of these is enough.", "You came in.", "A plan for the next flood",
        "Keep it near the door.", "Mira is made up.", "Sit down and count to five.",
        "2 minutes 30 seconds, or as long", "In for 4 seconds, out for 7", "999", "Samaritans",
    ):  # fmt: skip
        assert words in read.text, words
    assert read.root["/Lang"] == "en-GB"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in read.root["/Metadata"].get_object().get_data()
    headings = [tag for tag in read.tags if tag.startswith("/H")]
    assert headings == ["/H1", *["/H2"] * 6]


def test_a_worksheet_has_room_for_a_hand_and_headings_to_go_by(skill: Skill) -> None:
    read = made(papers_of_skill(skill, country="GB")["worksheet"])
    for words in ("Name", "Date", "Tick one.", "Tick all that fit.", "stop here"):
        assert words in read.text, words
    headings = [tag for tag in read.tags if tag.startswith("/H")]
    # the title, its four steps; the plan with its one
    assert headings == ["/H1", *["/H2"] * 4, "/H2", "/H3"]


def test_there_is_a_card_for_the_skill_and_one_for_each_step(skill: Skill) -> None:
    read = made(papers_of_skill(skill, country="GB")["cards"])
    pages = [plain(page.extract_text()) for page in read.pdf.pages]
    assert len(pages) == 1 + len(STEPS) + len(PLAN["steps"])
    assert all("999" in page for page in pages)
    assert "Good for: panic" in pages[0]
    for page, step in zip(pages[1:], [*STEPS, *PLAN["steps"]], strict=True):
        assert page.index(step["name"]) < page.index(step["asks"][0]["prompt"])


def test_words_of_people_are_never_code() -> None:
    hostile = '#panic("out") *b* $x$ @ref <label> \\u{41} `code` // c [e] {f} ~ = h'
    asks = [{"prompt": hostile, "answer": "text", "help": hostile}]
    skill = make_skill(steps=[{"letter": "#", "name": hostile, "text": hostile, "asks": asks}])
    for rendering in RENDERINGS.values():
        assert rendering(skill).count(plain(hostile)) >= 4


# --- for visitors ---------------------------------------------------------------------------------


def test_a_visitor_takes_a_paper_home(client: Client, skill: Skill) -> None:
    for kind, name in (("skill", "skill"), ("worksheet", "worksheet"), ("cards", "cards")):
        waiting = client.get(at(skill, f"paper/{kind}"))
        assert waiting.status_code == 202
        assert 'href="../../' in waiting.content.decode()
        assert work()
        answer = client.get(at(skill, f"paper/{kind}"))
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="tide-in-{name}.pdf"'
        assert "TIDE IN" in Read(answer.content).text


def test_a_member_gets_the_numbers_of_their_country(skill: Skill) -> None:
    member = sign_in(Client(), make_account(country="GB"))
    assert member.get(at(skill, "paper/skill")).status_code == 202
    assert work()
    assert "999" in Read(member.get(at(skill, "paper/skill")).content).text


def test_what_is_not_there_is_nowhere(client: Client, skill: Skill) -> None:
    wait = make_skill(slug="wait", name="Wait", acronym=False, steps=BARE, further=[])
    empty = make_skill(slug="empty", name="Empty", steps=[], further=[])
    expected = {
        (skill, "worksheet"): 200, (wait, "worksheet"): 404, (empty, "worksheet"): 404,
        (skill, "cards"): 200, (wait, "cards"): 200, (empty, "cards"): 404,
        (skill, "paper/skill"): 202, (wait, "paper/skill"): 202, (empty, "paper/skill"): 202,
        (skill, "paper/worksheet"): 202, (wait, "paper/worksheet"): 404,
        (wait, "paper/cards"): 202, (empty, "paper/cards"): 404,
        (skill, "paper/lesson"): 404, (skill, "paper/skill-sheet"): 404,
    }  # fmt: skip
    got = {(of, rest): client.get(at(of, rest)).status_code for of, rest in expected}
    assert got == expected
    assert client.get("/skills/never-was/worksheet/").status_code == 404
    assert client.post(at(skill, "worksheet")).status_code == 405
    assert client.post(at(skill, "paper/skill")).status_code == 405
    offered = {"As a worksheet", "Skill as PDF", "Worksheet as PDF", "Cards as PDF"}
    full, bare = words_of(client.get(at(skill, "cards"))), words_of(client.get(at(wait, "cards")))
    assert {words for words in offered if words in full} == offered
    assert {words for words in offered if words in bare} == {"Skill as PDF", "Cards as PDF"}


def test_links_lead_to_the_papers_and_search_engines_not(client: Client, skill: Skill) -> None:
    shown = client.get(at(skill, "worksheet")).content.decode()
    for kind in papers_of_skill(skill, country=""):
        assert f'href="{at(skill, f"paper/{kind}")}"' in shown
    assert "Disallow: /skills/*/paper/" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("rest", ["worksheet", "cards"])
def test_the_second_visitor_costs_one_query_however_long_it_is(skill: Skill, rest: str) -> None:
    further = [PLAN | {"key": f"plan-{number}"} for number in range(3)]
    longer = make_skill(slug="longer", name="Longer", further=further)

    def asked(of: Skill) -> list[int]:
        counts = []
        for _visitor in (1, 2):
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(at(of, rest)).status_code == 200
            counts.append(len(queries))
        return counts

    asked(skill)
    skill.save()  # all pages are made anew
    first, second = asked(skill)
    skill.save()
    assert asked(longer) == [first, second]
    assert second == 1


def test_a_changed_skill_is_not_printed_as_it_was(client: Client, skill: Skill) -> None:
    assert client.get(at(skill, "paper/skill")).status_code == 202
    skill.summary = "Come in before the storm."
    skill.save()
    assert work()
    assert not Paper.objects.exists()
    assert client.get(at(skill, "paper/skill")).status_code == 202
    assert work()
    told = Read(client.get(at(skill, "paper/skill")).content).text
    assert "Come in before the storm." in told


# --- many at once ---------------------------------------------------------------------------------


def flood(count: int, **fields: object) -> None:
    """So many papers that visitors asked for, of skills that are gone by now; without a frame of
    ours they wait for two minutes."""
    row = {"kind": Kind.SKILL, "language": "en-gb", "frame": "f", "asked_at": NOW}
    rows = [
        Paper(subject=10_000 + number, version="v", next_try_at=NOW, **row | fields)
        for number in range(count)
    ]
    Paper.objects.bulk_create(rows)


def countries(skill: Skill) -> set[str]:
    rows = Paper.objects.filter(subject=skill.pk)
    return set(rows.values_list("country", flat=True))


@pytest.mark.parametrize(
    ("count", "fields"), [(MOST_WAITING, {}), (MOST_OF_SKILLS, {"made_at": NOW})]
)
def test_a_flood_leaves_each_visitor_a_paper_with_the_numbers_that_hold_anywhere(
    client: Client, skill: Skill, count: int, fields: dict[str, object]
) -> None:
    client.cookies["country"] = "GB"
    assert client.get(at(skill, "paper/skill")).status_code == 202
    assert countries(skill) == {"GB"}
    flood(count, **fields)
    client.cookies["country"] = "FR"
    assert client.get(at(skill, "paper/skill")).status_code == 202
    assert countries(skill) == {"GB", ""}
    client.cookies["country"] = "GB"  # what waits already goes on waiting
    assert client.get(at(skill, "paper/skill")).status_code == 202
    assert countries(skill) == {"GB", ""}
    assert work()
    assert "999" in Read(client.get(at(skill, "paper/skill")).content).text
    client.cookies["country"] = "FR"
    assert "112" in Read(client.get(at(skill, "paper/skill")).content).text


def test_when_the_queue_is_done_every_country_is_printed_again(
    client: Client, skill: Skill
) -> None:
    frame = papers_of_skill(skill, country="")["skill"].frame
    flood(MOST_WAITING, frame=frame)
    assert work()  # their skills are gone
    assert not Paper.objects.exists()
    client.cookies["country"] = "FR"
    assert client.get(at(skill, "paper/skill")).status_code == 202
    assert countries(skill) == {"FR"}


def test_papers_that_cannot_be_made_stand_in_nobody_s_way(client: Client, skill: Skill) -> None:
    flood(MOST_WAITING, attempts=1)
    client.cookies["country"] = "FR"
    assert client.get(at(skill, "paper/skill")).status_code == 202
    assert countries(skill) == {"FR"}


def test_papers_of_skills_are_swept_up_sooner(skill: Skill) -> None:
    made(papers_of_skill(skill, country="FR")["skill"])
    assert make_ahead(NOW) == 3 * 2  # the clinic's country, and none
    later = NOW + timedelta(days=3, minutes=1)
    make_ahead(later)
    sweep_up(later)
    assert countries(skill) == {"US", ""}
    assert set(Paper.objects.values_list("kind", flat=True)) == set(OF_SKILLS)
