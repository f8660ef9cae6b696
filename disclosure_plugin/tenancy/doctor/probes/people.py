"""Accounts and the tokens that stand for them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from disclosure_plugin.actions.invitations import issue_link
from disclosure_plugin.models import Invitation
from disclosure_plugin.sealing import Target, Trial, probe
from disclosure_plugin.tenancy.doctor.trial import undone

INVITED = 990_001  # key of the twins, far from those that sequences give


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


@probe(
    "invitations",
    "An invitation's link, opened at another bureau",
    guards=["what is kept of a link is made with the bureau's code"],
)
def invitations(trial: Trial) -> Iterator[str]:
    """Both invite twins; the row of one lies in the other too, as after a careless copy."""
    for own, other in trial.directions():
        with undone():
            links = {target.code: _invite(trial, target) for target in (own, other)}
            with trial.activate(other):
                kept = Invitation.objects.get(user_id=INVITED).token_hash
            for copied in (False, True):
                if copied:
                    with trial.activate(own):
                        Invitation.objects.filter(user_id=INVITED).update(token_hash=kept)
                elif trial.visitor(other).get(links[other.code]).status_code != 200:
                    raise RuntimeError(f"{other.code} does not take its own link.")
                if trial.visitor(own).get(links[other.code]).status_code == 200:
                    yield f"An invitation of {other.code} opens an account at {own.code}."


def _invite(trial: Trial, target: Target) -> str:
    """Make an account with a link and return the link's path."""
    with trial.activate(target):
        user = get_user_model()(pk=INVITED, username="doctor-invited")
        user.save()
        return urlsplit(issue_link(user, by=None).link).path
