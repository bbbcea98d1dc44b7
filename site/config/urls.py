"""Every address of the site."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.views import health
from config.views.login import to_the_one_login
from groups.weeks.views import document

handler400 = "config.views.errors.bad_request"

urlpatterns = [
    re_path(r"^(?:cms|admin|django-admin)/(?:login|password_reset)/", to_the_one_login),
    path("_util/login/", to_the_one_login),
    path("cms/", include(wagtailadmin_urls)),
    # Before Wagtail's own: a document of lessons has a door.
    path("documents/<int:document_id>/<path:document_filename>", document, name="document"),
    path("documents/", include(wagtaildocs_urls)),
    # Nobody needs a password here, so nobody can lose one.
    re_path(r"^account/password/", to_the_one_login),
    path("account/", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("policies/", include("accounts.policy_urls")),
    path("help/", include("help.urls")),
    path("design/", include("design.urls")),
    path("healthz/live", health.live, name="health-live"),
    path("healthz/ready", health.ready, name="health-ready"),
    path("", include("offline.urls")),
    path("", include("groups.urls")),
    path("", include("courses.urls")),
    path("", include("payments.urls")),
    path("", include("today.urls")),
]
if not settings.PRODUCTION:
    urlpatterns += [
        path("demo/", include("demo.urls")),
        path("mailbox/", include("outbox.urls")),
    ]
urlpatterns += [
    path("", include("pages.urls")),
    path("", include(wagtail_urls)),
]
