"""A build that does what it is asked: one line of JSON in, one line of JSON out.

`{"call": "module:function", "with": {...}}` is answered by what the function returns.
"""

import importlib
import json
import os
import sys
import traceback
from typing import Any


def main() -> None:
    """Answers until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a build prints must not stand between the answers
    for root in (os.getcwd(), os.path.join(os.getcwd(), "site")):
        if root not in sys.path:
            sys.path.insert(0, root)
    import django  # noqa: PLC0415

    django.setup()
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    module, _, name = asked["call"].partition(":")
    try:
        found = getattr(importlib.import_module(module), name)(**asked["with"])
    except Exception:
        return {"error": traceback.format_exc()}
    return {"answer": found}


if __name__ == "__main__":
    main()
