"""Look at a notice of a bureau whose period runs, and certify it as far as it has gone.

Runs in the environment of the county's processes, and prints the certificate's check code.
"""

from __future__ import annotations

import sys

import django


def main(bureau: str) -> None:
    django.setup()
    from disclosure_plugin import bureaus
    from disclosure_plugin.certificates import issuing, periods, probing
    from disclosure_plugin.register.clock import database_now

    with bureaus.activate(bureau):
        entry = periods.running(database_now()).filter(bureau=bureau).order_by("pk").first()
        if entry is None:
            sys.exit(f"{bureau} has no notice whose period runs.")
        probing.probe(entry)
        print(issuing.issue(entry.number, role=issuing.EDITOR).code)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
