"""The demo behind the shipped nginx site, which keeps public pages for a second."""

from sandbox.config.settings.demo import *  # noqa: F403

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DISCLOSURE = {**DISCLOSURE, "PUBLIC_PORT": 443, "FRONT_SERVER_KEEPS_PAGES": True}  # noqa: F405
