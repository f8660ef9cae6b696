"""A line at the terminal that says how far a command is."""

from __future__ import annotations

from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

PARTS = {
    "check": pgettext_lazy("part of a backup", "Check"),
    "database": pgettext_lazy("part of a backup", "Database"),
    "files": pgettext_lazy("part of a backup", "Files"),
    "items": pgettext_lazy("part of the search", "Items"),
    "rows": pgettext_lazy("part of an import", "Rows"),
}


class ProgressLine:
    """Writes over one line at a terminal; elsewhere, as in a log, a line at each quarter.

    Args:
        out: the command's output.
    """

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out
        self._step = 1 if out.isatty() else 25
        self._last: tuple[str, int] = ("", -1)
        self._open = False

    def tell(self, part: str, done: int, total: int) -> None:
        percent = done * 100 // total if total else 100
        percent -= percent % self._step
        if (part, percent) == self._last:
            return
        if part != self._last[0]:
            self.end()
        self._last = (part, percent)
        text = _("%(part)s: %(percent)s %%") % {"part": PARTS[part], "percent": percent}
        self._open = self._out.isatty()
        self._out.write(f"\r{text}" if self._open else text, ending="" if self._open else "\n")
        self._out.flush()

    def end(self) -> None:
        """Leave the line as it is and begin another one."""
        if self._open:
            self._out.write("")
        self._open = False
