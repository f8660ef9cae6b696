"""Who leaves the county office, or loses a role there, is out of every bureau at once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models.signals import m2m_changed, post_delete, post_save

from .county_roles import in_county_office
from .visits import end_all_of

USER_ID = "disclosure_tenancy.county_people"


def connect() -> None:
    """Listen to changes of people; called once, at start-up."""
    User = get_user_model()
    post_save.connect(_saved, sender=User, dispatch_uid=USER_ID)
    post_delete.connect(_deleted, sender=User, dispatch_uid=USER_ID)
    groups = User.groups.through
    m2m_changed.connect(_groups_changed, sender=groups, dispatch_uid=USER_ID)


def _saved(instance: AbstractUser, created: bool, **kwargs: Any) -> None:
    if not created and not instance.is_active and in_county_office():
        end_all_of(instance)


def _deleted(instance: AbstractUser, **kwargs: Any) -> None:
    if in_county_office():
        end_all_of(instance)


def _groups_changed(instance: Any, action: str, **kwargs: Any) -> None:
    taken = action in ("post_remove", "post_clear")
    if taken and isinstance(instance, AbstractUser) and in_county_office():
        end_all_of(instance)
