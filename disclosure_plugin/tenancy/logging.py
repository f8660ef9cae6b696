"""Log lines that say which bureau they are about."""

from __future__ import annotations

import logging

from django.apps import apps

from disclosure_plugin import bureaus

NO_BUREAU = "-"


class BureauFilter(logging.Filter):
    """Gives every record a ``bureau``: the one named by the call, else the active one.

    Put it on the handlers, so that records of other packages carry a bureau too, and write
    ``{bureau}`` into the format. Work for no bureau in particular has ``-``.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "bureau"):
            record.bureau = _active()
        return True


def _active() -> str:
    if not apps.ready:  # until then nobody can say who the bureaus are
        return NO_BUREAU
    try:
        return bureaus.current()
    except bureaus.NoBureau:
        return NO_BUREAU
