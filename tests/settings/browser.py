"""The demo county as the browser tests see it: with the password rules of a real one."""

from sandbox.config.settings import base
from sandbox.config.settings.demo import *  # noqa: F403

AUTH_PASSWORD_VALIDATORS = base.AUTH_PASSWORD_VALIDATORS

# Its bureaus have the codes that the tests' own county has, and so its cache keys.
CACHES = {"default": {**base.CACHES["default"], "LOCATION": f"{base.REDIS_URL}?db=1"}}
