"""Links for a forgotten password count at one bureau only."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from disclosure_plugin import bureaus


class BureauTokenGenerator(PasswordResetTokenGenerator):
    """Django signs number, password hash and e-mail of an account, and all bureaus share the key.

    Two accounts that are equal in these, such as those of a restored copy, would open one
    another's doors; the bureau's code keeps them apart.
    """

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{bureaus.current()} {super()._make_hash_value(user, timestamp)}"
