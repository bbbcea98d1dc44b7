"""The library of skills: by need, by module, each on a page of its own, for everybody."""

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from courses import shipped
from courses.edited.actions import free_slug
from courses.models import LessonPage, Module, Skill
from courses.skills.needs import Need, need_called, needs, needs_met_by
from tests.answers import Answer

MOST_BYTES = 100_000


def make_skill(name: str, **fields: Any) -> Skill:
    """A skill that everybody sees."""
    fields = {"slug": name.casefold().replace(" ", "-"), "module": Module.MINDFULNESS} | fields
    return Skill.objects.create(name=name, **({"summary": f"What {name} is for."} | fields))


def text(answer: Answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def part(page: str, named: str) -> str:
    """The section with the heading of that id."""
    return page.partition(f'aria-labelledby="{named}"')[2].partition("</section>")[0]


def links(html: str) -> list[str]:
    """Where its links to skills and needs lead, each once."""
    return list(dict.fromkeys(re.findall(r'href="(/skills/[^"?#]+)"', html)))


@pytest.fixture(scope="module")
def shipped_needs() -> tuple[Need, ...]:
    return needs()


def test_the_library_has_every_need_and_every_skill(
    client: Client, skills: list[Skill], shipped_needs: tuple[Need, ...]
) -> None:
    page = text(client.get("/skills/"))
    asked = part(page, "needs")
    assert links(asked) == [f"/skills/for/{need.slug}/" for need in shipped_needs]
    assert len(shipped_needs) >= 10
    assert all(need.words in asked for need in shipped_needs)
    shelves = part(page, "modules")
    assert sorted(links(shelves)) == sorted(f"/skills/{skill.slug}/" for skill in skills)
    places = [shelves.index(f">{module.label}</h3>") for module in Module]
    assert places == sorted(places)
    rain = shelves[shelves.index('/skills/rain/"') :]
    assert "companion skill" in rain[: rain.index("</li>")]
    stop = shelves[shelves.index('/skills/stop/"') :]
    assert "companion skill" not in stop[: stop.index("</li>")]


def test_an_empty_library_says_so(client: Client, db: None) -> None:
    Skill.objects.all().delete()
    assert "No skills are here yet" in text(client.get("/skills/"))
    assert "No skill is here for this yet" in text(client.get("/skills/for/panic/"))


def test_every_skill_has_a_page_with_all_that_it_says(
    client: Client, skills: list[Skill], subtests: pytest.Subtests
) -> None:
    for skill in skills:
        with subtests.test(skill.slug):
            page = text(client.get(f"/skills/{skill.slug}/"))
            plain = page.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
            assert page.count("<h1") == 1
            assert "In crisis now?" in page
            assert "In danger now?" in page
            for said in (skill.summary, skill.when, skill.when_not, skill.example, skill.practice):
                assert all(line in plain for line in said.splitlines()), said
            for step in skill.told_steps:
                assert step.name in plain
                assert step.text in plain
            assert len(page.encode()) < MOST_BYTES


def test_a_skill_tells_when_when_not_and_how_in_that_order(client: Client, db: None) -> None:
    make_skill(
        "TIDE", acronym=True, when="When waves & wind come.", when_not="If you <b>swim</b>, stop.",
        example="Ines is invented.\n\nShe waits.", practice="Sit for two minutes.",
        steps=[{"letter": "T", "name": "Turn", "text": "Turn around."}], companion=True,
    )  # fmt: skip
    page = text(client.get("/skills/tide/"))
    said = [
        "When it helps", "When waves &amp; wind come.", "When to take care",
        "If you &lt;b&gt;swim&lt;/b&gt;, stop.", "How it goes", "steps--letters", "Turn around.",
        "<p>Ines is invented.</p>", "<p>She waits.</p>", "Two minutes of practice",
        "Sit for two minutes.", "A companion skill",
    ]  # fmt: skip
    places = [page.index(one) for one in said]
    assert places == sorted(places)
    make_skill("Plain")
    bare = text(client.get("/skills/plain/"))
    assert not [one for one in said if one in bare]


ASKS = [{"name": "Look", "text": "Look around.", "asks": [{"prompt": "What?", "answer": "text"}]}]
READ = [{"name": "Look", "text": "Look around."}]


@pytest.mark.parametrize(
    ("steps", "further", "ways"),
    [
        (READ, [], []),
        (ASKS, [], ["/skills/tide/do/"]),
        (READ, [{"key": "plan", "title": "A plan", "steps": ASKS}], ["/skills/tide/do/plan/"]),
        (
            ASKS,
            [
                {"key": "plan", "title": "A plan", "steps": ASKS},
                {"key": "empty", "title": "Nothing", "steps": READ},
            ],
            ["/skills/tide/do/", "/skills/tide/do/plan/"],
        ),
    ],
)
def test_what_can_be_done_is_offered_and_what_is_read_is_not(
    client: Client, db: None, steps: list[Any], further: list[Any], ways: list[str]
) -> None:
    make_skill("TIDE", steps=steps, further=further)
    page = text(client.get("/skills/tide/"))
    offered = re.findall(r'href="(/skills/tide/do/[^"]*)"', page)
    assert offered == ways
    assert ("Do it now" in page) is bool(ways)
    assert all(client.get(way).status_code == 200 for way in ways)


def test_what_there_is_on_paper_is_offered_and_is_there(client: Client, db: None) -> None:
    make_skill("Tide", steps=ASKS)
    make_skill("Read", steps=READ)
    make_skill("Bare")
    for slug, kinds in (
        ("tide", ["worksheet/", "cards/", "paper/skill/"]),
        ("read", ["cards/", "paper/skill/"]),
        ("bare", ["paper/skill/"]),
    ):
        offered = links(part(text(client.get(f"/skills/{slug}/")), "printed"))
        assert offered == [f"/skills/{slug}/{kind}" for kind in kinds]
        # A PDF is made by the worker, which does not run here.
        assert [client.get(one).status_code for one in offered] == [*[200] * len(kinds[1:]), 202]


def test_what_comes_first_can_be_done_at_once(client: Client, skills: list[Skill]) -> None:
    first = part(text(client.get("/skills/for/about-to-do-something/")), "first")
    for slug in ("stop", "tipp", "pros-and-cons"):
        assert f'href="/skills/{slug}/do/"' in first
    assert 'aria-label="Do it now: STOP"' in first


def test_what_is_not_there_is_missing_in_one_way(client: Client, skills: list[Skill]) -> None:
    for path in ("/skills/nothing/", "/skills/for/nothing/", "/skills/for/", "/skills/mine/"):
        assert client.get(path).status_code == 404, path
    assert client.post("/skills/").status_code == 405
    assert client.post("/skills/stop/").status_code == 405


def test_a_skill_names_the_published_lessons_that_teach_it(
    client: Client, tide: LessonPage
) -> None:
    skill = make_skill("Breakwater")
    assert "Where it is taught" not in text(client.get("/skills/breakwater/"))
    tide.skills.add(skill)
    tide.save_revision().publish()
    page = text(client.get("/skills/breakwater/"))
    taught = part(page, "lessons")
    assert 'href="/lessons/tide/"' in taught
    assert tide.teaser in taught
    assert "Secret teaching" not in page
    draft = LessonPage(title="Zanderdraft", slug="zander", module="DT", teaser="x", live=False)
    Page.objects.get(slug="lessons").specific.add_child(instance=draft)
    draft.skills.add(skill)
    draft.save()
    assert LessonPage.objects.filter(skills=skill).count() == 2
    assert "Zanderdraft" not in text(client.get("/skills/breakwater/"))
    PageViewRestriction.objects.create(page=tide, restriction_type="login")
    assert "Where it is taught" not in text(client.get("/skills/breakwater/"))


def test_a_need_shows_what_comes_first_and_then_what_shares_most(
    client: Client, skills: list[Skill]
) -> None:
    need = need_called("hard-day-ahead")
    assert need is not None
    page = text(client.get(f"/skills/for/{need.slug}/"))
    first = links(part(page, "first"))
    assert [one for one in first if not one.endswith("/do/")] == [
        f"/skills/{slug}/" for slug in need.skills
    ]
    further = links(part(page, "further"))
    by_address = {f"/skills/{skill.slug}/": skill for skill in skills}
    shared = [len(need.situations & set(by_address[one].needs)) for one in further]
    assert shared == sorted(shared, reverse=True)
    assert shared[0] > shared[-1] > 0
    left_out = [skill for address, skill in by_address.items() if address not in first + further]
    assert left_out
    assert all(need.situations.isdisjoint(skill.needs) for skill in left_out)
    others = links(part(page, "needs"))
    assert len(others) == len(needs()) - 1
    assert f"/skills/for/{need.slug}/" not in others


def test_a_need_goes_without_a_skill_that_the_clinic_deleted(
    client: Client, skills: list[Skill]
) -> None:
    assert "/skills/tipp/" in links(part(text(client.get("/skills/for/panic/")), "first"))
    Skill.objects.get(slug="tipp").delete()
    page = text(client.get("/skills/for/panic/"))
    assert "/skills/paced-breathing/" in links(part(page, "first"))
    assert "/skills/tipp/" not in page


def test_at_an_urgent_need_the_numbers_stand_above_every_skill(
    client: Client, skills: list[Skill], shipped_needs: tuple[Need, ...], subtests: pytest.Subtests
) -> None:
    assert {need.is_urgent for need in shipped_needs} == {True, False}
    for need in shipped_needs:
        with subtests.test(need.slug):
            main = text(client.get(f"/skills/for/{need.slug}/")).partition("<main")[2]
            numbers, first = main.index("In danger now?"), main.index('id="first"')
            assert (numbers < first) is need.is_urgent


def test_every_need_has_skills_that_ship_and_every_skill_a_need(
    shipped_needs: tuple[Need, ...],
) -> None:
    entries = [
        Skill(slug=entry["slug"], needs=entry.get("needs", [])) for entry in shipped.skills()
    ]
    slugs = {skill.slug for skill in entries}
    assert len({need.slug for need in shipped_needs}) == len(shipped_needs)
    for need in shipped_needs:
        assert need.skills, need
        assert set(need.skills) <= slugs, need
        assert need.situations <= {one for skill in entries for one in skill.needs}, need


def test_a_skill_names_first_the_needs_where_it_comes_first() -> None:
    first = Need("a", "A", skills=("tide",))
    shares = Need("b", "B", situations=frozenset({"anger"}))
    neither = Need("c", "C", situations=frozenset({"sleep"}), skills=("other",))
    skill = Skill(slug="tide", needs=["anger"])
    assert needs_met_by(skill, [shares, neither, first]) == [first, shares]


def test_no_skill_takes_an_address_of_the_library(db: None) -> None:
    for word in ("For", "Mine"):
        slug = free_slug(Skill, word)
        assert slug == f"{word.lower()}-2"
        make_skill(word, slug=slug)
        with pytest.raises(ValueError, match="no skill may have the slug"):
            make_skill(f"{word} us", slug=word.lower())
    assert free_slug(Skill, "Forest") == "forest"


PLACES = ("/skills/", "/skills/for/panic/", "/skills/skill-5/")


def fill(number: int) -> None:
    """So many skills in all modules, each with texts as long as they may be."""
    modules = list(Module)
    Skill.objects.bulk_create(
        Skill(
            slug=f"skill-{one}", name=f"Skill {one} " + "x" * 60, module=modules[one % 4],
            summary="A sentence. " * 25, needs=["panic"], companion=one % 2 == 0,
            when="w" * 500, when_not="n" * 500, example="e" * 1500, practice="p" * 1000,
            steps=[{"name": "Look", "text": "t" * 600, "letter": "L"}] * 12,
        )
        for one in range(Skill.objects.count(), number)
    )  # fmt: skip


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", PLACES)
def test_two_hundred_skills_cost_what_ten_do(client: Client, tide: LessonPage, path: str) -> None:
    def fresh() -> int:
        for each in caches.all():
            each.clear()
        return asked(Client(), path)

    Skill.objects.all().delete()
    fill(10)
    fresh()  # what a process keeps for good
    ten = fresh()
    fill(200)
    assert Skill.objects.count() == 200
    fresh()  # what stands around pages is read anew when a skill changes
    assert fresh() == ten
    assert asked(Client(), path) == 1
    assert len(client.get(path).content) < MOST_BYTES


def test_what_an_editor_changes_is_there_for_the_next_visitor(
    client: Client, skills: list[Skill]
) -> None:
    for path in ("/skills/", "/skills/for/panic/", "/skills/tipp/"):
        assert "Cool down" not in text(client.get(path))
    Skill.objects.filter(slug="tipp").update(name="Cool down")
    for path in ("/skills/", "/skills/for/panic/", "/skills/tipp/"):
        assert "Cool down" in text(Client().get(path)), path
