"""Answers that go wrong on demand: what a tester asked the API to do badly, and how often."""

from stripe_sandbox.errors import Refusal
from stripe_sandbox.store import Json, Store

# error: 500 before anything was done · rate_limit: 429 · timeout: no answer, nothing done ·
# answer_lost: done, then the line is cut · slow: done after some seconds · garbage: done, and the
# answer is not JSON (a proxy's page)
KINDS = ("error", "rate_limit", "timeout", "answer_lost", "slow", "garbage")


def take_fault(store: Store, *, method: str, path: str) -> Json | None:
    """Use up and return the first fault that fits the request, or None."""
    for switch_id, fault in store.switches("fault"):
        if not path.startswith(fault["path"]) or fault["method"] not in ("*", method):
            continue
        fault["next"] -= 1
        if fault["next"] > 0:
            store.change_switch(switch_id, fault)
        else:
            store.drop_switch(switch_id)
        return fault
    return None


def refusal_for(kind: str) -> Refusal:
    """Return the answer of a fault that refuses. Neither counts as begun, so a retry may pass."""
    if kind == "rate_limit":
        return Refusal(
            "Too many requests at once. Please try again in a moment.",
            status=429,
            code="rate_limit",
            began=False,
        )
    return Refusal(
        "Something went wrong on the sandbox's side, because a tester asked for it.",
        status=500,
        kind="api_error",
        began=False,
    )
