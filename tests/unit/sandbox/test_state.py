"""The state folder: what is refused, and that nothing is harmed."""

import os
from pathlib import Path

import pytest

from sandbox.services import state
from sandbox.services.errors import SandboxError, cannot_write


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(SandboxError, match="holds files that the demo did not make"):
        state.prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_nearly_full_disk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"the demo needs 1099511627776 MB\. Free some space"):
        state.prepare(tmp_path / "state", room=2**60)


def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left") as caught, Path("/dev/full").open("w") as f:
        f.write("x")
    assert str(cannot_write(tmp_path, caught.value)) == (
        f"Cannot write to {tmp_path}: the disk is full. "
        "Mend that, or set DEMO_STATE to another folder, then start again."
    )


def test_one_holder_at_a_time_and_a_stale_number_is_nobody(tmp_path: Path) -> None:
    state.prepare(tmp_path / "state")
    folder = tmp_path / "state"
    (folder / state.MARKER).write_text("1")  # process 1 lives, but does not hold the lock
    assert state.holder(folder) is None
    with state.only_one(folder):
        assert (folder / state.MARKER).read_text() == str(os.getpid())
        assert state.holder(folder) == os.getpid()
        with (
            pytest.raises(SandboxError, match=rf"already runs .* \(process {os.getpid()}\)"),
            state.only_one(folder),
        ):
            pass
    assert state.holder(folder) is None


def test_only_a_folder_of_the_demo_is_removed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(SandboxError, match="was not made by the demo"):
        state.remove(other)
    assert other.is_dir()
    ours = tmp_path / "ours"
    state.prepare(ours)
    state.remove(ours)
    assert not ours.exists()
    state.remove(ours)  # nothing there is nothing to do
