"""Pages: the WSGI application (granian or gunicorn in production, a2wsgi inside `config.asgi`)."""

import os

import config

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

__all__ = ["application", "config"]
