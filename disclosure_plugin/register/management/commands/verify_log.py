"""Check the publication log of one bureau, or of all."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from disclosure_plugin.register.models import Log
from disclosure_plugin.register.verifying import BadLog, verify


class Command(BaseCommand):
    help = "Check that nothing in the publication log was changed, removed or added."

    def add_arguments(self, parser):
        parser.add_argument("--bureau", help="code of one bureau; without it all logs are checked")

    def handle(self, *args, bureau=None, verbosity=1, **options):
        logs = Log.objects.order_by("bureau", "opened_at")
        if bureau is not None:
            logs = logs.filter(bureau=bureau)
            if not logs:
                raise CommandError(f"The bureau {bureau!r} has no publication log.")
        bad = 0
        for log in logs:
            try:
                found = verify(log)
            except BadLog as problem:
                bad += 1
                self.stderr.write(self.style.ERROR(f"{log.bureau} {log.origin}: {problem}"))
            else:
                self.stdout.write(
                    f"{log.bureau} {log.origin}: {found.size} entries, root {found.root.hex()}"
                )
        if bad:
            raise CommandError(f"{bad} of {len(logs)} logs are not what was written.")
