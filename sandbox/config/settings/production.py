"""A county in production: everything of the place comes from the environment.

docs/reference/environment.md explains every variable; deploy/ starts the processes.
"""

import os
from pathlib import Path

from .environment import Environment

environment = Environment(os.environ)
SECRET_KEY = environment.key("SECRET_KEY")
COUNTY_DOMAIN = environment.host(
    "COUNTY_DOMAIN", "It is the domain of the bureaus' sites, such as zwgk.example.gov.cn."
)
ADMIN_BASE_URL = environment.url(
    "ADMIN_BASE_URL",
    "It is the address of the county office's site, used in messages to editors.",
    ["https"],
    default=f"https://{COUNTY_DOMAIN}",
)
HSTS_SECONDS = environment.number("HSTS_SECONDS", default=365 * 24 * 3600)
environment.url(
    "DATABASE_URL",
    "Such as postgresql://disclosure:PASSWORD@127.0.0.1/disclosure",
    ["postgresql", "postgres"],
)
environment.url("REDIS_URL", "Such as redis://127.0.0.1:6379/0", ["redis", "rediss"])
environment.folder("DATA_DIR", "Uploads and archive files are kept there: /var/lib/disclosure")
environment.complete()

# Only now: the base settings read the three variables just checked.
from .base import *  # noqa: E402, F403
from .base import DATA_DIR, DISCLOSURE  # noqa: E402

DEBUG = False

# --- Hosts -------------------------------------------------------------------------------

# Which of these names belongs to a bureau the database knows; the others get a plain 404.
ALLOWED_HOSTS = [f".{COUNTY_DOMAIN}"]
WAGTAILADMIN_BASE_URL = ADMIN_BASE_URL
DISCLOSURE = {
    **DISCLOSURE,
    "PUBLIC_PORT": 443,
    "MEDIA_ACCEL_PREFIX": "/_media/",
    "FRONT_SERVER_KEEPS_PAGES": True,  # as deploy/nginx does
    "CLIENT_ADDRESS_HEADER": "HTTP_X_FORWARDED_FOR",  # set by the front server on every request
    "SNAPSHOT_FRONT_DOOR": environment.text("SNAPSHOT_FRONT_DOOR", ""),
    # In the environment of the signing worker alone.
    "LOG_KEY_FILES": tuple(environment.text("LOG_KEY_FILES", "").split()),
    "TSA_URL": environment.text("TSA_URL", ""),
    "TSA_CERTIFICATES": environment.text("TSA_CERTIFICATES", ""),
    "ARCHIVE_RULES_FILE": environment.text("ARCHIVE_RULES_FILE", ""),
    "SUMMARY_RULES_FILE": environment.text("SUMMARY_RULES_FILE", ""),
    "CLAMD_SOCKET": environment.text("CLAMD_SOCKET", ""),
}
# With Compose there is no such file for us to read: its variables stand in deploy/.env.
ENVIRONMENT_FILE = environment.text("ENVIRONMENT_FILE", "/etc/disclosure/env")
if os.access(ENVIRONMENT_FILE, os.R_OK):
    DISCLOSURE["KEY_FILES"] = (ENVIRONMENT_FILE,)
# CSRF_TRUSTED_ORIGINS stays empty on purpose: a form comes from the host it is sent to. Trusting
# the whole domain would let a page of one bureau post into another's admin.

# --- HTTPS, ended by the front server ------------------------------------------------------

# The front server sets this header on every request, so that no visitor can.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = HSTS_SECONDS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"  # Wagtail allows its own previews, and only them, from the same host
SILENCED_SYSTEM_CHECKS = [
    # Below the county's domain there are hosts that are not ours; some still speak HTTP only.
    "security.W005",  # SECURE_HSTS_INCLUDE_SUBDOMAINS
    "security.W021",  # SECURE_HSTS_PRELOAD needs the same
]

# A browser takes a cookie named __Host- only over HTTPS and for one host alone: no other
# site below the county's domain can plant one.
SESSION_COOKIE_NAME = "__Host-sessionid"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True  # Wagtail's scripts take the token from the page

# --- Files -------------------------------------------------------------------------------

# The container image holds its static files itself.
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(DATA_DIR / "static")))

# --- Mail --------------------------------------------------------------------------------

EMAIL_HOST = environment.text("EMAIL_HOST", "")
EMAIL_PORT = environment.number("EMAIL_PORT", default=587)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", f"noreply@{COUNTY_DOMAIN}")
if not EMAIL_HOST:
    # Nothing can be sent, so nothing that needs mail is offered.
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    WAGTAIL_PASSWORD_RESET_ENABLED = False

# --- Certificates, and sign-in ----------------------------------------------------------

DISCLOSURE |= {
    "PROBE_VANTAGE": environment.text("PROBE_VANTAGE", "server"),
    "PROBE_CONNECT_TO": environment.text("PROBE_CONNECT_TO", ""),
    "CERTIFICATE_FONT_FILE": environment.text("CERTIFICATE_FONT_FILE", ""),
    "COUNTY_SESSION_MINUTES": environment.number("COUNTY_SESSION_MINUTES", default=60),
    "OIDC_ISSUER": environment.text("OIDC_ISSUER", ""),
    "OIDC_CLIENT_ID": environment.text("OIDC_CLIENT_ID", ""),
    "OIDC_CLIENT_SECRET": environment.text("OIDC_CLIENT_SECRET", ""),
    "OIDC_NAME": environment.text("OIDC_NAME", ""),
    "OIDC_USERNAME_CLAIM": environment.text("OIDC_USERNAME_CLAIM", ""),
}
environment.complete()

# --- Log ---------------------------------------------------------------------------------

# To standard error; journald or the container engine adds the time.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"bureau": {"()": "disclosure_plugin.tenancy.logging.BureauFilter"}},
    "formatters": {
        "line": {"format": "{levelname} bureau={bureau} {name}: {message}", "style": "{"}
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["bureau"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Beat asks every second; a line for each question would bury the rest.
    "loggers": {
        "celery.beat": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},  # Wagtail's index: two lines for every save
    },
}
