"""Have the newest signed states of the publication logs stamped by a third party, now."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from disclosure_plugin.conf import get_settings
from disclosure_plugin.register.stamping import NoAuthority, stamp_all


class Command(BaseCommand):
    help = "Have each publication log stamped that has no time stamp of today (RFC 3161)."

    def handle(self, *args, **options):
        if not get_settings().TSA_URL:
            raise CommandError(
                "No outside time source: DISCLOSURE['TSA_URL'] names no time stamping authority."
            )
        try:
            stamped = stamp_all()
        except NoAuthority as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{stamped} logs stamped.")
