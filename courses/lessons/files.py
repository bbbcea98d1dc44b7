"""The files that the published words of a lesson show: noted, made ready, let go."""

import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from wagtail.models import Revision

import clock
from courses.lessons.models import FILES, LessonFile, LessonPage
from courses.lessons.pictures import lacks_sizes, make_sizes

logger = logging.getLogger(__name__)


@transaction.atomic
def keep_files(lesson: LessonPage, revision: Revision) -> bool:
    """Notes every picture, document and recording that a published revision shows or links to.

    Returns whether there is any. What was deleted meanwhile is passed over.
    """
    body = lesson._meta.get_field("body")
    wanted = {(model, str(key)) for model, key, *_ in body.extract_references(lesson.body)}
    kept = [
        LessonFile(revision=revision, **{f"{name}_id": one.pk})
        for name, model in _models().items()
        for one in model._default_manager.filter(
            pk__in=[key for kind, key in wanted if issubclass(kind, model)]
        )
    ]
    LessonFile.objects.bulk_create(kept, ignore_conflicts=True)
    return bool(kept)


def make_pictures(*, revision_id: int | None = None) -> int:
    """Makes the sizes that pictures of published words lack, of one revision or of all; returns how
    many pictures were mended. Two queries where nothing is missing.

    A picture whose file is gone or damaged is passed over, with a line in the log.
    """
    shown = LessonFile.objects.filter(image__isnull=False).select_related("image")
    if revision_id is not None:
        shown = shown.filter(revision=revision_id)
    mended = 0
    for image in lacks_sizes({one.image_id: one.image for one in shown}.values()):
        try:
            make_sizes(image)
        except Exception:
            # Whatever Willow and Pillow raise: one picture must not hold up the others.
            logger.exception("sizes of a picture could not be made", extra={"image": image.pk})
            continue
        mended += 1
        # Pages that were made without it are made anew (`whole.watched` hears the change).
        LessonFile.objects.filter(image=image).update(made_at=clock.now())
    return mended


def uses_of(files: Iterable[Model]) -> Q:
    """Which rows of LessonFile are about any of these files."""
    names = {model: name for name, model in _models().items()}
    found = Q(pk__in=[])
    for one in files:
        for model, name in names.items():
            if isinstance(one, model):
                found |= Q(**{name: one.pk})
    return found


def _models() -> dict[str, type[Model]]:
    """The kinds of files, by their columns."""
    found: dict[str, Any] = {name: LessonFile._meta.get_field(name).related_model for name in FILES}
    return found
