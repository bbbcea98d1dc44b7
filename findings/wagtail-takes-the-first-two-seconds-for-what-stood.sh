#!/bin/sh
# Wagtail 8.0.1 with Django 5.2.19, seen in Debian's Chromium by Playwright 1.65.2 for Python.
#
# Somebody opens a page in the editor and types at once, as people do who came to correct a word.
# Wagtail notes what the form holds two seconds after its scripts started and compares with that from
# then on. What was typed before counts as what had been there: nothing is unsaved, autosave does not
# run, the preview does not follow and nobody is asked before the window closes, until something else
# is typed. On a busy machine the two seconds are many more.
#
# Seen (what the draft says ten seconds after "First" was made "Typed" in the form):
#   typed at once: First
#   typed after the editor began to watch: Typed
set -eu
[ -x /usr/bin/chromium ] || { echo "Debian's chromium is wanted" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/paper"
touch "$folder/paper/__init__.py"
cat >"$folder/paper/models.py" <<'PYTHON'
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class Article(Page):
    lead = models.CharField(max_length=200)
    content_panels = [*Page.content_panels, FieldPanel("lead")]
PYTHON
cat >"$folder/paper/urls.py" <<'PYTHON'
from django.urls import include, path
from wagtail.admin import urls as admin

urlpatterns = [path("cms/", include(admin))]
PYTHON
cat >"$folder/type.py" <<'PYTHON'
import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from socketserver import ThreadingMixIn

from django.conf import settings

settings.configure(
    DEBUG=True,
    INSTALLED_APPS=[
        "paper", "wagtail.search", "wagtail.images", "wagtail.documents", "wagtail.users",
        "wagtail.admin", "wagtail", "taggit", "modelcluster", "django.contrib.auth",
        "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]},
    }],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
    WAGTAILSEARCH_BACKENDS={"default": {"BACKEND": "wagtail.search.backends.database"}},
    WAGTAIL_ENABLE_UPDATE_CHECK=False, WAGTAIL_ENABLE_WHATS_NEW_BANNER=False,
    WAGTAIL_GRAVATAR_PROVIDER_URL=None, WAGTAIL_SITE_NAME="-",
    WAGTAILADMIN_BASE_URL="http://localhost", ROOT_URLCONF="paper.urls", SECRET_KEY="-",
    STATIC_URL="/static/", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True,
)
import django

django.setup()
from django.contrib.auth.models import User
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test import Client
from paper.models import Article
from playwright.sync_api import sync_playwright
from wagtail.models import Page

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
call_command("makemigrations", "paper", verbosity=0)
call_command("migrate", verbosity=0)
author = User.objects.create_superuser("author", "author@example.org", "-")
article = Page.objects.get(depth=1).add_child(instance=Article(title="One", lead="First"))
article.save_revision().publish()
client = Client()
client.force_login(author)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        pass


server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"
HEARS = "addEventListener('w-unsaved:watch-edits', () => document.body.setAttribute('watches', ''));"


def drafted(browser, *, at_once):
    with browser.new_context() as window:
        window.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}]
        )
        page = window.new_page()
        page.add_init_script(HEARS)
        page.goto(f"{address}/cms/pages/{article.pk}/edit/", wait_until="commit")
        if not at_once:
            page.locator("body[watches]").wait_for()
        page.locator("#id_lead").fill("Typed")
        if at_once and page.locator("body[watches]").count():
            sys.exit("the machine was too slow to type within two seconds: try again")
        page.locator("body[watches]").wait_for()
        page.wait_for_timeout(10_000)
        assert page.locator("#id_lead").input_value() == "Typed"
    return Article.objects.get().get_latest_revision_as_object().lead


with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    seen = drafted(chromium, at_once=True), drafted(chromium, at_once=False)
    chromium.close()
print("typed at once:", seen[0])
print("typed after the editor began to watch:", seen[1])
sys.exit("no longer so" if seen != ("First", "Typed") else 0)
PYTHON
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  "wagtail==8.0.1" "Django==5.2.19" "playwright==1.65.2"
cd "$folder"
"$folder/venv/bin/python" type.py "$folder/db.sqlite3"
