"""Checkout Sessions: create, read, list, expire, line items."""

import re
from typing import Any
from urllib.parse import urlsplit

from stripe.params import checkout as types

from stripe_sandbox import objects_other
from stripe_sandbox.api_catalogue import create_price
from stripe_sandbox.book import Book
from stripe_sandbox.cards import BANK_METHODS
from stripe_sandbox.endpoint import Call, Endpoint, carried, refuse_rest
from stripe_sandbox.errors import (
    Refusal,
    invalid_parameter,
    missing_parameter,
    no_such,
    not_carried,
)
from stripe_sandbox.listing import line_items_of, page_of
from stripe_sandbox.money import CURRENCIES, LARGEST_AMOUNT, show, smallest_amount
from stripe_sandbox.paying import SessionClosed, expire
from stripe_sandbox.store import Json

SHORTEST_LIFE, LONGEST_LIFE = 30 * 60, 24 * 3600
LONGEST_REFERENCE = 200
MOST_LINE_ITEMS = 100
_URL = "/v1/checkout/sessions"

_CARRIED = carried(
    """adaptive_pricing after_expiration allow_promotion_codes allowed_payment_method_types
    automatic_tax billing_address_collection cancel_url client_reference_id currency
    custom_text customer customer_creation customer_email excluded_payment_method_types
    expand expires_at integration_identifier invoice_creation line_items locale
    managed_payments metadata mode origin_context payment_intent_data payment_method_options
    phone_number_collection submit_type success_url tax_id_collection ui_mode"""
)
_CARRIED_INTENT_DATA = carried(
    """capture_method description metadata receipt_email statement_descriptor
    statement_descriptor_suffix"""
)
_CARRIED_ITEM = carried("metadata price price_data quantity")


def create(call: Call) -> Json:
    params, book = call.params, call.book
    _check_carried(params)
    _check_addresses(params)
    _check_people(book, params)
    _check_intent_data(params.get("payment_intent_data", {}))
    items = [
        _line_item(book, item, f"line_items[{place}]")
        for place, item in enumerate(params["line_items"])
    ]
    currency = _one_currency(params, items)
    amount = _total(items, currency)
    session = objects_other.checkout_session(
        book,
        params,
        amount=amount,
        currency=currency,
        expires_at=_expires_at(params, book.now),
        methods=_methods(params, currency),
    )
    data = params.get("payment_intent_data", {})
    book.store.put(session, private={"line_items": items, "payment_intent_data": data})
    book.store.plan(session["id"], "expire", session["expires_at"])
    return session


def retrieve(call: Call) -> Json:
    return _session(call)


def list_all(call: Call) -> Json:
    return page_of(
        call.book,
        "checkout.session",
        _URL,
        call.params,
        filters={
            "payment_intent": "$.payment_intent",
            "customer": "$.customer",
            "status": "$.status",
        },
    )


def expire_session(call: Call) -> Json:
    session = _session(call)
    try:
        return expire(call.book, session)
    except SessionClosed as closed:
        raise Refusal(
            f"Only an open Checkout Session can be expired; this one is {closed}."
        ) from closed


def line_items(call: Call) -> Json:
    return line_items_of(call.book, _session(call)["id"])


def update(call: Call) -> Json:
    """Change the metadata, all that a hosted session lets its owner change here."""
    refuse_rest(call.params, carried("metadata expand"))
    return call.change_metadata(_session(call))


def _session(call: Call) -> Json:
    session = call.book.find("checkout.session", call.ids["id"])
    if session is None:
        raise no_such("checkout.session", call.ids["id"], param="session")
    return session


def _check_carried(params: Json) -> None:
    if "mode" not in params:
        raise missing_parameter("mode")
    refuse_rest(params, _CARRIED)
    if params["mode"] != "payment":
        raise not_carried(f"mode={params['mode']}")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise not_carried(f"ui_mode={params['ui_mode']}")
    if params.get("billing_address_collection") == "required":
        raise not_carried("billing_address_collection=required")
    options = params.get("payment_method_options", {})
    refuse_rest(options, carried("card"), "payment_method_options")
    refuse_rest(
        options.get("card", {}), carried("request_three_d_secure"), "payment_method_options[card]"
    )
    if params.get("allow_promotion_codes"):
        raise not_carried("allow_promotion_codes=true")
    for name in (
        "automatic_tax",
        "invoice_creation",
        "phone_number_collection",
        "tax_id_collection",
        "adaptive_pricing",
        "managed_payments",
    ):
        if params.get(name, {}).get("enabled"):
            raise not_carried(f"{name}[enabled]=true")
    if params.get("after_expiration", {}).get("recovery", {}).get("enabled"):
        raise not_carried("after_expiration[recovery][enabled]=true")
    if not params.get("line_items"):
        raise missing_parameter("line_items")
    if len(params["line_items"]) > MOST_LINE_ITEMS:
        raise invalid_parameter("line_items", f"line_items may hold {MOST_LINE_ITEMS} items.")


def _check_addresses(params: Json) -> None:
    if "success_url" not in params:
        raise missing_parameter("success_url")
    for name in ("success_url", "cancel_url"):
        if name not in params:
            continue
        try:
            parts = urlsplit(params[name])
            whole = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            whole = False
        if not whole:
            raise invalid_parameter(
                name, f"{name} has to be a whole web address.", code="url_invalid"
            )


def _check_people(book: Book, params: Json) -> None:
    if len(params.get("client_reference_id", "")) > LONGEST_REFERENCE:
        raise invalid_parameter(
            "client_reference_id",
            f"client_reference_id may have {LONGEST_REFERENCE} characters.",
        )
    if "customer" in params:
        for name in ("customer_email", "customer_creation"):
            if name in params:
                raise invalid_parameter(name, f"Send either customer or {name}, not both.")
        if book.find("customer", params["customer"]) is None:
            raise no_such("customer", params["customer"], param="customer", status=400)
    email = params.get("customer_email")
    if email is not None and not looks_like_email(email):
        raise invalid_parameter(
            "customer_email", f"Invalid email address: {email}", code="email_invalid"
        )


def looks_like_email(text: str) -> bool:
    return re.fullmatch(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+", text) is not None


def _check_intent_data(data: Json) -> None:
    refuse_rest(data, _CARRIED_INTENT_DATA, "payment_intent_data")
    if data.get("capture_method") == "manual":
        raise not_carried("payment_intent_data[capture_method]=manual")
    for name in ("statement_descriptor", "statement_descriptor_suffix"):
        text = data.get(name)
        if text is not None and (
            len(text) > 22 or not re.search("[A-Za-z]", text) or re.search(r"[<>\\'\"*]", text)
        ):
            raise invalid_parameter(
                f"payment_intent_data[{name}]",
                f"{name} may have 22 characters, at least one letter, and none of < > \\ ' \" *.",
                code="invalid_statement_descriptor",
            )


def _line_item(book: Book, item: Json, path: str) -> Json:
    if ("price" in item) == ("price_data" in item):
        raise invalid_parameter(path, f"{path} needs either a price or price_data.")
    refuse_rest(item, _CARRIED_ITEM, path)
    quantity = item.get("quantity")
    if quantity is None:
        raise missing_parameter(f"{path}[quantity]")
    if quantity < 1:
        raise invalid_parameter(
            f"{path}[quantity]",
            "A quantity has to be at least 1.",
            code="parameter_invalid_integer",
        )
    if "price" in item:
        price = book.find("price", item["price"])
        if price is None:
            raise no_such("price", item["price"], param=f"{path}[price]", status=400)
        if not price["active"]:
            raise invalid_parameter(f"{path}[price]", f"{price['id']} is not active.")
    else:
        price = create_price(book, item["price_data"], f"{path}[price_data]", active=False)
    name = book.take(price["product"])["name"]
    return objects_other.line_item(
        price, name, quantity=quantity, metadata=item.get("metadata", {})
    )


def _one_currency(params: Json, items: list[Json]) -> str:
    currencies = {item["currency"] for item in items}
    if "currency" in params:
        if params["currency"] not in CURRENCIES:
            raise invalid_parameter("currency", f"Invalid currency: {params['currency']}")
        currencies.add(params["currency"])
    if len(currencies) != 1:
        raise invalid_parameter(
            "line_items", f"All items need the same currency, not {', '.join(sorted(currencies))}."
        )
    return str(currencies.pop())


def _total(items: list[Json], currency: str) -> int:
    amount: int = sum(item["amount_total"] for item in items)
    if 0 < amount < smallest_amount(currency):
        raise Refusal(
            f"The total of {show(amount, currency)} is below the least that can be charged.",
            code="amount_too_small",
            param="line_items",
        )
    if amount > LARGEST_AMOUNT:
        raise Refusal(
            f"The total of {show(amount, currency)} is above the most that can be charged.",
            code="amount_too_large",
            param="line_items",
        )
    return amount


def _expires_at(params: Json, now: int) -> int:
    expires_at: int = params.get("expires_at", now + LONGEST_LIFE)
    if expires_at < now + SHORTEST_LIFE:
        raise invalid_parameter(
            "expires_at", "expires_at has to be at least 30 minutes after the session's creation."
        )
    if expires_at > now + LONGEST_LIFE:
        raise invalid_parameter(
            "expires_at", "expires_at has to be within 24 hours of the session's creation."
        )
    return expires_at


def _methods(params: Json, currency: str) -> list[str]:
    offered = ["card", *([BANK_METHODS[currency]] if currency in BANK_METHODS else [])]
    allowed: list[Any] | None = params.get("allowed_payment_method_types")
    excluded = params.get("excluded_payment_method_types", [])
    methods = [
        method
        for method in offered
        if method not in excluded and (allowed is None or method in allowed)
    ]
    if not methods:
        raise invalid_parameter(
            "allowed_payment_method_types",
            f"None of the ways to pay offered here ({', '.join(offered)}) is left.",
        )
    return methods


ENDPOINTS = (
    Endpoint("POST", _URL, types.SessionCreateParams, create),
    Endpoint("GET", _URL, types.SessionListParams, list_all),
    Endpoint("GET", _URL + "/{id}", types.SessionRetrieveParams, retrieve),
    Endpoint("POST", _URL + "/{id}", types.SessionUpdateParams, update),
    Endpoint("POST", _URL + "/{id}/expire", types.SessionExpireParams, expire_session),
    Endpoint("GET", _URL + "/{id}/line_items", types.SessionListLineItemsParams, line_items),
)
