"""Files of a bureau in an S3-compatible store lie below a prefix of their own.

Needs the extra ``s3``. The settings module names it by its path; nothing here imports it.
"""

from __future__ import annotations

from typing import Any

from boto3.s3.transfer import TransferConfig
from storages.backends.s3 import S3Storage
from storages.utils import safe_join

from disclosure_plugin import bureaus


class BureauS3Storage(S3Storage):
    """S3 storage whose prefix is chosen by the current bureau at every call.

    What is stored is never written over, and nothing has an address.

    Raises (from every method):
        NoBureau: no bureau is active; nothing is ever written below a shared prefix.
    """

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,
            # A file that is stored may tell the database that its job is alive while it is read.
            # Another thread has another connection, which knows no bureau.
            "transfer_config": TransferConfig(use_threads=False),
        }

    def _normalize_name(self, name: str) -> str:
        """Keep a name below the bureau's prefix, however it is written."""
        prefix = f"{self.location.rstrip('/')}/{bureaus.current()}".lstrip("/")
        return str(safe_join(prefix, name))

    def url(self, *args: Any, **kwargs: Any) -> str:
        raise ValueError("These files have no address.")
