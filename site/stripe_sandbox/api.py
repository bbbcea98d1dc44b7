"""The way of an API request: key, version, fault on demand, idempotency, parameters, endpoint."""

import asyncio
import base64
import binascii
import hashlib
import json
from functools import partial
from typing import Any

import stripe
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stripe_sandbox import api_catalogue, api_payments, api_sessions
from stripe_sandbox.book import new_id
from stripe_sandbox.clock import wall_time
from stripe_sandbox.desk import Desk
from stripe_sandbox.endpoint import Call, Endpoint
from stripe_sandbox.errors import Refusal, not_carried, unauthorized
from stripe_sandbox.faults import refusal_for, take_fault
from stripe_sandbox.listing import expand
from stripe_sandbox.params import check, decode, drop_unset
from stripe_sandbox.server import cut_line
from stripe_sandbox.store import Answer, Json

ENDPOINTS: tuple[Endpoint, ...] = (
    *api_sessions.ENDPOINTS,
    *api_payments.ENDPOINTS,
    *api_catalogue.ENDPOINTS,
)
LONGEST_KEY = 255
LONGEST_BODY = 1_000_000
KEYS_LIVE_SECONDS = 24 * 3600


def routes(desk: Desk) -> list[Route]:
    known = [
        Route(endpoint.path, partial(answer, desk, endpoint), methods=[endpoint.method])
        for endpoint in ENDPOINTS
    ]
    every = ["GET", "POST", "DELETE", "PUT", "PATCH"]
    return [*known, Route("/v1/{rest:path}", partial(answer, desk, None), methods=every)]


async def answer(desk: Desk, endpoint: Endpoint | None, request: Request) -> Response:
    """Answer one request; every refusal leaves in Stripe's shape."""
    request_id = new_id("req_", 14)
    headers = {"Request-Id": request_id, "Stripe-Version": stripe.api_version}
    try:
        account = _authenticate(request)
        _check_version(request)
        body = await request.body()
        if len(body) > LONGEST_BODY:
            raise Refusal("The request is too large.", status=413, began=False)
        return await _carry_out(desk, endpoint, request, account, body.decode(), headers)
    except UnicodeDecodeError:
        refusal = Refusal("The request's body is not UTF-8.", began=False)
    except Refusal as refused:
        refusal = refused
    return _response(refusal.status, json.dumps(refusal.body()), headers)


async def _carry_out(
    desk: Desk,
    endpoint: Endpoint | None,
    request: Request,
    account: str,
    body: str,
    headers: dict[str, str],
) -> Response:
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    with desk.store.transaction():
        # noted before anything is done, so that a call whose answer got lost is seen as well
        desk.store.note_request(
            headers["Request-Id"],
            at=wall_time(),
            method=request.method,
            path=request.url.path,
            sent=body or request.url.query,
            key=key,
        )
        fault = take_fault(desk.store, method=request.method, path=request.url.path)
    busy = (account, key) if key is not None else None
    if key is not None:
        headers["Idempotency-Key"] = key
        _check_key(desk, account, key)
    try:
        if busy is not None:
            desk.busy_keys.add(busy)
        kind = fault["do"] if fault else ""
        if kind in ("error", "rate_limit"):
            raise refusal_for(kind)
        if fault and kind == "slow":
            await asyncio.sleep(fault["seconds"])
        if fault and kind == "timeout":
            await _hang(request, fault["seconds"])
            # Nothing was done: a retry that is quicker than our goodbye finds its key free.
            if busy is not None:
                desk.busy_keys.discard(busy)
            await cut_line(request)
            return Response(status_code=504)
        response = _work(desk, endpoint, request, account, key, body, headers)
        if kind == "answer_lost":
            # The work is done: a retry that is quicker than our goodbye must find the answer.
            if busy is not None:
                desk.busy_keys.discard(busy)
            await cut_line(request)
        if kind == "garbage":
            return Response("<html><title>502</title></html>", 502, media_type="text/html")
        return response
    finally:
        if busy is not None:
            desk.busy_keys.discard(busy)


async def _hang(request: Request, seconds: float) -> None:
    """Give no answer, until the caller gives up or the time is over."""
    over = wall_time() + seconds
    while wall_time() < over and not await request.is_disconnected():
        await asyncio.sleep(0.05)


def _check_key(desk: Desk, account: str, key: str) -> None:
    if not 0 < len(key) <= LONGEST_KEY:
        raise Refusal(
            f"An idempotency key has 1 to {LONGEST_KEY} characters.",
            kind="idempotency_error",
            began=False,
        )
    if (account, key) in desk.busy_keys:
        raise Refusal(
            f"Another request with the idempotency key {key} is still under way. Please try again.",
            status=409,
            kind="idempotency_error",
            code="idempotency_key_in_use",
            began=False,
        )


def _work(
    desk: Desk,
    endpoint: Endpoint | None,
    request: Request,
    account: str,
    key: str | None,
    body: str,
    headers: dict[str, str],
) -> Response:
    """Run the endpoint in one transaction, or replay what its key was answered before."""
    fingerprint = _fingerprint(request, body)
    if key is not None:
        with desk.store.transaction():
            desk.store.forget_answers(wall_time() - KEYS_LIVE_SECONDS)
            earlier = desk.store.answer(account, key)
        if earlier is not None:
            return _replay(earlier, key, fingerprint, headers)
    request_id = headers["Request-Id"]
    try:
        with desk.book(request_id=request_id, idempotency_key=key) as book:
            if endpoint is None:
                raise Refusal(
                    f"Unrecognized request address ({request.method}: {request.url.path})."
                    " The sandbox's README lists what it does.",
                    status=404,
                    began=False,
                )
            params = check(
                decode(body if request.method == "POST" else request.url.query),
                endpoint.params_class,
            )
            ids = dict(request.path_params)
            call = Call(book, params if ids else drop_unset(params), ids)
            answered: Json = expand(book, endpoint.run(call), params.get("expand", []))
            kept = Answer(fingerprint, 200, json.dumps(answered, indent=2), request_id)
            if key is not None:
                desk.store.keep_answer(account, key, kept, at=wall_time())
    except Refusal as refusal:
        if key is None or not refusal.began:
            raise
        kept = Answer(fingerprint, refusal.status, json.dumps(refusal.body()), request_id)
        with desk.store.transaction():
            desk.store.keep_answer(account, key, kept, at=wall_time())
    return _response(kept.status, kept.body, headers)


def _replay(earlier: Answer, key: str, fingerprint: str, headers: dict[str, str]) -> Response:
    if earlier.fingerprint != fingerprint:
        raise Refusal(
            f"The idempotency key {key} was first used for another request. Use a new key for a"
            " new request.",
            kind="idempotency_error",
            began=False,
        )
    headers |= {"Idempotent-Replayed": "true", "Original-Request": earlier.request_id}
    return _response(earlier.status, earlier.body, headers)


def _fingerprint(request: Request, body: str) -> str:
    # sorted: the same parameters in another order are the same request
    whole = [request.method, request.url.path, sorted(body.split("&"))]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def _authenticate(request: Request) -> str:
    """Return the secret key of the request. Raises Refusal for any other kind of key."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    key = value.strip()
    if scheme.lower() == "basic":
        try:
            key = base64.b64decode(key, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            key = ""
    if scheme.lower() not in ("bearer", "basic") or not key:
        raise unauthorized("No API key was sent. Send a secret test key (sk_test_…) as a bearer.")
    if key.startswith(("sk_live_", "rk_live_")):
        raise unauthorized(
            "This is a live key, and this is the sandbox: no money moves here. Use a key that"
            " starts with sk_test_, and keep the live one away from this machine."
        )
    if not key.startswith("sk_test_") or len(key) <= len("sk_test_"):
        raise unauthorized(f"Invalid API key: {key[:7]}… The sandbox takes keys like sk_test_….")
    return key


def _check_version(request: Request) -> None:
    version = request.headers.get("stripe-version", stripe.api_version)
    if version != stripe.api_version:
        raise Refusal(
            f"Invalid Stripe API version: {version[:40]}. The sandbox speaks"
            f" {stripe.api_version}, the version of the installed library.",
            began=False,
        )
    if "stripe-account" in request.headers:
        raise not_carried("the Stripe-Account header (Connect)")


def _response(status: int, body: str, headers: dict[str, Any]) -> Response:
    return Response(body, status, headers, media_type="application/json")
