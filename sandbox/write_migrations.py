"""Write missing migrations in a form that runs on Wagtail 7.4 LTS and 8.x alike.

On Wagtail 8 Django writes the swappable page setting and the newest Wagtail migration into new
files; neither exists on 7.4.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = [
    "disclosure_certificates",
    "disclosure_plugin",
    "disclosure_register",
    "disclosure_sign_on",
    "disclosure_snapshots",
    "disclosure_tenancy",
]
NEWER_THAN_LTS = r"\('wagtailcore', '0(?:09[89]|1\d\d)_\w+'\)"
NEWEST_ON_LTS = "0097_baselogentry_uuid_action_timestamp_indexes"


def main() -> int:
    made = subprocess.run(
        [sys.executable, "sandbox/manage.py", "makemigrations", *APPS],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        check=False,
    )
    for path in (ROOT / "disclosure_plugin").glob("**/migrations/0*.py"):
        text = path.read_text()
        text = text.replace("to=settings.WAGTAIL_PAGE_MODEL", "to='wagtailcore.page'")
        text = text.replace(
            "migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL)",
            f"('wagtailcore', '{NEWEST_ON_LTS}')",
        )
        text = re.sub(
            r"\('wagtailcore', '0(?:09[89]|1\d\d)_\w+'\)",
            f"('wagtailcore', '{NEWEST_ON_LTS}')",
            text,
        )
        path.write_text(text)
    return made.returncode


if __name__ == "__main__":
    sys.exit(main())
