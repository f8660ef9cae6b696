"""What is wrong with a summary while it is written; the hard ones keep it from being handed in.

Gaps that nobody filled in, years of an older text, counts that are none, a text taken over from
last year, shortcomings that name nothing, plans of last year that nobody answers for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from disclosure_plugin.errors import gettext_noop

from .figures import collect_figures
from .passages import words_around
from .placeholders import find_placeholders
from .similarity import similarity
from .summary_rules import SummaryRules


class Place(StrEnum):
    """Where in a summary a text stands."""

    TITLE = "title"
    ABSTRACT = "abstract"
    INTRODUCTION = "introduction"
    SECTION = "section"
    SHORTCOMINGS = "shortcomings"
    ANSWERS = "answers"
    PLAN = "plan"
    CONCLUSION = "conclusion"


PLACE_NAMES: Mapping[Place, str] = {
    Place.TITLE: gettext_noop("title of the summary"),
    Place.ABSTRACT: gettext_noop("abstract of the summary"),
    Place.INTRODUCTION: gettext_noop("introduction of the summary"),
    Place.SECTION: gettext_noop("section of the summary"),
    Place.SHORTCOMINGS: gettext_noop("shortcomings of the year"),
    Place.ANSWERS: gettext_noop("last year’s plan"),
    Place.PLAN: gettext_noop("plan for next year"),
    Place.CONCLUSION: gettext_noop("conclusion of the summary"),
}


class PlanStatus(StrEnum):
    """What became of a plan; the values are kept."""

    DONE = "done"
    CARRIED_OVER = "carried over"
    DROPPED = "dropped"


class Check(StrEnum):
    """What was found."""

    PLACEHOLDER = "placeholder"
    STALE_YEAR = "stale year"
    VAGUE_COUNT = "vague count"
    VAGUE_WORD = "vague word"
    SIMILAR = "similar"
    NO_SHORTCOMINGS = "no shortcomings"
    EMPTY_SHORTCOMING = "empty shortcoming"
    UNANSWERED = "unanswered"
    NO_REASON = "no reason"
    NO_PLAN = "no plan"


CHECK_MESSAGES: Mapping[Check, str] = {
    Check.PLACEHOLDER: gettext_noop(
        "%(place)s: “%(written)s” is a gap that nobody filled in. Fill it in."
    ),
    Check.STALE_YEAR: gettext_noop(
        "%(place)s: “%(written)s” is not %(year)s, the year reported on. Is it left from an "
        "older text?"
    ),
    Check.VAGUE_COUNT: gettext_noop(
        "%(place)s: “%(written)s” is a round figure. Write what the records say."
    ),
    Check.VAGUE_WORD: gettext_noop(
        "%(place)s: “%(written)s” says no number. Write how many, and of what."
    ),
    Check.SIMILAR: gettext_noop(
        "%(percent)s per cent of the text stood in last year's summary; from %(threshold)s per "
        "cent on it counts as copied. Write what was different this year."
    ),
    Check.NO_SHORTCOMINGS: gettext_noop(
        "No shortcoming is named. Name at least one problem of the year and what is done about it."
    ),
    Check.EMPTY_SHORTCOMING: gettext_noop(
        "“%(written)s” names no problem. Say what went wrong, where and how often."
    ),
    Check.UNANSWERED: gettext_noop(
        "Last year's plan “%(written)s”: say whether it was done, is carried over or was dropped."
    ),
    Check.NO_REASON: gettext_noop(
        "Last year's plan “%(written)s” was not carried out: write why."
    ),
    Check.NO_PLAN: gettext_noop("There is no plan for next year yet."),
}
# What keeps a summary from being handed in. The two of shortcomings and plans are asked of those
# alone that were begun with a template: an imported document has neither as rows.
HARD = frozenset({Check.PLACEHOLDER, Check.UNANSWERED, Check.NO_REASON})
HARD_WITH_TEMPLATE = frozenset({Check.NO_SHORTCOMINGS})

LATER = frozenset({Place.PLAN, Place.SHORTCOMINGS, Place.ANSWERS, Place.CONCLUSION})
COMPARING = ("比", "较", "同期", "上年", "去年", "结转", "自", "从")
LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a summary, without markup."""

    place: Place
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one of last year's plans; ``status`` is empty while nothing is."""

    plan: str
    status: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryState:
    """A summary as it stands.

    Attributes:
        year: it reports on.
        passages: all its texts, in their order.
        shortcomings: (problem, what is done about it).
        answers: one for each of last year's plans.
        plans: for next year.
        earlier: last year's narrative; empty if there is none.
        has_template: whether it was begun with one.
        is_reproduced: whether it was published elsewhere before: gaps of an old document stay.
    """

    year: int
    passages: Sequence[Passage]
    shortcomings: Sequence[tuple[str, str]] = ()
    answers: Sequence[Answer] = ()
    plans: Sequence[str] = ()
    earlier: str = ""
    has_template: bool = False
    is_reproduced: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Something to look at; ``before`` and ``after`` are the words around it."""

    check: Check
    place: Place | None = None
    written: str = ""
    before: str = ""
    after: str = ""
    is_hard: bool = False
    params: Mapping[str, str | int] = field(default_factory=dict)


def check_summary(state: SummaryState, rules: SummaryRules) -> list[Found]:
    """Return everything that is wrong, the hard ones first, else in the order of the text."""
    found = [
        *_answers(state),
        *_shortcomings(state, rules),
        *_texts(state, rules),
        *_copied(state, rules),
    ]
    if state.has_template and not state.plans:
        found.append(Found(Check.NO_PLAN))
    marked = [_marked(one, state) for one in found]
    return sorted(marked, key=lambda one: not one.is_hard)


def narrative(passages: Sequence[Passage]) -> str:
    """Return what a person wrote as one text, to compare it with another year's."""
    kinds = (Place.INTRODUCTION, Place.SECTION, Place.CONCLUSION)
    return "\n".join(passage.text for passage in passages if passage.place in kinds)


def _marked(one: Found, state: SummaryState) -> Found:
    is_hard = one.check in HARD or (state.has_template and one.check in HARD_WITH_TEMPLATE)
    if state.is_reproduced:
        is_hard = False
    return Found(one.check, one.place, one.written, one.before, one.after, is_hard, one.params)


def _answers(state: SummaryState) -> Iterator[Found]:
    for answer in state.answers:
        if not answer.status:
            yield Found(Check.UNANSWERED, Place.ANSWERS, answer.plan[:LONGEST_QUOTE])
        elif answer.status != PlanStatus.DONE and not answer.note.strip():
            yield Found(Check.NO_REASON, Place.ANSWERS, answer.plan[:LONGEST_QUOTE])


def _shortcomings(state: SummaryState, rules: SummaryRules) -> Iterator[Found]:
    in_text = [
        passage
        for passage in state.passages
        if passage.place is Place.SECTION
        and any(word in passage.heading for word in rules.shortcoming_headings)
        and len(passage.text.strip()) >= rules.shortest_shortcoming
    ]
    if not state.shortcomings and not in_text:
        yield Found(Check.NO_SHORTCOMINGS, Place.SHORTCOMINGS)
    for problem, _measure in state.shortcomings:
        is_short = len(problem.strip()) < rules.shortest_shortcoming
        if is_short or _names_nothing(problem, rules):
            yield Found(Check.EMPTY_SHORTCOMING, Place.SHORTCOMINGS, problem[:LONGEST_QUOTE])
    for passage in state.passages:
        for phrase in rules.empty_shortcomings:
            if phrase in passage.text and passage.place is not Place.SHORTCOMINGS:
                yield _at(Check.EMPTY_SHORTCOMING, passage, passage.text.index(phrase), phrase)


def _names_nothing(problem: str, rules: SummaryRules) -> bool:
    rest = problem
    for phrase in rules.empty_shortcomings:
        rest = rest.replace(phrase, "")
    return len(rest.strip("，。；、 　")) < rules.shortest_shortcoming


def _texts(state: SummaryState, rules: SummaryRules) -> Iterator[Found]:
    for passage in state.passages:
        for gap in find_placeholders(passage.text):
            yield Found(Check.PLACEHOLDER, passage.place, gap.written, gap.before, gap.after)
        yield from _figures(state, passage)
        for word in rules.vague_words:
            if word in passage.text:
                yield _at(Check.VAGUE_WORD, passage, passage.text.index(word), word)


def _figures(state: SummaryState, passage: Passage) -> Iterator[Found]:
    allowed = {state.year} | ({state.year + 1} if passage.place in LATER else set())
    for figure in collect_figures(passage.text):
        if figure.approximate:
            end = figure.end
            if figure.unit:  # with what stands between, such as 余
                end = passage.text.index(figure.unit, end) + len(figure.unit)
            written = passage.text[figure.start : end]
            yield Found(Check.VAGUE_COUNT, passage.place, written, figure.before, figure.after)
        year = figure.year
        if year is None or year in allowed:
            continue
        if year == state.year - 1 and any(word in figure.before for word in COMPARING):
            continue
        yield Found(
            Check.STALE_YEAR,
            passage.place,
            figure.written,
            figure.before,
            figure.after,
            params={"year": state.year},
        )


def _copied(state: SummaryState, rules: SummaryRules) -> Iterator[Found]:
    measure, now = rules.similarity, narrative(state.passages)
    if min(len(now), len(state.earlier)) < measure.shortest:
        return
    percent = similarity(now, state.earlier, method=measure.method, size=measure.size)
    if percent >= measure.threshold:
        yield Found(Check.SIMILAR, params={"percent": percent, "threshold": measure.threshold})


def _at(check: Check, passage: Passage, start: int, written: str) -> Found:
    before, after = words_around(passage.text, start, start + len(written))
    return Found(check, passage.place, written, before, after)
