"""The navigation of every page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import Policy
from accounts.roles import Role, roles_of
from courses.lessons.models import LessonIndexPage
from design.shapes import Link
from design.tags.content import avatar
from pages.contact.models import ContactPage
from pages.texts.models import HomePage
from whole.version import kept_around

CACHE_KEY = "pages.menu"
# Signed-in readers of another process that shares no cache see a published page in the menu after
# this many seconds; visitors at once.
KEPT_SECONDS = 60


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`navigation`, `footer_navigation`, for whoever is signed in `own_navigation` and the
    `account_menu` with the `account_name` and `account_avatar` above it; asked only when shown.

    One query when the menu is not in the cache, else none; one more for the roles of somebody who
    is signed in.
    """
    return {
        "navigation": SimpleLazyObject(
            lambda: _marked([*menu()["header"], skills_link()], request.path)
        ),
        "footer_navigation": SimpleLazyObject(
            lambda: _marked([*_footer(request), *policy_links()], request.path)
        ),
        "own_navigation": SimpleLazyObject(lambda: own_navigation(request)),
        "account_menu": SimpleLazyObject(lambda: account_menu(request)),
        "account_name": SimpleLazyObject(lambda: str(request.user)),
        "account_avatar": SimpleLazyObject(lambda: avatar(str(request.user))),
    }


def menu() -> dict[str, list[Link]]:
    """The pages in the header and in the footer, in the editors' order.

    Their titles are the editors' words. What we say ourselves is added in the reader's language.
    """
    return kept_around(CACHE_KEY, _read_menu, seconds=KEPT_SECONDS)


def forget_menu() -> None:
    """Makes the next page read the menu again; called when a page is published or moved."""
    cache.delete(CACHE_KEY)


def own_navigation(request: HttpRequest) -> list[Link]:
    """Where a signed-in person goes every week, the same for all of a role; empty for visitors.

    Nothing in it is one person's own: it stands on pages that are made once for many.
    """
    account = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return []
    roles, discreet = roles_of(account), bool(getattr(request, "reader_discreet", False))
    runs = Role.COORDINATOR in roles or account.is_superuser
    edits = bool(roles & {Role.FACILITATOR, Role.MARKETER}) or account.is_superuser
    found = [_Place(_("Today"), reverse("today"))]
    if runs:
        found.append(
            _Place(_("Groups desk"), reverse("desk-cohorts"), ("/desk/", reverse("account-staff")))
        )
    if Role.FACILITATOR in roles:
        led = ("/lead/",) if runs else ("/lead/", "/desk/")  # of the desk, what leaders open
        found.append(_Place(_("Groups I lead"), reverse("my-groups"), led))
    if edits:
        found.append(_Place(_("Pages and lessons"), reverse("wagtailadmin_home")))
    if not (runs or edits):
        found += _of_members(discreet=discreet)
    beside = (reverse("my-cards"), reverse("sheets"), reverse("orders"))
    found.append(_Place(_("Account"), reverse("account-details"), beside))
    return _marked_places(found, request.path)


@dataclass(frozen=True)
class _Place:
    """A way to go, and the beginnings of the addresses that belong to it beside its own."""

    title: str
    url: str
    holds: tuple[str, ...] = ()

    def holding(self, path: str) -> int:
        """How much of `path` it holds; all of it where that is its own address."""
        if path == self.url:
            return len(path) + 1
        begins = [one for one in (self.url, *self.holds) if path.startswith(one)]
        return max(map(len, begins), default=0)


def _of_members(*, discreet: bool) -> list[_Place]:
    """What members have; who reads discreetly has it under words that tell nobody anything."""
    groups = _("My dates") if discreet else _("My group")
    lessons = _("To read") if discreet else _("Lessons")
    # A lesson's own address stands below the one of Today, and is nearer to the lessons.
    return [
        _Place(groups, reverse("my-groups")),
        _Place(lessons, reverse("my-lessons"), (reverse("today"),)),
        _Place(_("Diary"), reverse("diary"), (reverse("practice"),)),
    ]


def _marked_places(places: list[_Place], path: str) -> list[Link]:
    """The places as links; the one that holds most of `path` is the current one, or the last of
    those that do."""
    here = max(range(len(places)), key=lambda at: (places[at].holding(path), at))
    is_held = places[here].holding(path) > 0
    return [
        Link(place.title, place.url, current=is_held and at == here)
        for at, place in enumerate(places)
    ]


def account_menu(request: HttpRequest) -> list[Link]:
    """What a signed-in person has beside that, by role; empty for visitors."""
    account = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return []
    roles = roles_of(account)
    runs = Role.COORDINATOR in roles or account.is_superuser
    works_here = bool(roles) or account.is_superuser
    wanted = [
        # Of the team hardly anybody has any; they find them beside their account.
        (_("My cards"), "my-cards", not works_here),
        (_("My worksheets"), "sheets", not works_here),
        (_("Orders and receipts"), "orders", not works_here),
        (_("Payments desk"), "desk-orders", runs),
        (_("The team"), "account-staff", runs),
        (_("Your account"), "account-details", True),
    ]
    found = [Link(title=title, url=_reversed(name)) for title, name, allowed in wanted if allowed]
    return _marked([link for link in found if link.url], request.path)


def always_there() -> list[Link]:
    """What every site has to look things up in."""
    return [Link(title=_("Glossary"), url=reverse("glossary"))]


def _footer(request: HttpRequest) -> list[Link]:
    """The pages that editors chose. Who reads discreetly has the way to write to us alone: what
    the others are called may tell whoever looks over a shoulder."""
    if getattr(request, "reader_discreet", False):
        return [Link(title=_("Contact"), url=reverse("contact"))]
    return [*menu()["footer"], *always_there()]


def skills_link() -> Link:
    """The way to the skills, in the header of every page."""
    return Link(title=_("Skills"), url=reverse("skills"))


def policy_links() -> list[Link]:
    """The texts that people agree to: every site has them from its set-up on."""
    return [
        Link(title=str(kind.label), url=reverse("policy", args=[kind.value]))
        for kind in Policy.Kind
    ]


def _read_menu() -> dict[str, list[Link]]:
    """One query: the pages right below the home page, the lesson shelf beside it, and which of
    them the editors want in the footer; the way to write to us is always there."""
    kinds = ContentType.objects.get_for_models(HomePage, LessonIndexPage, ContactPage)
    live = Page.objects.live().filter(depth__in=(2, 3)).order_by("path")
    chosen = Coalesce(F("standardpage__in_footer"), F("articleindexpage__in_footer"))
    pages = list(live.annotate(chosen=chosen))
    home = next((page for page in pages if page.content_type_id == kinds[HomePage].pk), None)
    if home is None:
        return {"header": [], "footer": []}
    children = [page for page in pages if page.depth == 3 and page.path.startswith(home.path)]
    shelves = [page for page in pages if page.content_type_id == kinds[LessonIndexPage].pk]
    header = [_link(page) for page in children if page.show_in_menus]
    header += [
        Link(title=shelf.title, url=reverse("lesson-shelf"))
        for shelf in shelves
        if shelf.show_in_menus
    ]
    always = kinds[ContactPage].pk
    footer = [
        _link(page)
        for page in children
        if page.chosen or page.content_type_id == always  # type: ignore[attr-defined]  # annotated
    ]
    return {"header": header, "footer": footer}


def _link(page: Page) -> Link:
    return Link(title=page.title, url=f"/{page.slug}/")


def _marked(links: Iterable[Link], path: str) -> list[Link]:
    """The links, with the one whose address holds most of `path` as the current one."""
    listed = list(links)
    here = max((link.url for link in listed if path.startswith(link.url)), key=len, default=None)
    return [replace(link, current=link.url == here) for link in listed]


def _reversed(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
