from pathlib import Path

import pytest

from .installation import Places, make_places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An installation without services, for tests that only read or check its files."""
    return make_places(
        tmp_path,
        domain="zwgk.example.org",
        database_url="postgresql://nobody@127.0.0.1:1/none",
        redis_url="redis://127.0.0.1:1/0",
    )
