"""The one error of the sandbox's services: a sentence for the person at the terminal."""

import errno
from pathlib import Path


class SandboxError(Exception):
    """Something the person who started the sandbox can mend; the message says how."""


_REASONS = {
    errno.EACCES: "there is no permission to write there",
    errno.EPERM: "there is no permission to write there",
    errno.EROFS: "the file system is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.ENOTDIR: "a file stands where a folder should be",
    errno.EEXIST: "a file stands where a folder should be",
}


def is_failed_write(error: OSError) -> bool:
    """Whether the disk refused (no room, no permission …), not the network or a process."""
    return error.errno in _REASONS


def cannot_write(folder: Path, error: OSError) -> SandboxError:
    """Turn a failed write below `folder` into the sentence that says what to do."""
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return SandboxError(
        f"Cannot write to {folder}: {reason}. "
        "Mend that, or set DEMO_STATE to another folder, then start again."
    )
