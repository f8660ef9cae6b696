"""Bring the demo up to date before its processes start."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from sandbox.seed.only_demo import require_demo
from sandbox.seed.static_files import collect_if_changed


def make_log_key() -> None:
    """The key of the publication logs, where the signing worker alone is told to look."""
    folder = Path(settings.DATA_DIR) / "signing"
    folder.mkdir(mode=0o700, exist_ok=True)
    if not (folder / "log.key").exists():
        call_command("generate_log_key", folder / "log.key")


PARTS: dict[str, Callable[[], object]] = {
    "tables": lambda: call_command("migrate_bureaus"),
    "static": collect_if_changed,
    "key": make_log_key,
    "content": lambda: call_command("seed_demo"),
}


class Command(BaseCommand):
    help = "Bring tables, static files and content of the demo up to date. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="nothing: all of them")

    def handle(self, *args: object, **options: object) -> None:
        require_demo()
        wanted = options["parts"] or PARTS
        for name, prepare in PARTS.items():
            if name in wanted:  # type: ignore[operator]
                prepare()
