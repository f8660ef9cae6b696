"""The steps of a check: one line each, and the first that fails ends it."""

import dataclasses
from collections.abc import Callable, Sequence

from .county import County
from .interruption import Interruption
from .progress import Progress


class CheckFailed(Exception):
    """A step found something other than it should; the message says what."""


@dataclasses.dataclass(frozen=True)
class Step:
    """One thing to do against a running county.

    Attributes:
        name: what is done, for the reader of the output.
        run: does it and returns its measure, such as "18.4" or "3 pages, 412 kB"; raises
            CheckFailed when the county does not behave.
    """

    name: str
    run: Callable[[County], str]


def run_steps(
    steps: Sequence[Step], county: County, interruption: Interruption, progress: Progress
) -> Step | None:
    """Run the steps in order, each with its seconds and measure on a line.

    Returns:
        The step that failed, after saying why; None when all passed.
    """
    for step in steps:
        interruption.check()
        county.check_alive()
        try:
            with progress.step(step.name) as note:
                note(step.run(county))
        except CheckFailed as failure:
            progress.say(f"FAILED: {step.name}: {failure}")
            return step
    return None
