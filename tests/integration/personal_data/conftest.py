"""A bureau whose files go with the test, and a list of persons whom nobody is."""

from __future__ import annotations

import pytest

from tests.factories.pages import BoardFactory, ColumnFactory
from tests.integration.uploads.conftest import anonymous, files  # noqa: F401


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())
