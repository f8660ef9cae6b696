"""The plugin in a county: one schema a bureau."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DATA_DIR", str(Path(tempfile.gettempdir()) / "disclosure-tests"))

from sandbox.config.settings.demo import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The test client asks for no static files; whitenoise would look for the collected ones.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
# Tests write as no editor does, and look at once; those of the cache switch it on.
DISCLOSURE = {**DISCLOSURE, "PAGE_CACHE_URL": ""}  # noqa: F405
