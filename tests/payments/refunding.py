"""What a coordinator does to send money back: chooses, reads what would happen, confirms it."""

import re
from html import unescape
from typing import Any

from django.test import Client

from payments.models import Order
from tests.answers import Answer

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def path_of(order: Order) -> str:
    """The page where its money is sent back."""
    return f"/desk/orders/{order.pk}/refund/"


def preview(desk: Client, order: Order, *, reason: str = "Asked us to", **asked: Any) -> Answer:
    """Chooses: all of it, and their part ends, unless `asked` says otherwise."""
    chosen = {"basis": "all", "seat": "end", "reason": reason} | asked
    return desk.post(path_of(order), chosen)


def confirm(desk: Client, order: Order, read: Answer, *, follow: bool = False) -> Answer:
    """Confirms what a preview showed, with everything that its form sends again."""
    shown = read.content.decode().partition('<form method="post">')[2]
    again = {name: unescape(value) for name, value in HIDDEN.findall(shown)}
    return desk.post(path_of(order), again | {"step": "confirm"}, follow=follow)


def pay_back(
    desk: Client, order: Order, *, reason: str = "Asked us to", follow: bool = False, **asked: Any
) -> Answer:
    """Both steps; what the first one says where it refuses."""
    read = preview(desk, order, reason=reason, **asked)
    return confirm(desk, order, read, follow=follow) if read.status_code == 200 else read
