"""What the archive library refuses, each with a stable code and named parameters."""

from collections.abc import Mapping

from disclosure_plugin.errors import DisclosureError


class ArchiveError(DisclosureError):
    """Something cannot be archived.

    Args:
        code: Stable name of the case, for callers that decide or translate.
        message: English sentence with named placeholders, such as ``%(url)s``.
        params: Values of the placeholders.
    """

    def __init__(self, code: str, message: str, params: Mapping[str, object] | None = None):
        # All three go to Exception, so that the error survives pickling between processes.
        super().__init__(code, message, dict(params or {}))
        self.code = code
        self.message = message
        self.params = dict(params or {})

    def __str__(self) -> str:
        return self.message % self.params


class CaptureError(ArchiveError):
    """A URL could not be fetched, or what came back cannot be kept as a record."""


class PackageError(ArchiveError):
    """The given records, pages or proofs do not make a sound package."""
