"""One search over what everybody may read: public pages, articles, glossary, skills, teasers of
lessons.

Each kind is searched in the fields that its model names (`search_fields`), and only these are
shown; of lessons that is title and teaser. Nothing else of anybody's is in the index. Skills are
found as their library finds them, without an index.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.index import SearchField
from wagtail.search.query import And, Or, PlainText, SearchQuery

from courses.glossary.models import GlossaryWord
from courses.lessons.models import LessonIndexPage, LessonPage
from courses.library import finding
from courses.skills.needs import Need, needs
from groups.weeks.queries import OwnLesson
from pages.articles.models import ArticleIndexPage, ArticlePage
from pages.contact.models import ContactPage
from pages.people.models import FacilitatorPage, FacilitatorsPage
from pages.programme.models import NextGroupsPage, ProgrammePage
from pages.texts.models import HomePage, QuestionsPage, StandardPage
from searching.danger import Danger
from searching.tries import Try, tries
from searching.words import WORD, surroundings
from whole.version import kept

CACHE_KEY = "pages.search.words"
KEPT_SECONDS = 60
MOST = 100  # of one kind of rows; whoever has more needs another word


class Kind(TextChoices):
    """What can be found, in the order in which it is shown."""

    NEEDS = "needs", _("What it is like right now")
    WORDS = "words", _("Glossary")
    ARTICLES = "articles", _("Articles")
    PAGES = "pages", _("Pages")
    SKILLS = "skills", _("Skills")
    LESSONS = "lessons", _("Lessons")


PAGES: dict[type[Page], Kind] = {
    ArticlePage: Kind.ARTICLES,
    LessonPage: Kind.LESSONS,
    **dict.fromkeys(
        (
            HomePage, StandardPage, QuestionsPage, ProgrammePage, NextGroupsPage, FacilitatorsPage,
            FacilitatorPage, ArticleIndexPage, ContactPage, LessonIndexPage,
        ),
        Kind.PAGES,
    ),
}  # fmt: skip
NOT_PAGES = {Kind.NEEDS, Kind.WORDS, Kind.SKILLS}
# Found by these and shown elsewhere: above the surroundings, or below an article.
NOT_QUOTED = {"title", "heading", "tag_words"}


@dataclass(frozen=True)
class Place:
    """A row that was found; `pk` of a need, which is no row, is its place among them.

    `is_named`: a skill, called just what was typed.
    """

    kind: Kind
    pk: int
    is_named: bool = False


@dataclass(frozen=True)
class Found:
    """What a search found, and how: with the `words` that were typed; `spelled` anew; or, where
    `loosely`, with some of them."""

    words: tuple[str, ...]
    places: tuple[Place, ...]
    spelled: str = ""
    loosely: bool = False


@dataclass(frozen=True)
class Hit:
    """One of them as the page shows it; `is_own`: a lesson that its reader has."""

    kind: Kind
    title: str
    url: str
    around: SafeString
    is_named: bool = False
    is_own: bool = False

    @property
    def heading(self) -> str:
        """What stands above it, and above others like it."""
        return str(_("The skill of this name") if self.is_named else self.kind.label)


def find(typed: str, danger: Danger) -> Found:
    """What has all the words, or words that they begin; else what has them in a spelling that is
    used here; else some. A skill whose name was typed comes first.

    Words of danger find their need first, and besides it only what has them as they were typed.
    """
    all_needs = needs()
    first = tuple(Place(Kind.NEEDS, all_needs.index(one)) for one in finding.needs_in(danger))
    one = Try((), ())
    for one in tries(typed, vocabulary, as_typed=bool(danger)):
        having = finding.skills_having(one)
        others = [place for place in _having(one) if place not in first]
        if first or having or others:
            skills = having if danger else finding.called_first(having, one.words)
            places = [*others, *_places_of(skills[:MOST], one.words)]
            order = list(Kind)
            places.sort(key=lambda place: (not place.is_named, order.index(place.kind)))
            return Found(one.words, (*first, *places), spelled=one.spelled, loosely=one.loosely)
    return Found(one.words, (), loosely=one.loosely)


def _places_of(skills: Iterable[finding.Findable], words: Sequence[str]) -> list[Place]:
    return [Place(Kind.SKILLS, one.pk, finding.is_named(one, words)) for one in skills]


def shown_of(found: Found, places: Iterable[Place], own: Mapping[int, OwnLesson]) -> list[Hit]:
    """The rows of `places` with the surroundings of the words; lessons that are the reader's `own`
    where they read them. A query for each kind of page."""
    wanted = list(places)
    of_a_page = [place.pk for place in wanted if place.kind not in NOT_PAGES]
    pages = {page.pk: page for page in Page.objects.filter(pk__in=of_a_page).specific()}
    words = GlossaryWord.objects.in_bulk([place.pk for place in wanted if place.kind is Kind.WORDS])
    skills = {one.pk: one for one in finding.findables()}
    hits = []
    for place in wanted:
        if place.kind is Kind.NEEDS:
            hits.append(_need(needs()[place.pk], found))
        elif place.kind is Kind.WORDS and place.pk in words:
            hits.append(_word(words[place.pk], found))
        elif place.kind is Kind.SKILLS and place.pk in skills:
            hits.append(_skill(skills[place.pk], found, place.is_named))
        elif place.kind not in NOT_PAGES and place.pk in pages:
            hits.append(_page(pages[place.pk], place.kind, found, own.get(place.pk)))
    return hits


def vocabulary() -> frozenset[str]:
    """The words of titles, tags, glossary and skills in lower case: what a spelling is held
    against."""
    return kept(CACHE_KEY, _read_vocabulary, seconds=KEPT_SECONDS) | finding.vocabulary()


def _read_vocabulary() -> frozenset[str]:
    public = ArticlePage.objects.live().public().values("pk")
    used = Tag.objects.filter(pages_articletag_items__content_object__in=public)
    glossary = GlossaryWord.objects.values_list("word", "forms")
    texts = [
        *Page.objects.live().public().type(*PAGES).values_list("title", flat=True),
        *used.values_list("name", flat=True),
        *(part for row in glossary for part in row),
    ]
    return frozenset(word for text in texts for word in WORD.findall(text.casefold()))


def _having(wanted: Try) -> list[Place]:
    """What everybody may read of it, but for skills; the best of each kind first."""
    query = _query(wanted)
    kinds = {ContentType.objects.get_for_model(model).pk: kind for model, kind in PAGES.items()}
    public = Page.objects.live().public().type(*PAGES)
    places = [Place(kinds[page.content_type_id], page.pk) for page in public.search(query)[:MOST]]
    words_found = get_search_backend().search(query, GlossaryWord)[:MOST]
    places += [Place(Kind.WORDS, word.pk) for word in words_found]
    all_needs = needs()
    places += [Place(Kind.NEEDS, all_needs.index(one)) for one in finding.needs_having(wanted)]
    return places


def _query(wanted: Try) -> SearchQuery:
    """All (or any) of the words, each in any of its ways.

    The databases know no English: neither SQLite's index nor PostgreSQL's "simple" takes a word
    for its plural, and both then answer alike.
    """
    each = [Or([PlainText(way) for way in ways]) for ways in wanted.ways]
    return And(each) if wanted.every else Or(each)


def _word(word: GlossaryWord, found: Found) -> Hit:
    url = f"{reverse('glossary')}#{word.anchor}"
    return Hit(Kind.WORDS, word.word, url, surroundings(word.explanation, found.words))


def _need(need: Need, found: Found) -> Hit:
    url = reverse("skills-need", args=[need.slug])
    return Hit(Kind.NEEDS, need.words, url, surroundings(need.lead, found.words))


def _skill(skill: finding.Findable, found: Found, is_named: bool) -> Hit:
    url = reverse("skill", args=[skill.slug])
    around = surroundings(skill.summary, found.words)
    return Hit(Kind.SKILLS, skill.name, url, around, is_named)


def _page(page: Page, kind: Kind, found: Found, own: OwnLesson | None) -> Hit:
    title = getattr(page, "headline", "") or page.title
    around = surroundings(" ".join(_quoted(page)), found.words)
    url = own.address if own else page.get_url() or "/"
    return Hit(kind, title, url, around, is_own=own is not None)


def _quoted(page: Page) -> Iterable[str]:
    """The text of the fields that the search reads."""
    for field in page.get_search_fields():
        if isinstance(field, SearchField) and field.field_name not in NOT_QUOTED:
            value: Any = field.get_value(page)
            yield from value if isinstance(value, list) else [str(value)]
