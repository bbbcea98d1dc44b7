"""Putting words on resources."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import Account
from audit.actions import record
from courses.catalogue.models import ResourceTag
from courses.catalogue.queries import Resource


@transaction.atomic
def tag_resource(
    one: Resource, *, add: Collection[str], drop: Collection[str], by: Account, now: datetime
) -> None:
    """Puts the words of `add` on it and takes those of `drop` off; others stay as they are, so
    that two people who do it at once lose nothing."""
    tags = ResourceTag.objects.filter(kind=one.kind, ref=one.ref)
    tags.filter(name__in=drop).delete()
    rows = [ResourceTag(kind=one.kind, ref=one.ref, name=name) for name in sorted(add)]
    ResourceTag.objects.bulk_create(rows, ignore_conflicts=True)
    record("resource.tagged", on=by, by=by.pk, now=now, kind=one.kind, resource=one.ref)
