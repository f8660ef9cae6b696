"""The interface for programs under questions that a machine makes from its description."""

from __future__ import annotations

import json
import os

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from disclosure_plugin import bureaus
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.register.models import RegisterEntry
from tests.factories.pages import (
    AnnualReportFactory,
    BoardFactory,
    ColumnFactory,
    CommitmentListFactory,
    ItemFactory,
)

API = "/api/disclosure/v1"
EXAMPLES = int(os.environ.get("API_FUZZ_EXAMPLES", "150"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def county(jsj, keep_the_test_transaction, settings):
    # A refusal would keep the questions from what they are to break.
    settings.DISCLOSURE = {**settings.DISCLOSURE, "API_REQUESTS_PER_MINUTE": 0}
    column = ColumnFactory(parent=BoardFactory())
    ItemFactory(parent=column, published=True, title="占道收费标准")
    gone = ItemFactory(parent=column, published=True, title="施工许可结果")
    DisclosureItemPage.objects.get(pk=gone.pk).unpublish()
    AnnualReportFactory(parent=column, published=True, year=2025)
    CommitmentListFactory(published=True)
    with bureaus.activate("czj"):
        ItemFactory(published=True, title="预算公开", category="20.7")
    connection.set_schema_to_public()


@pytest.mark.parametrize("code", ["jsj", "county"])
def test_no_question_brings_the_server_down(county, code):
    assert settings.DEBUG is False
    host = f"{code}.localhost"
    described = json.loads(Client().get(f"{API}/openapi.json", headers={"host": host}).content)
    # The test client has let each request close the connection again.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    described["servers"] = [{"url": f"http://{host}{API}"}]
    schema = schemathesis.openapi.from_dict(described)
    schema.app = get_wsgi_application()
    answered: dict[int, int] = {}
    asked = []
    for result in schema.get_all_operations():
        operation = result.ok()

        @hypothesis_settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @schemathesis_given(operation)
        def ask(case):
            response = case.call(headers={"Host": host})
            answered[response.status_code] = answered.get(response.status_code, 0) + 1
            case.validate_response(response, checks=CHECKS)

        ask()
        asked.append(operation.path)
    assert len(asked) == 7
    # It was not refused throughout.
    assert answered[200] > EXAMPLES / 3
    assert sum(answered.values()) >= 3 * EXAMPLES
    for number in RegisterEntry.objects.values_list("number", flat=True):
        assert Client().get(f"{API}/items/{number}", headers={"host": host}).status_code < 500


def schemathesis_given(operation):
    from hypothesis import given

    return given(case=operation.as_strategy())
