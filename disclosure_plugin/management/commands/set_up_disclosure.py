from urllib.parse import urlsplit

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin.actions.site_setup import set_up_site

MAX_NAME = 255


class Command(BaseCommand):
    help = "Give a site without tenants its bureau home page, roles and review workflow."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="full name of the bureau")
        parser.add_argument("--address", required=True, help="such as http://localhost:8000/")

    def handle(self, *args: object, **options: object) -> None:
        if apps.is_installed("disclosure_plugin.tenancy"):
            raise CommandError("This is a county: create_bureau makes its bureaus.")
        name = str(options["name"]).strip()
        if not 0 < len(name) <= MAX_NAME:
            raise CommandError(f"Give --name the bureau's full name, 1 to {MAX_NAME} characters.")
        try:
            address = urlsplit(str(options["address"]))
            port = address.port or (443 if address.scheme == "https" else 80)
        except ValueError:  # a port that is none, half an IPv6 address
            address = urlsplit("")
        if address.scheme not in ("http", "https") or not address.hostname:
            raise CommandError("Give --address as a whole address, such as http://localhost:8000/")
        made = set_up_site(name=name, hostname=address.hostname, port=port)
        done = "created" if made.created else "already there, brought up to date"
        self.stdout.write(self.style.SUCCESS(f"{made.home.title}: {done}"))
