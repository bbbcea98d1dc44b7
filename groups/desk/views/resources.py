"""The team's library: everything that can be given, found by kind, module, tag and words."""

from collections import Counter
from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import clock
from accounts.access import has_role, signed_in, staff_required
from accounts.models import Account
from accounts.roles import Role, roles_of
from courses.catalogue.actions import tag_resource
from courses.catalogue.forms import TagsForm
from courses.catalogue.models import Kind
from courses.catalogue.queries import Resource, lessons_with, library, resource
from courses.catalogue.showing import show
from courses.lessons.models import LessonIndexPage
from courses.skills.models import Module
from design.shapes import Link
from groups.assigning.queries import given_of_resource
from groups.desk.views.listing import LibraryForm
from groups.desk.views.sheets import resource_columns
from groups.leading.queries import led_cohorts
from spreadsheet.views import download, wants

team = staff_required(Role.FACILITATOR, Role.COORDINATOR)


def frame_for(reader: Account) -> str:
    """The layout of a page of both: coordinators have the desk's rooms beside it."""
    return "layouts/desk.html" if has_role(reader, Role.COORDINATOR) else "layouts/app.html"


@team
@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """All of it, in folders by module and by tag."""
    me, everything = signed_in(request), library()
    tags = Counter(tag for one in everything for tag in one.tags)
    form = LibraryForm(request.GET, tags=sorted(tags))
    found = form.of(everything)
    if wants(request, "resources"):
        return download(request, "resources", resource_columns(), found)
    modules = Counter(module for one in everything for module in one.modules)
    page = {
        "frame": frame_for(me),
        "trail": _trail(_("Resources")),
        "form": form,
        "page": form.page_of(found),
        "modules": _folders(
            "module", ((one.value, str(one.label), modules[one.value]) for one in Module), form
        ),
        "tags": _folders("tag", ((name, name, tags[name]) for name in sorted(tags)), form),
        "makers": _makers(me),
    }
    return render(request, "groups/desk/resources.html", page)


def _folders(field: str, rows: Iterable[tuple[str, str, int]], form: LibraryForm) -> list[Link]:
    """The folders that hold something."""
    chosen = form.asked[field]
    return [
        Link(title, f"?{urlencode({field: value})}", current=value == chosen, count=count)
        for value, title, count in rows
        if count
    ]


def _makers(me: Account) -> list[Link]:
    """Where each kind is made, for those who make them: facilitators."""
    if Role.FACILITATOR not in roles_of(me):
        return []
    shelf = LessonIndexPage.objects.values_list("pk", flat=True).first()
    ways = [
        Link(_("A worksheet"), reverse("worksheets:add")),
        Link(_("A video or sound"), reverse("recordings:add")),
        Link(_("A document"), reverse("wagtaildocs:add")),
    ]
    if shelf is not None:
        new = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", shelf])
        ways.append(Link(_("A lesson"), new))
    return ways


@team
@require_safe
def one(request: HttpRequest, kind: str, ref: int) -> HttpResponse:
    """What it is, where it is used, and where the reader gave it."""
    return _page(request, _known(kind, ref))


@team
@require_POST
def tags(request: HttpRequest, kind: str, ref: int) -> HttpResponse:
    """Other words on it."""
    found = _known(kind, ref)
    form = TagsForm(request.POST)
    if "tags" not in request.POST or not form.is_valid():
        return _page(request, found, form, status=400)
    me = signed_in(request)
    tag_resource(found, add=form.added, drop=form.dropped, by=me, now=clock.now())
    messages.success(request, _("Kept."))
    return redirect("desk-resource", kind, ref)


@team
@require_safe
def look(request: HttpRequest, kind: str, ref: int) -> HttpResponse:
    """The resource as whoever gets it sees it."""
    found = _known(kind, ref)
    shown = show(found)
    if shown.address:
        return redirect(shown.address)
    page = {"resource": found, "shown": shown}
    return render(request, "groups/desk/resource_look.html", page)


def _page(
    request: HttpRequest, found: Resource, form: TagsForm | None = None, *, status: int = 200
) -> HttpResponse:
    me = signed_in(request)
    typed = ", ".join(found.tags)
    leads = list(led_cohorts(me)) if Role.FACILITATOR in roles_of(me) else []
    page = {
        "frame": frame_for(me),
        "trail": [*_trail(_("Resources"), reverse("desk-resources")), Link(found.title)],
        "resource": found,
        "lessons": lessons_with(found),
        "edit_url": _edit_url(found) if Role.FACILITATOR in roles_of(me) else "",
        "leads": [one for one in leads if one.under_way or one.has_yet_to_start],
        "given": given_of_resource(found, led_by=me) if leads else [],
        "form": form or TagsForm(initial={"was": typed, "tags": typed}),
    }
    return render(request, "groups/desk/resource.html", page, status=status)


def _known(kind: str, ref: int) -> Resource:
    found = resource(kind, ref)
    if found is None:
        raise Http404
    return found


EDITED_AT = {
    Kind.WORKSHEET: "worksheets:edit",
    Kind.RECORDING: "recordings:edit",
    Kind.DOCUMENT: "wagtaildocs:edit",
    Kind.LESSON: "wagtailadmin_pages:edit",
}


def _edit_url(found: Resource) -> str:
    name = EDITED_AT.get(Kind(found.kind), "")
    try:
        return reverse(name, args=[found.ref]) if name else ""
    except NoReverseMatch:
        return ""


def _trail(title: str, url: str = "") -> list[Link]:
    return [Link(_("Today"), reverse("today")), Link(title, url)]
