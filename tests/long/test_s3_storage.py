"""Archive files in an S3-compatible store: written, read in part, verified, redacted, gone.

A store of its own runs beside the test and speaks S3 over HTTP.
"""

from __future__ import annotations

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client, override_settings
from moto.server import ThreadedMotoServer

from disclosure_plugin import bureaus
from disclosure_plugin.models.file_storage import names_in
from disclosure_plugin.snapshots import signs_of_life, verifying
from disclosure_plugin.snapshots.evidence_copies import EvidenceCopy, evidence_storage
from disclosure_plugin.snapshots.hand_overs import HandOver
from disclosure_plugin.snapshots.models import Snapshot, archive_storage
from disclosure_plugin.snapshots.redacting import redact_quarantined
from disclosure_plugin.snapshots.requests import request_snapshot
from disclosure_plugin.snapshots.taking import take_waiting
from tests.factories.pages import ColumnFactory, ItemFactory
from tests.factories.removals import taken_down
from tests.package_bytes import holds

CANARY = "金丝雀身份证"
BUCKETS = {"disclosure_archive": "archive", "disclosure_evidence": "evidence"}


@pytest.fixture(scope="module")
def store():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(store, settings, monkeypatch):
    """The client; archive and evidence lie in buckets of this store, empty."""
    access = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    client = boto3.client("s3", endpoint_url=store, region_name="us-east-1", **access)
    for bucket in BUCKETS.values():
        client.create_bucket(Bucket=bucket)
    configured = {
        alias: {
            "BACKEND": "disclosure_plugin.tenancy.s3_storage.BureauS3Storage",
            "OPTIONS": {
                "bucket_name": bucket,
                "endpoint_url": store,
                "region_name": "us-east-1",
                "access_key": "test",
                "secret_key": "test",
            },
        }
        for alias, bucket in BUCKETS.items()
    }
    # Whatever reads a file says that its job is alive: in the bureau, or that fails.
    monkeypatch.setattr(signs_of_life, "SECONDS_BETWEEN", 0)
    with override_settings(STORAGES={**settings.STORAGES, **configured}):
        # Fields ask for their storage once, when the process begins.
        for model in (Snapshot, HandOver):
            monkeypatch.setattr(
                model._meta.get_field("file"), "storage", storages["disclosure_archive"]
            )
        monkeypatch.setattr(
            EvidenceCopy._meta.get_field("file"), "storage", storages["disclosure_evidence"]
        )
        yield client
    for bucket in BUCKETS.values():
        for key in keys(client, bucket):
            client.delete_object(Bucket=bucket, Key=key)


def keys(client, bucket: str) -> list[str]:
    found = client.list_objects_v2(Bucket=bucket).get("Contents", [])
    return [one["Key"] for one in found]


@pytest.fixture
def secret(jsj, s3, static_files, keep_the_test_transaction):
    Snapshot.objects.all().delete()
    column = ColumnFactory()
    ItemFactory(parent=column, published=True)
    return ItemFactory(parent=column, title=CANARY, published=True)


def take() -> Snapshot:
    request_snapshot(reason=Snapshot.Reason.REQUESTED)
    assert take_waiting() == 1
    snapshot = Snapshot.objects.latest("pk")
    assert (snapshot.state, snapshot.error) == ("COMPLETE", "")
    return snapshot


def test_a_snapshot_is_written_read_in_part_verified_and_redacted(
    s3, secret, django_capture_on_commit_callbacks
):
    first, second = take(), take()  # the second refers to the first
    assert sorted(keys(s3, "archive")) == [f"jsj/{one.file.name}" for one in (first, second)]
    assert [verifying.verify(one) for one in (first, second)] == ["", ""]
    visitor = Client(headers={"host": "jsj.localhost"})
    place = f"/archive/snapshots/{second.pk}/snapshot.wacz"
    whole = b"".join(visitor.get(place).streaming_content)
    part = visitor.get(place, headers={"range": "bytes=100-199"})
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == whole[100:200]

    taken_down(secret)
    with django_capture_on_commit_callbacks(execute=True):
        assert redact_quarantined() == 2
    for snapshot in (first, second):
        snapshot.refresh_from_db()
        assert verifying.verify(snapshot) == ""
    left = keys(s3, "archive")
    assert sorted(left) == sorted(f"jsj/{one.file.name}" for one in (first, second))
    for key in left:
        assert not holds(s3.get_object(Bucket="archive", Key=key)["Body"].read(), CANARY)
    assert len(keys(s3, "evidence")) == 2
    assert all(key.startswith("jsj/") for key in keys(s3, "evidence"))


def test_what_is_lost_or_changed_in_the_store_raises_the_alarm(s3, secret):
    snapshot = take()
    key = f"jsj/{snapshot.file.name}"
    content = bytearray(s3.get_object(Bucket="archive", Key=key)["Body"].read())
    content[len(content) // 3] ^= 1
    s3.put_object(Bucket="archive", Key=key, Body=bytes(content))
    assert verifying.verify(snapshot).startswith("The file has the SHA-256 ")
    s3.delete_object(Bucket="archive", Key=key)
    assert verifying.verify(snapshot).startswith("The file cannot be read: ")


def test_no_name_leads_to_another_bureau_and_nothing_is_written_over(s3, jsj):
    archive = archive_storage()
    with bureaus.activate("czj"):
        archive.save("theirs.txt", ContentFile(b"czj"))
    for name in ("../czj/theirs.txt", "x/../../czj/theirs.txt", "/../czj/theirs.txt"):
        with pytest.raises(Exception, match=r"outside|located|No such|does not exist|Suspicious"):
            archive.open(name).read()
    assert list(names_in(archive)) == []
    first, second = (archive.save("own.txt", ContentFile(b"jsj")) for _i in range(2))
    assert first != second
    with pytest.raises(ValueError, match="no address"):
        archive.url(first)
    archive.delete(first)
    assert list(names_in(archive)) == [second]
    assert list(names_in(evidence_storage())) == []
