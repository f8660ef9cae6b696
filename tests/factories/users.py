"""People of a bureau, by role."""

from __future__ import annotations

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

PASSWORD = "only-for-tests"


class UserFactory(factory.django.DjangoModelFactory):
    """A user of the current bureau; ``role`` names their group, one of those in site_setup."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    first_name = "王芳"
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def role(self, create, name, **kwargs):
        if name:
            self.groups.add(Group.objects.get(name=name))


def sign_in(user, host: str) -> Client:
    """Sign a user in through the form of the admin at a host."""
    client = Client(headers={"host": host})
    form = {"username": user.username, "password": PASSWORD}
    assert client.post("/admin/login/", form).status_code == 302
    return client
