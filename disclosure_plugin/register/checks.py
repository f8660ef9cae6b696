"""System checks of the publication log."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from disclosure_plugin.conf import get_settings

SIGNING = "disclosure_register.sign_all_logs"


@register(deploy=True)
def check_signing_key_is_elsewhere(**kwargs: Any) -> list[CheckMessage]:
    """What ``check --deploy`` sees is what the web process sees: no key may be among it."""
    files = get_settings().LOG_KEY_FILES
    if not files:
        return []
    readable = [file for file in files if os.access(file, os.R_OK)]
    return [
        Error(
            "This process knows the key that signs publication logs"
            + (f" and can read it: {', '.join(readable)}." if readable else "."),
            hint="Name LOG_KEY_FILES in the signing worker's environment alone, and let the file "
            "belong to that worker's own account. If web processes could read it, make a new key.",
            id="disclosure_register.E001",
        )
    ]


@register()
def check_log_is_signed(**kwargs: Any) -> list[CheckMessage]:
    """A process with a key that beat never asks would wait for ever."""
    scheduled = getattr(settings, "CELERY_BEAT_SCHEDULE", {}).values()
    asked = any(entry["task"] == SIGNING for entry in scheduled)
    if get_settings().LOG_KEY_FILES and not asked:
        return [
            Warning(
                "There is a key to sign publication logs with, and nothing in "
                f"CELERY_BEAT_SCHEDULE asks for {SIGNING}: no log is signed.",
                hint="Add disclosure_plugin.register.schedule.BEAT_SCHEDULE to it.",
                id="disclosure_register.W001",
            )
        ]
    return []


@register()
def check_stamps_can_be_verified(**kwargs: Any) -> list[CheckMessage]:
    """A stamp that nobody can verify is not asked for."""
    if get_settings().TSA_URL and not get_settings().TSA_CERTIFICATES:
        return [
            Warning(
                "A time stamping authority is named, and not whom to trust: nothing is stamped.",
                hint="Name a PEM file with its certificates in DISCLOSURE['TSA_CERTIFICATES'].",
                id="disclosure_register.W002",
            )
        ]
    return []
