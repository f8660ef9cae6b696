"""Make a key that signs publication logs."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosure_plugin.register.keys import KeyUnusable, generate_key


class Command(BaseCommand):
    help = "Write a new key for signing publication logs into a file only its owner can read."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a new file in a folder of the signing worker")

    def handle(self, *args, file, **options):
        try:
            generate_key(file)
        except KeyUnusable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {file}. Keep a copy where nobody else can read it.")
