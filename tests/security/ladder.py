"""The ladder: each floor may import what is below it, never up, never sideways.

An area is a package inside an app, or inside an area; its floor counts among its neighbours there.
A module beside areas stands above them (`urls.py`, `signals.py`) unless it has a floor of its own.
A new app or area needs a place here.
"""

APPS: list[set[str]] = [
    {"config"},
    {"demo"},
    {"pages", "today", "privacy"},
    {"payments"},
    {"groups"},
    {"courses"},
    {"offline"},
    {"accounts"},
    {"outbox", "spreadsheet"},
    {"audit"},
    {"design"},
    {"help"},
    {"whole", "searching", "typed"},
    {"clock", "vault"},
]

AREAS: dict[str, list[set[str]]] = {
    "config": [
        {"archive"},
        {"release"},
    ],
    "design": [
        {"tags"},
        {"assets", "icons", "money", "shapes"},
    ],
    "pages": [
        {"search"},
        {"programme", "contact", "editor"},
        {"texts", "people", "articles"},
        {"base"},
        {"offers", "blocks", "addresses"},
    ],
    "today": [
        {"desk"},
    ],
    "courses": [
        {"desk"},
        {"measures"},
        {"catalogue"},
        {"answers", "doing", "library", "printed"},
        {"curriculum", "paper"},
        {"lessons"},
        {"resources"},
        {"glossary"},
        {"media"},
        {"practice"},
        {"kept", "diary"},
        {"skills"},
        {"exercises"},
        {"edited", "shipped"},
    ],
    "groups": [
        {"desk", "previews"},
        {"planning"},
        {"practising"},
        {"giving"},
        {"handing"},
        {"messages", "measuring", "diaries"},
        {"coverage"},
        {"leading", "members"},
        {"clocks"},
        {"rooms"},
        {"attendance", "links"},
        {"gates"},
        {"weeks"},
        {"assigning"},
        {"sessions"},
        {"placing"},
        {"seating"},
        {"waiting"},
        {"seats"},
        {"apart"},
        {"cohorts"},
    ],
    "groups.rooms": [
        {"urls"},
        {"views", "tasks"},
        {"words"},
        {"parts"},
        {"wire"},
        {"kernel"},
        {"signin", "access", "keeping", "standing"},
        {"models", "closing", "by_hand", "names"},
    ],
    "payments": [
        {"desk"},
        {"story"},
        {"webhooks", "enrolling"},
        {"reconcile"},
        {"settling"},
        {"refunds", "disputes"},
        {"cases"},
        {"received"},
        {"checkout"},
        {"by_hand"},
        {"dues", "ledger"},
        {"orders"},
        {"prices"},
        {"gateway"},
    ],
}

# Folders that stand for a module above the areas: Django looks for some of them by name.
ABOVE = {"management", "migrations", "templatetags", "views"}
# Packages whose modules and folders stand beside each other: none knows another.
APART = {"groups.rooms.parts"}

# The sandbox is a program of its own: it knows no app, and no app knows it.
ALONE = {"stripe_sandbox"}
