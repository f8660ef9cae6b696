"""Links to set a password that count at one bureau only."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator, default_token_generator

from disclosure_plugin import bureaus


class BureauTokens(PasswordResetTokenGenerator):
    """Mixes the bureau into a token.

    Django's own is made of key, password hash, last sign-in and e-mail of an account, and of
    the secret key, which the bureaus share. Accounts that were copied from one bureau to
    another have all of that in common.
    """

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{bureaus.current()}:{super()._make_hash_value(user, timestamp)}"


def carry_the_bureau() -> None:
    """Let every view that uses Django's generator, Wagtail's among them, use ours."""
    default_token_generator.__class__ = BureauTokens
