"""`make demo-check`: the demo without a terminal, its main job done step by step."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from sandbox.check_steps import all_steps
from sandbox.demo import speak_plainly
from sandbox.services.county import Plan, running_county, sandbox_plan
from sandbox.services.interruption import Interrupted, Interruption
from sandbox.services.progress import Progress
from sandbox.services.redis import free_port
from sandbox.services.steps import Step, run_steps


def main() -> int:
    """Run every step against a fresh county in a temporary folder of its own.

    Returns:
        0 when every step passed. Else 1, or 128 + the number of the signal that stopped it;
        the folder is kept then, because its logs say why.
    """
    folder = Path(tempfile.mkdtemp(prefix="demo-check-"))
    status = speak_plainly(lambda: check(folder), folder)
    if status == 0:
        shutil.rmtree(folder)
    else:
        print(f"\nThe logs are kept in {folder / 'logs'}", file=sys.stderr)
    return status


def check(
    folder: Path,
    steps: Sequence[Step] | None = None,
    plan: Callable[[int, Path], Plan] = sandbox_plan,
) -> int:
    """Start a county in `folder`, run the steps, stop the county.

    Returns:
        The exit status.
    """
    steps = all_steps() if steps is None else steps
    port = free_port()
    progress = Progress()
    with Interruption() as interruption:
        try:
            with running_county(
                folder, port, plan(port, folder), interruption, progress
            ) as county:
                failed = run_steps(steps, county, interruption, progress)
        except Interrupted as interrupted:
            progress.say("Stopped before the end.")
            return 128 + interrupted.signal_number
    if failed:
        print(f"\ndemo-check failed at the step: {failed.name}", file=sys.stderr)
        return 1
    progress.say(f"demo-check passed: {len(steps)} steps in {progress.seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
