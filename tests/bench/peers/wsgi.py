"""The peers as WSGI, and the same inside an ASGI server, as the product serves its pages."""

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
served = WSGIMiddleware(application, workers=10)
