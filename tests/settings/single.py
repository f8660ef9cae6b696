"""The plugin in an ordinary Wagtail site: one bureau, no tenants."""

import os
import tempfile
from pathlib import Path

import dj_database_url

from sandbox.config.settings import base, demo

DATA_DIR = Path(os.environ.setdefault("DATA_DIR", tempfile.gettempdir()))
SECRET_KEY = "tests-only-" + "0" * 40
ALLOWED_HOSTS = ["*"]
# Nor has it what counts failed sign-ins: that is optional.
INSTALLED_APPS = [
    "disclosure_plugin.certificates",
    "disclosure_plugin.register",
    *(name for name in base.TENANT_APPS if name != "axes"),
]
MIDDLEWARE = [
    name for name in base.MIDDLEWARE if "tenancy" not in name and not name.startswith("axes")
]
TEMPLATES = base.TEMPLATES
ROOT_URLCONF = "sandbox.config.urls"
DATABASES = {"default": dj_database_url.config(engine="django.db.backends.postgresql")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "disclosure_private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private", "base_url": "/uploads/"},
    },
    "disclosure_public": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "public", "base_url": None},
    },
    "disclosure_archive": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "archive"},
    },
    "disclosure_evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "evidence"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WAGTAIL_SITE_NAME = "政务公开"
WAGTAILADMIN_BASE_URL = "http://localhost"
WAGTAILDOCS_DOCUMENT_MODEL = base.WAGTAILDOCS_DOCUMENT_MODEL
WAGTAILIMAGES_IMAGE_MODEL = base.WAGTAILIMAGES_IMAGE_MODEL
WAGTAILIMAGES_IMAGE_FORM_BASE = base.WAGTAILIMAGES_IMAGE_FORM_BASE
WAGTAILDOCS_EXTENSIONS = base.WAGTAILDOCS_EXTENSIONS
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:1/0")
CELERY_TASK_DEFAULT_QUEUE = "single"
DISCLOSURE = {
    "BUREAU_CODE": "jsj",
    "ORGANISATION_CODE": "11539999000000002B",
    "POSTGRES_PROGRAMS": demo.DISCLOSURE.get("POSTGRES_PROGRAMS", ""),
}
