"""Settings, addresses and entry points: the one package that knows every app.

`site/` is a source root, not a package (Python's own module `site` is loaded before any program
starts). Whoever can import `config` gets both roots on the path here, so every launcher (manage.py,
uvicorn, gunicorn, pytest, mypy) finds every app. For the same reason it is here that one copy of
the time-zone rules is made to decide, before anybody has loaded a zone.
"""

import sys
from pathlib import Path

SITE_ROOT = Path(__file__).resolve().parent.parent
REPOSITORY = SITE_ROOT.parent

for root in (str(SITE_ROOT), str(REPOSITORY)):
    if root not in sys.path:
        sys.path.insert(0, root)

from clock.rules import use_pinned_rules  # noqa: E402  (found on the path that was just set)

use_pinned_rules()
