"""Statements that copy tables with their keys, in the order that costs PostgreSQL least.

A key that a table is made with costs next to nothing. One that is added later costs a lock, a
new entry in every cache and, for a foreign key, a query over all rows. So what can be is written
into ``CREATE TABLE``; what must wait, for a table that is not there yet or for rows, comes in one
``ALTER TABLE`` a table. Keys are copied by their definitions and not by ``LIKE``, which would
give them other names than the ones later migrations know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """A key of a table.

    Attributes:
        table: whose key it is.
        refers_to: the table that a foreign key leads to, which is copied too; otherwise None.
        definition: ``CONSTRAINT name …``.
    """

    table: str
    refers_to: str | None
    definition: str


def copy_statements(
    source: str,
    tables: Sequence[str],
    filled: Collection[str],
    keys: Iterable[Key],
    foreign_keys: Iterable[Key],
) -> Iterator[str]:
    """Yield the statements that copy tables into the schema on the search path.

    Args:
        source: schema that holds the tables.
        tables: all of them.
        filled: those that have rows; their rows are copied before their foreign keys are made,
            so that PostgreSQL checks them at once and not row by row at the end.
        keys: primary and unique keys.
        foreign_keys: foreign keys.
    """
    own = _by_table(keys)
    leading = _by_table(foreign_keys)
    later: defaultdict[str, list[str]] = defaultdict(list)
    made: set[str] = set()
    for table in _referred_to_first(tables, leading):
        made.add(table)
        parts = [
            f'LIKE "{source}"."{table}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS '
            "INCLUDING IDENTITY INCLUDING STORAGE INCLUDING COMMENTS",
            *(key.definition for key in own[table]),
        ]
        for key in leading[table]:
            waits = table in filled or key.refers_to not in made
            (later[table] if waits else parts).append(key.definition)
        yield f'CREATE TABLE "{table}" ({", ".join(parts)})'
    for table in tables:
        if table in filled:
            yield (
                f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE SELECT * FROM "{source}"."{table}"'
            )
    for table, definitions in later.items():
        added = ", ".join(f"ADD {definition}" for definition in definitions)
        yield f'ALTER TABLE "{table}" {added}'


def _by_table(keys: Iterable[Key]) -> defaultdict[str, list[Key]]:
    found: defaultdict[str, list[Key]] = defaultdict(list)
    for key in keys:
        found[key.table].append(key)
    return found


def _referred_to_first(
    tables: Sequence[str], leading: defaultdict[str, list[Key]]
) -> Iterator[str]:
    """Order tables so that as many as possible come after those they lead to.

    Where they lead to each other in a circle, one of them has to come first.
    """
    seen: set[str] = set()

    def with_what_it_needs(table: str) -> Iterator[str]:
        if table in seen:
            return
        seen.add(table)
        for key in leading[table]:
            if key.refers_to:
                yield from with_what_it_needs(key.refers_to)
        yield table

    for table in tables:
        yield from with_what_it_needs(table)
