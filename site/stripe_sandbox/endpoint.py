"""What an API endpoint is: an address, the library's class of its parameters, a function."""

from collections.abc import Callable
from dataclasses import dataclass

from stripe_sandbox.book import Book
from stripe_sandbox.errors import not_carried
from stripe_sandbox.params import check_metadata
from stripe_sandbox.store import Json


@dataclass(frozen=True)
class Call:
    """One call: the transaction's book, checked parameters, and the ids of the address."""

    book: Book
    params: Json
    ids: dict[str, str]

    def change_metadata(self, body: Json) -> Json:
        """Merge the call's metadata into an object; an empty value unsets its key."""
        sent = self.params.get("metadata")
        if sent == "":
            body["metadata"] = {}
        elif sent is not None:
            body["metadata"] = check_metadata({**(body["metadata"] or {}), **sent}, "metadata")
        self.book.store.put(body)
        return body


@dataclass(frozen=True)
class Endpoint:
    """``{id}`` in the path becomes ``call.ids["id"]``."""

    method: str
    path: str
    params_class: type
    run: Callable[[Call], Json]


def carried(names: str) -> frozenset[str]:
    """Read the parameters an endpoint carries out; the others of Stripe's are refused by name."""
    return frozenset(names.split())


def refuse_rest(params: Json, names: frozenset[str], path: str = "") -> None:
    for name in params:
        if name not in names:
            raise not_carried(f"{path}[{name}]" if path else name)
