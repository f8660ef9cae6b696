#!/usr/bin/env python
"""Management commands of the sandbox county."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandbox.config.settings.demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
