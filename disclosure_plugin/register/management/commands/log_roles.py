"""Print the SQL that gives owner, app and signer their rights on the publication log."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from disclosure_plugin.register.roles import BadRoles, Roles, statements


class Command(BaseCommand):
    help = "Print the SQL that gives three database roles their rights; run it as a superuser."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--owner", required=True, help="has the database; runs migrations")
        parser.add_argument("--app", required=True, help="web, workers and beat")
        parser.add_argument("--signer", required=True, help="the signing worker")

    def handle(self, *args, owner, app, signer, **options):
        database = str(connection.settings_dict["NAME"])
        try:
            self.stdout.write(statements(Roles(owner, app, signer), database))
        except BadRoles as error:
            raise CommandError(str(error)) from error
