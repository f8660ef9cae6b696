"""Sign the newest state of every publication log, now."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from disclosure_plugin.register.keys import KeyUnusable
from disclosure_plugin.register.signing import sign_all, unsigned


class Command(BaseCommand):
    help = "Sign every publication log that has grown; what the signing worker does by itself."

    def handle(self, *args, **options):
        waiting = unsigned().count()
        try:
            signed = sign_all()
        except KeyUnusable as error:
            raise CommandError(str(error)) from error
        if signed < waiting:
            raise CommandError(
                f"{waiting - signed} of {waiting} logs were not signed: see the log."
            )
        self.stdout.write(f"{signed} logs signed.")
