"""Pages: the WSGI application (gunicorn in production, a2wsgi inside `config.asgi`)."""

import os
import sys

import config

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    # A list of what to put right, and not the way that the server came to it.
    sys.exit(f"The settings are not right yet (README, Settings): {error}")

__all__ = ["application", "config"]
