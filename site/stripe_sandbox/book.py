"""One transaction's view of the sandbox: what time it is, who asked, and the rows to change."""

import json
import secrets
import string
from dataclasses import dataclass
from typing import Any

import stripe

from stripe_sandbox.deliveries import queue_delivery
from stripe_sandbox.store import Json, Store

_LETTERS = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(length))


@dataclass(frozen=True)
class Book:
    """Handed to every action. ``request_id`` is None for what happens by itself or on the page."""

    store: Store
    now: int
    public_url: str
    request_id: str | None = None
    idempotency_key: str | None = None

    def find(self, kind: str, object_id: Any) -> Json | None:
        """Return the object if it exists and is of that kind."""
        body = self.store.get(object_id) if isinstance(object_id, str) else None
        return body if body is not None and body["object"] == kind else None

    def take(self, object_id: str) -> Json:
        """Return an object that another object names, so that it has to exist."""
        body = self.store.get(object_id)
        if body is None:
            raise LookupError(object_id)
        return body

    def emit(self, kind: str, subject: Json, *, previous: Json | None = None) -> Json:
        """Write an event about ``subject`` as it is now, and queue it for the webhook."""
        data: Json = {"object": json.loads(json.dumps(subject))}
        if previous is not None:
            data["previous_attributes"] = previous
        event: Json = {
            "id": new_id("evt_"),
            "object": "event",
            "api_version": stripe.api_version,
            "created": self.now,
            "data": data,
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
            "type": kind,
        }
        self.store.put(event)
        queue_delivery(self.store, event["id"], kind)
        return event
