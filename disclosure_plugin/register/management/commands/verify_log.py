"""Check the publication log of one bureau, or of all."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosure_plugin.register.models import Log
from disclosure_plugin.register.verifying import BadLog, verify


class Command(BaseCommand):
    help = "Check that nothing in the publication log was changed, removed or added."

    def add_arguments(self, parser):
        parser.add_argument("--bureau", help="code of one bureau; without it all logs are checked")
        parser.add_argument(
            "--keys",
            type=Path,
            help="file with verifier keys that were kept outside the database, a line each",
        )

    def handle(self, *args, bureau=None, keys=None, verbosity=1, **options):
        kept = self.kept_keys(keys) if keys else None
        logs = Log.objects.order_by("bureau", "opened_at")
        if bureau is not None:
            logs = logs.filter(bureau=bureau)
            if not logs:
                raise CommandError(f"The bureau {bureau!r} has no publication log.")
        bad = 0
        for log in logs:
            try:
                found = verify(log, keys=kept)
            except BadLog as problem:
                bad += 1
                self.stderr.write(self.style.ERROR(f"{log.bureau} {log.origin}: {problem}"))
            else:
                self.stdout.write(f"{log.bureau} {log.origin}: {self.told(found)}")
        if bad:
            raise CommandError(f"{bad} of {len(logs)} logs are not what was written.")

    def kept_keys(self, path):
        try:
            found = path.read_text().split()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        if not found:
            raise CommandError(f"{path} holds no verifier key.")
        return found

    def told(self, found):
        words = [f"{found.size} entries, root {found.root.hex()}"]
        if found.checkpoints:
            words.append(f"{found.checkpoints} signed states up to {found.signed} entries")
        else:
            words.append("nothing signed")
        if found.lost:
            words.append(f"closed by a restore, {found.lost} published entries are lost")
        return "; ".join(words)
