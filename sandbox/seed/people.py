"""Who puts a bureau's content in."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser


@dataclass(frozen=True)
class Staff:
    """The people of a bureau: one writes, the two others approve."""

    administrator: AbstractUser
    editor: AbstractUser
    reviewer: AbstractUser
