"""Every line of the log says which bureau it is about."""

import logging

import pytest

from disclosure_plugin.tenancy.logging import BureauFilter


def bureau_of(record: logging.LogRecord) -> str:
    assert BureauFilter().filter(record)
    return record.bureau


@pytest.fixture
def record() -> logging.LogRecord:
    return logging.makeLogRecord({"msg": "published"})


def test_work_of_no_bureau_has_a_dash(record):
    assert bureau_of(record) == "-"


def test_the_active_bureau_is_named(record, jsj):
    assert bureau_of(record) == "jsj"


def test_a_bureau_named_by_the_call_wins_over_the_active_one(record, jsj):
    record.bureau = "czj"
    assert bureau_of(record) == "czj"
