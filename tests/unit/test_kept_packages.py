"""A package is put together once for whoever asks for its parts, and not kept for long."""

from __future__ import annotations

import tempfile
import threading
import time

import pytest

from disclosure_plugin.snapshots.public.kept_packages import KeptPackages


class Making:
    """Puts packages together, and counts."""

    def __init__(self, content: bytes = b"0123456789") -> None:
        self.count = 0
        self._content = content

    def __call__(self):
        self.count += 1
        file = tempfile.TemporaryFile()  # noqa: SIM115 - who keeps it closes it
        file.write(self._content)
        file.flush()
        return file


def test_parts_are_read_from_what_was_put_together_once():
    kept, making = KeptPackages(seconds=60), Making()
    first, second = kept.open("a", making), kept.open("a", making)
    assert first.read(4) == b"0123"
    assert second.seek(-3, 2) == 7
    assert second.read() == b"789"
    assert first.read() == b"456789"  # each has a place of its own
    assert making.count == 1
    assert kept.open("b", Making(b"other")).read() == b"other"


def test_who_reads_goes_on_when_it_is_kept_no_more():
    kept, making = KeptPackages(seconds=0.05), Making()
    file = kept.open("a", making)
    time.sleep(0.3)
    assert file.read() == b"0123456789"
    assert kept.open("a", making).read() == b"0123456789"
    assert making.count == 2


def test_no_more_than_so_many_are_kept():
    kept, makings = KeptPackages(seconds=60, at_most=2), [Making() for _key in range(3)]
    for key, making in enumerate(makings):
        kept.open(str(key), making).close()
    for key, making in reversed(list(enumerate(makings))):
        kept.open(str(key), making).close()
    assert [making.count for making in makings] == [2, 1, 1]


def test_what_cannot_be_put_together_is_tried_again():
    kept, making = KeptPackages(seconds=60), Making()

    def fails():
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match="The disk is full"):
        kept.open("a", fails)
    assert kept.open("a", making).read() == b"0123456789"


def test_many_at_once_put_it_together_once():
    kept, making = KeptPackages(seconds=60), Making()
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(kept.open("a", making).read()))
        for _number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [b"0123456789"] * 8
    assert making.count == 1
