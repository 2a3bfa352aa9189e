"""The settings of the web, read from `SKILLPACT_…` variables; what they mean stands in docs/operate/settings.md.

A production that would be unsafe refuses to start: see `skillpact_web.productionchecks`.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import environment, productionchecks

HERE = Path(__file__).resolve().parent
# production: the default; local: one's own machine over http; demo: local with the invented cluster; test: the tests
MODE = environment.choice("MODE", "production", ("production", "local", "demo", "test"))
DEBUG = environment.flag("DEBUG", default=False)
HOME = environment.web_home(MODE)

# --- secrets and addresses
DEFAULT_SECRET = "not-a-secret-for-one-machine-only"  # noqa: S105 - productionchecks refuses it
SECRET_KEY = environment.text("SECRET_KEY", DEFAULT_SECRET)
BASE_URL = environment.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
IS_HTTPS = BASE_URL.startswith("https://")
_HOST = BASE_URL.partition("://")[2].partition("/")[0].rpartition(":")[0] or BASE_URL.partition("://")[2]
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS") or [
    _HOST.strip("[]"),
    *(["127.0.0.1", "localhost", "[::1]", "testserver"] if MODE != "production" else []),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- applications: the floors of docs/architecture.md, lowest first
INSTALLED_APPS = [
    "skillpact_web.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "skillpact_web.privacy",
    "skillpact_web.audit",
    "skillpact_web.accounts",
]
# Apps appear here as they get their models; the order is that of the floors.
INSTALLED_APPS += [
    f"skillpact_web.{name}"
    for name in (
        "doors",
        "search",
        "organisations",
        "consents",
        "documents",
        "notices",
        "jobs",
        "metrics",
        "library",
        "skills",
        "vacancies",
        "workforce",
        "talents",
        "courses",
        "studies",
        "home",
        "operate",
        "api",
    )
    if (HERE / name / "apps.py").exists()
]
MIDDLEWARE = [
    "skillpact_web.operate.middleware.OperateMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Before the files of the web, which carry the same headers as its pages.
    "skillpact_web.ui.middleware.PageHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "skillpact_web.ui.middleware.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "skillpact_web.accounts.middleware.ViewerMiddleware",
    "skillpact_web.ui.middleware.DomainErrorMiddleware",
]
ROOT_URLCONF = "skillpact_web.urls"
WSGI_APPLICATION = "skillpact_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "accounts" / "templates"],  # before those of allauth, which they replace
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "skillpact_web.ui.context.page",
            ],
            "builtins": ["skillpact_web.ui.templatetags.ui", "skillpact_web.doors.templatetags.once"],
        },
    }
]
FORM_RENDERER = "skillpact_web.ui.forms.Renderer"

# --- data
DATABASES = {
    "default": dj_database_url.parse(
        environment.text("DATABASE_URL")
        or os.environ.get("DATABASE_URL", "")
        or f"sqlite:///{HOME / 'skillpact.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer waits for its turn at the start of a transaction instead of failing in its middle.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Pages ask short questions: to compile one, or to spread it over processes, costs more than it saves. An address
    # that brings options of its own keeps them.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", "-c jit=off -c max_parallel_workers_per_gather=0"
    )
else:
    raise ImproperlyConfigured(
        "SKILLPACT_DATABASE_URL names another database than sqlite:/// or postgres://, use one of these"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Shared by all processes, so that a limit on attempts holds whichever of them answers.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [HERE / "locale"]
FORMAT_MODULE_PATH = "skillpact_web.ui.formats"
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE", "Europe/Brussels")
_CLOCK = environment.text("CLOCK")
try:
    SKILLPACT_CLOCK = date.fromisoformat(_CLOCK) if _CLOCK else None
except ValueError:
    raise ImproperlyConfigured(f"Unexpected value SKILLPACT_CLOCK={_CLOCK}, use a day such as 2026-11-02") from None

# --- files
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Outside production nothing needs to be collected first.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODE == "test"
WHITENOISE_ALLOW_ALL_ORIGINS = False
SKILLPACT_DOCUMENTS = HOME / "documents"
SKILLPACT_UPLOAD_LIMIT = environment.number("UPLOAD_LIMIT_MB", 20, least=1) * 1_000_000
# A file that is too large is refused while it comes in, and a full disk is told in a sentence.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "skillpact_web.documents.uploads.CarefulUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- rules of the house
SKILLPACT_STALE_DAYS = environment.number(
    "STALE_DAYS", 90, least=1
)  # a need that nobody confirmed for so long is stale
SKILLPACT_ANSWER_DAYS = environment.number("ANSWER_DAYS", 14, least=1)  # a request is answered within so many

# --- sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# invited: an account begins with an invitation; open: talents may open one themselves
SIGNUP = environment.choice("SIGNUP", "invited", ("invited", "open"))
INVITATION_DAYS = environment.number("INVITATION_DAYS", 14, least=1)
ACCOUNT_ADAPTER = "skillpact_web.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "skillpact_web.accounts.entryforms.LoginCodeForm",
    "reset_password": "skillpact_web.accounts.entryforms.PasswordResetForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Skillpact] "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # mail is slow at times
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address, a password or an identity provider is changed
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_SESSION_REMEMBER = True
# No limit counts by address alone, so that nobody can lock another person out: `key` holds the address and the client's
# (accounts/adapter.py, accounts/entryforms.py); the rest counts by client, with room for a class of thirty that
# shares one address of the network.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,200/h/ip,5/5m/key",
    "request_login_code": "30/m/ip,200/h/ip",
    "request_login_code_pair": "3/5m/key",
    "reset_password": "30/m/ip,200/h/ip",
    "reset_password_pair": "3/5m/key",
    "signup": "30/m/ip,100/h/ip",
    "confirm_email": "10/m/ip",
    "open_invitation": "60/m/ip,300/h/ip",
    "renew_invitation": "5/m/ip,20/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.flag("BEHIND_PROXY", default=False) else 0
# demanded: roles that see other people's data need a second factor or a passkey; offered: for one's own machine
MFA_POLICY = environment.choice("MFA", "demanded", ("demanded", "offered"))
if MFA_POLICY == "offered" and MODE == "production":
    raise ImproperlyConfigured(
        "SKILLPACT_MFA=offered is for one's own machine, leave it out or set SKILLPACT_MODE to local or demo"
    )
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "skillpact_web.accounts.passkeyforms.AddPasskeyForm",
    "edit_webauthn": "skillpact_web.accounts.passkeyforms.RenamePasskeyForm",
    "login_webauthn": "skillpact_web.accounts.passkeyforms.LoginPasskeyForm",
    "authenticate_webauthn": "skillpact_web.accounts.passkeyforms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "skillpact_web.accounts.passkeyforms.ReauthenticatePasskeyForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Skillpact"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production" and not IS_HTTPS

# --- sign-in by an identity provider that speaks OpenID Connect: docs/operate/sign-in.md
OIDC_ID = environment.text("OIDC_ID", "oidc")
OIDC_SERVER_URL = environment.text("OIDC_SERVER_URL").rstrip("/")
SOCIALACCOUNT_ADAPTER = "skillpact_web.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # an existing account is found by an address that the provider verified
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": OIDC_ID,
                    "name": environment.text("OIDC_NAME", "OpenID Connect"),
                    "client_id": environment.text("OIDC_CLIENT_ID"),
                    "secret": environment.text("OIDC_CLIENT_SECRET"),
                    "settings": {
                        "server_url": OIDC_SERVER_URL,
                        "verified_email": environment.flag("OIDC_EMAILS_ARE_VERIFIED", default=False),
                        "oauth_pkce_enabled": True,
                    },
                }
            ],
        }
    }
    if OIDC_SERVER_URL
    else {}
)
if OIDC_SERVER_URL and not environment.text("OIDC_CLIENT_ID"):
    raise ImproperlyConfigured("SKILLPACT_OIDC_SERVER_URL is set and SKILLPACT_OIDC_CLIENT_ID is not, set both")

# --- browser: nothing of third parties, no inline script or style
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Browsers hold the redirect that follows a form to this list as well: the sign-in leaves for the provider.
        "form-action": [SELF, *(["/".join(OIDC_SERVER_URL.split("/")[:3])] if OIDC_SERVER_URL else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "skillpact_web.ui.errorpages.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = IS_HTTPS and environment.flag("SSL_REDIRECT", default=True)
if environment.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- mail
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if environment.text("EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.number("EMAIL_PORT", 25, least=1)
EMAIL_HOST_USER = environment.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = environment.flag("EMAIL_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", "skillpact@localhost")

# --- log: one JSON line an event, never a name, address or text
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "skillpact_web.ui.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "WARNING").upper()},
    "loggers": {"skillpact": {"level": environment.text("LOG_LEVEL", "INFO").upper()}},
}

if MODE == "production":
    productionchecks.refuse_unsafe(globals())
