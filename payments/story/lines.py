"""One line of the story of a seat and its money, and who did it."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account
from groups.seats.models import Enrollment
from payments.orders.models import Order
from payments.prices.money import format_money

STRIPE = gettext_lazy("Stripe")
DASHBOARD = gettext_lazy("Stripe's dashboard")
BANK = gettext_lazy("the payer's bank")
OUR_ROUND = gettext_lazy("our own round")
ITSELF = gettext_lazy("by itself")


class Rank(enum.IntEnum):
    """Of one second, what can only come after what."""

    WAITED = 0
    CHANGED = 1
    SEATED = 2
    ORDERED = 3
    OPENED = 4
    DECLINED = 5
    PAID = 6
    TOLD = 7
    HEARD = 8
    DONE = 9
    GIVEN = 10
    SENT_BACK = 11
    WENT_BACK = 12
    ENDED = 13
    CASE = 14
    DECIDED = 15
    POSTED = 16


@dataclass(frozen=True)
class Line:
    """What happened at a moment, and by whom. `detail` are sums and numbers; `words` are those of a
    coordinator, for coordinators; `url` leads to more."""

    at: datetime
    what: str | Promise
    by: str | Promise = ""
    detail: str = ""
    words: str = ""
    url: str = ""
    rank: Rank = Rank.TOLD

    @property
    def place(self) -> tuple[datetime, int, datetime]:
        """Where it stands in the story: by the second, for that is how Stripe tells time, and
        within one by what comes first of causes and effects."""
        return self.at.replace(microsecond=0), self.rank, self.at


@dataclass(frozen=True)
class Cast:
    """The people of one story: who takes part, who pays, and the accounts that did something."""

    seat: Enrollment
    order: Order | None
    accounts: Mapping[int, Account]

    def name(self, account_id: int | None, *, nobody: str | Promise = ITSELF) -> str | Promise:
        """Who that was, as a coordinator knows them; `nobody`: what did it where no person did."""
        if account_id is None:
            return nobody
        if self.order is not None and account_id == self.order.payer_id:
            return _("the payer")
        if account_id == self.seat.member.account_id:
            return _("the member")
        account = self.accounts.get(account_id)
        return _("coordinator %(name)s") % {"name": account} if account else _("a coordinator")


def sums(amount_minor: int, currency: str) -> str:
    """A sum to the cent."""
    return format_money(amount_minor, currency, exact=True)


def detail(*parts: object) -> str:
    """What there is of some details."""
    return " · ".join(str(part) for part in parts if part)
