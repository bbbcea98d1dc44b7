#!/usr/bin/env python
"""Django's command line, with `site/` on the path."""

import os
import sys
from pathlib import Path


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"The settings are not right yet (README, Settings): {error}")
    except DatabaseError:
        from config.archive.migrations import why_it_fails  # noqa: PLC0415

        reason = why_it_fails()
        if not reason:
            raise
        sys.exit(reason)
    except KeyboardInterrupt:
        sys.exit(130)  # as shells say it; where we were when somebody changed their mind is no news


if __name__ == "__main__":
    main()
