"""The mailbox page, where the demo's letters arrive: as a mail program would show them."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outbox.mailbox import (
    MailboxMessage,
    NoSuchMessage,
    mailbox_folder,
    mark_read,
    newest_messages,
    read_message,
)

SHOWN = 100
# A letter may bring its own inline styles and nothing else: no script, nothing from elsewhere.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-top-navigation-by-user-activation"
)
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest letters, all or those to one address (`?to=`)."""
    to = request.GET.get("to", "").strip()
    messages = newest_messages(folder=mailbox_folder(), limit=SHOWN, to=to)
    context = {"letters": messages, "to": to, "shown": SHOWN}
    return render(request, "outbox/mailbox.html", context)


@never_cache
@require_safe
def message(request: HttpRequest, message_id: str) -> HttpResponse:
    """One letter: its headers, its words, its calendar part, its files."""
    letter = _open(message_id)
    if request.method == "GET":
        mark_read(letter, folder=mailbox_folder())
    return render(request, "outbox/message.html", {"letter": letter})


@never_cache
@require_safe
def html_part(request: HttpRequest, message_id: str) -> HttpResponse:
    """The HTML part alone, for the frame on the letter's page; its links open outside the frame."""
    letter = _open(message_id)
    if not letter.html:
        raise Http404
    # A function, because a letter's words may contain what a replacement text would interpret.
    html = _HEAD.sub(lambda found: f'{found[0]}<base target="_top">', letter.html, count=1)
    response = HttpResponse(html)
    response.headers["Content-Security-Policy"] = LETTER_POLICY  # the middleware keeps it
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@never_cache
@require_safe
def source(request: HttpRequest, message_id: str) -> HttpResponse:
    """The letter as it came, headers and all."""
    return HttpResponse(_open(message_id).source, content_type="text/plain; charset=utf-8")


def _open(message_id: str) -> MailboxMessage:
    try:
        return read_message(message_id, folder=mailbox_folder())
    except NoSuchMessage as missing:
        raise Http404 from missing
