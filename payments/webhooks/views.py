"""Where Stripe posts its events."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

import clock
from payments.gateway.calls import live_mode
from payments.webhooks.actions import store_event
from payments.webhooks.soon import handle_soon
from payments.webhooks.verify import LARGEST_BODY, NotFromStripe, verify


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Verifies the raw body, stores the event once and answers 200; acting on it comes after.

    400 for what is not from Stripe, 413 above 256 kB. A database that does not answer is a 500 on
    purpose: Stripe then sends the event again.
    """
    body = _body(request)
    if body is None:
        return HttpResponse(status=413)
    try:
        event = verify(
            body,
            request.headers.get("Stripe-Signature", ""),
            live_mode=live_mode(),
            real_now=clock.real_now(),
        )
    except NotFromStripe:
        return HttpResponse(status=400)
    stored = store_event(event, now=clock.now())
    if stored is not None:
        transaction.on_commit(lambda: handle_soon(stored))
    return HttpResponse(status=200)


def _body(request: HttpRequest) -> bytes | None:
    """The raw body; None if it is larger than any event, which is then not read to its end."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > LARGEST_BODY:
        return None
    body = request.read(LARGEST_BODY + 1)
    return None if len(body) > LARGEST_BODY else body
