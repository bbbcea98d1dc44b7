"""Holds a JSON object against the installed stripe library's resource classes.

The classes are generated from Stripe's specification. What is read here: the fields a class has,
which of them may be null or absent (``Optional``), and the values a ``Literal`` allows. The
library marks its enumerations as open (``Literal[...] | str``); here they count as closed, because
a value Stripe does not know is a mistake of ours.
"""

import ast
import importlib
import inspect
import sys
import types
import typing
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import stripe
from stripe import ListObject, StripeObject

RESOURCES: dict[str, type] = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "balance_transaction": stripe.BalanceTransaction,
    "balance": stripe.Balance,
    "customer": stripe.Customer,
    "product": stripe.Product,
    "price": stripe.Price,
    "item": stripe.LineItem,
    "event": stripe.Event,
}


def problems_of(body: dict[str, Any]) -> list[str]:
    """Return what is wrong with an object, list or event; an empty list when nothing is."""
    if body.get("object") == "list":
        found = [] if {"data", "has_more", "url"} <= body.keys() else ["list: incomplete"]
        return found + [problem for one in body["data"] for problem in problems_of(one)]
    found = _check_class(body, RESOURCES[body["object"]], body["object"])
    if body["object"] == "event":
        found += [f"event {body['type']}: {one}" for one in problems_of(body["data"]["object"])]
    return found


def _check_class(body: dict[str, Any], cls: type, path: str) -> list[str]:
    fields = _fields(cls)
    found = [f"{path}.{name}: unknown" for name in body if name not in fields]
    for name, hint in fields.items():
        if name in body:
            found += _check(body[name], hint, f"{path}.{name}")
        elif type(None) not in _alternatives(hint):
            found.append(f"{path}.{name}: missing")
    return found


def _check(value: Any, hint: Any, path: str) -> list[str]:
    options = _alternatives(hint)
    if Any in options:
        return []
    if value is None:
        return [] if type(None) in options else [f"{path}: null"]
    literals = [
        arg for option in options if get_origin(option) is Literal for arg in get_args(option)
    ]
    if literals and not isinstance(value, dict | list):
        return [] if value in literals else [f"{path}: {value!r} is none of {literals[:8]}"]
    tried = [
        _check_one(value, option, path)
        for option in options
        if option is not type(None) and get_origin(option) is not Literal
    ]
    if not tried:
        return [f"{path}: {value!r} fits nothing"]
    return min(tried, key=len)


def _check_one(value: Any, option: Any, path: str) -> list[str]:
    origin = get_origin(option)
    if origin is list or (inspect.isclass(origin) and issubclass(origin, ListObject)):
        return _check_list(value, option, path)
    if inspect.isclass(origin) and issubclass(origin, StripeObject):  # UntypedStripeObject[str]
        return _check_map(value, get_args(option)[0], path)
    if inspect.isclass(option) and issubclass(option, StripeObject):
        return (
            _check_class(value, option, path) if isinstance(value, dict) else [f"{path}: no hash"]
        )
    if option is Decimal:
        return _check_decimal(value, path)
    if option is float:
        return [] if isinstance(value, int | float) else [f"{path}: {value!r} is no number"]
    right = type(value) is option if option in (int, bool, str) else False
    return [] if right else [f"{path}: {value!r} is no {option}"]


def _check_list(value: Any, option: Any, path: str) -> list[str]:
    if get_origin(option) is not list:
        if not isinstance(value, dict) or value.get("object") != "list":
            return [f"{path}: no list object"]
        value = value["data"]
    if not isinstance(value, list):
        return [f"{path}: no list"]
    kind = get_args(option)[0]
    return [
        one for place, item in enumerate(value) for one in _check(item, kind, f"{path}[{place}]")
    ]


def _check_map(value: Any, kind: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: no hash"]
    return [one for key, item in value.items() for one in _check(item, kind, f"{path}[{key}]")]


def _check_decimal(value: Any, path: str) -> list[str]:
    try:
        Decimal(value if isinstance(value, str) else "not a string")
    except InvalidOperation:
        return [f"{path}: {value!r} is no decimal string"]
    return []


def _alternatives(hint: Any) -> list[Any]:
    if get_origin(hint) in (Union, types.UnionType):
        return [option for arg in get_args(hint) for option in _alternatives(arg)]
    return [hint]


@cache
def _fields(cls: type) -> dict[str, Any]:
    annotations: dict[str, Any] = cls.__annotations__
    own = {
        name: hint
        for name, hint in annotations.items()
        if not name.startswith("_") and get_origin(hint) is not ClassVar
    }
    module = sys.modules[cls.__module__]
    holder = types.SimpleNamespace(__annotations__=own)
    return get_type_hints(holder, globalns=_names(module))


@cache
def _names(module: types.ModuleType) -> dict[str, Any]:
    """Return the module's names and those it imports for type checkers only."""
    names = {**vars(typing), **vars(module)}
    for node in ast.parse(inspect.getsource(module)).body:
        if not isinstance(node, ast.If) or "TYPE_CHECKING" not in ast.unparse(node.test):
            continue
        for line in node.body:
            if isinstance(line, ast.ImportFrom) and line.module and "params" not in line.module:
                source = importlib.import_module(line.module)
                for alias in line.names:
                    names[alias.asname or alias.name] = getattr(source, alias.name)
    return names
