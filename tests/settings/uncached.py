"""The demo county without its page cache: what benchmarks compare with."""

from sandbox.config.settings.demo import *  # noqa: F403

DISCLOSURE = {**DISCLOSURE, "PAGE_CACHE_URL": ""}  # noqa: F405
