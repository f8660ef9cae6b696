from __future__ import annotations

import pytest

from tests.factories.pages import BoardFactory, ColumnFactory


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory(), title="办事指南")
