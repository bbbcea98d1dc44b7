"""Requests nobody would write by hand at each public surface, and not one 5xx.

The addresses come from the site's own list, so a new one is tried without being named here. SQLite
and PostgreSQL refuse different things (null characters, numbers beyond 64 bits): this file runs on
both. Two hundred at each surface in every run, a thousand in `make soak`.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

import pytest
import stripe
from django.conf import settings as site_settings
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from groups.links.tokens import join_token
from tests.security.routes import all_routes
from tests.security.world import Actor, World

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800)]  # thousands of pages each

SIGNED_IN = [Actor.MEMBER, Actor.HELD, Actor.FACILITATOR, Actor.COORDINATOR]
SOAK = 1000
COUNTS = [200, pytest.param(SOAK, id="soak", marks=pytest.mark.soak)]
TRIES = [
    pytest.param(Actor.VISITOR, 200, id="visitor"),
    *[pytest.param(actor, 50, id=actor.name.lower()) for actor in SIGNED_IN],
    *[
        pytest.param(actor, SOAK, id=f"{actor.name.lower()}-soak", marks=pytest.mark.soak)
        for actor in [Actor.VISITOR, *SIGNED_IN]
    ],
]


def tries(count: int) -> settings:
    """The same requests at every run, as many as wanted, without a hunt for the shortest."""
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


# --- what nobody would write --------------------------------------------------------------------
ODD = [
    "", " ", "0", "-1", "1e999", "9" * 25, "-" + "9" * 25, "9223372036854775808", "2147483648",
    "١٢٣", "²", "NaN", "null", "true", "[]", "{}", "\x00", "a\x00b", "\ud800", "\ufeff", "\u202e",
    "💥" * 40, "x" * 9000, "%00", "%", "%zz", "%s%n", "{{7*7}}", "<script>", "' OR 1=1 --", "\\",
    "../../etc/passwd", "//evil.example", "https://evil.example/", "javascript:alert(1)",
    "\r\nX: y", "2026-02-30", "0000-00-00", "99999-01-01", "25:61", "2026-09-15", "Europe/London",
    "../London", "GB", "gb", "DE\x00", "ada@example.org", "ada@@", "a" * 300 + "@example.org",
    "a@b\x00.org",
    "00000000-0000-4000-8000-000000000000", "00000000000040008000000000000000", "EUR", "on", "new",
]  # fmt: skip
odd_text = some.one_of(
    some.sampled_from(ODD),
    some.text(max_size=30),
    some.integers(-(2**70), 2**70).map(str),
    some.dates().map(str),
)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


odd_bytes = some.one_of(odd_text.map(_encoded), some.binary(max_size=40))


def _percent(raw: bytes) -> str:
    return quote(raw, safe="")


NOT_READY = "/healthz/ready"  # no worker runs in this world

# --- what the site knows ------------------------------------------------------------------------
FIELDS = [
    "login", "email", "code", "next", "page", "country", "number", "state", "q", "all", "as", "to",
    "sent", "who", "csv", "kind", "case", "name", "time_zone", "discreet", "birth_year", "of_age",
    "emergency_name", "emergency_phone", "emergency_relation", "understood", "pin", "again",
    "group-agreement", "terms", "privacy", "message", "website", "action_add", "action_send",
    "action_remove", "action_primary", "credential", "session", "session_id", "role", "reason",
    "verdict", "attendance", "checked", "note", "on", "starts", "capacity", "leader", "co_leader",
    "amount", "currency", "course", "weekday", "minutes", "zone_name", "first_on", "minimum_age",
    "enrolment_closes_on", "remember", "csrfmiddlewaretoken", "id", "pk",
    "skill", "exercise", "day", "person", "place", "went", "sending", "held", "seen",
    "pen", "stroke", "goes_on", "then", "part", "words", "filling", "anew", "a0", "a0-0", "a0-0-0",
]  # fmt: skip
pairs = some.lists(some.tuples(some.sampled_from(FIELDS), odd_bytes), max_size=6)
HEADERS = [
    "Accept", "Accept-Language", "Accept-Encoding", "Cookie", "Content-Type", "If-None-Match",
    "If-Modified-Since", "Range", "Referer", "Origin", "User-Agent", "X-Forwarded-For",
    "X-Forwarded-Proto", "X-Forwarded-Host", "X-Requested-With", "X-HTTP-Method-Override",
    "HX-Request", "Content-Length", "Host", "Authorization",
]  # fmt: skip
COOKIES = [
    site_settings.SESSION_COOKIE_NAME, site_settings.CSRF_COOKIE_NAME, "tz", "country", "messages",
    "sessionid", "django_language",
]  # fmt: skip


def _addresses() -> list[str]:
    """The patterns of every address outside the editor."""
    return sorted({route.pattern for route in all_routes() if not route.in_editor})


_HOLES = re.compile(r"<[^>]+>|\(\?P<[^>]+>(?:[^()]|\([^)]*\))*\)|\([^)]*\)")
A_HOLE = "\x01"


@some.composite
def addresses(draw: some.DrawFn, world: Callable[[], World]) -> str:
    """An address that exists, its holes filled with what does not belong there."""
    pattern = draw(some.sampled_from(_addresses()))
    shape = _HOLES.sub(A_HOLE, pattern)
    shape = re.sub(r"[\^$\\?*]|\.\*", "", shape)
    known = _known(world())
    pieces = shape.split(A_HOLE)
    path = pieces[0]
    for piece in pieces[1:]:
        filling = draw(
            some.one_of(
                some.sampled_from(known),
                some.sampled_from(known),
                odd_bytes.map(_percent),
                some.integers(-1, 2**70).map(str),
            )
        )
        path += filling + piece
    return "/" + path


def _known(world: World) -> list[str]:
    """What fills a hole rightly: without it generated requests would end at the first 404."""
    return [
        str(world.enrollment.pk), str(world.coming.pk), str(world.member.pk), str(world.order.pk),
        str(world.held_order.pk), world.cohort.slug, "wise-mind", "1", "2", "terms", "GB",
        join_token(world.enrollment, world.coming),
        str(world.accounts[Actor.MARKETER].pk),
    ]  # fmt: skip


def never_5xx(client: Client, method: str, path: str, **how: Any) -> None:
    """Sends one request, undoes what it changed, and fails with the error behind a 5xx."""
    cookies = SimpleCookie(client.cookies)
    with transaction.atomic(), _errors() as errors:
        answer = client.generic(method, path, **how)
        transaction.set_rollback(True)
    client.cookies = cookies
    if errors or (answer.status_code >= 500 and not path.startswith(NOT_READY)):
        error = next(iter(errors), None)
        pytest.fail(f"{method} {path} {how}: {answer.status_code} {error!r}", pytrace=False)


@contextmanager
def _errors() -> Iterator[list[BaseException]]:
    found: list[BaseException] = []

    def note(**_: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            found.append(error)

    got_request_exception.connect(note)
    try:
        yield found
    finally:
        got_request_exception.disconnect(note)


def _query(pairs: list[tuple[str, bytes]]) -> str:
    return "&".join(f"{name}={_percent(value)}" for name, value in pairs)


@pytest.mark.parametrize(("actor", "count"), TRIES)
def test_addresses_and_queries(world: World, actor: Actor, count: int) -> None:
    client = world.clients[actor]

    @tries(count)
    @given(path=addresses(lambda: world), query=pairs, method=some.sampled_from(["GET", "HEAD"]))
    def visit(path: str, query: list[tuple[str, bytes]], method: str) -> None:
        never_5xx(client, method, path, QUERY_STRING=_query(query))

    visit()


@pytest.mark.parametrize(("actor", "count"), TRIES)
def test_forms(world: World, actor: Actor, count: int) -> None:
    client = world.clients[actor]

    @tries(count)
    @given(path=addresses(lambda: world), form=pairs, query=pairs)
    def send(path: str, form: list[tuple[str, bytes]], query: list[tuple[str, bytes]]) -> None:
        cache.clear()  # or the limits would answer from the tenth form on
        never_5xx(
            client, "POST", path, data=_query(form), QUERY_STRING=_query(query),
            content_type="application/x-www-form-urlencoded",
        )  # fmt: skip

    send()


@pytest.mark.parametrize("count", COUNTS)
def test_any_path(world: World, count: int) -> None:
    @tries(count)
    @given(raw=some.binary(max_size=60), method=some.sampled_from(["GET", "POST", "PUT", "X"]))
    def visit(raw: bytes, method: str) -> None:
        never_5xx(world.clients[Actor.VISITOR], method, "/" + _percent(raw).replace("%2F", "/"))

    visit()


@pytest.mark.parametrize("count", COUNTS)
def test_headers_and_cookies(world: World, count: int) -> None:
    plain = some.text(some.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60)

    @tries(count)
    @given(
        path=some.sampled_from(["/", "/help/", "/today/", "/account/login/", "/link-again/"]),
        headers=some.dictionaries(some.sampled_from(HEADERS), plain, max_size=4),
        cookies=some.dictionaries(
            some.sampled_from(COOKIES),
            some.one_of(plain, some.sampled_from(['"\\000aaaaaaaa"', "%00", "a" * 5000, '"'])),
            max_size=4,
        ),
        method=some.sampled_from(["GET", "POST"]),
    )
    def visit(path: str, headers: dict[str, str], cookies: dict[str, str], method: str) -> None:
        sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        sent.pop("HTTP_CONTENT_LENGTH", None)
        if cookies:
            sent["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        never_5xx(world.clients[Actor.VISITOR], method, path, **sent)

    visit()


json_values = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**70), 2**70) | some.floats() | odd_text,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(odd_text, inner, max_size=3),
    max_leaves=8,
)
events = some.one_of(
    json_values,
    some.fixed_dictionaries(
        {
            "id": some.one_of(json_values, some.just("evt_1")),
            "type": some.one_of(json_values, some.just("checkout.session.completed")),
            "livemode": some.one_of(json_values, some.just(False)),
            "data": some.one_of(json_values, some.fixed_dictionaries({"object": json_values})),
        }
    ),
)


@pytest.mark.parametrize("count", COUNTS)
def test_webhook(world: World, count: int) -> None:
    @tries(count)
    @given(event=events, raw=some.binary(max_size=60), kind=some.sampled_from("jsr"), junk=odd_text)
    def post(event: Any, raw: bytes, kind: str, junk: str) -> None:
        body = json.dumps(event).encode() if kind in "js" else raw
        signature = junk.encode("latin-1", "replace").decode("latin-1")
        if kind == "s":
            signature = stripe.WebhookSignature.generate_signature_header(
                body.decode(), site_settings.STRIPE_WEBHOOK_SECRET, timestamp=int(time.time())
            )
        never_5xx(
            world.clients[Actor.VISITOR], "POST", "/stripe/webhook/", data=body,
            content_type="application/json", HTTP_STRIPE_SIGNATURE=signature,
        )  # fmt: skip

    post()
