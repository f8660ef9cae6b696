"""Who leaves the county office, or loses a role there, is out of every bureau at once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from .county_roles import in_county_office
from .visits import end_all_of

USER_ID = "disclosure_tenancy.county_people"


def connect() -> None:
    """Listen to changes of people; called once, at start-up."""
    User = get_user_model()
    post_save.connect(_saved, sender=User, dispatch_uid=USER_ID)
    post_delete.connect(_deleted, sender=User, dispatch_uid=USER_ID)
    pre_delete.connect(_role_deleted, sender=Group, dispatch_uid=USER_ID)
    groups = User.groups.through
    m2m_changed.connect(_groups_changed, sender=groups, dispatch_uid=USER_ID)


def _saved(instance: AbstractUser, created: bool, **kwargs: Any) -> None:
    if not created and not instance.is_active and in_county_office():
        end_all_of(instance)


def _deleted(instance: AbstractUser, **kwargs: Any) -> None:
    if in_county_office():
        end_all_of(instance)


def _groups_changed(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Roles are taken from a person, or people from a role; before a role is emptied at once."""
    if not in_county_office():
        return
    if reverse:
        if action == "pre_clear":
            _end_all_in(instance)
        elif action == "post_remove":
            for person in get_user_model().objects.filter(pk__in=pk_set or ()):
                end_all_of(person)
    elif action in ("post_remove", "post_clear"):
        end_all_of(instance)


def _role_deleted(instance: Group, **kwargs: Any) -> None:
    if in_county_office():
        _end_all_in(instance)


def _end_all_in(role: Group) -> None:
    for person in get_user_model().objects.filter(groups=role):
        end_all_of(person)
