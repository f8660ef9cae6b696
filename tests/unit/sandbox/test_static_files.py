"""Static files are collected when one has changed, and not otherwise."""

import os
import shutil
from pathlib import Path

import pytest

from sandbox.seed.static_files import collect_if_changed


@pytest.fixture
def source(settings, tmp_path) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("a { color: red }")
    settings.DATA_DIR = tmp_path / "state"
    settings.STATIC_ROOT = tmp_path / "state" / "static"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    return source


def test_static_files_are_collected_when_they_have_changed(source, settings):
    assert collect_if_changed() is True
    collected = settings.STATIC_ROOT / "site.css"
    assert collected.read_text() == "a { color: red }"
    assert collect_if_changed() is False
    (source / "site.css").write_text("a { color: blue }")
    later = collected.stat().st_mtime + 2  # collectstatic compares whole seconds
    os.utime(source / "site.css", (later, later))
    assert collect_if_changed() is True
    assert collected.read_text() == "a { color: blue }"
    (source / "new.css").write_text("b {}")
    assert collect_if_changed() is True
    assert (settings.STATIC_ROOT / "new.css").exists()
    shutil.rmtree(settings.STATIC_ROOT)
    assert collect_if_changed() is True
    assert collected.exists()
