"""Settings, addresses and entry points: the one package that knows every app.

`site/` is a source root, not a package (Python's own module `site` is loaded before any program
starts). Whoever can import `config` gets both roots on the path here, so every launcher (manage.py,
uvicorn, gunicorn, pytest, mypy) finds every app.
"""

import sys
from pathlib import Path

SITE_ROOT = Path(__file__).resolve().parent.parent
REPOSITORY = SITE_ROOT.parent

for root in (str(SITE_ROOT), str(REPOSITORY)):
    if root not in sys.path:
        sys.path.insert(0, root)
