"""The chain of the private log: what was written stays what it was, or it is found."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from disclosure_plugin.domain.internal_log import (
    BEGINNING,
    ChainBroken,
    Link,
    chained,
    check,
    content,
)

AT = datetime(2026, 11, 27, 9, 30, 15, 999, tzinfo=UTC)


def chain(size: int) -> list[Link]:
    links, previous = [], BEGINNING
    for index in range(size):
        said = content(
            index, kind="item.disclosed", at=AT, subject=f"bcd{index}", hashes={"content": "ab"}
        )
        links.append(Link(index, previous, said, chained(previous, said)))
        previous = links[-1].hash
    return links


def test_an_entry_says_no_more_than_it_must():
    said = content(0, kind="item.ended", at=AT, subject="bcdf", hashes={}, by="王芳")
    assert said == (
        '{"at":"2026-11-27T09:30:15Z","by":"王芳","hashes":{},"index":0,"kind":"item.ended",'
        '"subject":"bcdf","v":1}'
    )


def test_a_hash_is_of_the_one_before_and_of_what_is_said():
    assert chained(BEGINNING, "x") == hashlib.sha256(bytes(32) + b"x").hexdigest()


def test_a_whole_chain_has_its_size_and_its_last_hash():
    links = chain(4)
    assert check(links) == (4, links[-1].hash)
    assert check([]) == (0, BEGINNING)


@pytest.mark.parametrize("place", range(4))
def test_whatever_was_changed_is_named(place):
    links = chain(4)
    for field, value in (
        ("content", links[place].content.replace("bcd", "xyz")),
        ("hash", "0" * 63 + "1"),
        ("previous", "0" * 63 + "1"),
        ("index", 9),
    ):
        changed = [*links[:place], replace(links[place], **{field: value}), *links[place + 1 :]]
        with pytest.raises(ChainBroken, match=f"Entry {place} "):
            check(changed)


def test_a_rewritten_entry_breaks_the_next_one():
    links = chain(3)
    said = links[1].content.replace("bcd1", "gone")
    links[1] = replace(links[1], content=said, hash=chained(links[0].hash, said))
    with pytest.raises(ChainBroken, match="Entry 2 "):
        check(links)


@pytest.mark.parametrize("gone", [0, 1])
def test_a_missing_entry_is_found(gone):
    with pytest.raises(ChainBroken, match=f"Entry {gone} "):
        check([link for link in chain(3) if link.index != gone])


def test_content_that_is_no_entry_is_found():
    said = "[]"
    with pytest.raises(ChainBroken, match="Entry 0 "):
        check([Link(0, BEGINNING, said, chained(BEGINNING, said))])
