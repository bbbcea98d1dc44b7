"""Form parameters: decoded, then checked against the installed stripe library's own types.

The library's parameter classes are generated from Stripe's specification, so what they do not
name, Stripe does not take. Nothing is listed by hand here: an upgrade of the library upgrades
these checks.
"""

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

import stripe._request_options as request_options
from typing_extensions import is_typeddict

from stripe_sandbox.errors import (
    Refusal,
    empty_parameter,
    invalid_parameter,
    missing_parameter,
    unknown_parameter,
)

Node = Any  # a str, or a dict of Nodes as the brackets nested them

DEEPEST = 12
MOST_PARAMETERS = 2_000
LONGEST_STRING = 5_000
METADATA_KEYS, METADATA_KEY_LENGTH, METADATA_VALUE_LENGTH = 50, 40, 500
_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
# These travel in headers or stay in the client; the classes list them beside the real parameters.
_OPTIONS = frozenset(request_options.RequestOptions.__annotations__)
# StripeContext names a header's type and is imported by the library for type checkers only.
_NAMES = {"Mapping": Mapping, "StripeContext": object}


@dataclass(frozen=True)
class Shape:
    """What one parameter may be; a parameter may allow several of these at once."""

    scalars: frozenset[type] = frozenset()
    choices: frozenset[str] = frozenset()
    struct: type | None = None
    items: "Shape | None" = None
    values: "Shape | None" = None


def decode(raw: str) -> dict[str, Node]:
    """Turn ``a[b][0]=c`` into nested dicts. Raises Refusal for what cannot be nested."""
    tree: dict[str, Node] = {}
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise Refusal("The request carries too many parameters.", began=False) from error
    for key, value in pairs:
        match = _KEY.fullmatch(key)
        if match is None:
            raise unknown_parameter(key)
        steps = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        if len(steps) > DEEPEST:
            raise invalid_parameter(key, f"{key} is nested too deeply.")
        _plant(tree, steps, value, key)
    return tree


def _plant(tree: dict[str, Node], steps: list[str], value: str, key: str) -> None:
    for step in steps[:-1]:
        tree = tree.setdefault(step or str(len(tree)), {})
        if not isinstance(tree, dict):
            raise invalid_parameter(key, f"{key} was sent both as a value and as a hash.")
    last = steps[-1] or str(len(tree))
    if last in tree:
        raise invalid_parameter(key, f"{key} was sent twice.")
    tree[last] = value


def check(tree: dict[str, Node], params_class: type) -> dict[str, Any]:
    """Return the parameters as Python values; raises Refusal in Stripe's shape.

    Unknown and malformed parameters are found before missing ones, as Stripe does.
    """
    return _check_struct(tree, params_class, "")


def drop_unset(value: Any) -> Any:
    """Return checked parameters without emptied hash keys: a new object has nothing to unset."""
    if isinstance(value, dict):
        return {key: drop_unset(one) for key, one in value.items() if one != ""}
    return [drop_unset(one) for one in value] if isinstance(value, list) else value


def _check_struct(tree: dict[str, Node], struct: type, path: str) -> dict[str, Any]:
    shapes = _shapes(struct)
    checked = {}
    for name, node in tree.items():
        here = f"{path}[{name}]" if path else name
        if name not in shapes:
            raise unknown_parameter(here)
        checked[name] = _check_node(node, shapes[name], here)
    required: frozenset[str] = struct.__required_keys__  # type: ignore[attr-defined]
    for name in sorted(required - _OPTIONS):
        if name not in tree:
            raise missing_parameter(f"{path}[{name}]" if path else name)
    return checked


def _check_node(node: Node, shape: Shape, path: str) -> Any:
    if isinstance(node, dict):
        return _check_hash(node, shape, path)
    if node == "":
        if "" in shape.choices:
            return ""
        raise empty_parameter(path)
    if not shape.scalars and not shape.choices:
        kind = "array" if shape.items else "object"
        raise invalid_parameter(path, f"{path} has to be an {kind}.")
    return _check_scalar(node, shape, path)


def _check_hash(node: dict[str, Node], shape: Shape, path: str) -> Any:
    if shape.items is not None and all(key.isascii() and key.isdigit() for key in node):
        ordered = sorted(node.items(), key=lambda pair: int(pair[0]))
        return [_check_node(value, shape.items, f"{path}[{key}]") for key, value in ordered]
    if shape.struct is not None:
        return _check_struct(node, shape.struct, path)
    if shape.values is not None:
        # an emptied value unsets its key, the one place where empty is always welcome
        values = {
            key: _check_node(value, shape.values, f"{path}[{key}]") if value != "" else ""
            for key, value in node.items()
        }
        if _names_metadata(path):
            check_metadata(values, path)
        return values
    raise invalid_parameter(path, f"{path} has to be a plain value, not a hash.")


def _names_metadata(path: str) -> bool:
    return path == "metadata" or path.endswith("[metadata]")


def _check_scalar(text: str, shape: Shape, path: str) -> Any:
    strict = shape.choices - {""}
    if strict:
        if text in shape.choices:
            return text
        if int not in shape.scalars:
            offered = ", ".join(sorted(strict)) if len(strict) <= 12 else "a value Stripe names"
            raise invalid_parameter(path, f"Invalid {path}: {text!r} has to be one of {offered}.")
    if bool in shape.scalars:
        if text not in ("true", "false"):
            raise invalid_parameter(path, f"Invalid boolean: {text}")
        return text == "true"
    if int in shape.scalars:
        if not re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
            raise invalid_parameter(
                path, f"Invalid integer: {text}", code="parameter_invalid_integer"
            )
        return int(text)
    if Decimal in shape.scalars or float in shape.scalars:
        return _check_decimal(text, path)
    if len(text) > LONGEST_STRING:
        raise invalid_parameter(path, f"{path} is longer than {LONGEST_STRING} characters.")
    return text


def _check_decimal(text: str, path: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise invalid_parameter(path, f"Invalid decimal: {text}") from error
    if not value.is_finite():
        raise invalid_parameter(path, f"Invalid decimal: {text}")
    return value


@cache
def _shapes(struct: type) -> dict[str, Shape]:
    hints = get_type_hints(struct, localns=_NAMES)
    return {name: _shape(hint) for name, hint in hints.items() if name not in _OPTIONS}


def _shape(hint: Any) -> Shape:
    scalars: set[type] = set()
    choices: set[str] = set()
    struct: type | None = None
    items: Shape | None = None
    values: Shape | None = None
    for part in _alternatives(hint):
        origin, args = get_origin(part), get_args(part)
        if origin is Literal:
            choices.update(str(arg) for arg in args)
        elif origin is list:
            items = _shape(args[0])
        elif origin is dict:
            values = _shape(args[1])
        elif is_typeddict(part):
            struct = part
        elif part in (str, int, bool, float, Decimal):
            scalars.add(part)
    return Shape(frozenset(scalars), frozenset(choices), struct, items, values)


def _alternatives(hint: Any) -> Iterator[Any]:
    if get_origin(hint) in (Union, types.UnionType):
        for arg in get_args(hint):
            yield from _alternatives(arg)
    else:
        yield hint


def check_metadata(values: dict[str, str], path: str) -> dict[str, str]:
    """Return metadata without its emptied keys; raises Refusal beyond Stripe's limits."""
    kept = {key: value for key, value in values.items() if value != ""}
    if len(kept) > METADATA_KEYS:
        raise invalid_parameter(path, f"{path} may hold {METADATA_KEYS} keys, not {len(kept)}.")
    for key, value in kept.items():
        if len(key) > METADATA_KEY_LENGTH:
            raise invalid_parameter(
                f"{path}[{key}]", f"A metadata key may have {METADATA_KEY_LENGTH} characters."
            )
        if len(value) > METADATA_VALUE_LENGTH:
            raise invalid_parameter(
                f"{path}[{key}]", f"A metadata value may have {METADATA_VALUE_LENGTH} characters."
            )
    return kept
