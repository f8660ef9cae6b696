"""What makes a county of real processes that has tables and no bureau."""

import sys

from sandbox.services.county import manage

EMPTY_COUNTY = [
    ("Tables", [sys.executable, "-m", "tests.tables"]),
    ("Log key, static files", manage("prepare_demo", "key", "static")),
]
