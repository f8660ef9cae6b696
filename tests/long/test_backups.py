"""A county is backed up, destroyed and restored by the commands, some of them killed."""

import shutil
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from disclosure_plugin.actions.backups.errors import CannotBackUp, CannotRestore
from disclosure_plugin.actions.backups.making import make_backup
from disclosure_plugin.actions.backups.restoring import check_backup, restore_backup
from tests.copied_county import FILL, copied_county, nothing_there

MAKE = """
from disclosure_plugin.tenancy.provisioning import create_bureau
from tests.factories.credit_codes import CREDIT_CODES
for code in ("county", "jsj", "czj"):
    create_bureau(code=code, name=code, host=f"{code}.localhost", is_county_office=code=="county",
                  social_credit_code=CREDIT_CODES[code])
"""

# Every public page, every document, every rendition, as a visitor and an editor meet them.
CRAWL = """
import hashlib, json
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from disclosure_plugin import bureaus
from tests.factories.users import sign_in
from django.contrib.auth import get_user_model
from django.test import Client
seen = {}
for code in bureaus.every_code():
    host = f"{code}.localhost"
    with bureaus.activate(code):
        editor = get_user_model().objects.get(username="bianji")
        pages = [page.relative_url(page.get_site())
                 for page in Page.objects.live().filter(depth__gt=1)]
        files = [document.url for document in get_document_model().objects.all()]
        files += [made.url for image in get_image_model().objects.all()
                  for made in image.renditions.all()]
        people = {"visitor": (Client(headers={"host": host}), pages),
                  "editor": (sign_in(editor, host), files)}
    for person, (client, addresses) in people.items():
        for address in addresses:
            answer = client.get(address)
            body = b"".join(answer) if answer.streaming else answer.content
            kept = {k: v for k, v in answer.headers.items() if k not in ("Date", "Set-Cookie")}
            seen[f"{person} {host}{address}"] = [
                answer.status_code, hashlib.sha256(body).hexdigest(), len(body), kept]
print(json.dumps(seen))
"""

GO_ON = """
import json
from wagtail.models import Page
from disclosure_plugin import bureaus
from disclosure_plugin.tenancy.provisioning import create_bureau
from tests.factories.pages import SummaryFactory
with bureaus.activate("jsj"):
    last = Page.objects.order_by("-pk")[0].pk
    page = SummaryFactory(published=True, year=2024, title="2024年总结")
made = create_bureau(code="lyj", name="林业局", host="lyj.localhost")
print(json.dumps({"last": last, "page": page.pk, "bureau": made.created}))
"""


@pytest.fixture(scope="module")
def county(django_db_blocker, tmp_path_factory):
    data = tmp_path_factory.mktemp("county")
    with (
        django_db_blocker.unblock(),
        copied_county("long_backup_county", data, empty=True) as county,
    ):
        county.fill_with_tables()
        county.python(MAKE + FILL)
        yield county


@pytest.fixture(scope="module")
def before(county) -> dict:
    """What visitors and editors meet before the backup."""
    return county.python(CRAWL)


@pytest.fixture(scope="module")
def backup(county, before, tmp_path_factory) -> Path:
    """A backup of the county, by the command."""
    folder = tmp_path_factory.mktemp("backups")
    done = county.manage("backup", str(folder), "--include-keys")
    assert (done.returncode, done.stderr) == (0, "")
    (file,) = folder.iterdir()
    return file


@pytest.fixture
def empty_place(django_db_blocker, tmp_path):
    with (
        django_db_blocker.unblock(),
        copied_county("long_backup_target", tmp_path / "data", empty=True) as place,
    ):
        yield place


def test_backup_destroy_restore_is_byte_identical(county, before, backup, empty_place):
    assert {answer[0] for answer in before.values()} == {200}
    assert len(before) == 3 * 5 + 3 * 2
    done = empty_place.manage("restore", str(backup), "--continue-logs")
    assert (done.returncode, done.stderr) == (0, "")
    assert "county, czj, jsj" in done.stdout
    assert empty_place.files() == county.files()
    assert empty_place.rows() == county.rows()
    assert empty_place.python(CRAWL) == before
    # Sequences and the template go on where they were.
    after = empty_place.python(GO_ON)
    assert after["page"] > after["last"]
    assert after["bureau"] is True


def test_a_place_without_a_county_is_refused_with_a_sentence(empty_place, tmp_path):
    refused = empty_place.manage("backup", str(tmp_path))
    assert refused.returncode == 1
    assert "disclosure_tenancy_bureau" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(tmp_path.glob("*.tar*")) == []


def test_replace_asks_for_the_name_and_then_deletes(county, backup, empty_place, tmp_path):
    """Also what a killed restore has left: its mark, and half of its files."""
    with psycopg.connect(empty_place.environment["DATABASE_URL"]) as other:
        other.execute("CREATE SCHEMA _restore_unfinished")
        other.execute("CREATE TABLE public.left_over (id int)")
        other.execute("CREATE SCHEMA bureau_old CREATE TABLE pages (id int)")
    for path in ("private/old/a.txt", "archive/.restore-ready/b.txt"):
        (empty_place.data / path).parent.mkdir(parents=True)
        (empty_place.data / path).write_text("old")
    before = empty_place.rows(), empty_place.files()
    for arguments in ([], ["--replace"], ["--replace", "--yes-delete", "another"]):
        refused = empty_place.manage("restore", str(backup), *arguments)
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
        assert (empty_place.rows(), empty_place.files()) == before
    done = empty_place.manage(
        *("restore", str(backup), "--replace", "--yes-delete", "long_backup_target"),
        "--continue-logs",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert empty_place.rows() == county.rows()
    assert empty_place.files() == county.files()


def test_a_missing_file_is_named_and_stops_nothing(county, tmp_path):
    bureau = county.data / "private" / "czj"
    (lost,) = bureau.rglob("通知.pdf")
    name = lost.relative_to(bureau).as_posix()
    shutil.move(lost, tmp_path / "aside")
    try:
        folder = tmp_path / "backups"
        folder.mkdir()
        done = county.manage("backup", str(folder))
    finally:
        shutil.move(tmp_path / "aside", lost)
    assert done.returncode == 0
    assert f"czj: {name}" in done.stderr
    (file,) = folder.iterdir()
    assert check_backup(file).missing_files == [f"czj: {name}"]


def test_a_killed_backup_leaves_nothing_that_looks_whole(county, empty_place, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    process = subprocess.Popen(
        county.command("backup", str(folder)), env=county.environment, stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while not (partial := [path for path in folder.iterdir() if path.stat().st_size]):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.001)
    process.kill()
    process.wait()
    assert [path.name for path in folder.iterdir()] == [partial[0].name]
    assert partial[0].suffix == ".partial"
    with pytest.raises(CannotRestore):
        restore_backup(empty_place.installation(), partial[0])
    assert nothing_there(empty_place)
    done = county.manage("backup", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    (whole,) = folder.iterdir()
    assert check_backup(whole).bureaus == ["county", "czj", "jsj"]


def test_a_killed_restore_is_not_taken_for_a_finished_one(county, backup, empty_place):
    process = subprocess.Popen(
        empty_place.command("restore", str(backup)),
        env=empty_place.environment,
        stdout=subprocess.DEVNULL,
    )
    database = empty_place.installation().database
    deadline = time.monotonic() + 30
    while not database.is_unfinished():
        assert process.poll() is None
        assert time.monotonic() < deadline
    process.kill()
    process.wait()
    while database.others():  # pg_restore notices that nobody speaks to it any more
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with pytest.raises(CannotRestore, match="--replace"):
        restore_backup(empty_place.installation(), backup)
    assert database.is_unfinished()
    with pytest.raises(CannotBackUp):
        make_backup(empty_place.installation(), backup.parent)
    done = empty_place.manage(
        *("restore", str(backup), "--replace", "--yes-delete", "long_backup_target"),
        "--continue-logs",
    )
    assert done.returncode == 0, done.stderr
    assert empty_place.rows() == county.rows()
