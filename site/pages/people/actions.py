"""Introducing the people who lead the groups."""

import json
from datetime import datetime

from django.utils.html import format_html
from django.utils.text import slugify

from accounts.models import Account
from pages.people.models import FacilitatorPage, FacilitatorsPage


def introduce_facilitator(
    account: Account,
    *,
    qualification: str,
    intro: str,
    sections: list[tuple[str, str]],
    now: datetime,
) -> FacilitatorPage:
    """Publishes a page for somebody who leads groups; from then on it belongs to the editors.

    `sections` are headings, each with one paragraph. Raises FacilitatorsPage.DoesNotExist where
    there is no page to put it under.
    """
    name = account.get_full_name()
    blocks = [
        {
            "type": "section",
            "value": {"heading": heading, "text": format_html("<p>{}</p>", text)},
        }
        for heading, text in sections
    ]
    page = FacilitatorPage(
        title=name,
        slug=slugify(name),
        account=account,
        qualification=qualification,
        intro=intro,
        body=json.dumps(blocks),
        first_published_at=now,
        last_published_at=now,
    )
    FacilitatorsPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page
