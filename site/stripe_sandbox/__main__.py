"""``python site/stripe_sandbox``: starts the sandbox on this machine."""

import argparse
import logging
import sys
from pathlib import Path

if not __package__:  # started as a folder: its modules are those of a package all the same
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from stripe_sandbox.app import build
from stripe_sandbox.desk import Settings
from stripe_sandbox.server import serve
from stripe_sandbox.store import FolderInUse


def read_settings(arguments: list[str] | None = None) -> Settings:
    parser = argparse.ArgumentParser(
        prog="python site/stripe_sandbox",
        description="A small Stripe on this machine. No money moves.",
    )
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps the state")
    parser.add_argument("--webhook-url", required=True, help="where signed events are posted")
    parser.add_argument("--webhook-secret", required=True, help="whsec_…")
    parser.add_argument("--clock-file", type=Path, help="text file: offset in seconds")
    parser.add_argument("--public-url", help="as browsers see it (default http://localhost:PORT)")
    given = parser.parse_args(arguments)
    if not given.webhook_secret.startswith("whsec_"):
        parser.error("--webhook-secret has to start with whsec_")
    if not given.webhook_url.startswith(("http://", "https://")):
        parser.error("--webhook-url has to be a whole web address")
    return Settings(
        port=given.port,
        data=given.data,
        webhook_url=given.webhook_url,
        webhook_secret=given.webhook_secret,
        public_url=(given.public_url or f"http://localhost:{given.port}").rstrip("/"),
        clock_file=given.clock_file,
    )


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    settings = read_settings()
    try:
        app = build(settings)
    except FolderInUse:
        sys.exit(f"Another sandbox works in {settings.data}. Stop it, or choose another --data.")
    serve(app, settings.port)
