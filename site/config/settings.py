"""One settings module; everything that differs between installations is an environment variable.

`EVENKEEL_MODE` is `production` (the default: nothing of the demo exists), `demo` or `test`.
The table of variables stands in the README.
"""

import contextlib
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _

from clock.rules import refuse_other_rules
from config import REPOSITORY, codes
from config.environment import Environment
from config.headers import content_security_policy
from config.logs import log_settings
from config.secrets import weak_secret
from groups.rooms.parts.media.ice import IceSettings

_LOCAL = ("http", "localhost")
# A clinic's .env is for production alone: tests and the demo must never reach its database.
if os.environ.get("EVENKEEL_MODE", "production") == "production":
    environ.Env.read_env(REPOSITORY / ".env")
asked = Environment()
MODE = asked.mode
PRODUCTION = MODE == "production"

DATA_DIR = Path(
    asked.text("EVENKEEL_DATA", default=str(REPOSITORY / (".data" if PRODUCTION else ".demo")))
).resolve()
SITE_URL: str = asked.needed(
    "SITE_URL", default="http://localhost:8000", why="the site's address, such as https://your.site"
).rstrip("/")
_site = urlsplit(SITE_URL)
SITE_HOST: str = _site.hostname or ""
HTTPS = _site.scheme == "https"
# http://localhost is for trying production mode on one's own machine.
asked.refuse_if(
    not SITE_HOST or (PRODUCTION and not HTTPS and (_site.scheme, SITE_HOST) != _LOCAL),
    "SITE_URL must start with https:// in production.",
)
asked.refuse_if(
    bool(_site.netloc and (_site.path or _site.query or _site.fragment)),
    "SITE_URL is scheme and host alone, such as https://your.site",
)
SITE_PORT = asked.port_of(SITE_URL, name="SITE_URL")

# Where the links of discreet letters stand: a host that names nobody and leads on to the site.
DISCREET_SITE_URL: str = asked.text("DISCREET_SITE_URL", default=SITE_URL).rstrip("/")
asked.refuse_if(
    PRODUCTION and HTTPS and not DISCREET_SITE_URL.startswith("https://"),
    "DISCREET_SITE_URL must start with https:// in production.",
)
DISCREET_HOST: str = urlsplit(DISCREET_SITE_URL).hostname or "localhost"
DEBUG = False
DEMO_SECRET_KEY = "demo-only-" + "k" * 50
_README = "the README says how to make one"
SECRET_KEY: str = asked.needed("SECRET_KEY", default=DEMO_SECRET_KEY, why=_README)
asked.refuse_if(
    PRODUCTION and (asked.text("SECRET_KEY") == DEMO_SECRET_KEY or weak_secret(SECRET_KEY)),
    "SECRET_KEY can be guessed: the README says how to make one.",
)
# Exact, never "*": a letter must not carry an attacker's host.
ALLOWED_HOSTS = [SITE_HOST, DISCREET_HOST, *asked.names("EXTRA_HOSTS")]
asked.refuse_if(
    any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS),
    "EXTRA_HOSTS names each host exactly: no * and no leading dot.",
)
if not PRODUCTION:
    ALLOWED_HOSTS += ["127.0.0.1", "testserver"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Exact origins whose pages may open a room socket.
ROOM_ORIGINS = [SITE_URL]

# --- apps, from the top of the ladder to its foot -------------------------------------------------
INSTALLED_APPS = [
    "config",
    *([] if PRODUCTION else ["demo"]),
    "today",
    "pages",
    "payments",
    "groups",
    "courses",
    "offline",
    "accounts",
    "outbox",
    "audit",
    "design",
    "help",
    "clock",
    "vault",
    "whole",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.headers.HeadersMiddleware",
    "offline.copies.CopyMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "config.nulls.NoNullCharacters",
    "config.neutral.NeutralHostMiddleware",
    "config.visitors.VisitorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ReaderMiddleware",
    "config.forms.FormsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [REPOSITORY / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "help.context.brand_and_crisis",
                "pages.context.navigation",
            ],
        },
    }
]

# --- where things are kept ------------------------------------------------------------------------
DATABASES = {"default": asked.database(default=f"sqlite:///{DATA_DIR / 'evenkeel.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: without it a read-then-write transaction fails with "database is locked" as soon as
    # two people write. FULL: a committed seat survives a power cut.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # The first command may come before the folder; where it cannot be made, the database says so.
    with contextlib.suppress(OSError):
        Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # A file, because rooms and the worker read from threads and processes of their own.
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {"options": "-c statement_timeout=15000 -c lock_timeout=10000"}
_database["CONN_MAX_AGE"] = asked.whole("CONN_MAX_AGE", default=60)
_database["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = asked.text("REDIS_URL")
if REDIS_URL:
    _redis: dict[str, object] = {
        "BACKEND": "config.cache.SharedCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    CACHES = {name: {**_redis, "KEY_PREFIX": name} for name in ("pages", "copies")}
    CACHES["default"] = _redis
    _layer = "channels_redis.pubsub.RedisPubSubChannelLayer"
    CHANNEL_LAYERS = {"default": {"BACKEND": _layer, "CONFIG": {"hosts": [REDIS_URL]}}}
else:
    _memory: dict[str, object] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    CACHES = {"default": _memory, "pages": {**_memory, "LOCATION": "pages"}}
    CACHES["copies"] = {**_memory, "LOCATION": "copies", "OPTIONS": {"MAX_ENTRIES": 1_000}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# How browsers in a room find each other. No public STUN, ever: it is a third party. Without a relay
# members see each other's network addresses, so production is relay-only unless told otherwise.
ROOM_ICE = IceSettings(
    servers=tuple(asked.names("RTC_ICE_SERVERS")),
    turn_url=asked.text("TURN_URL"),
    turn_secret=asked.text("TURN_SECRET"),
    relay_only=asked.yes("RTC_RELAY_ONLY", default=PRODUCTION),
)
asked.refuse_if(
    bool(ROOM_ICE.turn_url) != bool(ROOM_ICE.turn_secret),
    "TURN_URL and TURN_SECRET go together: the one without the other relays nothing.",
)

# The ring of keys for clinical text, secrets and links: "id:base64,id:base64", newest first.
DEMO_VAULT_KEY = "demo:ZXZlbmtlZWwgZGVtbyBrZXksIG5ldmVyIGZvciByZWE="
VAULT_KEYS: str = asked.needed("VAULT_KEYS", default=DEMO_VAULT_KEY, why=_README)
asked.refuse_ring(VAULT_KEYS, of_the_demo=DEMO_VAULT_KEY)

# --- time -----------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
refuse_other_rules()
# One offset in seconds that web, worker and sandbox read; see clock. Production has none.
CLOCK_FILE: Path | None = None if PRODUCTION else DATA_DIR / "clock"
asked.refuse_if(
    PRODUCTION and bool(asked.text("CLOCK_FILE")),
    "CLOCK_FILE is for the demo: production runs on the real time.",
)

# --- words ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
USE_I18N = True
LOCALE_PATHS = [REPOSITORY / "templates" / "locale"]

# --- files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
# Tests read static files where they stand; with COLLECTED_STATIC as everywhere else: collected,
# hashed, compressed.
_static_in_place = MODE == "test" and not asked.yes("COLLECTED_STATIC", default=False)
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"  # what only some readers may have: no address leads there
STORAGES = {
    "default": {"BACKEND": "config.storage.WholeFiles"},
    "private": {"BACKEND": "config.storage.PrivateFiles"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _static_in_place
        else "config.static.HashedStaticFiles"
    },
}
WHITENOISE_USE_FINDERS = _static_in_place
WHITENOISE_AUTOREFRESH = False
ACCEL_ADDRESS: str = asked.text("ACCEL_ADDRESS").rstrip("/")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Off ends the service worker in every browser that comes by, and what it kept goes with it.
OFFLINE: bool = asked.yes("OFFLINE", default=True)

# --- who signs in ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_validation}.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/today/"
LOGOUT_REDIRECT_URL = "account-signed-out"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_UNIQUE_EMAIL = ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
# A page that says "ask for a new code" has the button for it. (Changing the address on that page
# stays off: allauth offers it only for unknown addresses, which would tell which are known.)
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Asking for a code is limited per mailbox and, more tightly, per address it comes from: nobody can
# use up a victim's codes from one machine.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "request_login_code": "5/m/ip,10/m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = asked.whole("TRUSTED_PROXIES", default=0)
USERSESSIONS_TRACK_ACTIVITY = False  # a row written by every page would cost more than it tells
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
ACCOUNT_FORMS, MFA_FORMS = codes.OF_ALLAUTH, codes.OF_ITS_SECOND_FACTOR

# --- cookies and headers --------------------------------------------------------------------------
# The port in the name keeps two demos on one machine apart; __Host- needs https.
_prefix = "__Host-" if HTTPS else f"ek{SITE_PORT or 80}-"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = f"{_prefix}session"
CSRF_COOKIE_NAME = f"{_prefix}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
# "Signed in as …", "Ada is added": in the session, not readable in a cookie of its own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "config.views.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if HTTPS:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = asked.yes("SECURE_SSL_REDIRECT", default=False)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- payments -------------------------------------------------------------------------------------
STRIPE_SECRET_KEY: str = asked.needed(
    "STRIPE_SECRET_KEY", default="sk_test_sandbox", why="nobody could pay for a seat", never=True
)
STRIPE_WEBHOOK_SECRET: str = asked.needed(
    "STRIPE_WEBHOOK_SECRET", default="whsec_sandbox", why="forged events would pass", never=True
)
_sandbox = "" if asked.text("STRIPE_SECRET_KEY") else "http://localhost:8001"
STRIPE_API_BASE: str = asked.text("STRIPE_API_BASE", default=_sandbox)
asked.refuse_if(
    bool(STRIPE_API_BASE) and not STRIPE_SECRET_KEY.startswith("sk_test_"),
    "A live Stripe key beside STRIPE_API_BASE: unset STRIPE_API_BASE, or use a test key.",
)
# Where the hosted payment page lives: form-action must name it or browsers block the redirect.
CHECKOUT_ORIGIN: str = STRIPE_API_BASE or "https://checkout.stripe.com"
CONTENT_SECURITY_POLICY = content_security_policy(
    checkout_origin=CHECKOUT_ORIGIN, site_url=SITE_URL
)

# --- letters --------------------------------------------------------------------------------------
# Everything that Django, allauth or Wagtail sends becomes a Letter in the outbox; the worker hands
# letters to the transport below.
EMAIL_BACKEND = "outbox.backend.OutboxBackend"
MAILBOX_DIR: Path | None = None if PRODUCTION else DATA_DIR / "mailbox"
_mail = asked.mail(default="consolemail://", why="letters would go nowhere")
OUTBOX_TRANSPORT: str = (
    _mail["EMAIL_BACKEND"] if asked.text("EMAIL_URL") else "outbox.mailbox.MailboxBackend"
)
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_mail.get("EMAIL_USE_TLS", False))
EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_SSL", False))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = asked.text("DEFAULT_FROM_EMAIL", default=f"Evenkeel <care@{SITE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# The address of discreet letters, where the ordinary one would tell too much.
DISCREET_FROM_EMAIL = asked.text("DISCREET_FROM_EMAIL", default=DEFAULT_FROM_EMAIL)
# How long a letter waits for a sender that died; longer than a mail server may take for one letter.
OUTBOX_LEASE_SECONDS = asked.seconds("OUTBOX_LEASE_SECONDS", default=180)
# Urgent letters leave beside the request that posted them; tests want them sent when it returns.
OUTBOX_SEND_IN_THREAD = asked.yes("OUTBOX_SEND_IN_THREAD", default=MODE != "test")

# --- Wagtail --------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Evenkeel"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no third party
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no call home
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USAGE_COUNT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
# Left to itself Wagtail also offers "localtime" and the like, at which browsers stumble.
# One time zone for each account, chosen under /account/; the editor follows (pages/signals.py).
WAGTAIL_USER_TIME_ZONES: list[str] = []
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "pages.editor.uploads.DocumentForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.editor.uploads.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
_search = {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
WAGTAILSEARCH_BACKENDS = {"default": _search}
TAGGIT_CASE_INSENSITIVE = True

# --- logs: events and ids, never a person's words -------------------------------------------------
LOGGING = log_settings(level=asked.level("LOG_LEVEL", default="INFO"))

asked.refuse_what_is_wrong()
