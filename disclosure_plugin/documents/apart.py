"""Read PDF and old office files in a process of their own.

Their libraries have no bounds of memory and time that could be relied on. The process gets both,
and its end is not that of the one that asks. What it gives back is JSON.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict

from disclosure_plugin.documents.collecting import Collector, Stopped
from disclosure_plugin.documents.parts import Reason, as_json, from_json
from disclosure_plugin.documents.results import DocumentRefused, Limits

Reader = Callable[[Collector, str, bytes], None]
DAMAGED, TOO_MUCH = 3, 4  # exit codes
# What the libraries raise for damaged files beside errors of their own; found by fuzzing.
DAMAGE = (
    struct.error, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError,
    TypeError, ValueError, NotImplementedError,
)  # fmt: skip


def read_apart(collector: Collector, file: str, kind: str, data: bytes) -> None:
    """Read a document in a process of its own, and take what it found.

    Args:
        collector: takes what is read; its seconds are used up.
        file: the document's name.
        kind: ``.pdf``, ``.doc`` or ``.xls``.
        data: its bytes.

    Raises:
        Stopped: a limit of the whole document is reached.
    """
    if collector.seconds_left <= 0:
        collector.leave(file, Reason.TOO_MUCH_WORK)
        return
    started = time.monotonic()
    question = json.dumps([kind, file, asdict(collector.limits)])
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "disclosure_plugin.documents.apart", question],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=collector.seconds_left,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},  # and no secret of ours
            check=False,
        )
    except subprocess.TimeoutExpired:
        collector.seconds_left = 0
        collector.leave(file, Reason.TOO_MUCH_WORK)
        return
    collector.seconds_left -= time.monotonic() - started
    if done.returncode == 0:
        collector.add_parts(from_json(json.loads(done.stdout)))
    else:
        ended = done.returncode < 0 or done.returncode == TOO_MUCH  # by a signal, or by itself
        collector.leave(file, Reason.TOO_MUCH_WORK if ended else Reason.DAMAGED)


def main() -> int:
    """Read what stands at the standard input, as the only argument says; return an exit code."""
    kind, file, written = json.loads(sys.argv[1])
    limits = Limits(**written)
    _bound(limits)
    try:
        return _answer(Collector(limits), file, kind)
    except (MemoryError, RecursionError):
        return TOO_MUCH


def _answer(collector: Collector, file: str, kind: str) -> int:
    read, damage = _reader(kind)
    try:
        read(collector, file, sys.stdin.buffer.read())
    except Stopped:
        pass
    except DocumentRefused as error:
        collector.refuse(file, error)
    except damage:
        return DAMAGED
    sys.stdout.write(json.dumps(as_json(collector.result())))
    return 0


def _reader(kind: str) -> tuple[Reader, tuple[type[Exception], ...]]:
    """Return what reads a kind of documents, and what its library raises for damaged ones.

    Imported here: a process need not load the libraries of the other kinds.
    """
    if kind == ".pdf":
        from pypdf.errors import PyPdfError

        from disclosure_plugin.documents.pdf_parts import read_pdf

        return read_pdf, (PyPdfError, *DAMAGE)
    if kind == ".xls":
        import xlrd

        from disclosure_plugin.documents.old_excel_parts import read_old_excel

        return read_old_excel, (xlrd.XLRDError, xlrd.compdoc.CompDocError, *DAMAGE)
    from disclosure_plugin.documents.old_word_parts import read_old_word

    return read_old_word, DAMAGE


def _bound(limits: Limits) -> None:
    import resource  # not on every system: there the process ends here, and nothing is checked

    seconds = max(1, int(limits.seconds))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
