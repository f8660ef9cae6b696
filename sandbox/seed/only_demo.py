"""The demo's commands make accounts with a published password: never outside the demo."""

from django.conf import settings
from django.core.management.base import CommandError


def require_demo() -> None:
    """Refuse unless the settings module is the demo's.

    Raises:
        CommandError: ``DEMO`` is not set to True.
    """
    if getattr(settings, "DEMO", False) is not True:
        raise CommandError(
            "This command belongs to the demo: its accounts have a published password. "
            "It runs only with the settings sandbox.config.settings.demo."
        )
