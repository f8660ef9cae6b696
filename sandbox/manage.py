#!/usr/bin/env python
"""Management commands of the sandbox county; those of a running demo work on that demo."""

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"


def main() -> None:
    if importlib.util.find_spec("django") is None and Path(sys.prefix) != ENVIRONMENT:
        # Started by another Python than the one `make setup` installed everything for.
        python = str(ENVIRONMENT / "bin" / "python")
        if not Path(python).exists():
            sys.exit("Run `make setup` first: it installs what this command needs.")
        os.execv(python, [python, *sys.argv])
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandbox.config.settings.demo")
    from sandbox.services.state import default_state, told_environment

    if "DATABASE_URL" not in os.environ:
        os.environ.update(told_environment(default_state()))

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
