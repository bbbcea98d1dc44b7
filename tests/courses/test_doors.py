"""Who of the team opens which of the editor's pages of skills, worksheets and courses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from accounts.roles import Role
from courses.models import Course, Skill, Week, Worksheet
from tests.courses.conftest import Browser
from tests.courses.sent import shape, skill_form, take_back

FACILITATORS = {Role.FACILITATOR}
COORDINATORS = {Role.COORDINATOR}
READERS = FACILITATORS | COORDINATORS
ALL = READERS | {Role.MARKETER}
CHOOSER = "wagtailsnippetchoosers_courses_skill"
# Every page by its name, and who opens it. Whoever may enter the editor may choose: what is
# published is no secret.
DOORS: dict[str, dict[str, set[Role]]] = {
    "skills": dict.fromkeys(
        (
            "list", "list_results", "add", "edit", "delete", "unpublish", "history",
            "history_results", "preview_on_add", "preview_on_edit", "revisions_view",
            "revisions_revert", "revisions_compare", "revisions_unschedule",
        ),
        FACILITATORS,
    ),
    "worksheets": dict.fromkeys(
        (
            "index", "index_results", "add", "edit", "delete", "history", "history_results",
            "preview", "paper",
        ),
        FACILITATORS,
    ),
    "courses": {
        **dict.fromkeys(("index", "index_results", "inspect"), READERS),
        **dict.fromkeys(
            ("add", "edit", "delete", "week", "shape", "history", "history_results"), COORDINATORS
        ),
    },
    CHOOSER: {
        **dict.fromkeys(("choose", "choose_results", "chosen", "chosen_multiple"), ALL),
        "create": FACILITATORS,
    },
}  # fmt: skip
# Nothing to see there for want of a schedule, or of a form; `shape` leads back to the course, and a
# preview is of what was sent.
NOT_A_PAGE = {"revisions_unschedule", "create", "shape", "preview"}


@pytest.fixture
def address(browser: Browser, course: Course) -> Callable[[str, str], str]:
    """Where a page is, of something that there is; the skill has two drafts."""
    skill, editor = Skill.objects.get(slug="anchor"), browser(Role.FACILITATOR)
    versions = []
    for words in ("One draft.", "Another draft."):
        skill.refresh_from_db()
        editor.post(
            reverse("skills:edit", args=[skill.pk]),
            skill_form(skill, publish=False, summary=words),
        )
        skill.refresh_from_db()
        versions.append(skill.latest_revision_id)
    sheet = Worksheet.objects.all()[0]
    rows = {"skills": skill.pk, CHOOSER: skill.pk, "worksheets": sheet.pk, "courses": course.pk}
    given = {"revision_id": versions[0], "revision_id_a": versions[0], "revision_id_b": versions[1]}

    def find(namespace: str, name: str) -> str:
        pk = course.weeks.all()[0].pk if name == "week" else rows[namespace]
        names: Any = get_resolver().namespace_dict[namespace][1].reverse_dict
        [(_path, wanted)] = names[name][0]
        values: dict[str, Any] = {"pk": pk} | given
        return reverse(f"{namespace}:{name}", args=[values[one] for one in wanted])

    return find


@pytest.mark.parametrize("namespace", DOORS)
def test_no_page_is_forgotten_here(db: None, namespace: str) -> None:
    names = get_resolver().namespace_dict[namespace][1].reverse_dict
    assert {name for name in names if isinstance(name, str)} == set(DOORS[namespace])


@pytest.mark.parametrize("role", sorted(ALL))
def test_roles_reach_their_own_part(
    browser: Browser, address: Callable[[str, str], str], role: Role
) -> None:
    client = browser(role)
    for namespace, names in DOORS.items():
        for name, open_to in names.items():
            answer = client.get(address(namespace, name))
            seen = (namespace, name, answer.status_code)
            if role not in open_to:
                assert answer.status_code in {302, 403}, seen
                assert "draft." not in answer.content.decode(), seen
            elif name not in NOT_A_PAGE:
                assert answer.status_code == 200, seen
    front = client.get(reverse("wagtailadmin_home")).content.decode()
    for namespace, name in (("skills", "list"), ("worksheets", "index"), ("courses", "index")):
        index = reverse(f"{namespace}:{name}")
        assert (f'"{index}"' in front) is (role in DOORS[namespace][name]), namespace


@pytest.mark.parametrize("role", sorted(ALL))
def test_whoever_only_reads_changes_nothing(
    browser: Browser, address: Callable[[str, str], str], course: Course, role: Role
) -> None:
    client, skill = browser(role), Skill.objects.get(slug="anchor")
    week = course.weeks.all()[0]
    shape(client, course, "remove", week=week.pk)
    assert Week.objects.filter(pk=week.pk).exists() is (role not in COORDINATORS)
    take_back(client, skill)
    client.post(reverse("skills:delete", args=[skill.pk]))
    client.post(reverse("worksheets:delete", args=[Worksheet.objects.all()[0].pk]))
    skill.refresh_from_db()
    assert skill.live is (role not in FACILITATORS)
    page = browser(Role.FACILITATOR).get(reverse("courses:inspect", args=[course.pk]))
    assert reverse("courses:week", args=[week.pk]) not in page.content.decode()
