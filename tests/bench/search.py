"""make bench-search: find Chinese words in many items, beside Wagtail's own search."""

from __future__ import annotations

import argparse
import gc
import io
import os
import platform
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from itertools import accumulate
from statistics import median
from typing import Any

from tests.bench.services import database_for_processes, services

# Goals: recall and precision; milliseconds in which 95 of 100 questions are answered.
RECALL, PRECISION = 1.0, 1.0
BUREAU_MS, COUNTY_MS = 50, 100
# Wagtail's own finds a word only where nothing stands beside it.
STOCK_RECALL = 0.05
LONG, VERY_LONG = 20_000, 200_000
RUNS = 3
REPEATS = 300
STOCK = "modelsearch.backends.database.postgres.postgres"
OFTEN = [
    "建设", "项目", "收费", "标准", "公示", "行政", "许可", "工程", "管理",
    "通知", "办法", "服务", "住房", "监督", "检查", "处罚", "施工", "质量",
]  # fmt: skip


@dataclass
class Item:
    """An invented item; its text is everything that is looked through."""

    number: int
    title: str
    abstract: str
    body: str

    @property
    def text(self) -> str:
        return f"{self.title}\n\n{self.abstract}\n\n{self.body}"


@dataclass(frozen=True)
class Question:
    """Words to look for, and why they are there."""

    words: str
    kind: str


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    what: str
    measured: str
    goal: str = ""
    holds: bool = True

    def __str__(self) -> str:
        said = ("yes" if self.holds else "**no**") if self.goal else ""
        return f"| {self.what} | {self.measured} | {self.goal} | {said} |"


class Writer:
    """Invents texts in which words are as unevenly often as in a language."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        characters = [
            bytes([high, low]).decode("gb2312")
            for high in range(0xB0, 0xD7)
            for low in range(0xA1, 0xFF)
        ]
        made = {
            "".join(chance.choices(characters, k=chance.choice((1, 2, 2, 2, 3, 4))))
            for _word in range(6000)
        }
        self._words = ["，", "。\n\n", *OFTEN, *sorted(made)]
        weights = [400.0, 120.0] + [1000 / (rank + 8) for rank in range(len(self._words) - 2)]
        self._weights = list(accumulate(weights))

    def text(self, length: int) -> str:
        """Return a text of at least so many characters."""
        said: list[str] = []
        written = 0
        while written < length:
            more = self._chance.choices(
                self._words, cum_weights=self._weights, k=max(8, (length - written) // 2)
            )
            said += more
            written += sum(map(len, more))
        return "".join(said)

    def phrase(self, length: int) -> str:
        """Return a text of so many characters without punctuation."""
        return "".join(self.text(4 * length).replace("，", "").split("。\n\n"))[:length]

    def needle(self) -> str:
        """Return characters that stand together nowhere else: none of them is in a word."""
        return "".join(self._chance.choices([chr(0x3400 + place) for place in range(2000)], k=4))


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-search")
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--bureaus", type=int, default=30)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--stock", type=int, default=1_000, help="items in Wagtail's own index")
    options = parser.parse_args()
    chance = random.Random(20_261_127)
    with services(), database_for_processes("bench_search"):
        writer = Writer(chance)
        items, needles = _items(options.items, writer, chance)
        questions = _questions(items, needles, options.questions, chance)
        rows = [*_sizes(items), *_ours(items, questions, options.bureaus)]
        rows += _wagtails(chance.sample(items, min(options.stock, len(items))), questions)
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("django", "wagtail", "modelsearch")
    )
    print(  # noqa: T201
        f"`make bench-search`, {datetime.now(UTC):%Y-%m-%d}, {options.items:,} items of "
        f"{options.bureaus} bureaus, {len(questions)} questions of two to six characters, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}.\n\n"
        "| What | Measured | Goal | Holds |\n|---|---|---|---|"
    )
    for row in rows:
        print(row)  # noqa: T201
    return int(not all(row.holds for row in rows))


def _tell(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", file=sys.stderr, flush=True)  # noqa: T201


# --- What is looked through ----------------------------------------------------------------------


def _items(count: int, writer: Writer, chance: random.Random) -> tuple[list[Item], list[Question]]:
    """Invent items; one in twenty is long, one in a hundred very long. Needles are in those."""
    _tell(f"inventing {count:,} items")
    items, needles = [], []
    for number in range(count):
        if number % 100 == 0:
            length = VERY_LONG + chance.randrange(20_000)
        elif number % 20 == 1:
            length = LONG + chance.randrange(5_000)
        else:
            length = chance.randrange(300, 1200)
        body = writer.text(length)
        if number % 100 in (0, 1):
            # In the last section, and behind as many of one pair as PostgreSQL would not count.
            last, hidden = writer.needle(), writer.needle()
            repeated = chance.choice(OFTEN)
            body = f"{body}{repeated * REPEATS}{repeated}{hidden}。\n\n{writer.text(500)}{last}"
            needles.append(Question(last[: chance.randrange(2, 5)], "in the last section"))
            needles.append(Question(repeated + hidden, f"after {REPEATS} repeats"))
        items.append(Item(number, writer.phrase(chance.randrange(8, 20)), writer.phrase(40), body))
    return items, needles


def _questions(
    items: Sequence[Item], needles: list[Question], count: int, chance: random.Random
) -> list[Question]:
    """Return pieces of the texts, frequent words among them, and needles."""
    found = {one: Question(one, "frequent word") for one in OFTEN}
    for one in chance.sample(needles, min(count // 3, len(needles))):
        found.setdefault(one.words, one)
    while len(found) < count:
        text = chance.choice(items).text
        start, length = chance.randrange(len(text)), chance.randrange(2, 7)
        piece = text[start : start + length]
        if len(piece) == length and all("\u3400" <= one <= "\u9fff" for one in piece):
            found.setdefault(piece, Question(piece, "piece of a text"))
    return list(found.values())[:count]


def _sizes(items: Sequence[Item]) -> Iterator[Row]:
    lengths = [len(one.body) for one in items]
    long = sum(length > LONG for length in lengths) / len(items)
    very_long = sum(length > VERY_LONG for length in lengths) / len(items)
    yield Row("characters in all", f"{sum(lengths) / 1e6:,.0f} million")
    yield Row("texts over 20,000 characters", f"{long:.1%}", "≥ 5 %", long >= 0.05)
    yield Row("texts over 200,000 characters", f"{very_long:.1%}", "≥ 1 %", very_long >= 0.01)


def _truth(items: Iterable[Item], questions: Sequence[Question]) -> dict[str, set[int]]:
    """Return for each question the numbers of the items whose text holds it."""
    truth: dict[str, set[int]] = {one.words: set() for one in questions}
    for item in items:
        text = item.text
        for words, numbers in truth.items():
            if words in text:
                numbers.add(item.number)
    return truth


# --- Ours ----------------------------------------------------------------------------------------


def _ours(items: Sequence[Item], questions: Sequence[Question], bureaus: int) -> Iterator[Row]:
    from django.core.management import call_command
    from django.db import connection

    from disclosure_plugin.domain.search_queries import parse, tsquery
    from disclosure_plugin.queries.register import Scope
    from disclosure_plugin.register.models import SearchSection

    call_command("migrate_bureaus", verbosity=0, stdout=io.StringIO())
    codes = [f"b{number:02}" for number in range(bureaus)]
    table, index = SearchSection._meta.db_table, "disclosure_search_vector"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [index])
        [definition] = cursor.fetchone()
        cursor.execute(f"DROP INDEX {index}")
    _tell("writing sections")
    entries = _entries(items, codes)
    gc.disable()  # millions of small objects, none of them in a cycle
    seconds = _timed(lambda: _write(items, entries, codes))
    gc.enable()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        [rows] = cursor.fetchone()
        yield Row("sections", f"{rows:,}")
        characters = sum(len(one.body) for one in items)
        yield Row(
            "written, without the index",
            f"{seconds:.0f} s ({seconds * 1e6 / characters:.2f} s a million characters)",
        )
        _tell("building the index")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        building = _timed(lambda: cursor.execute(definition))
        yield Row("index built (maintenance_work_mem 1 GB)", f"{building:.0f} s")
        cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute(
            "SELECT pg_relation_size(%s), pg_table_size(%s), pg_indexes_size(%s)",
            [index, table, table],
        )
        ours, kept, others = (size / 2**20 for size in cursor.fetchone())
        yield Row("size of the index", f"{ours:,.0f} MB")
        yield Row(
            "size of the table; of its other indexes", f"{kept:,.0f} MB; {others - ours:,.0f} MB"
        )
        _tell("comparing what is found with what is there")
        truth = _truth(items, questions)
        number_of = {key: number for number, key in entries.items()}
        found = {}
        for one in questions:
            [word] = parse(one.words).words
            cursor.execute(
                f"SELECT DISTINCT entry_id FROM {table} WHERE vector @@ %s::tsquery",
                [tsquery(word)],
            )
            found[one.words] = {number_of[key] for (key,) in cursor.fetchall()}
    yield from _quality("ours", truth, found, questions)
    roots = dict.fromkeys(codes, "http://localhost/")
    scopes = {code: Scope(code, {code: roots[code]}, {code: code}) for code in codes}
    county = Scope("county", roots, {code: code for code in codes})
    _tell("asking")
    yield from _times(
        "a bureau", BUREAU_MS, questions, lambda place: scopes[codes[place % bureaus]]
    )
    yield from _times("the county", COUNTY_MS, questions, lambda place: county)
    yield from _capped(county, questions, truth, number_of)


def _entries(items: Sequence[Item], codes: Sequence[str]) -> dict[int, int]:
    """Write the register's rows; return the key of each by the item's number."""
    from disclosure_plugin.register.models import RegisterEntry

    begun = datetime(2024, 1, 2, tzinfo=UTC)
    made = RegisterEntry.objects.bulk_create(
        (
            RegisterEntry(
                number=f"bench-{one.number:06}",
                bureau=codes[one.number % len(codes)],
                bureau_name=codes[one.number % len(codes)],
                page=one.number + 1,
                short_id=f"b{one.number}",
                title=one.title,
                abstract=one.abstract,
                category=f"20.{one.number % 15 + 1}",
                validity="valid",
                formed_on=date(2024, 1, 2),
                content_hash="0" * 64,
                first_published_at=begun + timedelta(minutes=25 * one.number),
                version_published_at=begun,
                due_by=date(2024, 2, 2),
                state_since=begun,
            )
            for one in items
        ),
        batch_size=5000,
    )
    return {one.page - 1: one.pk for one in made}


def _write(items: Sequence[Item], entries: dict[int, int], codes: Sequence[str]) -> None:
    from django.db import connection

    from disclosure_plugin.actions.search_sections import marks
    from disclosure_plugin.domain.search_text import mark, sections, vector
    from disclosure_plugin.register.models import SearchSection

    begun = datetime(2024, 1, 2, tzinfo=UTC)
    kind = SearchSection.Kind
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY {SearchSection._meta.db_table} (entry_id, bureau, kind, number, attachment,"
            ' file, "column", text, published_at, waits, vector) FROM STDIN'
        ) as copy,
    ):
        for item in items:
            bureau = codes[item.number % len(codes)]
            published_at = begun + timedelta(minutes=25 * item.number)
            said = marks(
                bureau=bureau,
                category=f"20.{item.number % 15 + 1}",
                page_type="disclosure_plugin.disclosureitempage",
                column_type="policies",
            )
            said.append(mark("y", str(published_at.year)))
            for place, text in (
                (kind.TITLE, item.title),
                (kind.ABSTRACT, item.abstract),
                (kind.BODY, item.body),
            ):
                for number, one in enumerate(sections(text), 1):
                    copy.write_row(
                        (
                            entries[item.number],
                            bureau,
                            int(place),
                            number,
                            "",
                            "",
                            "栏目",
                            one.text,
                            published_at,
                            False,
                            vector(one.lexemes, marks=[*said, mark("p", str(int(place)))]),
                        )
                    )


def _quality(
    whose: str,
    truth: dict[str, set[int]],
    found: dict[str, set[int]],
    questions: Sequence[Question],
) -> Iterator[Row]:
    asked = [one for one in questions if truth[one.words]]
    recall = _mean(
        len(found[one.words] & truth[one.words]) / len(truth[one.words]) for one in asked
    )
    there = [one for one in questions if found[one.words]]
    precision = _mean(
        len(found[one.words] & truth[one.words]) / len(found[one.words]) for one in there
    )
    sizes = sorted(len(truth[one.words]) for one in questions)
    yield Row(
        "items that hold a question: fewest, median, most",
        f"{sizes[0]:,}, {sizes[len(sizes) // 2]:,}, {sizes[-1]:,}",
    )
    yield Row(f"recall, {whose}", f"{recall:.4f}", f"= {RECALL:.1f}", recall == RECALL)
    for kind in dict.fromkeys(one.kind for one in asked):
        of_kind = [one for one in asked if one.kind == kind]
        part = _mean(
            len(found[one.words] & truth[one.words]) / len(truth[one.words]) for one in of_kind
        )
        yield Row(f"of these, {kind} ({len(of_kind)})", f"{part:.4f}", "= 1.0", part == RECALL)
    yield Row(
        f"precision, {whose}", f"{precision:.4f}", f"= {PRECISION:.1f}", precision == PRECISION
    )


def _times(
    where: str, goal: int, questions: Sequence[Question], scope: Callable[[int], Any]
) -> Iterator[Row]:
    from disclosure_plugin.queries.search import SearchWanted, find, hits

    ranked, dated, first, last, whole = [], [], [], [], []
    for place, one in enumerate(questions):
        seen = scope(place)
        wanted = SearchWanted(words=one.words)
        results = find(seen, wanted)
        pages = [results.entries[:20], results.entries[-20:]]
        rank = _best(lambda seen=seen, wanted=wanted: find(seen, wanted))
        page = _best(lambda results=results, pages=pages: hits(results, pages[0]))
        ranked.append(rank)
        first.append(page)
        whole.append(rank + page)
        last.append(_best(lambda results=results, pages=pages: hits(results, pages[1])))
        by_date = SearchWanted(words=one.words, by_date=True)
        dated.append(_best(lambda seen=seen, wanted=by_date: find(seen, wanted)))
    for what, figures in (
        ("matched and ranked", ranked),
        ("matched, newest first", dated),
        ("first page of 20 with snippets", first),
        ("last page of 20 with snippets", last),
    ):
        yield Row(
            f"{where}: {what}, median; p95", f"{median(figures):.1f}; {_p95(figures):.1f} ms"
        )
    p95 = _p95(whole)
    yield Row(
        f"{where}: whole answer, median; p95; slowest",
        f"{median(whole):.1f}; {p95:.1f}; {max(whole):.1f} ms",
        f"p95 ≤ {goal} ms",
        p95 <= goal,
    )


def _capped(
    county: Any,
    questions: Sequence[Question],
    truth: dict[str, set[int]],
    number_of: dict[int, int],
) -> Iterator[Row]:
    """What a visitor gets: the right number, and only what is right."""
    from disclosure_plugin.queries.search import MOST_COUNTED, SearchWanted, find

    wrong = 0
    for one in questions:
        found = find(county, SearchWanted(words=one.words))
        numbers = {number_of[key] for key in found.entries}
        right = truth[one.words]
        wrong += not (
            numbers <= right
            and len(numbers) == len(found.entries) == min(len(right), MOST_COUNTED)
            and found.has_more == (len(right) > MOST_COUNTED)
        )
    yield Row("answers with a wrong item or a wrong number", str(wrong), "0", wrong == 0)


# --- Wagtail's own -------------------------------------------------------------------------------


def _wagtails(sample: Sequence[Item], questions: Sequence[Question]) -> Iterator[Row]:
    from wagtail.search.backends import get_search_backend

    from disclosure_plugin import bureaus
    from disclosure_plugin.models import DisclosureItemPage
    from disclosure_plugin.tenancy.provisioning import create_bureau
    from tests.factories.credit_codes import credit_code
    from tests.factories.pages import BoardFactory, ColumnFactory, SectionFactory

    _tell(f"{len(sample):,} items for Wagtail's own search")
    create_bureau(
        code="stock", name="局", host="stock.localhost", social_credit_code=credit_code(700_001)
    )
    with bureaus.activate("stock"):
        section = SectionFactory()
        column = ColumnFactory(parent=BoardFactory())
        pages, numbers = [], {}
        for one in sample:
            page = DisclosureItemPage(
                title=one.title,
                abstract=one.abstract,
                formed_on=date(2026, 1, 2),
                category="20.8",
                responsible_section=section,
                body=[("text", "".join(f"<p>{part}</p>" for part in one.body.split("\n\n")))],
                live=False,
            )
            column.add_child(instance=page)
            pages.append(page)
            numbers[page.pk] = one.number
        backend = get_search_backend(STOCK)
        seconds = _timed(lambda: backend.add_bulk(DisclosureItemPage, pages))
        truth = _truth(sample, questions)
        asked = [one for one in questions if truth[one.words]]
        found, times = {}, []
        for one in asked:
            begun = time.perf_counter()
            results = [page.pk for page in backend.search(one.words, DisclosureItemPage)]
            times.append((time.perf_counter() - begun) * 1000)
            found[one.words] = {numbers[key] for key in results}
        recall = _mean(
            len(found[one.words] & truth[one.words]) / len(truth[one.words]) for one in asked
        )
        yield Row(f"Wagtail's own index, {len(sample):,} of the items: built", f"{seconds:.0f} s")
        yield Row(
            f"recall, Wagtail's own ({len(asked)} questions that these items hold)",
            f"{recall:.4f}",
            f"≤ {STOCK_RECALL:g}, or there is nothing to gain",
            recall <= STOCK_RECALL,
        )
        yield Row(
            "Wagtail's own: all matches, median; p95", f"{median(times):.1f}; {_p95(times):.1f} ms"
        )


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _best(work: Callable[[], object]) -> float:
    """Return the median of some runs, in milliseconds."""
    return median(_timed(work) for _run in range(RUNS)) * 1000


def _p95(figures: Sequence[float]) -> float:
    return sorted(figures)[int(0.95 * (len(figures) - 1))]


def _mean(figures: Iterable[float]) -> float:
    several = list(figures)
    return sum(several) / len(several) if several else 0.0


if __name__ == "__main__":
    sys.exit(main())
