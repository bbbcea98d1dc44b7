"""The ladder: each floor may import what is below it, never up, never sideways.

An area's floor counts inside its app; modules of the app itself (`urls.py`, `tasks.py`) stand above
its areas, and `words` they all share (LOW) below. A new app or area needs a place here.
"""

APPS: list[set[str]] = [
    {"config"},
    {"demo"},
    {"pages", "today", "privacy"},
    {"payments"},
    {"groups"},
    {"courses"},
    {"accounts"},
    {"outbox", "audit"},
    {"design"},
    {"help"},
    {"clock", "vault"},
]

AREAS: dict[str, list[set[str]]] = {
    "courses": [
        {"curriculum"},
        {"lessons"},
        {"resources"},
        {"skills"},
    ],
    "groups": [
        {"desk"},
        {"clocks"},
        {"rooms"},
        {"attendance", "links"},
        {"weeks"},
        {"sessions"},
        {"seats"},
        {"cohorts"},
    ],
    "payments": [
        {"webhooks", "desk", "enrolling", "management"},
        {"reconcile"},
        {"settling"},
        {"checkout", "refunds"},
        {"ledger", "cases"},
        {"orders"},
        {"prices"},
        {"gateway"},
    ],
}

# Areas that have floors of their own inside. `parts` stand beside each other: none knows another.
LAYERS: dict[str, list[set[str]]] = {
    "groups.rooms": [
        {"urls"},
        {"views", "tasks"},
        {"words"},
        {"parts"},
        {"wire"},
        {"kernel"},
        {"signin", "access"},
        {"models", "closing"},
    ],
}
APART = {"groups.rooms.parts"}

# Modules of an app that its areas share: they know no area.
LOW = {"courses.shipped"}

# The sandbox is a program of its own: it knows no app, and no app knows it.
ALONE = {"payments.sandbox"}
