#!/bin/sh
# Playwright for Python 1.65.2 with Django 5.2.19 (asgiref's locals).
#
# Between sync_playwright().start() and stop(), `django.db.connection` in the very same thread is
# another object than before: Django keeps connections by asyncio context, and Playwright's sync API
# runs its caller inside a loop of its own. So a table made before is missing from an in-memory
# database, an open transaction is not this one's, and what was set on the connection is gone. All
# of it is back after stop(). DJANGO_ALLOW_ASYNC_UNSAFE only silences the warning about it.
#
# Seen:
#   before ['kept'] same connection: True
#   during [] same connection: False
#   after ['kept'] same connection: True
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet Django==5.2.19 playwright==1.65.2
cat >"$folder/show.py" <<'PYTHON'
import os

import django
from django.conf import settings

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
memory = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
settings.configure(DATABASES={"default": memory})
django.setup()

from django.db import connection, connections
from playwright.sync_api import sync_playwright


def show(when):
    same = connections["default"] is first
    print(when, connection.introspection.table_names(), "same connection:", same)


first = connections["default"]
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE kept (id int)")
show("before")
playwright = sync_playwright().start()  # no browser is needed
show("during")
playwright.stop()
show("after")
PYTHON
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'TEXT'
before ['kept'] same connection: True
during [] same connection: False
after ['kept'] same connection: True
TEXT
diff "$folder/expected" "$folder/seen" || { echo "This has changed." >&2; exit 1; }
