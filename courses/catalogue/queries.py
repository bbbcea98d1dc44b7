"""What can be given, whatever table it stands in. A reference is a kind and an id there."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.models import Collection as Folder
from wagtail.models import Page

from courses.catalogue.models import Kind, ResourceTag
from courses.lessons.models import LessonFile, LessonIndexPage, LessonPage
from courses.media.models import Recording
from courses.resources.models import Worksheet
from courses.skills.models import Module
from courses.skills.queries import shown_skills

Ref = tuple[str, int]
# What a list tells apart: a recording is to watch or to hear.
FORMS: dict[str, str | Promise] = {
    Kind.WORKSHEET: Kind.WORKSHEET.label,
    Kind.LESSON: Kind.LESSON.label,
    "video": _("Video"),
    "audio": _("Audio"),
    Kind.DOCUMENT: Kind.DOCUMENT.label,
    Kind.SKILL: Kind.SKILL.label,
    Kind.PAGE: Kind.PAGE.label,
}
# Recordings and documents are of the lessons whose published words show them.
SHOWN = "live_revision__lesson_files"


@dataclass(frozen=True)
class Resource:
    """Something that can be given, as lists show it. `form` is a key of FORMS; `modules` and
    `tags` are known where the whole library was asked for."""

    kind: str
    ref: int
    form: str
    title: str
    about: str = ""
    modules: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> Ref:
        """Its reference."""
        return self.kind, self.ref

    @property
    def called(self) -> str:
        """What sort of thing it is, in words."""
        return str(FORMS[self.form])

    @property
    def module_names(self) -> tuple[str, ...]:
        """The modules in which it is used, in the reader's language."""
        return tuple(str(Module(one).label) for one in self.modules)

    def has(self, words: Collection[str]) -> bool:
        """Whether each of the words stands in its title, its teaser or its tags."""
        told = " ".join((self.title, self.about, *self.tags)).casefold()
        return all(word in told for word in words)


def library() -> list[Resource]:
    """Everything that can be given, by title. A constant number of queries."""
    found = [one for kind in Kind for one in _SOURCES[kind](None)]
    modules, tags = _modules_by_ref(), _tags_by_ref()
    filled = (
        replace(
            one,
            modules=one.modules or tuple(sorted(modules.get(one.key, ()))),
            tags=tuple(tags.get(one.key, ())),
        )
        for one in found
    )
    return sorted(filled, key=lambda one: (one.title.casefold(), one.kind, one.ref))


def resolve(refs: Iterable[Ref]) -> dict[Ref, Resource]:
    """The resources of these references, as far as they are there and published. At most one
    query for each kind (two for documents)."""
    wanted: dict[str, set[int]] = {}
    for kind, ref in refs:
        wanted.setdefault(kind, set()).add(ref)
    return {
        one.key: one
        for kind, ids in wanted.items()
        if kind in _SOURCES
        for one in _SOURCES[kind](ids)
    }


def resource(kind: str, ref: int) -> Resource | None:
    """One of them, with its modules and tags; None where there is no such thing."""
    found = resolve([(kind, ref)]).get((kind, ref))
    if found is None:
        return None
    tags = ResourceTag.objects.filter(kind=kind, ref=ref).values_list("name", flat=True)
    modules = found.modules or tuple(sorted(_modules_by_ref().get(found.key, ())))
    return replace(found, modules=modules, tags=tuple(tags))


def lessons_with(one: Resource) -> list[LessonPage]:
    """The published lessons that show it or lead to it, by title. One query."""
    lessons = LessonPage.objects.live().defer("body", "slides", "key_points")
    if one.kind == Kind.WORKSHEET:
        lessons = lessons.filter(worksheet=one.ref)
    elif one.kind == Kind.SKILL:
        lessons = lessons.filter(skills=one.ref)
    elif one.kind in (Kind.RECORDING, Kind.DOCUMENT):
        shown = LessonFile.objects.filter(**{one.kind: one.ref}).values("revision")
        lessons = lessons.filter(live_revision__in=shown)
    else:
        return []
    return list(lessons.order_by("title", "pk"))


def _worksheets(ids: Collection[int] | None) -> list[Resource]:
    rows = _only(Worksheet.objects.all(), ids).values_list("pk", "title", "intro")
    return [Resource(Kind.WORKSHEET, pk, Kind.WORKSHEET, *told) for pk, *told in rows]


def _lessons(ids: Collection[int] | None) -> list[Resource]:
    rows = _only(LessonPage.objects.live(), ids).values_list("pk", "title", "teaser", "module")
    return [
        Resource(Kind.LESSON, pk, Kind.LESSON, title, teaser, (module,))
        for pk, title, teaser, module in rows
    ]


def _recordings(ids: Collection[int] | None) -> list[Resource]:
    rows = _only(Recording.objects.all(), ids).values_list("pk", "kind", "title")
    return [Resource(Kind.RECORDING, pk, form, title) for pk, form, title in rows]


def _documents(ids: Collection[int] | None) -> list[Resource]:
    """Those of lessons alone: a marketer's downloads are no matter of groups."""
    first = Folder.get_first_root_node()
    documents = get_document_model().objects.exclude(collection__path__startswith=first.path)
    rows = _only(documents, ids).values_list("pk", "title")
    return [Resource(Kind.DOCUMENT, pk, Kind.DOCUMENT, title) for pk, title in rows]


def _skills(ids: Collection[int] | None) -> list[Resource]:
    rows = _only(shown_skills(), ids).values_list("pk", "name", "summary", "module")
    return [
        Resource(Kind.SKILL, pk, Kind.SKILL, name, summary, (module,) if module else ())
        for pk, name, summary, module in rows
    ]


def _pages(ids: Collection[int] | None) -> list[Resource]:
    """Public pages; lessons stand under their own kind, and their shelf is a list of them."""
    public = Page.objects.live().public().filter(depth__gt=1)
    pages = public.not_exact_type(LessonPage, LessonIndexPage)
    rows = _only(pages, ids).values_list("pk", "title", "search_description")
    return [Resource(Kind.PAGE, pk, Kind.PAGE, *told) for pk, *told in rows]


def _only(rows: QuerySet, ids: Collection[int] | None) -> QuerySet:  # type: ignore[type-arg]
    return rows if ids is None else rows.filter(pk__in=ids)


_SOURCES: dict[str, Callable[[Collection[int] | None], list[Resource]]] = {
    Kind.WORKSHEET: _worksheets,
    Kind.LESSON: _lessons,
    Kind.RECORDING: _recordings,
    Kind.DOCUMENT: _documents,
    Kind.SKILL: _skills,
    Kind.PAGE: _pages,
}


def _modules_by_ref() -> dict[Ref, set[str]]:
    """In which modules worksheets, recordings and documents are used: those of their lessons."""
    found: dict[Ref, set[str]] = {}
    lessons = LessonPage.objects.live().order_by()
    sheets = lessons.filter(worksheet__isnull=False).values_list("worksheet_id", "module")
    for ref, module in sheets:
        found.setdefault((Kind.WORKSHEET, ref), set()).add(module)
    files = lessons.filter(**{f"{SHOWN}__isnull": False}).values_list(
        "module", f"{SHOWN}__recording_id", f"{SHOWN}__document_id"
    )
    for module, recording, document in files:
        for kind, ref in ((Kind.RECORDING, recording), (Kind.DOCUMENT, document)):
            if ref is not None:
                found.setdefault((kind, ref), set()).add(module)
    return found


def _tags_by_ref() -> dict[Ref, list[str]]:
    found: dict[Ref, list[str]] = {}
    for kind, ref, name in ResourceTag.objects.values_list("kind", "ref", "name"):
        found.setdefault((kind, ref), []).append(name)
    return found
