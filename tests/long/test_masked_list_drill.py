"""A list of persons is masked by one click each and published: no number of it is public anywhere.

What is looked through: every answer a visitor can get, the page cache, the shared tables and the
search index, public storage, and the archive, all of it unpacked.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile

import psycopg
import pytest

from sandbox.services.county import County
from tests.factories.personal_data import people, values
from tests.long.test_take_down_drill import (
    ARCHIVED_WITHIN,
    archives,
    ask,
    kept_pages,
    plain,
    run,
    shared_rows,
    wait_until,
)

pytestmark = pytest.mark.long

COUNT = 200
# Seconds: it is asked for each ten, and may stand behind a snapshot.
INDEXED_WITHIN = 120
SCHEMA = "bureau_jsj"
MASKED = "138****5670"  # of the first person
MAKE = f"""
import json
from wagtail.models import Page
from disclosure_plugin import bureaus, models
from disclosure_plugin.actions.checking import check_everything
from disclosure_plugin.actions.clearing import standing_of
from disclosure_plugin.actions.masking import mask_file, mask_page
from disclosure_plugin.actions.site_setup import EDITORS
from disclosure_plugin.editor.refusals import ActRefused
from disclosure_plugin.models import PublicFile
from disclosure_plugin.tenancy.provisioning import create_bureau
from tests.corpus.files import csv_file, excel_file, word_file
from tests.factories.credit_codes import CREDIT_CODES
from tests.factories.pages import BoardFactory, ColumnFactory, ItemFactory
from tests.factories.personal_data import HEADS, people, table_block
from tests.factories.reviews import approve, colleague, save
from tests.factories.uploads import DocumentFactory
for code in ("county", "jsj"):
    create_bureau(code=code, name=code, host=f"{{code}}.localhost",
                  is_county_office=code == "county", social_credit_code=CREDIT_CODES[code])
with bureaus.activate("jsj"):
    rows = people({COUNT})
    column = ColumnFactory(parent=BoardFactory())
    makers = {{"名单.xlsx": excel_file, "名单.docx": word_file, "名单.csv": csv_file}}
    documents = [DocumentFactory(title=name, data=make("名单", [HEADS, *rows]), name=name)
                 for name, make in makers.items()]
    item = ItemFactory(
        parent=column, title="公租房名单公示", body=[table_block(rows)],
        attachments=[models.ItemAttachment(document=one) for one in documents])
    save(item)
    check_everything(item.get_latest_revision())
    assert standing_of(item.get_latest_revision()).blocking == 4 * 3 * {COUNT}
    try:
        approve(item)
        raise SystemExit("it was published unmasked")
    except ActRefused:
        pass
    editor = colleague(EDITORS)
    for one in documents:
        mask_file(one.versions()[0], page=item, user=editor)
    mask_page(item, user=editor)
    item = Page.objects.get(pk=item.pk).specific
    assert standing_of(item.get_latest_revision()).blocking == 0
    approve(item)
    print(json.dumps({{
        "page": item.url, "column": column.url, "number": item.register_entry.number,
        "files": [copy.url for copy in PublicFile.objects.all()]}}))
"""


def unpacked(data: bytes) -> bytes:
    """The bytes, and those of every package in them."""
    if not data.startswith(b"PK\x03\x04"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return data + b"".join(unpacked(package.read(name)) for name in package.namelist())


def held(body: bytes, secrets: list[bytes]) -> list[bytes]:
    return [one for one in secrets if one in body]


def search_index(county: County) -> str:
    """What the bureau's own search looks in; the two Wagtails call the table differently."""
    with psycopg.connect(county.database_url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = %s AND tablename LIKE '%%search_indexentry'",
            [SCHEMA],
        ).fetchall()
        assert tables
        rows = [
            row
            for (table,) in tables
            for row in connection.execute(f'SELECT t::text FROM {SCHEMA}."{table}" t').fetchall()
        ]
    return "\n".join(row[0] for row in rows)


def archived(county: County) -> bytes:
    return b"".join(unpacked(plain(one)) for one in archives(county))


def test_no_number_of_a_masked_list_is_in_any_public_byte(county):
    made = json.loads(run(county, sys.executable, "-c", f"import django; django.setup()\n{MAKE}"))
    rows = people(COUNT)
    secrets = [value.encode() for value in values(rows)]
    addresses = [
        *((made_host, path) for made_host in ("jsj",) for path in (
            made["page"], f"{made['page']}?view=large", made["column"], *made["files"])),
        *((host, path) for host in ("jsj", "county") for path in (
            "/register/", "/register/register.csv", "/register/register.json",
            "/register/register.xlsx", "/register/?q=%E5%85%AC%E7%A7%9F%E6%88%BF")),
    ]  # fmt: skip
    assert len(made["files"]) == 3
    shown = 0
    for _time in range(2):  # the second answer comes from the page cache
        for host, path in addresses:
            status, body = ask(county, host, path)
            assert status == 200, (host, path)
            body = unpacked(body)
            shown += MASKED.encode() in body
            assert not held(body, secrets), (host, path)
    assert shown >= 2 * 4  # the page and its three files, masked
    wait_until(lambda: MASKED.encode() in archived(county), ARCHIVED_WITHIN)
    # The admin's index, which held the draft, follows a publication.
    wait_until(lambda: not held(search_index(county).encode(), secrets), INDEXED_WITHIN)

    stores = {
        "archive": archived(county),
        "page cache": kept_pages(county),
        "shared tables": shared_rows(county).encode(),
        "search index": search_index(county).encode(),
    }
    public = [
        path for path in county.state.rglob("*") if "public" in path.parts and path.is_file()
    ]
    assert public
    stores |= {str(path): unpacked(path.read_bytes()) for path in public}
    for store, data in stores.items():
        assert not held(data, secrets), store
    # The originals are kept, and only in private storage.
    private = b"".join(
        unpacked(path.read_bytes())
        for path in county.state.rglob("*")
        if "private" in path.parts and path.is_file()
    )
    assert all(row[2].encode() in private for row in rows)
