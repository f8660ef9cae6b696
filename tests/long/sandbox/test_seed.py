"""The demo's content, made by the command itself in a database of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from docx import Document
from psycopg import sql

from sandbox.seed.summary_document import summary_docx
from sandbox.services.state import REPOSITORY

DATABASE = "test_seed_demo"
# Columns, items, items that are public, notices, commitments, revisions waiting for their time,
# items and notices under review, public service procedures, fee standards, penalty procedures,
# rule documents and annual reports.
CONTENT = {
    "county": (3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "jsj": (16, 38, 30, 3, 8, 1, 1, 3, 1, 1, 2, 2),
    "czj": (5, 11, 9, 0, 4, 1, 1, 0, 0, 0, 0, 1),
    "mzj": (5, 9, 9, 1, 5, 0, 1, 0, 0, 0, 0, 1),
    "jyj": (5, 11, 9, 0, 4, 1, 0, 0, 0, 0, 0, 1),
}
LIVE = """
(SELECT count(*) FROM disclosure_plugin_{} i
   JOIN wagtailcore_page p ON p.id = i.page_ptr_id WHERE p.live)
"""
COUNT_CONTENT = """
SELECT (SELECT count(*) FROM disclosure_plugin_disclosurecolumnpage),
       (SELECT count(*) FROM disclosure_plugin_disclosureitempage),
       (SELECT count(*) FROM disclosure_plugin_disclosureitempage i
          JOIN wagtailcore_page p ON p.id = i.page_ptr_id WHERE p.live),
       (SELECT count(*) FROM disclosure_plugin_disclosurenoticepage),
       (SELECT count(*) FROM disclosure_plugin_commitment),
       (SELECT count(*) FROM wagtailcore_revision WHERE approved_go_live_at IS NOT NULL),
       (SELECT count(*) FROM wagtailcore_workflowstate WHERE status = 'in_progress'),
""" + ",".join(
    LIVE.format(table)
    for table in (
        "serviceprocedurepage",
        "feestandardpage",
        "penaltyprocedurepage",
        "ruledocumentpage",
        "annualreportpage",
    )
)

SIGN_IN = """
from django.contrib.auth import authenticate
from django.http import HttpRequest
from disclosure_plugin import bureaus
request = HttpRequest()
request.META["REMOTE_ADDR"] = "127.0.0.1"
with bureaus.activate("county"):
    from disclosure_plugin.tenancy.county_roles import posts_of
    user = authenticate(request, username="county-jiandu", password="yunling-demo")
    print(posts_of(user))
for code in ("jsj", "czj"):
    with bureaus.activate(code):
        user = authenticate(request, username="jsj-bianji", password="yunling-demo")
        print(code, user and user.has_perm("wagtailadmin.access_admin"))
"""


@dataclass(frozen=True)
class SeededCounty:
    """A county that `seed_demo` has made, and what the command said."""

    url: str
    environment: dict[str, str]
    said: str

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.python(str(REPOSITORY / "sandbox" / "manage.py"), *arguments, **environment)

    def python(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=REPOSITORY,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def row(self, bureau: str, query: str) -> tuple:
        with psycopg.connect(self.url) as connection:
            connection.execute(
                sql.SQL("SET search_path TO {}").format(sql.Identifier(f"bureau_{bureau}"))
            )
            row = connection.execute(query).fetchone()
            assert row is not None
            return row

    def table_contents(self) -> dict[tuple[str, str], tuple]:
        """Of each table of each bureau: its number of rows and a digest of them."""
        with psycopg.connect(self.url) as connection:
            tables = connection.execute(
                "SELECT schemaname, tablename FROM pg_tables"
                " WHERE (schemaname LIKE 'bureau\\_%' OR schemaname = 'public')"
                # Rows that are written as they were end what the page cache keeps.
                " AND tablename <> 'disclosure_register_generation'"
            ).fetchall()
            query = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"
            return {
                table: connection.execute(sql.SQL(query).format(sql.Identifier(*table))).fetchone()
                for table in tables
            }


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeededCounty]:
    """The demo county on the suite's server, made once for this module."""
    given = os.environ["DATABASE_URL"]
    url = urlsplit(given)._replace(path=f"/{DATABASE}").geturl()
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DATA_DIR": str(tmp_path_factory.mktemp("seed")),
        "DJANGO_SETTINGS_MODULE": "sandbox.config.settings.demo",
        "PORT": "8123",
    }
    database = sql.Identifier(DATABASE)
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        server.execute(sql.SQL("CREATE DATABASE {}").format(database))
        try:
            county = SeededCounty(url, environment, said="")
            filled = county.python("-m", "tests.tables")
            assert filled.returncode == 0, filled.stderr
            made = county.manage("seed_demo")
            assert made.returncode == 0, made.stderr
            yield SeededCounty(url, environment, said=made.stdout)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


@pytest.mark.parametrize("command", ["demo_access", "seed_demo"])
def test_outside_the_demo_nobody_gets_an_account(
    seeded: SeededCounty, tmp_path: Path, command: str
) -> None:
    (tmp_path / "not_the_demo.py").write_text(
        "from sandbox.config.settings.demo import *\ndel DEMO\n"
    )
    before = seeded.table_contents()
    refused = seeded.manage(
        command, DJANGO_SETTINGS_MODULE="not_the_demo", PYTHONPATH=str(tmp_path)
    )
    assert refused.returncode == 1
    assert "its accounts have a published password" in refused.stderr
    assert refused.stdout == ""
    assert seeded.table_contents() == before


@pytest.mark.parametrize("bureau", CONTENT)
def test_each_bureau_has_its_content(seeded: SeededCounty, bureau: str) -> None:
    assert seeded.row(bureau, COUNT_CONTENT) == CONTENT[bureau]


def test_figures_in_tables_are_stored_exactly(seeded: SeededCounty) -> None:
    (body,) = seeded.row(
        "jsj",
        "SELECT body FROM disclosure_plugin_disclosureitempage i JOIN wagtailcore_page p"
        " ON p.id = i.page_ptr_id WHERE p.title = '2025年部门决算'",
    )
    table = next(block["value"] for block in body if block["type"] == "table")
    assert [column["type"] for column in table["columns"]] == ["text", "number", "number"]
    assert [row["values"][2] for row in table["rows"]] == [
        "0.00",
        "0.00",
        "12.65",
        "5.20",
        "17.85",
    ]


def test_a_second_run_changes_nothing(seeded: SeededCounty) -> None:
    before = seeded.table_contents()
    again = seeded.manage("seed_demo")
    assert again.returncode == 0, again.stderr
    assert [line.split()[0] for line in again.stdout.splitlines()] == list(CONTENT)
    assert again.stdout.count("already there") == len(CONTENT)
    assert seeded.table_contents() == before


def test_progress_is_said_with_times(seeded: SeededCounty) -> None:
    assert len(seeded.said.splitlines()) == len(CONTENT)
    assert seeded.said.count(" made in ") == len(CONTENT)


def test_nothing_is_dated_back(seeded: SeededCounty) -> None:
    for bureau in CONTENT:
        (none_earlier,) = seeded.row(
            bureau,
            "SELECT bool_and(p.first_published_at >= b.created_at) FROM wagtailcore_page p,"
            f" public.disclosure_tenancy_bureau b WHERE b.code = '{bureau}'",
        )
        assert none_earlier is True


def test_the_scheduled_item_is_due_in_the_morning_of_tomorrow(seeded: SeededCounty) -> None:
    is_nine_and_ahead = (
        "SELECT to_char(approved_go_live_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI'),"
        " approved_go_live_at > created_at,"
        " approved_go_live_at <= created_at + interval '33 hours'"
        " FROM wagtailcore_revision WHERE approved_go_live_at IS NOT NULL"
    )
    assert seeded.row("jsj", is_nine_and_ahead) == ("09:00", True, True)


def test_the_summary_document_is_imported_as_a_draft_with_its_warnings(
    seeded: SeededCounty,
) -> None:
    live, title, report = seeded.row(
        "mzj",
        "SELECT p.live, p.title, i.report FROM disclosure_plugin_summaryimport i"
        " JOIN wagtailcore_page p ON p.id = i.page_id",
    )
    assert (live, title) == (False, "云岭县民政局2025年政务公开工作总结")
    warnings = [(warning["code"], warning["written"]) for warning in report["warnings"]]
    assert ("approximate_figure", "80") in warnings
    assert ("placeholder", "××") in warnings


def test_the_summary_document_is_the_same_each_time_and_numbered_by_word(tmp_path: Path) -> None:
    assert summary_docx() == summary_docx()
    path = tmp_path / "summary.docx"
    path.write_bytes(summary_docx())
    document = Document(str(path))
    numbered = [p.text for p in document.paragraphs if p.style.name == "List Number"]
    assert len(numbered) == 3
    assert not any(text[0].isdigit() and text[1] in ".、" for text in numbered)
    assert len(document.tables) == 1


def test_logins_are_listed_for_programs_and_work(seeded: SeededCounty) -> None:
    listed = seeded.manage("demo_access", "--json")
    assert listed.returncode == 0, listed.stderr
    rows = json.loads(listed.stdout)
    assert len(rows) == 3 * len(CONTENT) + 3
    assert [(row["role"], row["login"]) for row in rows[3:6]] == [
        ("县管理员", "county-xianguanli"),
        ("县监督员", "county-jiandu"),
        ("审计员", "county-shenji"),
    ]
    assert {row["admin_url"] for row in rows[:6]} == {"http://admin.county.localhost:8123/admin/"}
    assert rows[7] == {
        "name": "云岭县住房和城乡建设局",
        "code": "jsj",
        "url": "http://jsj.localhost:8123/",
        "admin_url": "http://jsj.localhost:8123/admin/",
        "role": "编辑",
        "login": "jsj-bianji",
        "password": "yunling-demo",
    }


def test_a_listed_login_opens_the_admin_of_its_bureau_only(seeded: SeededCounty) -> None:
    said = seeded.manage("shell", "--no-imports", "-c", SIGN_IN)
    assert said.stdout.splitlines()[-3:] == ["['县监督员']", "jsj True", "czj None"], said.stderr


def test_the_bare_name_of_the_machine_leads_to_the_county(seeded: SeededCounty) -> None:
    hosts = "SELECT array_agg(domain ORDER BY domain) FROM public.disclosure_tenancy_bureaudomain"
    bureau = " WHERE tenant_id = (SELECT id FROM public.disclosure_tenancy_bureau WHERE code = "
    assert seeded.row("county", f"{hosts}{bureau}'county')") == (
        ["admin.county.localhost", "county.localhost", "localhost"],
    )
    assert seeded.row("county", f"{hosts}{bureau}'jsj')") == (["jsj.localhost"],)
