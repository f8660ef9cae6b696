"""The plugin's settings: one dictionary, ``DISCLOSURE``, read into one typed object."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed


@dataclasses.dataclass(frozen=True)
class Settings:
    """Values of the ``DISCLOSURE`` setting.

    Attributes:
        BUREAU_CODE: code of the only bureau of a site without tenants.
        ORGANISATION_CODE: unified social credit code of that bureau, with which its index numbers
            begin; with tenants each bureau has its own.
        INDEX_NUMBER_PATTERN: how the county writes index numbers, see
            :class:`disclosure_plugin.domain.index_numbers.Pattern`.
        INTERNAL_NUMBER_PATTERN: how it writes the index numbers of what is disclosed to staff
            only, in the same way.
        PUBLIC_PORT: port at which visitors reach the public pages; 80 means http, 443 https.
        IMPORT_MAX_BYTES: the largest summary document that is read, in bytes.
        ITEM_IMPORT_MAX_ROWS: the most items that one spreadsheet may list.
        STALE_DRAFT_DAYS: after how long untouched a draft is named on the dashboard, in calendar
            days.
        EXPIRING_DAYS: how long before its end a public page is named there, in calendar days.
        BIN_DAYS: how long a deleted page can be restored, in calendar days.
        SNAPSHOT_LEASE_SECONDS: how long a running snapshot, or the redaction of one, may be
            silent before another worker takes it over, in seconds.
        SNAPSHOT_SHARDS: the most workers that capture one snapshot together.
        SNAPSHOT_CROSS_CHECKS: how many addresses of each snapshot are asked over HTTP afterwards
            and compared; 0: none.
        SNAPSHOT_FRONT_DOOR: host and port at which workers reach the front server for that;
            empty: as the names of the addresses say.
        COUNTY_SESSION_MINUTES: the longest that somebody of the county may stay in a bureau.
        OIDC_ISSUER: address of the OpenID provider, as it writes it; empty: no single sign-on.
        OIDC_CLIENT_ID: what the provider calls this installation.
        OIDC_CLIENT_SECRET: the secret it gave for that; empty for a public client.
        OIDC_NAME: what people here call the provider, for the button of the sign-in page.
        OIDC_USERNAME_CLAIM: claim that names the account at the first sign-on; empty: people
            connect their accounts themselves.
        BLUEPRINTS_DIR: folder with the county's own blueprints for new bureaus; empty: none.
        BUREAU_IMPORT_MAX_ROWS: the most bureaus that one CSV file may list.
        POSTGRES_PROGRAMS: folder of pg_dump and pg_restore; empty: where the system has them.
        KEY_FILES: files with secrets, which a backup holds only when that is asked for.
        LOG_KEY_FILES: files with the keys that sign, each readable by its owner alone; set for
            the signing worker only.
        ARCHIVE_RULES_FILE: JSON file with what the archives have laid down: metadata, retention
            classes, formats; empty: the one that is shipped, which decides no retention.
        SUMMARY_RULES_FILE: JSON file with templates of annual summaries, their sentences, the
            checks' words and thresholds and the layout of the Word file; empty: the one that is
            shipped.
        CLAMD_SOCKET: path of clamd's socket, or ``host:port``; empty: nothing looks for viruses
            in archive files, and their reports say so.
        TSA_URL: address of a time stamping authority (RFC 3161); empty: no outside time source.
        TSA_CERTIFICATES: PEM file with the certificates by which its stamps are verified.
        MEDIA_ACCEL_PREFIX: internal address at which the front server serves the folder of
            published files (nginx ``X-Accel-Redirect``); empty: this process streams the bytes
            itself.
        UPLOAD_MAX_BYTES: the largest file that may be uploaded, in bytes.
        UPLOAD_MAX_PIXELS: the largest picture that may be uploaded, width times height times
            frames.
        UPLOAD_QUOTA_BYTES: how much a bureau may keep, all versions together, in bytes.
        UPLOAD_QUOTAS: the same for single bureaus, by code; the others have the one above.
        ATTACHMENTS_PER_ITEM: how many files an item may have attached.
        INVITATION_DAYS: how long the link of an invitation is valid, in calendar days.
        PREVIEW_LINK_DAYS: for how long the link may be valid by which a leader without an account
            reads a version under review, in calendar days at most.
        IDLE_MINUTES: after how long without anything done by hand a session ends, in minutes.
        SESSION_HOURS: after how long a session ends in any case, in hours.
        CLIENT_ADDRESS_HEADER: key of ``request.META`` in which the front server writes the
            visitor's address, and which no visitor can write.
        PROBE_MINUTES: how often an item is looked at from outside while its period runs, in
            minutes; 15 to 60.
        PROBE_MAX_GAP_MINUTES: the longest time without an observation that a certificate of
            publication does not call an interruption, in minutes.
        PROBE_VANTAGE: from where items are looked at, in words that certificates repeat.
        PROBE_CONNECT_TO: ``host:port`` to connect to, by plain http, where the worker does not
            reach the public addresses; empty: those themselves.
        CERTIFICATE_FONT_FILE: TrueType font with Chinese characters that is put into the PDF of a
            certificate; empty: the reader's program supplies one.
        PAGE_CACHE_URL: Redis in which rendered public pages are kept; empty: none are.
        FRONT_SERVER_KEEPS_PAGES: the front server is nginx, set up as ``deploy/nginx`` has it: it
            may give a kept page out for a second without asking. Never with another set-up, which
            might give it to the visitors of another bureau.
        API_REQUESTS_PER_MINUTE: how many questions of the interface for programs one visitor's
            address may ask a bureau's site in a minute; 0: as many as it likes.
        LINK_CHECK_A_NIGHT: how many addresses of other sites the nightly check of a bureau asks;
            0: none.
        LINK_CHECK_A_HOST: how many of them of one host.
        UNSAFE_ADMIN_ON_SHARED_ORIGIN: serve the admin, and cookies, also where pages of several
            bureaus have one origin. Script on any of these pages can then act as whoever is
            signed in.
    """

    BUREAU_CODE: str = "bureau"
    ORGANISATION_CODE: str = ""
    INDEX_NUMBER_PATTERN: str = "{organisation}-/{year}-{month}{day}{serial:3}"
    INTERNAL_NUMBER_PATTERN: str = "内-{organisation}-/{year}-{month}{day}{serial:3}"
    PUBLIC_PORT: int = 80
    IMPORT_MAX_BYTES: int = 20 * 1024 * 1024
    ITEM_IMPORT_MAX_ROWS: int = 1000
    STALE_DRAFT_DAYS: int = 30
    EXPIRING_DAYS: int = 14
    BIN_DAYS: int = 30
    SNAPSHOT_LEASE_SECONDS: int = 60
    SNAPSHOT_SHARDS: int = 2
    SNAPSHOT_CROSS_CHECKS: int = 20
    SNAPSHOT_FRONT_DOOR: str = ""
    MEDIA_ACCEL_PREFIX: str = ""
    ARCHIVE_RULES_FILE: str = ""
    SUMMARY_RULES_FILE: str = ""
    CLAMD_SOCKET: str = ""
    TSA_URL: str = ""
    TSA_CERTIFICATES: str = ""
    COUNTY_SESSION_MINUTES: int = 60
    OIDC_ISSUER: str = ""
    OIDC_CLIENT_ID: str = ""
    OIDC_CLIENT_SECRET: str = ""
    OIDC_NAME: str = ""
    OIDC_USERNAME_CLAIM: str = ""
    BLUEPRINTS_DIR: str = ""
    BUREAU_IMPORT_MAX_ROWS: int = 1000
    POSTGRES_PROGRAMS: str = ""
    KEY_FILES: tuple[str, ...] = ()
    LOG_KEY_FILES: tuple[str, ...] = ()
    UPLOAD_MAX_BYTES: int = 40 * 1024 * 1024
    UPLOAD_MAX_PIXELS: int = 50_000_000
    UPLOAD_QUOTA_BYTES: int = 10 * 1024**3
    UPLOAD_QUOTAS: dict[str, int] = dataclasses.field(default_factory=dict)
    ATTACHMENTS_PER_ITEM: int = 20
    INVITATION_DAYS: int = 7
    PREVIEW_LINK_DAYS: int = 7
    IDLE_MINUTES: int = 30
    SESSION_HOURS: int = 12
    CLIENT_ADDRESS_HEADER: str = "REMOTE_ADDR"
    PROBE_MINUTES: int = 30
    PROBE_MAX_GAP_MINUTES: int = 90
    PROBE_VANTAGE: str = "server"
    PROBE_CONNECT_TO: str = ""
    CERTIFICATE_FONT_FILE: str = ""
    PAGE_CACHE_URL: str = ""
    FRONT_SERVER_KEEPS_PAGES: bool = False
    API_REQUESTS_PER_MINUTE: int = 120
    LINK_CHECK_A_NIGHT: int = 300
    LINK_CHECK_A_HOST: int = 20
    UNSAFE_ADMIN_ON_SHARED_ORIGIN: bool = False


def load(values: dict[str, Any]) -> Settings:
    """Build the settings object from a dictionary.

    Raises:
        ImproperlyConfigured: a key is unknown or a value has the wrong type.
    """
    defaults = dataclasses.asdict(Settings())
    for key, value in values.items():
        if key not in defaults:
            known = ", ".join(sorted(defaults))
            raise ImproperlyConfigured(f"DISCLOSURE has no key {key!r}. Known keys: {known}.")
        expected = type(defaults[key])
        if type(value) is not expected:  # True is an instance of int
            raise ImproperlyConfigured(f"DISCLOSURE[{key!r}] must be {expected.__name__}.")
        if expected is dict and not all(
            type(code) is str and type(number) is int for code, number in value.items()
        ):
            raise ImproperlyConfigured(f"DISCLOSURE[{key!r}] must map codes to whole numbers.")
    return Settings(**values)


_loaded: Settings | None = None


def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    global _loaded
    if _loaded is None:
        _loaded = load(getattr(django_settings, "DISCLOSURE", {}))
    return _loaded


def forget_settings(*, setting: str, **kwargs: Any) -> None:
    """Read anew after a test has overridden the setting."""
    global _loaded
    if setting == "DISCLOSURE":
        _loaded = None


setting_changed.connect(forget_settings, dispatch_uid="disclosure_plugin.conf")
