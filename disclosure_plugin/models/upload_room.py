"""Whether there is room for an upload."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from disclosure_plugin.domain.uploads import UploadRefusal, UploadRefused, megabytes

from .file_storage import lock_files
from .file_versions import UploadReservation, quota, reserved, used

# A request that is longer under way than this has lost its room; the front server waits 60 s.
RESERVED_FOR = timedelta(minutes=5)


@transaction.atomic
def reserve_room(name: str, size: int) -> UploadReservation:
    """Keep room for a file, or refuse it.

    Raises:
        UploadRefused: the bureau's quota would be exceeded.
    """
    lock_files()
    UploadReservation.objects.filter(until__lte=timezone.now()).delete()
    taken = used() + reserved()
    if taken + size > quota():
        raise UploadRefused(
            UploadRefusal.NO_ROOM,
            name=PurePath(name).name,
            used=megabytes(taken),
            limit=megabytes(quota()),
        )
    return UploadReservation.objects.create(size=size, until=timezone.now() + RESERVED_FOR)
