"""Sending what a visitor wrote."""

import json
import uuid
from datetime import datetime

from django.db import transaction

from accounts.models import Account
from accounts.roles import Role
from clock.words import Reader, present_reader
from help.brand import brand
from outbox.actions import post_letter
from pages.contact.forms import Message
from pages.contact.limits import count_message


class NobodyListens(Exception):
    """The clinic has set no address for messages and has no coordinator."""


def send_message(
    message: Message, *, origin: str, country: str, discreet: bool, now: datetime
) -> None:
    """Posts the message to the clinic and a receipt to the sender, in one transaction.

    The clinic is told the reader's `country` (empty where nobody knows it) and whom to call there.
    The words stand sealed in the letter and are wiped once it has left. The receipt repeats nothing
    of them: the form must not serve to send words to strangers. It says first whom to call in
    danger, in that country; `discreet` for a reader who
    chose discreet letters. What a machine wrote is dropped.
    Raises TooManyMessages, NobodyListens.
    """
    if message.by_machine:
        return
    count_message(origin=origin, email=message.email)
    to = clinic_address()
    key = uuid.uuid4()
    sealed = json.dumps(
        {
            "name": message.name,
            "email": message.email,
            "text": message.text,
            "country": country,
        }
    )
    with transaction.atomic():
        post_letter(
            "contact.message",
            key=f"contact:{key}",
            to=to,
            reader=Reader(country=brand().default_country),  # the clinic's own language
            about={},
            now=now,
            sealed=sealed,
        )
        post_letter(
            "contact.receipt",
            key=f"contact-receipt:{key}",
            to=message.email,
            reader=present_reader(),
            about={},
            now=now,
            sealed=json.dumps({"country": country, "discreet": discreet}),
        )


def clinic_address() -> str:
    """Where messages go: the clinic's contact address, else its first coordinator.

    Raises NobodyListens.
    """
    found = brand().contact_email
    if not found:
        coordinators = Account.objects.filter(groups__name=Role.COORDINATOR.value, is_active=True)
        found = coordinators.order_by("pk").values_list("email", flat=True).first() or ""
    if not found:
        raise NobodyListens
    return found
