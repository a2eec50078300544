"""All configuration, read from the environment; what is missing is said aloud at start."""

import base64
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Miljøvariablen {name} mangler. (The environment variable {name} is missing.)")
    return value


def env_bool(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "ja"}


# Commands that need no database (see interfaces: plan, flow_metrics) must run with nothing configured.
NO_SERVICES = len(sys.argv) > 1 and sys.argv[1] in {
    "plan",
    "flow_metrics",
    "collectstatic",
    "compilemessages",
    "makemessages",
}

DEBUG = env_bool("DEBUG")
JOBPAKKER_DEMO = env_bool("JOBPAKKER_DEMO")

# Secrets ------------------------------------------------------------------------------------------------------------
SECRET_KEY = env("SECRET_KEY", "no-service-needs-it" if NO_SERVICES else None)


def _keys(text: str) -> dict[int, bytes]:
    """`1:<base64>,2:<base64>`: key id to 32 bytes. The last one seals; all of them open."""
    return {
        int(number): base64.b64decode(key) for number, key in (part.split(":", 1) for part in text.split(",") if part)
    }


CPR_KEYS = _keys(env("CPR_KEYS", "" if NO_SERVICES else None))
CPR_INDEX_KEY = base64.b64decode(env("CPR_INDEX_KEY", "" if NO_SERVICES else None))

# Where we are -------------------------------------------------------------------------------------------------------
BASE_URL = env("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = [host for host in env("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
ROOT_URLCONF = "jobpakker.urls"
WSGI_APPLICATION = "jobpakker.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "crispy_forms",
    "django_htmx",
    "jobpakker.foundation.accounts",
    "jobpakker.foundation.audit",
    "jobpakker.foundation.outbox",
    "jobpakker.foundation.notifications",
    "jobpakker.foundation.staff",
    "jobpakker.foundation.ui",
    "companies",
    "casework",
    "jobpakker.starter",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jobpakker.foundation.ui.middleware.DatabaseAway",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jobpakker.foundation.accounts.middleware.ChosenLanguage",
    "jobpakker.foundation.audit.middleware.DeclaredAccess",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jobpakker.foundation.ui.middleware.ByButtonOnly",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jobpakker.foundation.ui.context_processors.navigation",
                *(["jobpakker.starter.context_processors.demo"] if JOBPAKKER_DEMO else []),
            ],
        },
    },
]

# Data ---------------------------------------------------------------------------------------------------------------
# `default` is the application's own role: it can change rows, but owns no table. `owner` owns the tables and is used
# by `migrate --database owner` alone. Both point at the same database.
_default = dj_database_url.parse(env("DATABASE_URL", "postgres:///none" if NO_SERVICES else None))
_owner = dj_database_url.parse(os.environ.get("DATABASE_OWNER_URL") or env("DATABASE_URL", "postgres:///none"))
for _database in (_default, _owner):
    _database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    _database.setdefault("OPTIONS", {})["connect_timeout"] = 5
DATABASES = {"default": _default, "owner": _owner | {"TEST": {"MIRROR": "default"}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", "redis://localhost:6379/0" if NO_SERVICES else None)
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # state lives in PostgreSQL; Redis carries wake-ups only
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 900
CELERY_TIMEZONE = "Europe/Copenhagen"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A frozen broker must not hang a caller; the visibility timeout must exceed the longest task.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2, "visibility_timeout": 1200}

# People -------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 9 * 60 * 60  # a working day; nobody stays logged in overnight
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BASE_URL.startswith("https://")
SECURE_HSTS_SECONDS = 63_072_000 if BASE_URL.startswith("https://") else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

# Words --------------------------------------------------------------------------------------------------------------
# Danish is the language of the msgids; the choice is a person's own, never the browser's.
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "sprog"
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

# Pages --------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
HASHED_STATIC = env_bool("HASHED_STATIC")  # an image, after `collectstatic`; otherwise files are served where they lie
STATIC_ROOT = BASE_DIR / "staticfiles" if HASHED_STATIC else None
WHITENOISE_USE_FINDERS = not HASHED_STATIC
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "dkfds"
CRISPY_FAIL_SILENTLY = False

# Mail: `smtp://user:password@host:port`, `mailbox:///dir` (the demo's mailbox page) or nothing (kept in the process). ------
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "jobpakker@example.invalid")


def mailer(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme == "mailbox":
        return {"BACKEND": "jobpakker.starter.mailbox.EmailBackend", "OPTIONS": {"directory": parts.path}}
    if parts.scheme in {"smtp", "smtps"}:
        options = {"host": parts.hostname, "port": parts.port or 25, "use_tls": parts.scheme == "smtps", "timeout": 10}
        if parts.username:
            options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
        return {"BACKEND": "jobpakker.foundation.notifications.channels.smtp.EmailBackend", "OPTIONS": options}
    return {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


MAILERS = {"default": mailer(env("EMAIL_URL", ""))}

# Logs: no parameters, no bodies, and the secret part of a link never leaves the page it opens. ------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask_links": {"()": "jobpakker.foundation.links.MaskLinks"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask_links"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "celery": {"level": "WARNING"},
    },
}
