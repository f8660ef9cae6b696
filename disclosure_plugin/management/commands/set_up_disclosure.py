from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosure_plugin.actions.site_setup import set_up_site


class Command(BaseCommand):
    help = "Give a site without tenants its bureau home page, roles and review workflow."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="full name of the bureau")
        parser.add_argument("--address", required=True, help="such as http://localhost:8000/")

    def handle(self, *args: object, **options: object) -> None:
        address = urlsplit(str(options["address"]))
        if address.scheme not in ("http", "https") or not address.hostname:
            raise CommandError("Give --address as a whole address, such as http://localhost:8000/")
        port = address.port or (443 if address.scheme == "https" else 80)
        made = set_up_site(name=str(options["name"]), hostname=address.hostname, port=port)
        done = "created" if made.created else "already there, brought up to date"
        self.stdout.write(self.style.SUCCESS(f"{made.home.title}: {done}"))
