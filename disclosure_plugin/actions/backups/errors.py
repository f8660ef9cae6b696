"""What can be refused or go wrong."""

from __future__ import annotations

from disclosure_plugin.errors import DisclosureError


class CannotBackUp(DisclosureError):
    """No backup was made; no file was left that looks like one."""


class CannotRestore(DisclosureError):
    """The backup cannot be taken in; the message says what is as it was, and what is not."""


class NotABackup(CannotRestore):
    """The file is no whole, unchanged backup."""
