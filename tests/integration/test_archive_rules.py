"""The data file of the archives: what is shipped can be used, what cannot be is said."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from disclosure_plugin.domain.retention import Retention
from disclosure_plugin.snapshots.archive_rules import (
    SHIPPED,
    BadRules,
    NoRulesFile,
    read_rules,
    rules,
)
from disclosure_plugin.snapshots.keeping import appraisal_in_words, retention_in_words
from disclosure_plugin.snapshots.models import Snapshot


def test_what_is_shipped_decides_no_retention_and_claims_no_standard():
    found = rules()
    assert (found.retention, found.archival_code) == ({}, "")
    assert len(found.fields) > 10
    assert "text/html" in found.formats
    assert "不声称符合" in SHIPPED.read_text()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "Expecting value"),
        (b"[]", "one JSON object"),
        (b"\xff", "decode"),
        (b'{"fields": 3}', "must be a list"),
        (b'{"more": 3}', "no key"),
        (b'{"retention": {"yearly": "permanent"}}', "maps kinds of snapshots"),
        (b'{"retention": {"nightly": "forever"}}', "is one of permanent"),
        (b'{"retention": {"nightly": []}}', "is one of permanent"),
        (b'{"archival_code": "("}', "no regular expression"),
        (b'{"formats": ["html"]}', "media types"),
        (b'{"fields": [{"name": "x", "value": "y"}]}', "nothing is known as"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_file_and_the_reason(content, problem):
    with pytest.raises(BadRules, match="rules\\.json") as refusal:
        read_rules(content, "rules.json")
    assert problem in str(refusal.value)


def test_a_file_that_is_not_there_is_named():
    with (
        override_settings(DISCLOSURE={"ARCHIVE_RULES_FILE": "/nowhere/rules.json"}),
        pytest.raises(NoRulesFile, match=r"/nowhere/rules\.json"),
    ):
        rules()


def test_a_county_decides_by_kind_and_sees_from_when_it_may_be_appraised(tmp_path):
    file = tmp_path / "rules.json"
    file.write_text('{"retention": {"nightly": "10-years", "requested": "permanent"}}')
    finished = datetime(2026, 12, 31, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    nightly, requested, published = (
        Snapshot(reason=reason, file="x.wacz", finished_at=finished)
        for reason in (Snapshot.Reason.NIGHTLY, Snapshot.Reason.REQUESTED, "PUBLISHED")
    )
    with override_settings(DISCLOSURE={"ARCHIVE_RULES_FILE": str(file)}):
        assert rules().retention_of(nightly) is Retention.TEN_YEARS
        assert "2037" in appraisal_in_words(nightly)
        assert appraisal_in_words(requested) == appraisal_in_words(published) == ""
        assert retention_in_words(published)
        assert retention_in_words(Snapshot(reason="NIGHTLY")) == ""
        file.write_text('{"retention": {"nightly": "30-years"}}')
        assert "2057" in appraisal_in_words(nightly)
