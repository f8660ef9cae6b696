"""Whom the menu shows an entry to."""

from __future__ import annotations

import pytest
from django.urls import reverse

from disclosure_plugin.actions.site_setup import ADMINISTRATORS, EDITORS, REVIEWERS
from tests.factories.users import UserFactory, sign_in

# An entry by its address, and the roles that see it.
ENTRIES = [
    ("disclosure_internal", {EDITORS, REVIEWERS, ADMINISTRATORS}),
    ("disclosure_bin", {EDITORS, ADMINISTRATORS}),
    ("disclosure_deputies", {REVIEWERS, ADMINISTRATORS}),
    ("disclosure_reviews", {REVIEWERS, ADMINISTRATORS}),
    ("disclosure_item_imports:index", {EDITORS, ADMINISTRATORS}),
    ("disclosure_stored_files", {EDITORS, ADMINISTRATORS}),
]


@pytest.mark.parametrize("role", [EDITORS, REVIEWERS, ADMINISTRATORS])
def test_an_entry_is_shown_to_those_who_may_use_it(jsj, role):
    page = sign_in(UserFactory(role=role), "jsj.localhost").get(reverse("wagtailadmin_home"))
    menu = page.content.decode()
    shown = {name for name, _roles in ENTRIES if f'"{reverse(name)}"' in menu}
    assert shown == {name for name, roles in ENTRIES if role in roles}
