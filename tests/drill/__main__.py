"""make archive-drill: what others say of our archive files, and whether they find forgeries.

A fresh demo county takes two snapshots of a bureau, hands them out, and is stopped. Then other
people's tools judge the files, and forged ones.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from sandbox.demo import speak_plainly
from sandbox.services.interruption import Interrupted, Interruption
from sandbox.services.progress import Progress

from . import county, judging, tools
from .errors import DrillError
from .evidence import Evidence
from .table import Line, table

EVIDENCE = "evidence"


def main() -> int:
    """Run the drill.

    Returns:
        0 if every line is as it must be. Else 1, or 128 + the number of the signal that stopped
        it; the folder is kept then.
    """
    parser = argparse.ArgumentParser(prog="make archive-drill")
    parser.add_argument("--judge", type=Path, help="the kept folder of an earlier run, once more")
    options = parser.parse_args()
    if options.judge and not Evidence(options.judge / EVIDENCE).is_complete:
        parser.error(f"{options.judge} holds no evidence of an earlier run")
    folder = options.judge or Path(tempfile.mkdtemp(prefix="archive-drill-"))
    folder.chmod(0o755)  # PostgreSQL runs as another account
    status = speak_plainly(lambda: _drill(folder, collect=options.judge is None), folder)
    if status == 0 and options.judge is None:
        shutil.rmtree(folder)
    else:
        print(f"\nEverything is kept in {folder}", file=sys.stderr)  # noqa: T201
    return status


def _drill(folder: Path, *, collect: bool) -> int:
    progress = Progress()
    evidence = Evidence(folder / EVIDENCE)
    evidence.folder.mkdir(exist_ok=True)
    with Interruption() as interruption, tempfile.TemporaryDirectory(prefix="drill-") as name:
        work = Path(name)
        try:
            # First: what cannot be judged need not be made.
            ready = tools.install(work, progress)
            if collect:
                county.collect(folder / "county", evidence, interruption, progress)
            checked = judging.judge(evidence, ready, work, interruption, progress)
            forged = judging.forge_and_judge(evidence, ready, work, interruption, progress)
        except DrillError as error:
            print(f"\n{error}", file=sys.stderr)  # noqa: T201
            return 1
        except Interrupted as interrupted:
            progress.say("Stopped before the end.")
            return 128 + interrupted.signal_number
    for picture in evidence.folder.glob("*.png"):
        progress.say(f"Shown by ReplayWeb.page: {shutil.copy(picture, tools.CACHE)}")
    return _report(checked, forged, progress)


def _report(checked: list[Line], forged: list[Line], progress: Progress) -> int:
    print()  # noqa: T201
    print(table(("#", "Check", "What it said", "Holds"), checked))  # noqa: T201
    print()  # noqa: T201
    print(table(("12", "Forgery", "What the checks said", "As it must be"), forged))  # noqa: T201
    lines = [*checked, *forged]
    off = [line.number for line in lines if not line.holds]
    print(  # noqa: T201
        f"\n{len(lines) - len(off)} of {len(lines)} lines hold, in {progress.seconds:.0f} s."
    )
    if off:
        print(f"archive-drill failed: {', '.join(off)}", file=sys.stderr)  # noqa: T201
    return int(bool(off))


if __name__ == "__main__":
    sys.exit(main())
