"""The peers as WSGI, and the same inside an ASGI server, as the product serves its pages."""

from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
served = WSGIMiddleware(cast("WSGIApp", application), workers=10)
