"""A bureau whose files go with the test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from disclosure_plugin.models.file_storage import names_in, public_storage


@pytest.fixture
def files(jsj):
    """The construction bureau; what the test leaves in its folders goes."""
    folders = [Path(settings.DATA_DIR) / name / "jsj" for name in ("private", "public")]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    yield
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def anonymous() -> Client:
    return Client(headers={"host": "jsj.localhost"})


def status(client: Client, path: str) -> int:
    """Fetch an address and throw the answer away."""
    answer = client.get(path)
    if answer.streaming:
        body(answer)
    return answer.status_code


def in_public() -> list[str]:
    """Names of everything in public storage."""
    return sorted(names_in(public_storage()))


def body(answer) -> bytes:
    """Read an answer to its end, which closes its file."""
    return b"".join(answer.streaming_content)
