"""Stripe's events on their way to us: in order or not, late, twice, or never."""

import json
from typing import Any

import httpx
import stripe
from django.conf import settings
from django.test import Client

from payments.webhooks import soon
from tests.stripe_sandbox.launcher import TEST_KEY, SandboxProcess

Event = dict[str, Any]
# What README.md tells a clinic to let Stripe send.
SENT = ("checkout.session.", "payment_intent.succeeded", "charge.refund", "refund.", "charge.disp")


class Post:
    """Takes the sandbox's events from its list, where Stripe keeps them too, and posts them signed
    to the site: which one next is the story's choice, and nothing arrives by itself."""

    def __init__(self, sandbox: SandboxProcess, http: httpx.Client) -> None:
        self._url, self._http = f"{sandbox.url}/v1/events", http
        self._newest = ""
        self._client = Client()
        self.waiting: list[Event] = []
        self.arrived: list[Event] = []

    def collect(self) -> None:
        """Looks what has happened at Stripe since."""
        asked = {"limit": "100"} | ({"ending_before": self._newest} if self._newest else {})
        answer = self._http.get(
            self._url, params=asked, headers={"Authorization": f"Bearer {TEST_KEY}"}
        )
        answer.raise_for_status()
        found: list[Event] = answer.json()["data"]
        if found:
            self._newest = found[0]["id"]
            self.waiting += [one for one in reversed(found) if one["type"].startswith(SENT)]

    def lose(self) -> int:
        """What is on its way never comes; returns how much that is."""
        lost = len(self.waiting)
        self.waiting.clear()
        return lost

    def hand_in(self, event: Event) -> int:
        """Posts one, waits until it was acted on, and returns the answer's status."""
        body = json.dumps(event)
        signed = stripe.WebhookSignature.generate_signature_header(
            body, settings.STRIPE_WEBHOOK_SECRET
        )
        try:
            answer = self._client.post(
                "/stripe/webhook/",
                body,
                content_type="application/json",
                headers={"Stripe-Signature": signed},
            )
        finally:
            soon.finish()
        return answer.status_code
