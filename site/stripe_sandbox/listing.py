"""Lists with Stripe's paging, and the expansion of ids into objects."""

from typing import Any

from stripe_sandbox.book import Book
from stripe_sandbox.errors import Refusal, no_such, not_carried
from stripe_sandbox.objects_other import listing
from stripe_sandbox.store import Json

DEEPEST_EXPANSION = 4
_PAGING = frozenset({"limit", "starting_after", "ending_before", "created", "expand"})
# Which fields of which object hold an id that may be asked for as the whole object.
EXPANDABLE: dict[str, frozenset[str]] = {
    "checkout.session": frozenset({"payment_intent", "customer"}),
    "payment_intent": frozenset({"latest_charge", "customer", "payment_method"}),
    "charge": frozenset(
        {"balance_transaction", "customer", "payment_intent", "failure_balance_transaction"}
    ),
    "refund": frozenset(
        {
            *("balance_transaction", "charge", "customer", "payment_intent", "payment_method"),
            "failure_balance_transaction",
        }
    ),
    "balance_transaction": frozenset({"source"}),
    "dispute": frozenset({"charge", "payment_intent"}),
    "price": frozenset({"product"}),
    "product": frozenset({"default_price"}),
    "customer": frozenset({"default_source"}),
    "payment_method": frozenset({"customer"}),
}


def page_of(
    book: Book,
    kind: str,
    url: str,
    params: Json,
    *,
    filters: dict[str, str] | None = None,
    any_type: list[str] | None = None,
) -> Json:
    """Return one page of a list, newest first.

    ``filters`` maps a parameter to the JSON path it compares with; ``any_type`` are event types, of
    which one has to match (``*`` at the end matches the rest); ``created`` is understood for every
    list. A filter the list does not carry is refused by name, never ignored. Raises Refusal also
    for a limit outside 1–100 or a cursor that names nothing.
    """
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise Refusal(
            f"limit has to be between 1 and 100, not {limit}.",
            code="parameter_invalid_integer",
            param="limit",
        )
    cursors: dict[str, str | None] = {}
    for name in ("starting_after", "ending_before"):
        cursors[name] = params.get(name)
        if cursors[name] is not None and book.find(kind, cursors[name]) is None:
            raise no_such(kind, str(cursors[name]), param=name, status=400)
    if all(cursors.values()):
        raise Refusal("Send either starting_after or ending_before, not both.")
    for name in params.keys() - _PAGING - (filters or {}).keys():
        raise not_carried(name)
    where, values = _where(params, filters or {}, any_type or [])
    page = book.store.page(
        kind,
        where=where,
        values=values,
        limit=limit,
        after=cursors["starting_after"],
        before=cursors["ending_before"],
    )
    return listing(url, page.bodies, has_more=page.has_more)


def _where(
    params: Json, filters: dict[str, str], any_type: list[str]
) -> tuple[str, tuple[Any, ...]]:
    where = ""
    values: list[Any] = []
    if any_type:
        matches = " OR ".join(["json_extract(body, '$.type') GLOB ?"] * len(any_type))
        where += f" AND ({matches})"
        values += [_as_glob(name) for name in any_type]
    for name, path in filters.items():
        if name in params:
            where += f" AND json_extract(body, '{path}') = ?"
            values.append(params[name])
    created = params.get("created")
    if isinstance(created, int):
        where += " AND created = ?"
        values.append(created)
    elif created:
        for name, sign in (("gt", ">"), ("gte", ">="), ("lt", "<"), ("lte", "<=")):
            if name in created:
                where += f" AND created {sign} ?"
                values.append(created[name])
    return where, tuple(values)


def _as_glob(name: str) -> str:
    """Keep the star at the end; every other sign stands for itself."""
    stem = name.removesuffix("*").replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")
    return stem + ("*" if name.endswith("*") else "")


def expand(book: Book, body: Json, paths: list[str]) -> Json:
    """Return the body with the named ids replaced by their objects. Raises Refusal."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST_EXPANSION + (1 if steps[0] == "data" else 0):
            raise Refusal(
                f"expand may reach {DEEPEST_EXPANSION} levels deep, not {path}.",
                code="property_expansion_max_depth",
                param="expand",
            )
        _expand(book, body, steps, path)
    return body


def _expand(book: Book, body: Json, steps: list[str], path: str) -> None:
    step, rest = steps[0], steps[1:]
    if body.get("object") == "list" and step == "data":
        for item in body["data"]:
            _expand(book, item, rest, path)
        return
    _include(book, body, step)
    value = body.get(step)
    if step in EXPANDABLE.get(body.get("object", ""), ()):
        if isinstance(value, str):
            body[step] = value = book.take(value)
    elif not isinstance(value, dict):
        raise Refusal(f"This property cannot be expanded ({path}).", code="property_not_expandable")
    if rest and isinstance(value, dict):
        _expand(book, value, rest, path)


def _include(book: Book, body: Json, step: str) -> None:
    """Add the lists that objects carry only when asked for."""
    if body.get("object") == "checkout.session" and step == "line_items":
        body.setdefault("line_items", line_items_of(book, body["id"]))
    elif body.get("object") == "charge" and step == "refunds":
        refunds = book.store.every("refund", charge=body["id"])
        body.setdefault("refunds", listing(f"/v1/charges/{body['id']}/refunds", refunds[::-1]))


def line_items_of(book: Book, session_id: str) -> Json:
    items = book.store.private(session_id).get("line_items", [])
    return listing(f"/v1/checkout/sessions/{session_id}/line_items", items)
