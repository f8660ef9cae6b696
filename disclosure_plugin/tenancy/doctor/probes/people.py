"""Accounts and the tokens that stand for them."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from disclosure_plugin.sealing import Trial, probe


@probe(
    "reset-links",
    "A link to set a new password, opened at another bureau",
    guards=["tokens carry the bureau"],
)
def reset_links(trial: Trial) -> Iterator[str]:
    for own, other in trial.directions():
        with trial.activate(own):
            get_user_model().objects.filter(pk=own.keys["user"]).update(last_login=None)
        with trial.activate(other):
            get_user_model().objects.filter(pk=other.keys["user"]).update(last_login=None)
            user = get_user_model().objects.get(pk=other.keys["user"])
            token = default_token_generator.make_token(user)
        arguments = [urlsafe_base64_encode(force_bytes(user.pk)), token]
        address = reverse("wagtailadmin_password_reset_confirm", args=arguments)
        if trial.visitor(other).get(address).status_code != 302:
            raise RuntimeError(f"{other.code} does not take its own link.")
        if trial.visitor(own).get(address).status_code == 302:
            yield f"A link of {other.code} sets a password at {own.code}."
