"""A county in one project: settings that the demo and production share."""

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url

from disclosure_plugin.certificates.schedule import BEAT_SCHEDULE as CERTIFICATES_SCHEDULE
from disclosure_plugin.register.schedule import BEAT_SCHEDULE as REGISTER_SCHEDULE
from disclosure_plugin.schedule import BEAT_SCHEDULE as DISCLOSURE_SCHEDULE
from disclosure_plugin.snapshots.schedule import BEAT_SCHEDULE as SNAPSHOTS_SCHEDULE
from disclosure_plugin.tenancy.schedule import BEAT_SCHEDULE as TENANCY_SCHEDULE

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent

# --- Bureaus: one PostgreSQL schema each -------------------------------------------------

# Only what is shared by the whole county. Users, sessions and content types are not: with
# search_path "bureau, public" a table missing in a bureau would silently be read from here.
SHARED_APPS = [
    "django_tenants",
    "disclosure_plugin.certificates",
    "disclosure_plugin.register",
    "disclosure_plugin.tenancy",
    "sandbox.seed",
]
TENANT_APPS = [
    "disclosure_plugin.sign_on",
    "disclosure_plugin.snapshots",
    "disclosure_plugin",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
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
    "django_filters",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL = "disclosure_tenancy.Bureau"
TENANT_DOMAIN_MODEL = "disclosure_tenancy.BureauDomain"
TENANT_LIMIT_SET_CALLS = True
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DATABASES = {
    "default": dj_database_url.config(
        engine="django_tenants.postgresql_backend", conn_max_age=60, conn_health_checks=True
    )
}

# Finds Chinese words inside titles, in the admin.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "disclosure_plugin.search_backend"}}

# --- Requests ----------------------------------------------------------------------------

# The first two only set headers, on every answer, whoever gives it; the third gives the answers
# that need nobody else.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "disclosure_plugin.site.headers.SecurityHeadersMiddleware",
    "disclosure_plugin.site.page_cache.PageCacheMiddleware",
    "disclosure_plugin.tenancy.middleware.BureauMiddleware",
    "disclosure_plugin.tenancy.cookies.BureauCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "disclosure_plugin.tenancy.visiting.CountyVisitMiddleware",
    "disclosure_plugin.admin.sessions.SessionLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "disclosure_plugin.admin.refusals.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "disclosure_plugin.site.redirects.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it answers for a sign-in that is locked
]
CSRF_FAILURE_VIEW = "disclosure_plugin.site.errors.form_refused"
# Django's thousand is less than the form of a page with many rows has, and answers 400.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
ROOT_URLCONF = "sandbox.config.urls"
WSGI_APPLICATION = "sandbox.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]

# --- Language and time -------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Redis: broker and cache; both may be lost at any moment ------------------------------

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "disclosure_plugin.site.forgiving_cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "disclosure_plugin.tenancy.cache.make_key",
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = "publishing"
# A long snapshot must not delay a page that is due.
CELERY_TASK_ROUTES = {
    # The scheduler's question does not stand behind what it has handed out.
    "disclosure.find_due": {"queue": "schedule"},
    "disclosure.check_file": {"queue": "archive"},
    "disclosure.run_item_imports": {"queue": "archive"},
    "disclosure.run_case_imports": {"queue": "archive"},
    "disclosure.rescan_published": {"queue": "archive"},
    "disclosure.check_site": {"queue": "archive"},
    "disclosure.index_published": {"queue": "archive"},
    "disclosure_snapshots.take_waiting": {"queue": "archive"},
    "disclosure_snapshots.help_take": {"queue": "archive"},
    "disclosure_snapshots.cross_check": {"queue": "archive"},
    "disclosure_snapshots.redact_quarantined": {"queue": "archive"},
    "disclosure_snapshots.verify_next": {"queue": "archive"},
    # It waits for a third party: not where publications wait.
    "disclosure_register.stamp_logs": {"queue": "archive"},
    "disclosure_snapshots.put_hand_overs_together": {"queue": "archive"},
    # What an address does not answer is waited for.
    "disclosure_certificates.probe_due": {"queue": "archive"},
    "disclosure_tenancy.run_imports": {"queue": "archive"},
    # The one worker that has the key of the publication logs.
    "disclosure_register.sign_all_logs": {"queue": "signing"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Not a new database connection for each task: age and health are asked before each, see DATABASES.
CELERY_DB_REUSE_MAX = 100_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# An editor who publishes while Redis is away, or hangs, must not wait for it. A worker asks it
# every second and takes no answer within this time for a lost connection.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}
# Times of day in the schedule below are the county's own.
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "disclosure_plugin.beat:SteadyScheduler"
CELERY_BEAT_SCHEDULE = {
    **CERTIFICATES_SCHEDULE,
    **DISCLOSURE_SCHEDULE,
    **REGISTER_SCHEDULE,
    **SNAPSHOTS_SCHEDULE,
    **TENANCY_SCHEDULE,
}

# --- Files -------------------------------------------------------------------------------

DATA_DIR = Path(os.environ.get("DATA_DIR", PROJECT_DIR.parent / ".sandbox"))
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "disclosure_plugin.tenancy.storage.BureauFileSystemStorage"},
    # Uploads as they came: for editors only.
    "disclosure_private": {
        "BACKEND": "disclosure_plugin.tenancy.storage.BureauFileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private", "base_url": "/uploads/"},
    },
    # Copies of what live pages show.
    "disclosure_public": {
        "BACKEND": "disclosure_plugin.tenancy.storage.BureauFileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "public", "base_url": None},
    },
    "disclosure_archive": {
        "BACKEND": "disclosure_plugin.tenancy.storage.BureauFileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "archive", "base_url": None},
    },
    # What was taken out of snapshots: for one permission only.
    "disclosure_evidence": {
        "BACKEND": "disclosure_plugin.tenancy.storage.BureauFileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "evidence", "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Sign-in -----------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# The first makes new ones; the second lets in those that were made before.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/admin/login/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesBackend",
    "django.contrib.auth.backends.ModelBackend",
    # People of the county, while their session in the bureau lasts.
    "disclosure_plugin.tenancy.visiting.CountyVisitBackend",
]
# One name from one address. By name alone, anybody could lock the administrator out; by address
# alone, one colleague the whole building.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "disclosure_plugin.admin.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "disclosure_plugin.admin.lockout.locked_out"
# Who signed in from where is nobody's business after that.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Wagtail -----------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "政务公开"
WAGTAILADMIN_BASE_URL = os.environ.get("ADMIN_BASE_URL", "http://county.localhost:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# A step that was approved is due again when the page is edited afterwards.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILDOCS_DOCUMENT_MODEL = "disclosure_plugin.DisclosureDocument"
WAGTAILIMAGES_IMAGE_MODEL = "disclosure_plugin.DisclosureImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "disclosure_plugin.editor.image_forms.DisclosureImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 40 * 1024 * 1024
# HTML, XML and SVG could run script on the bureau's own address: not accepted.
WAGTAILDOCS_EXTENSIONS = [
    "csv", "doc", "docx", "et", "jpg", "ofd", "pdf", "png", "ppt", "pptx", "txt", "wps",
    "xls", "xlsx", "zip",
]  # fmt: skip
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]

DISCLOSURE: dict[str, object] = {"PAGE_CACHE_URL": REDIS_URL}
