"""The form of whatever is written in the editor: its clock, and the other person who writes too."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, Revision

import clock
from accounts.models import Account
from clock import words
from clock.forms import on_the_readers_clock


class EditorForm(WagtailAdminPageForm):  # type: ignore[misc]  # Wagtail has no types
    """Moments are typed by the editor's own clock, and an hour to come is one; nobody replaces a
    newer version unseen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moments = {name: getattr(self.instance, name) for name in ("go_live_at", "expire_at")}
        on_the_readers_clock(self.fields, moments)

    def clean(self) -> dict[str, Any]:
        """Adds a sentence where a version was saved that the writer did not see."""
        goes_at = self.cleaned_data.get("expire_at")
        gone = goes_at is not None and goes_at <= clock.now()
        if gone:  # what Wagtail would say of it hinders every other change
            self.cleaned_data["expire_at"] = None
        cleaned: dict[str, Any] = super().clean()
        if gone and goes_at != self.fields["expire_at"].kept:
            self.add_error("expire_at", _goes_too_early(goes_at))
        opens_at, field = cleaned.get("go_live_at"), self.fields.get("go_live_at")
        # One that stands already may have come: then it was published.
        if opens_at is not None and opens_at != field.kept and opens_at <= clock.now():
            self.add_error("go_live_at", _has_passed(opens_at))
        unseen: Revision | None = getattr(self.instance, "unseen_revision", None)
        if unseen is not None:
            self.add_error(None, _told(unseen, by=self.for_user))
        return cleaned


def _has_passed(opens_at: datetime) -> str:
    """Wagtail would publish at once and say no word of it."""
    wall = localtime(opens_at)
    return _(
        "%(hour)s on %(day)s has passed. Please choose an hour to come, or leave it empty: then "
        "“Publish” publishes at once."
    ) % {"hour": words.hour(wall), "day": words.day(wall)}


def _goes_too_early(goes_at: datetime) -> str:
    wall = localtime(goes_at)
    return _(
        "%(hour)s on %(day)s has passed. Please choose an hour to come, or leave it empty: then it "
        "stays. To take it away now, use “Unpublish”."
    ) % {"hour": words.hour(wall), "day": words.day(wall)}


def said_it_went(page: Page) -> str:
    """That a page went at the hour that was chosen for it, and how it comes back; else empty."""
    # Of the row: a draft does not know.
    gone = Page.objects.filter(pk=page.pk, live=False, expired=True, expire_at__isnull=False)
    went_at = gone.values_list("expire_at", flat=True).first()
    if went_at is None:
        return ""
    wall = localtime(went_at)
    return _(
        "This page went at %(hour)s on %(day)s, as it was chosen. Write on as you like: your next "
        "version has no such hour any more, and published it stays until you choose another."
    ) % {"hour": words.hour(wall), "day": words.day(wall)}


def note_unseen_version(request: HttpRequest, page: Page) -> None:
    """Before a page is edited: notes on it a newer version than its form was opened with.

    Wagtail asks so before it saves by itself, and warns in the browser once its script has heard of
    the other version; a button that is pressed sooner would replace it without a word. Whoever was
    told and goes on says so in `newer_version`: which one, or "seen" for the browser's warning.
    """
    latest = page.latest_revision
    if request.method != "POST" or latest is None or _is_opened(request, latest):
        return
    if request.POST.get("newer_version") not in (str(latest.pk), "seen"):
        page.unseen_revision = latest


def _is_opened(request: HttpRequest, latest: Revision) -> bool:
    """Whether the form was opened with this version; also where it says nothing about it."""
    if own := request.POST.get("overwrite_revision_id"):
        return own == str(latest.pk)
    opened = request.POST.get("loaded_revision_id"), request.POST.get("loaded_revision_created_at")
    return opened in ((None, None), (str(latest.pk), latest.created_at.isoformat()))


def _told(unseen: Revision, *, by: Account | None) -> str:
    kept = _(
        "Yours is not saved yet, and nothing of it is lost: it stands below. Look at the other "
        "version under “History”, in another tab, and take over what you need. Then save again: "
        "yours is the newest then, and the other stays in the history."
    )
    hour = words.hour(localtime(unseen.created_at))
    if unseen.user == by:
        what = _("You saved another version in another window at %(hour)s.") % {"hour": hour}
    else:
        name = str(unseen.user or _("Somebody"))
        what = _("%(name)s saved another version at %(hour)s, after you opened this page.") % {
            "name": name,
            "hour": hour,
        }
    return f"{what} {kept}"
