#!/bin/sh
# Wagtail 8.0.1 under Django 5.2.19.
#
# Blocks of a StreamField may be given without ids (they are optional, and JSON written by a program
# rarely has them); they get theirs when they are saved. The comparison of revisions pairs blocks by
# their ids alone: while they have none, every block of one text is compared with the last block of
# the other. So a text compared with itself is equal, is said not to have changed, and is shown as
# rewritten. With ids nothing is marked.
#
# Seen (equal | said to have changed | words marked as deleted, as added):
#   without ids: True | False | 1, 1
#   with ids: True | False | 0, 0
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/compare.py" <<'PYTHON'
import sys

from django.conf import settings

settings.configure(
    INSTALLED_APPS=[
        "wagtail.admin", "wagtail.images", "wagtail.documents", "wagtail.users", "wagtail",
        "taggit", "django.contrib.auth", "django.contrib.contenttypes",
    ],
    SECRET_KEY="-", STATIC_URL="/static/", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    WAGTAIL_SITE_NAME="-", WAGTAILADMIN_BASE_URL="http://localhost",
)
import django

django.setup()
from wagtail import blocks
from wagtail.admin.compare import StreamBlockComparison

text = blocks.StreamBlock([("point", blocks.CharBlock())])
stored = [{"type": "point", "value": "Breathe out."}, {"type": "point", "value": "Wait."}]
named = [block | {"id": f"00000000-0000-4000-8000-00000000000{at}"} for at, block in enumerate(stored)]


def seen(raw):
    once, again = text.to_python(raw), text.to_python(raw)
    compared = StreamBlockComparison(text, True, True, once, again)
    html = compared.htmldiff()
    shown = html.count('<span class="deletion">'), html.count('<span class="addition">')
    return once == again, compared.has_changed(), *shown


without, having = seen(stored), seen(named)
for name, (equal, changed, gone, new) in (("without ids", without), ("with ids", having)):
    print(f"{name}: {equal} | {changed} | {gone}, {new}")
sys.exit("no longer so" if (without, having) != ((True, False, 1, 1), (True, False, 0, 0)) else 0)
PYTHON
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet wagtail==8.0.1 django==5.2.19
"$folder/venv/bin/python" "$folder/compare.py"
