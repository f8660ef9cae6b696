"""For whom an item is, and that it is said in full."""

import pytest

from disclosure_plugin.domain.audiences import (
    Audience,
    GroupMissing,
    GroupNotMeant,
    NoSuchAudience,
    check_audience,
)
from disclosure_plugin.editor.audiences import AUDIENCES


def test_a_group_is_named_where_it_is_for_a_group_and_nowhere_else():
    check_audience("public", has_group=False)
    check_audience("staff", has_group=False)
    check_audience("group", has_group=True)
    with pytest.raises(GroupMissing):
        check_audience("group", has_group=False)
    for audience in ("public", "staff"):
        with pytest.raises(GroupNotMeant):
            check_audience(audience, has_group=True)


def test_what_is_no_audience_is_refused():
    for said in ("everyone", ""):
        with pytest.raises(NoSuchAudience):
            check_audience(said, has_group=False)


def test_every_audience_has_a_name():
    assert list(AUDIENCES) == list(Audience)
