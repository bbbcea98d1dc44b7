"""An exercise as it is sent: everything on one page, the same for every visitor, and small."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from courses.models import Skill
from courses.skills.actions import load_skills
from design.assets import bundle
from tests.courses.cards import WORDS, browser, by_script, keep, make_ada, make_bob, make_skill
from tests.courses.exercises import make_rope
from tests.factories import make_member, make_staff
from tests.signin import sign_in

OWN, SCRIPT, ONE_WAY = "/skills/rope/do/", "/skills/rope/do/script/", "/skills/rope/do/one-way/"
MOST_BYTES, MOST_BYTES_PLAIN = 48_000, 62_000


@pytest.fixture
def rope(db: None) -> Skill:
    return make_rope()


def page(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_every_step_and_what_it_asks_is_there_without_a_script(rope: Skill) -> None:
    html = page(OWN)
    assert re.findall(r'id="(step-\d|choose|end)"', html) == [
        "step-1", "step-2", "step-3", "step-4", "end",
    ]  # fmt: skip
    for step in rope.told_steps:
        assert step.text in html
        for ask in step.asks:
            assert ask.prompt in html
            assert f'data-ask="{ask.key}" data-kind="{ask.answer}"' in html
    assert "Not while you are driving." in html
    assert "Four small steps." in html
    assert "You held on." in html
    assert "Only on this device. Nothing is sent." in html


def test_no_answer_can_leave_by_a_form_or_an_address(rope: Skill) -> None:
    html = page(OWN)
    main = html[html.index("<main") : html.index("</main>")]
    forms = re.findall(r"<form[^>]*>", main)
    assert forms == ['<form class="dialog__close" method="dialog">', '<form method="dialog">']
    assert set(re.findall(r'<input[^>]* name="([^"]*)"', main)) == {
        "ask-3-1",
        "ask-3-2",
    }
    assert "csrfmiddlewaretoken" not in main
    scripts = Path(str(finders.find("courses/doing/page.js"))).parent.glob("*.js")
    for script in scripts:
        code = script.read_text()
        assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|\.src\b", code), script


def test_a_choice_has_its_reply_and_the_numbers_where_they_belong(rope: Skill) -> None:
    html = page(OWN)
    [field] = re.findall(r"<fieldset[^>]*are-you-in-danger.*?</fieldset>", html, re.DOTALL)
    assert field.index("Then there is time.") < field.index("Yes, I might hurt myself")
    assert field.count('class="crisis-card"') == 1
    assert field.index('class="crisis-card"') > field.index("Yes, I might hurt myself")
    assert 'type="radio"' in field
    [other] = re.findall(r"<fieldset[^>]*what-is-around.*?</fieldset>", html, re.DOTALL)
    assert other.count('type="checkbox"') == 2
    assert "crisis-card" not in other


def test_one_of_several_ways_is_chosen_first(rope: Skill) -> None:
    html = page(ONE_WAY)
    assert html.index('href="#step-1"') < html.index('href="#step-2"') < html.index('id="step-1"')
    assert "One of 2 ways" in html
    assert "One is enough" not in page(OWN)


def test_a_script_is_read_aloud_at_the_end(rope: Skill) -> None:
    assert "Your words, to read aloud" in page(SCRIPT)
    assert "Your words, to read aloud" not in page(OWN)


@pytest.mark.parametrize(
    "path", ["/skills/rope/do/nothing/", "/skills/anchor/do/", "/skills/nobody/do/"]
)
def test_where_there_is_nothing_to_do_there_is_no_page(rope: Skill, path: str) -> None:
    steps = [{"name": "Feel", "text": "Feel the floor."}]
    Skill.objects.create(slug="anchor", name="Anchor", module="M", summary="Floor.", steps=steps)
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent_to_it(rope: Skill, method: str) -> None:
    assert getattr(Client(), method)(OWN).status_code == 405


def test_words_of_the_clinic_are_never_markup(rope: Skill) -> None:
    evil = '</script><img src="x" onerror="alert(1)">'
    asks = [{"prompt": evil, "answer": "choice", "help": evil, "choices": [{"words": evil}]}]
    make_rope(slug="evil", name=evil, steps=[{"name": evil, "text": evil, "asks": asks}])
    html = page("/skills/evil/do/")
    assert "<img" not in html
    assert html.count("&lt;img") > 5


def asked(path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(path)
    return len(queries)


def test_the_second_visitor_costs_one_query_however_many_skills_there_are(rope: Skill) -> None:
    page(OWN)
    assert asked(OWN) == 1
    for number in range(20):
        make_rope(slug=f"rope-{number}", name=f"ROPE {number}")
    page(OWN)  # what stands around pages names skills: it is made anew once
    assert asked(OWN) == 1


def test_a_changed_step_is_there_on_the_next_request(rope: Skill) -> None:
    assert "Look for one person." in page(OWN)
    rope.steps[0]["text"] = "Look for two people."
    rope.save()
    assert "Look for two people." in page(OWN)


def test_only_a_member_is_offered_to_keep_it(rope: Skill) -> None:
    html = page(OWN, sign_in(Client(), make_member().account))
    assert 'action="/my-cards/keep/"' in html
    assert "Nothing is sent unless you press “Keep” at the end." in html
    facilitator = page(OWN, sign_in(Client(), make_staff(Role.FACILITATOR)))
    for other in (facilitator, page(OWN)):
        assert "Whom could you call?" in other
        assert "my-cards/keep" not in other
        assert re.search(r"Only on this device\. Nothing is sent\.\s*<", other)


def test_a_copy_for_later_says_when_it_can_be_kept(rope: Skill) -> None:
    told = "You can keep it when you are online and signed in."
    copy = Client().get(OWN, headers={"Kept-For": "language=en"})
    assert "Kept-For" in copy.headers
    assert told in copy.content.decode()
    assert told not in page(OWN)
    assert told not in page(OWN, sign_in(Client(), make_member().account))


def test_a_kept_card_is_gone_on_with_by_its_member_alone(db: None) -> None:
    make_skill()
    ada = make_ada()
    card = keep(ada, by_script())
    way = f"/skills/harbour/do/?card={card.pk}"
    html = page(way, browser(ada))
    [stored] = re.findall(r'<script id="doing-card"[^>]*>(.*?)</script>', html)
    assert json.loads(stored) == WORDS
    assert f'name="card" value="{card.mark}"' in html
    assert "doing-card" not in page("/skills/harbour/do/", browser(ada))
    visitor = Client().get(way)
    assert (visitor.status_code, visitor["Location"][:21]) == (302, "/account/login/?next=")


def test_a_card_that_is_not_there_leads_to_its_exercise_whoever_had_it(db: None) -> None:
    make_skill()
    ada, bob = make_ada(), make_bob()
    card, gone = keep(ada, by_script()), keep(ada, by_script(exercise="plan"))
    do = "/skills/harbour/do/"
    assert "Behind the old lighthouse" in page(f"{do}?card={card.pk}", browser(ada))
    gone.delete()
    told = []
    for member, path, wanted in (
        (ada, f"{do}plan/", gone.pk),
        (ada, f"{do}plan/", card.pk),  # of another exercise
        (bob, do, card.pk),
        (bob, do, "00000000-0000-4000-8000-000000000000"),
        (bob, do, "x"),
    ):
        reader = browser(member)
        answer = reader.get(f"{path}?card={wanted}")
        assert (answer.status_code, answer.headers["Location"]) == (302, path)
        html = page(path, reader)
        assert "lighthouse" not in html
        told += re.findall(r"<p>(That card is not among yours.*?)</p>", html)
    assert len(told) == 5
    assert len(set(told)) == 1


def test_a_members_page_asks_the_same_however_many_cards_there_are(db: None) -> None:
    make_skill()
    ada = make_ada()

    def queries() -> int:
        client = browser(ada)
        page("/skills/harbour/do/", client)
        with CaptureQueriesContext(connection) as asked_for:
            page("/skills/harbour/do/", client)
        return len(asked_for)

    keep(ada, by_script(title="One"))
    one = queries()
    keep(ada, by_script(title="Another"))
    keep(ada, by_script(title="One more"))
    assert ada.kept_cards.count() == 3
    assert queries() == one


def test_a_page_with_its_scripts_and_styles_is_small(db: None) -> None:
    """As a browser fetches it: zipped as the site serves files, and pages to visitors. Whoever is
    signed in gets the page itself plain: that with its scripts is limited too. The font is
    everywhere the same."""
    load_skills()
    for skill in Skill.objects.all():
        for exercise in skill.exercises:
            html = page(f"/skills/{skill.slug}/do/" + (f"{exercise.key}/" if exercise.key else ""))
            files = set(re.findall(r'"/static/([^"]+\.(?:js|css))"', html))
            assert "courses/doing/page.js" in files
            files |= {f"courses/doing/{name}" for name in imported("page.js")}
            styles = {file for file in files if file.endswith(".css")}
            scripts = zipped(files - styles)
            in_all = len(gzip.compress(html.encode())) + scripts + zipped(styles)
            in_all += len(bundle("core").zipped)
            assert in_all < MOST_BYTES, (skill.slug, in_all)
            plain = len(html.encode()) + scripts
            assert plain < MOST_BYTES_PLAIN, (skill.slug, plain)


def zipped(files: set[str]) -> int:
    return sum(len(gzip.compress(found(file).read_bytes(), 9)) for file in files)


def imported(name: str) -> set[str]:
    """What a module imports, and what that imports."""
    code = found(f"courses/doing/{name}").read_text()
    direct = set(re.findall(r'from "\./([^"]+)"', code))
    return direct.union(*(imported(each) for each in direct))


def found(file: str) -> Path:
    path = finders.find(file)
    assert path, file
    return Path(str(path))
