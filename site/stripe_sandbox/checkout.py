"""The hosted checkout: the pages a payer sees, in place of checkout.stripe.com."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from stripe_sandbox import cards
from stripe_sandbox.api_sessions import looks_like_email
from stripe_sandbox.book import Book
from stripe_sandbox.desk import Desk
from stripe_sandbox.money import show
from stripe_sandbox.paying import (
    Challenged,
    ChallengeGone,
    Declined,
    Outcome,
    Paid,
    Payer,
    SessionClosed,
    answer_challenge,
    asks,
    checkout_path,
    finish_free,
    pay_by_bank,
    pay_by_card,
)
from stripe_sandbox.store import Json
from stripe_sandbox.templating import page

LONGEST_FIELD = 200
# In the order of the form, so that its mistakes are told in that order too.
_FIELDS = ("email", "name", "method", "card_number", "expiry", "cvc", "account")
# Shown again after a mistake. A card number or code is never sent back.
_SHOWN_AGAIN = ("email", "name", "expiry", "method")
ACCEPTED = tuple(cards.CARDS.values())


@dataclass
class Form:
    """What the payer typed, and what is wrong with it, by field."""

    values: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def payer(self) -> Payer:
        return Payer(email=self.values["email"], name=self.values["name"])

    def shown_again(self) -> dict[str, str]:
        return {name: self.values.get(name, "") for name in _SHOWN_AGAIN}


def routes(desk: Desk) -> list[Route]:
    return [
        Route("/c/pay/{id}", partial(show_checkout, desk), methods=["GET"]),
        Route("/c/pay/{id}", partial(take_payment, desk), methods=["POST"]),
        Route("/c/pay/{id}/bank/{challenge}", partial(show_bank, desk), methods=["GET"]),
        Route("/c/pay/{id}/bank/{challenge}", partial(take_answer, desk), methods=["POST"]),
    ]


async def show_checkout(desk: Desk, request: Request) -> Response:
    with desk.book() as book:
        session = book.find("checkout.session", request.path_params["id"])
        if session is None:
            return page("unknown.html", status=404)
        if session["status"] != "open":
            return closed_page(session)
        return _checkout_page(book, session, Form({"email": session["customer_email"] or ""}))


async def take_payment(desk: Desk, request: Request) -> Response:
    form = await _read_form(request)
    with desk.book() as book:
        session = book.find("checkout.session", request.path_params["id"])
        if session is None:
            return page("unknown.html", status=404)
        try:
            outcome = _pay(book, session, form)
        except SessionClosed:
            return closed_page(book.take(session["id"]))
        if outcome is None:
            return _checkout_page(book, session, form)
        return _after(book, session, outcome, form)


async def show_bank(desk: Desk, request: Request) -> Response:
    with desk.book() as book:
        session = book.find("checkout.session", request.path_params["id"])
        if session is None:
            return page("unknown.html", status=404)
        if session["status"] != "open":
            return closed_page(session)
        if not asks(book, session, request.path_params["challenge"]):
            return RedirectResponse(checkout_path(session), 303)
        return _bank_page(session)


async def take_answer(desk: Desk, request: Request) -> Response:
    form = await _read_form(request)
    with desk.book() as book:
        session = book.find("checkout.session", request.path_params["id"])
        if session is None:
            return page("unknown.html", status=404)
        if form.values.get("answer") not in ("complete", "fail"):
            return _bank_page(session)
        passed = form.values["answer"] == "complete"
        challenge = request.path_params["challenge"]
        try:
            outcome = answer_challenge(book, session, challenge, passed=passed)
        except SessionClosed:
            return closed_page(book.take(session["id"]))
        except ChallengeGone:
            return RedirectResponse(checkout_path(session), 303)
        again = Form({"email": session["customer_email"] or ""})
        return _after(book, session, outcome, again)


def closed_page(session: Json) -> Response:
    complete = session["status"] == "complete"
    address = _return_address(session) if complete else session["cancel_url"]
    return page("closed.html", session=session, amount=_amount(session), address=address)


def _return_address(session: Json) -> str:
    address: str = session["success_url"]
    return address.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _after(book: Book, session: Json, outcome: Outcome, form: Form) -> Response:
    if isinstance(outcome, Paid):
        return RedirectResponse(_return_address(session), 303)
    if isinstance(outcome, Challenged):
        return RedirectResponse(outcome.path, 303)
    return _declined_page(book, session, outcome, form)


def _declined_page(book: Book, session: Json, outcome: Declined, form: Form) -> Response:
    form.problems["card_number"] = outcome.why.message
    return _checkout_page(book, session, form)


def _checkout_page(book: Book, session: Json, form: Form) -> Response:
    items = book.store.private(session["id"])["line_items"]
    bank = next((name for name in session["payment_method_types"] if name != "card"), None)
    response: Response = page(
        "checkout.html",
        session=session,
        checkout_path=checkout_path(session),
        amount=_amount(session),
        items=[_shown_item(book, item) for item in items],
        values=form.shown_again(),
        problems={name: form.problems[name] for name in _FIELDS if name in form.problems},
        card_offered="card" in session["payment_method_types"],
        bank=bank,
        bank_name=cards.BANK_METHOD_NAMES.get(bank or ""),
        bank_accounts=cards.BANK_ACCOUNTS.values(),
        cards=ACCEPTED,
        free=session["amount_total"] == 0,
    )
    return _let_site_follow(response, session)


def _bank_page(session: Json) -> Response:
    response: Response = page(
        "bank.html",
        session=session,
        amount=_amount(session),
        checkout_path=checkout_path(session),
    )
    return _let_site_follow(response, session)


def _let_site_follow(response: Response, session: Json) -> Response:
    """Name the site in form-action: browsers hold the redirect after a form against it too."""
    site = urlsplit(session["success_url"])
    policy = response.headers["content-security-policy"]
    response.headers["content-security-policy"] = policy.replace(
        "form-action 'self'", f"form-action 'self' {site.scheme}://{site.netloc}"
    )
    return response


def _shown_item(book: Book, item: Json) -> dict[str, Any]:
    product = book.take(item["price"]["product"])
    return {
        "name": item["description"],
        "description": product["description"],
        "quantity": item["quantity"],
        "amount": show(item["amount_total"], item["currency"]),
    }


def _amount(session: Json) -> str:
    return show(session["amount_total"], session["currency"])


async def _read_form(request: Request) -> Form:
    async with request.form(max_fields=20, max_files=0, max_part_size=10_000) as sent:
        values = {
            name: value.strip()[:LONGEST_FIELD]
            for name, value in sent.items()
            if isinstance(value, str)
        }
    return Form({"email": "", "name": "", "method": "card"} | values)


def _pay(book: Book, session: Json, form: Form) -> Outcome | None:
    """Try to pay with what was typed; None when the form itself needs correcting."""
    if session["status"] != "open":
        raise SessionClosed(session["status"])
    if session["customer_email"]:
        form.values["email"] = session["customer_email"]
    _check_person(form)
    if session["amount_total"] == 0:
        return None if form.problems else finish_free(book, session, payer=form.payer)
    if form.values["method"] == "bank":
        account = _check_bank(form, session)
        if account is None or form.problems:
            return None
        kind = next(name for name in session["payment_method_types"] if name != "card")
        return pay_by_bank(book, session, kind=kind, account=account, payer=form.payer)
    if "card" not in session["payment_method_types"]:
        form.problems["method"] = "Cards are not offered here. Please pay by bank."
        return None
    card = _check_card(form)
    expiry = _check_expiry(form, book.now)
    if card is None or expiry is None or form.problems:
        return None
    return pay_by_card(book, session, card=card, expiry=expiry, payer=form.payer)


def _check_person(form: Form) -> None:
    if not looks_like_email(form.values["email"]):
        form.problems["email"] = "Please write a whole e-mail address, like kim@example.org."
    if not form.values["name"]:
        form.problems["name"] = "Please write the name, as it stands on the card or account."


def _check_bank(form: Form, session: Json) -> cards.BankAccount | None:
    account = cards.BANK_ACCOUNTS.get(cards.clean_number(form.values.get("account", "")))
    if len(session["payment_method_types"]) < 2 and "card" in session["payment_method_types"]:
        form.problems["method"] = "Paying by bank is not offered here. Please use a card."
    elif account is None:
        form.problems["account"] = (
            "This is a sandbox: please use one of the test accounts listed below."
        )
    return account


def _check_card(form: Form) -> cards.Card | None:
    number = cards.clean_number(form.values.get("card_number", ""))
    card = cards.CARDS.get(number)
    if not number:
        form.problems["card_number"] = "Please write a card number."
    elif not cards.looks_like_card(number):
        form.problems["card_number"] = "This is not a card number. Please check the digits."
    elif card is None:
        form.problems["card_number"] = (
            "This is a sandbox: please use one of the test cards listed below, and never type a"
            " real card here. Nothing you typed was kept."
        )
    digits = 4 if card and card.brand == "amex" else 3
    code = form.values.get("cvc", "")
    if not (code.isascii() and code.isdigit() and len(code) == digits):
        form.problems["cvc"] = f"Please write the {digits} digits of the security code."
    return card


def _check_expiry(form: Form, now: int) -> tuple[int, int] | None:
    expiry = cards.parse_expiry(form.values.get("expiry", ""))
    if expiry is None:
        form.problems["expiry"] = "Please write month and year, like 12 / 34."
    elif cards.is_over(expiry, now):
        form.problems["expiry"] = "This card's date is over. Please use a later one."
    return expiry
