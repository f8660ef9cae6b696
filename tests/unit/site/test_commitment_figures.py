"""How kept and broken promises are drawn: what is broken is seen, however little it is."""

from __future__ import annotations

import pytest

from disclosure_plugin.domain.case_statistics import Tally
from disclosure_plugin.queries.commitments import Told


@pytest.mark.parametrize(
    ("kept", "broken", "bar"),
    [
        (1251, 33, (698, 702, 18)),
        (5000, 1, (700, 704, 16)),
        (1, 5000, (12, 16, 704)),
        (64, 0, (720, 720, 0)),
        (0, 3, (0, 0, 720)),
    ],
)
def test_the_bar(kept, broken, bar):
    assert Told(Tally(kept, broken)).bar == bar


@pytest.mark.parametrize(("broken", "squares"), [(0, 0), (1, 1), (20, 20), (21, 0)])
def test_squares_where_they_can_be_counted(broken, squares):
    assert len(Told(Tally(3, broken)).squares) == squares
