#!/bin/sh
# Wagtail 8.0.1 with django-taggit 6.1.0 and django-modelcluster 6.5, Django 5.2.19, SQLite.
#
# The tags of a page stand in its search_fields. A page gets a tag and is published; the search by
# the tag does not find it: Wagtail takes a page into the index when its row is saved, and the tags
# are stored after that. The same page saved once more, with nothing changed, is found. So an article
# is missing under its new tag until somebody edits it again (or `update_index` has run).
#
# Seen (found by title, found by tag):
#   published: 1, 0
#   saved again: 1, 1
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/paper"
touch "$folder/paper/__init__.py"
cat >"$folder/paper/models.py" <<'PYTHON'
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.models import Page
from wagtail.search import index


class ArticleTag(TaggedItemBase):
    content_object = ParentalKey("Article", on_delete=models.CASCADE, related_name="tagged")


class Article(Page):
    tags = ClusterTaggableManager(through=ArticleTag, blank=True)
    search_fields = [*Page.search_fields, index.SearchField("tag_words")]

    @property
    def tag_words(self):
        return " ".join(tag.name for tag in self.tags.all())
PYTHON
cat >"$folder/find.py" <<'PYTHON'
import sys

from django.conf import settings

settings.configure(
    INSTALLED_APPS=[
        "paper", "wagtail.search", "wagtail.images", "wagtail.documents", "wagtail.users",
        "wagtail.admin", "wagtail", "taggit", "modelcluster", "django.contrib.auth",
        "django.contrib.contenttypes",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    WAGTAILSEARCH_BACKENDS={"default": {"BACKEND": "wagtail.search.backends.database"}},
    SECRET_KEY="-", STATIC_URL="/static/", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    WAGTAIL_SITE_NAME="-", WAGTAILADMIN_BASE_URL="http://localhost", ROOT_URLCONF="paper",
    USE_TZ=True,
)
import django

django.setup()
from django.core.management import call_command
from paper.models import Article
from wagtail.models import Page

call_command("makemigrations", "paper", verbosity=0)
call_command("migrate", verbosity=0)
article = Article(title="Harbour", slug="harbour-article")
Page.objects.get(depth=1).add_child(instance=article)
article.tags.add("lanterns")
article.save_revision().publish()


def found():
    return tuple(len(Article.objects.live().search(word)) for word in ("harbour", "lanterns"))


published = found()
Article.objects.get().save()
again = found()
print(f"published: {published[0]}, {published[1]}")
print(f"saved again: {again[0]}, {again[1]}")
sys.exit("no longer so" if (published, again) != ((1, 0), (1, 1)) else 0)
PYTHON
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet wagtail==8.0.1 django==5.2.19 django-taggit==6.1.0 django-modelcluster==6.5
cd "$folder"
"$folder/venv/bin/python" find.py
