"""One row a snapshot, and one for each that has to be looked through; the rows are the queue."""

from __future__ import annotations

import hashlib
import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def archive_storage():
    """Return the private storage of archive files."""
    return storages["disclosure_archive"]


def url_hash(url: str) -> str:
    """Return what stands for an address in the index of a table."""
    return hashlib.sha256(url.encode()).hexdigest()


class Snapshot(models.Model):
    """A snapshot of a bureau's public pages, from the wish for it to the finished file."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        RUNNING = "RUNNING", _("running")
        COMPLETE = "COMPLETE", _("complete")
        # Nothing public has changed since the one that same_as names; no file was written.
        UNCHANGED = "SAME", _("nothing changed")
        FAILED = "FAILED", _("failed")

    class Reason(models.TextChoices):
        PUBLISHED = "PUBLISHED", _("something was published")
        UNPUBLISHED = "UNPUBLISHED", _("something was unpublished")
        REQUESTED = "REQUESTED", _("somebody asked for it")
        REMOVAL = "REMOVAL", _("something is to be withdrawn")
        NIGHTLY = "NIGHTLY", _("it is taken every night")

    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    # Of the whole site, or of these pages, those above them, and what they are shown with.
    whole_site = models.BooleanField(_("whole site"), default=True)
    wanted_pages = models.JSONField(_("keys of the pages"), default=list, blank=True)
    requested_at = models.DateTimeField(_("time asked for"), auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    started_at = models.DateTimeField(_("time started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("time finished"), null=True, blank=True)

    # Who works on it, and until when the others believe that it is alive.
    claim = models.UUIDField(_("claim"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    addresses_total = models.PositiveIntegerField(_("addresses to fetch"), default=0)
    addresses_done = models.PositiveIntegerField(_("addresses fetched"), default=0)
    pages = models.PositiveIntegerField(_("number of pages"), default=0)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256 of the stored file"), max_length=64, blank=True)
    # What the publication log commits to; empty for those taken before there were manifests.
    manifest = models.CharField(
        _("root of the manifest"), max_length=64, blank=True, db_default=""
    )
    # Which state of the public pages was begun with; empty if nobody could say.
    site_state = models.CharField(max_length=60, blank=True, editable=False, db_default="")
    same_as = models.ForeignKey(
        "self",
        verbose_name=_("nothing changed since"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    file = models.FileField(_("file"), storage=archive_storage, max_length=200, blank=True)
    # The file that is being stored; whoever takes over from a worker that died removes it.
    stray_file = models.CharField(max_length=200, blank=True, editable=False, db_default="")
    # What a sample of the addresses answered over HTTP; empty until somebody has asked.
    cross_check = models.JSONField(_("comparison over HTTP"), null=True, blank=True)
    # When the stored file was read again last, and what was wrong with it then.
    verified_at = models.DateTimeField(_("last verified at"), null=True, blank=True)
    damage = models.TextField(_("damage"), blank=True, db_default="")
    problems = models.JSONField(_("problems"), default=list, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            # Ten pages published at once want one snapshot, not ten.
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="WAITING"),
                name="disclosure_one_waiting_snapshot",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="RUNNING"),
                name="disclosure_one_running_snapshot",
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.requested_at):%Y-%m-%d %H:%M:%S}"

    def file_name(self) -> str:
        """Return the name a finished file is stored under; it never repeats."""
        stamp = self.requested_at.strftime("%Y%m%d%H%M%S")
        return f"{self.requested_at:%Y}/snapshot-{stamp}-{uuid.uuid4().hex[:8]}.wacz"

    @property
    def can_be_handed_out(self) -> bool:
        """Whether there is something to give, and nothing of it is under examination.

        A damaged file is given too, as what it is: nobody may say that it was kept back.
        """
        return bool(self.file and self.pages and not self.quarantine)

    @property
    def was_redacted(self) -> bool:
        """Whether something was taken out of it."""
        return any(one.state == one.State.REDACTED for one in self.redactions.all())

    @property
    def quarantine(self) -> list[SnapshotRedaction]:
        """What it still has to be looked through for, the oldest first; nobody gets it so long."""
        return [one for one in self.redactions.all() if one.is_open]

    @property
    def attempt(self) -> uuid.UUID:
        """What names the present attempt to take it."""
        if self.claim is None:
            raise ValueError("Nobody has taken this snapshot.")
        return self.claim


class StoredResponse(models.Model):
    """A payload in the archive, under the address where it was first met.

    Later snapshots refer to it instead of holding the same bytes again.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="responses")
    url = models.TextField(_("address"))
    # An address can be longer than what an index takes.
    url_hash = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(_("captured at"))
    sha256 = models.CharField(_("SHA-256 of the payload"), max_length=64)
    # Of status line and headers; empty for what was stored before this was written down.
    head = models.CharField(max_length=64, blank=True, editable=False, db_default="")
    status = models.PositiveSmallIntegerField(_("HTTP status"))
    media_type = models.CharField(_("media type"), max_length=255, blank=True)
    page = models.PositiveBigIntegerField(_("page"), null=True)
    title = models.CharField(_("title"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("stored response")
        verbose_name_plural = _("stored responses")
        constraints = [
            models.UniqueConstraint(
                fields=["url_hash", "sha256"], name="disclosure_payload_stored_once"
            ),
            # A revisit names its original by these two.
            models.UniqueConstraint(fields=["url_hash", "at"], name="disclosure_one_a_second"),
        ]
        indexes = [models.Index(fields=["page", "at"], name="disclosure_versions_of_page")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.url}"


class Capture(models.Model):
    """That an address answered with a stored payload when a snapshot was taken.

    One row for each address and snapshot, also where the payload was stored before.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="captures")
    response = models.ForeignKey(StoredResponse, on_delete=models.CASCADE, related_name="captures")
    at = models.DateTimeField(_("captured at"))

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "at"], name="disclosure_captured_once_a_second"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class SnapshotShard(models.Model):
    """The part of a running snapshot that one worker captures, as one WARC file.

    The worker that took the snapshot has the first; whoever comes to help has another.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="shards")
    # The claim on the snapshot that it belongs to: an attempt that was given up has no shards.
    attempt = models.UUIDField(editable=False)
    number = models.PositiveSmallIntegerField(_("number"))
    claim = models.UUIDField(_("claim"), editable=False)
    lease_until = models.DateTimeField(_("lease until"), editable=False)
    # Where a helper stores its WARC file; noted before it is there.
    file = models.CharField(max_length=200, blank=True, editable=False)
    # Of the stored WARC file; empty until it is whole.
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("part of a snapshot")
        verbose_name_plural = _("parts of snapshots")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "number"], name="disclosure_shard_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id}/{self.number}"


class SnapshotAddressQuerySet(models.QuerySet["SnapshotAddress"]):
    def forget(self) -> None:
        """Delete the rows without reading them.

        Somebody listens to the end of every row of every table, so Django would read all of them
        first, and a large site has tens of thousands.
        """
        self._raw_delete(self.db)


class SnapshotAddress(models.Model):
    """An address that belongs to a running snapshot, and what was captured there.

    The rows are the queue of the workers and, in the end, what index, manifest and list of pages
    are written from. They go with the end of the snapshot.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="addresses")
    url = models.TextField(_("address"))
    url_hash = models.CharField(max_length=64, editable=False)
    # Of a start address: its page, and whether that is public no more.
    page = models.PositiveBigIntegerField(_("page"), null=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    slug = models.CharField(max_length=255, blank=True)
    is_gone = models.BooleanField(default=False)

    # Who captures it, or has; nobody yet if there is none.
    shard = models.ForeignKey(
        SnapshotShard, null=True, on_delete=models.SET_NULL, related_name="addresses"
    )
    is_done = models.BooleanField(default=False)
    problem = models.TextField(blank=True)

    # The record; empty if there is none.
    at = models.DateTimeField(_("captured at"), null=True)
    key = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    media_type = models.TextField(_("media type"), blank=True)
    head = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(_("SHA-256 of the payload"), max_length=64, blank=True)
    via = models.CharField(max_length=10, blank=True)
    is_revisit = models.BooleanField(default=False)
    record_sha256 = models.CharField(max_length=64, blank=True)
    offset = models.PositiveBigIntegerField(null=True)
    length = models.PositiveBigIntegerField(null=True)

    objects = SnapshotAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address of a running snapshot")
        verbose_name_plural = _("addresses of running snapshots")
        constraints = [
            # However many workers find it.
            models.UniqueConstraint(
                fields=["snapshot", "url_hash"], name="disclosure_captured_by_one"
            )
        ]
        indexes = [
            models.Index(
                fields=["snapshot", "id"],
                condition=models.Q(is_done=False),
                name="disclosure_left_to_capture",
            )
        ]

    def __str__(self) -> str:
        return self.url


class Redaction(models.Model):
    """A page that was taken down, and what of it may be in snapshots.

    No title and no file name: this row says what to look for, and must not be a copy of it.
    """

    bureau = models.CharField(_("bureau"), max_length=30)
    page = models.PositiveBigIntegerField(_("page"))
    names = models.JSONField(_("short id and index number"), default=list)
    sha256s = models.JSONField(_("SHA-256 of its files"), default=list)
    basis = models.CharField(_("legal basis"), max_length=100)
    wanted_at = models.DateTimeField(_("taken down at"), default=timezone.now)

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")

    def __str__(self) -> str:
        return f"{self.bureau}/{self.page}"


class SnapshotRedaction(models.Model):
    """A snapshot that has to be looked through for a page that was taken down."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        RUNNING = "RUNNING", _("running")
        # Nothing of the page was in it; its file is what it was.
        UNCHANGED = "UNCHANGED", _("unchanged")
        REDACTED = "REDACTED", _("redacted")

    OPEN = (State.WAITING, State.RUNNING)

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="redactions")
    redaction = models.ForeignKey(Redaction, on_delete=models.CASCADE, related_name="snapshots")
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )

    claim = models.UUIDField(_("claim"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt not before"), default=timezone.now)
    error = models.TextField(_("error"), blank=True)

    records_removed = models.PositiveIntegerField(_("records removed"), default=0)
    old_sha256 = models.CharField(_("SHA-256 before"), max_length=64, blank=True)
    # Empty when no record was left.
    new_sha256 = models.CharField(_("SHA-256 after"), max_length=64, blank=True)
    finished_at = models.DateTimeField(_("time finished"), null=True, blank=True)
    # A file in storage that no snapshot names: one being written, or the one that was replaced.
    # Whoever takes over from a worker that died removes it.
    stray_file = models.CharField(max_length=200, blank=True, editable=False)
    # Likewise in the storage of evidence.
    stray_evidence = models.CharField(max_length=200, blank=True, editable=False, db_default="")

    class Meta:
        verbose_name = _("redaction of a snapshot")
        verbose_name_plural = _("redactions of snapshots")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "redaction"], name="disclosure_redaction_once"
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="RUNNING"),
                name="disclosure_one_running_redaction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Whether the snapshot may still hold what was taken down."""
        return self.state in self.OPEN


# Django looks for models here; these have modules of their own.
from .evidence_copies import EvidenceAccess, EvidenceCopy  # noqa: E402, F401
from .hand_overs import HandedOver, HandOver  # noqa: E402, F401
from .package_reports import PackageReport  # noqa: E402, F401
