"""Say where the demo's sites are and how to sign in."""

import json

from django.core.management.base import BaseCommand, CommandParser

from disclosure_plugin import bureaus
from sandbox.seed.bureaus import COUNTY_ROLES, PASSWORD, ROLES, login
from sandbox.seed.content import BUREAUS
from sandbox.seed.only_demo import require_demo


class Command(BaseCommand):
    help = "List the demo's sites with their addresses, roles and logins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON, for programs")

    def handle(self, *args: object, **options: object) -> None:
        require_demo()
        rows = access_rows()
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write("\t".join(row.values()))


def access_rows() -> list[dict[str, str]]:
    """One row a role of each bureau, the county office first."""
    county = {bureau.code for bureau in BUREAUS if bureau.is_county_office}
    return [
        {
            "name": bureau.name,
            "code": bureau.code,
            "url": bureau.address,
            "admin_url": f"{bureau.admin_address}admin/",
            "role": role,
            "login": login(bureau.code, role),
            "password": PASSWORD,
        }
        for bureau in bureaus.directory()
        for role in (*ROLES, *(COUNTY_ROLES if bureau.code in county else ()))
    ]
