"""The benchmark of the personal data rules, with few files: it measures, and it can fail."""

import random

import pytest

from disclosure_plugin.domain.personal_data import Kind
from tests.bench import gate
from tests.corpus.documents import SEED, TODAY, documents
from tests.corpus.people import Inventor, card_total

# The other formats hold the time at which they were written.
SAME_BYTES = ("txt", "csv", "doc")


def test_the_same_seed_makes_the_same_corpus():
    first, second, other = (
        [
            (one.name, one.planted, one.data if one.suffix in ("txt", "csv", "doc") else b"")
            for one in made
        ]
        for made in (documents(0.01), documents(0.01), documents(0.01, SEED + 1))
    )
    assert first == second
    assert first != other


def test_check_characters_that_were_found_by_trying():
    inventor = Inventor(random.Random(1), TODAY)
    assert card_total("79927398713") == 70
    for _person in range(50):
        number = inventor.resident_id()
        signs = [10 if sign == "X" else int(sign) for sign in number]
        assert sum(sign * 2 ** (17 - place) for place, sign in enumerate(signs)) % 11 == 1
        assert card_total(inventor.card()) % 10 == 0


@pytest.fixture(scope="module")
def result():
    return gate.run(0.02)


def test_what_is_planted_is_found_and_nothing_else(result):
    assert result.files > 40
    for kind, goal in gate.RECALL.items():
        assert result.recall(kind).planted > 100
        assert result.recall(kind).share >= goal
        assert result.precision(kind) >= gate.PRECISION
    assert result.found_after_masking == 0
    assert result.masked > 40
    assert result.not_checked == []
    assert result.holds()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.by_way.update({(Kind.RESIDENT_ID, "x"): gate.Score(1000, 0)}),
        lambda one: one.false.update({Kind.MOBILE: 1000}),
        lambda one: one.false.update({Kind.HEALTH: 1}),
        lambda one: setattr(one, "found_after_masking", 1),
        lambda one: one.not_checked.append("x"),
    ],
    ids=["missed", "mistaken", "mistaken words", "masked badly", "not read"],
)
def test_a_run_below_a_goal_does_not_hold(spoil):
    spoiled = gate.Result()
    assert spoiled.holds()
    spoil(spoiled)
    assert not spoiled.holds()
    assert (
        "| no |" in gate.report(spoiled, 1.0) or spoiled.found_after_masking or spoiled.not_checked
    )
