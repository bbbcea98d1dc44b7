"""What others lead to: who leads to a page that somebody wants to take away."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, ReferenceIndex

# As many are named; then it is said that there are more.
NAMED = 3


def leading_to(pages: Iterable[Page]) -> list[str]:
    """The titles of what is published, leads to one of the pages (or to one below them), and would
    stay itself; in order."""
    going = _and_below(pages)
    found = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Page),
        to_object_id__in=[str(pk) for pk in going],
    )
    sources: dict[int, set[str]] = {}
    for kind, pk in found.values_list("base_content_type", "object_id").distinct():
        sources.setdefault(kind, set()).add(pk)
    titles: set[str] = set()
    for kind, pks in sources.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is None or not issubclass(model, DraftStateMixin):
            continue  # rows that are no texts; what is taught is asked for elsewhere
        texts = model._default_manager.filter(pk__in=pks, live=True)
        if issubclass(model, Page):
            texts = texts.exclude(pk__in=going)
        titles |= {str(text) for text in texts}
    return sorted(titles)


def named(titles: list[str]) -> str:
    """Some of the titles, for a sentence."""
    shown = ", ".join(f"“{title}”" for title in titles[:NAMED])
    more = len(titles) - NAMED
    return _("%(shown)s and %(more)s more") % {"shown": shown, "more": more} if more > 0 else shown


def _and_below(pages: Iterable[Page]) -> list[int]:
    below = Q()
    for page in pages:
        below |= Q(path__startswith=page.path)
    return list(Page.objects.filter(below).values_list("pk", flat=True)) if below else []
