#!/bin/sh
# django-allauth 65.22.1 with Django 5.2.19.
#
# allauth mails codes to sign in as ABCD-EFGH and forgives what readers make of the dash: it may be
# left out, or be a blank. Mail programs and word processors make another one of it, so that no line
# ends there (U+2011), and put a no-break space or an invisible mark beside it; a phone set to Japanese
# writes full-width letters. Copied from such a letter the right code is a wrong one.
#
# Seen (the code of the letter, as it is typed into the form that allauth shows):
#   as mailed: signed in
#   without its dash: signed in
#   with a blank for it: signed in
#   with the dash that keeps a line together: Incorrect code.
#   with a no-break space beside it: Incorrect code.
#   with a mark that joins words: Incorrect code.
#   in full-width letters: Incorrect code.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/type.py" <<'PYTHON'
import re

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="k" * 50,
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="allauth.account.urls",
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
        "django.contrib.messages", "allauth", "allauth.account",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    ACCOUNT_LOGIN_METHODS={"email"},
    ACCOUNT_LOGIN_BY_CODE_ENABLED=True,
    ACCOUNT_RATE_LIMITS=False,
    LOGIN_REDIRECT_URL="/in/",
)
django.setup()

from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment

setup_test_environment()
call_command("migrate", verbosity=0)
User.objects.create_user("ada", "ada@example.org")
WAYS = {
    "as mailed": lambda code: code,
    "without its dash": lambda code: code.replace("-", ""),
    "with a blank for it": lambda code: code.replace("-", " "),
    "with the dash that keeps a line together": lambda code: code.replace("-", "\u2011"),
    "with a no-break space beside it": lambda code: code.replace("-", "-\u00a0"),
    "with a mark that joins words": lambda code: code.replace("-", "-\u2060"),
    "in full-width letters": lambda code: "".join(
        chr(ord(sign) + 0xFEE0) if sign.isalnum() else sign for sign in code
    ),
}
for way, made in WAYS.items():
    client = Client()
    client.post("/login/code/", {"email": "ada@example.org"})
    [code] = re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.M)
    answer = client.post("/login/code/confirm/", {"code": made(code)})
    if answer.status_code == 302 and "_auth_user_id" in client.session:
        print(f"{way}: signed in")
    else:
        print(f"{way}: {' '.join(answer.context['form'].errors['code'])}")
PYTHON
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install --disable-pip-version-check django==5.2.19 django-allauth==65.22.1
cd "$folder"
"$folder/venv/bin/python" type.py >seen
cat seen
cat >expected <<'SEEN'
as mailed: signed in
without its dash: signed in
with a blank for it: signed in
with the dash that keeps a line together: Incorrect code.
with a no-break space beside it: Incorrect code.
with a mark that joins words: Incorrect code.
in full-width letters: Incorrect code.
SEEN
diff expected seen
