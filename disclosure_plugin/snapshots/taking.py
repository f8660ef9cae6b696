"""Take the waiting snapshot of the current bureau."""

from .claims import has_waiting


def take_waiting():
    return None
