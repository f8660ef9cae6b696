"""Make the demo county."""

import logging
import time

from django.core.management.base import BaseCommand

from sandbox.seed.bureaus import seed_bureau
from sandbox.seed.content import BUREAUS
from sandbox.seed.only_demo import require_demo


class Command(BaseCommand):
    help = "Make the demo county with its bureaus and content. Safe to repeat."

    def handle(self, *args: object, **options: object) -> None:
        require_demo()
        # Each publication logs several lines, in which the progress would drown.
        logging.disable(logging.INFO)
        try:
            self.seed()
        finally:
            logging.disable(logging.NOTSET)

    def seed(self) -> None:
        for bureau in BUREAUS:
            started = time.monotonic()
            made = seed_bureau(bureau)
            seconds = time.monotonic() - started
            done = f"made in {seconds:.1f} s" if made else "already there"
            self.stdout.write(f"{bureau.code:8}{bureau.name}  {done}")
            self.stdout.flush()
