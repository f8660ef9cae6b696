"""Tests that guard the project itself: migrations, translations, words that do not belong."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "disclosure_plugin/locale/zh_Hans/LC_MESSAGES"
ENVIRONMENT = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}


def test_no_migration_is_missing():
    made = subprocess.run(
        [sys.executable, "sandbox/manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stdout + made.stderr


def test_migrations_run_on_the_lts():
    for path in (ROOT / "disclosure_plugin").glob("**/migrations/0*.py"):
        text = path.read_text()
        assert "WAGTAIL_PAGE_MODEL" not in text, path
        numbers = [int(number) for number in re.findall(r"'wagtailcore', '(\d{4})_", text)]
        assert all(number <= 97 for number in numbers), path


def test_every_message_is_translated():
    if not shutil.which("msgfmt"):
        pytest.skip("msgfmt is not installed: apt install gettext")
    said = subprocess.run(
        ["msgfmt", "--check", "--statistics", "-o", "/dev/null", LOCALE / "django.po"],
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr
    assert "fuzzy" not in said.stderr, said.stderr
    assert "untranslated" not in said.stderr, said.stderr


def test_the_message_catalogue_is_complete_and_compiled(tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is not installed: apt install gettext")
    package = tmp_path / "disclosure_plugin"
    shutil.copytree(ROOT / "disclosure_plugin", package)
    subprocess.run(
        [
            *(sys.executable, str(ROOT / "sandbox/manage.py"), "makemessages"),
            *("--locale", "zh_Hans", "--no-location", "--no-wrap"),
        ],
        cwd=package,
        env=ENVIRONMENT,
        check=True,
        capture_output=True,
    )
    fresh = (package / "locale/zh_Hans/LC_MESSAGES/django.po").read_text()
    assert _entries(fresh) == _entries((LOCALE / "django.po").read_text()), "run make messages"
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "-o", compiled, LOCALE / "django.po"], check=True)
    assert compiled.read_bytes() == (LOCALE / "django.mo").read_bytes(), "run make messages"


def _entries(catalogue: str) -> list[str]:
    """Return the message ids; the header's date changes with every run."""
    return re.findall(r'^msgid (".*(?:\n".*)*)', catalogue, flags=re.MULTILINE)


def test_times_of_templates_have_no_fraction_that_html_refuses():
    """Django's format “c” writes microseconds; HTML allows three digits of a second."""
    templates = (ROOT / "disclosure_plugin").rglob("*.html")
    assert [path.name for path in templates if 'date:"c"' in path.read_text()] == []
