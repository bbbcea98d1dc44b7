#!/bin/sh
# asgiref 3.13.0 beside asgiref 3.10.0, both under Django 5.2.19.
#
# Whoever runs work of an async server in a thread pool of their own hands the context over as Python
# says: `contextvars.copy_context().run(work)` in the executor. Up to asgiref 3.10 the language that
# Django had active went along. Since asgiref marks what it keeps with the thread that set it, the
# context variables of others still arrive and Django's language does not: the work runs in the
# site's default language, silently. `sync_to_async(work, thread_sensitive=False, executor=pool)`
# hands it over in both.
#
# Seen (asgiref: language in the pool by a copied context | by sync_to_async | a variable of ours):
#   3.10.0: de | de | ours
#   3.13.0: en-us | de | ours
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/languages.py" <<'PYTHON'
import asyncio
import contextvars
import sys
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import sync_to_async
from django.conf import settings

settings.configure(USE_I18N=True, LANGUAGE_CODE="en-us")
import django

django.setup()
from django.utils.translation import get_language, override

ours = contextvars.ContextVar("ours", default="lost")
pool = ThreadPoolExecutor(1)


async def both() -> list[str]:
    ours.set("ours")
    with override("de"):
        await asyncio.sleep(0)
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()
        copied = await loop.run_in_executor(pool, context.run, get_language)
        handed = await sync_to_async(get_language, thread_sensitive=False, executor=pool)()
        own = await loop.run_in_executor(pool, context.run, ours.get)
    return [copied, handed, own]


version, *expected = sys.argv[1:]
seen = asyncio.run(both())
print(f"{version}: {' | '.join(seen)}")
sys.exit("no longer so" if seen != expected else 0)
PYTHON
try() {
  python3 -m venv "$folder/$1"
  "$folder/$1/bin/python" -m pip install --quiet Django==5.2.19 "asgiref==$1"
  "$folder/$1/bin/python" "$folder/languages.py" "$@"
}
try 3.10.0 de de ours
try 3.13.0 en-us de ours
