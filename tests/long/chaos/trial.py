"""One scenario: a bureau, its items that are due, and what is counted of them at the end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.services.county import manage

from .counting import Count
from .visitor import Visitor

if TYPE_CHECKING:
    from .county import ChaosCounty

PATIENCE = 90
# The signer looks each 5 s, the archive each 10 s, which leaves a snapshot that was begun to its
# worker for a minute; to take it anew is up to the machine.
SWEPT_WITHIN = 300
LOG_SHOWN = 5_000


def wait_until(
    condition: Callable[[], object],
    patience: float = PATIENCE,
    tell: Callable[[], object] = lambda: "",
) -> float:
    """Wait for something to be true; return the seconds it took.

    Args:
        tell: what to say if it does not come true.
    """
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < patience, f"it did not happen in time {tell()}"
        time.sleep(0.1)
    return time.monotonic() - began


@dataclass
class Trial:
    """A bureau of a scenario.

    Attributes:
        due: the moment of its items, in seconds since 1970.
        withdrawn: address of a page that was withdrawn before the scenario begins.
        clock: what PostgreSQL's says, in seconds since 1970.
        taken_back: addresses of items that were withdrawn after they had been public.
        more: how many items were published, and not by the schedule.
    """

    chaos: ChaosCounty
    code: str
    due: float
    addresses: list[str]
    withdrawn: str
    visitor: Visitor
    clock: Callable[[], float]
    taken_back: list[str] = field(default_factory=list)
    more: int = 0

    @property
    def slugs(self) -> dict[str, str]:
        """The items' addresses by their short ids."""
        return {address.rstrip("/").rpartition("/")[2]: address for address in self.addresses}

    def query(self, statement: str, *parameters: object) -> list[Any]:
        """Return the first column of what the bureau's schema, and the shared one, answer."""
        return self.chaos.query(statement, *parameters, bureau=self.code)

    def sleep_until_due(self, seconds: float = 0) -> None:
        """Wait until the moment, or so many seconds after it."""
        time.sleep(max(0, self.due + seconds - self.clock()))

    def live(self) -> int:
        """Return how many of its items are live."""
        counted = "SELECT count(*) FROM wagtailcore_page WHERE live AND slug = ANY(%s)"
        return int(self.query(counted, list(self.slugs))[0])

    def wait_until_live(self, items: int | None = None, patience: float = PATIENCE) -> float:
        """Wait until so many items are live, or all; return the seconds it took."""
        wanted = len(self.addresses) if items is None else items
        return wait_until(lambda: self.live() == wanted, patience, self._left)

    def _left(self) -> list[str]:
        """Tell where what is due stands."""
        return self.query(
            "SELECT to_jsonb(due) || jsonb_build_object('now', clock_timestamp())"
            " FROM disclosure_register_due due"
            " WHERE bureau = %s AND ended_at IS NULL AND due_at < now() + interval '1 day'",
            self.code,
        )

    def wait_until_made_up_for(self) -> None:
        """Wait until the whole log is signed and no snapshot is left to take."""
        unsigned = (
            "SELECT size FROM disclosure_register_log log WHERE bureau = %s AND size >"
            " (SELECT coalesce(max(size), 0) FROM disclosure_register_logcheckpoint"
            "  WHERE log_id = log.id)"
        )
        wait_until(lambda: not self.query(unsigned, self.code), SWEPT_WITHIN)
        states = "SELECT DISTINCT state FROM disclosure_snapshots_snapshot"
        wait_until(lambda: self.query(states) == ["COMPLETE"], SWEPT_WITHIN, self._archive)

    def _archive(self) -> str:
        """Say what stands in the way of a snapshot that is not taken."""
        snapshots = self.query("SELECT to_jsonb(one) FROM disclosure_snapshots_snapshot one")
        log = self.chaos.county.state / "logs" / "worker-archive.log"
        return f"{snapshots}\n{log.read_text()[-LOG_SHOWN:]}"

    def count(self, scenario: str) -> Count:
        """Count everything, wherever it is written down."""
        self.wait_until_made_up_for()
        published = self._published()
        logged = self._logged("page.published")
        registered = self._registered()
        public = [
            slug
            for slug, address in self.slugs.items()
            if published[slug] and logged[slug] and registered.get(slug) == self._state(address)
        ]
        parked = len(self.query(PARKED, self.code))
        delays = self._delays()
        assert len(delays) == len(self.addresses) - parked
        return Count(
            scenario,
            items=len(self.addresses),
            public=len(public),
            parked=parked,
            twice=sum(max(published[slug], logged[slug]) > 1 for slug in self.slugs),
            early=sum(delay < 0 for delay in delays) + self.visitor.early,
            again=self.visitor.again,
            entries=self._verified_entries(),
            delays=tuple(delays),
        )

    def _published(self) -> Counter[str]:
        """How often the schedule published each item, by Wagtail's own log."""
        return Counter(
            self.query(
                "SELECT slug FROM wagtailcore_pagelogentry entry"
                " JOIN wagtailcore_page page ON page.id = entry.page_id"
                " WHERE action = 'wagtail.publish.scheduled'"
            )
        )

    def _logged(self, kind: str) -> Counter[str]:
        return Counter(
            self.query(
                "SELECT subject FROM disclosure_register_logentry entry"
                " JOIN disclosure_register_log log ON log.id = entry.log_id"
                " WHERE log.bureau = %s AND kind = %s",
                self.code,
                kind,
            )
        )

    def _registered(self) -> dict[str, str]:
        """The state of each page that the register names, whose numbers have no hole."""
        rows = self.query(
            "SELECT ARRAY[number, short_id, state, page::text]"
            " FROM disclosure_register_registerentry WHERE bureau = %s",
            self.code,
        )
        serials = [int(number.rpartition("-")[2][4:]) for number, *_ in rows]
        assert sorted(serials) == list(range(1, len(rows) + 1))
        assert len({page for *_, page in rows}) == len(rows)
        return {slug: state for _, slug, state, _ in rows}

    def _state(self, address: str) -> str:
        """What the register must say of an address, by what a visitor sees there."""
        expected = 410 if address in self.taken_back else 200
        status = self.visitor.ask(address)
        assert status == expected, f"{address} answers {status}"
        return "withdrawn" if address in self.taken_back else "public"

    def _delays(self) -> list[float]:
        return self.query(
            "SELECT extract(epoch FROM delay)::float8 FROM disclosure_register_due"
            " WHERE bureau = %s AND kind = 'publish' AND outcome = 'done' ORDER BY delay",
            self.code,
        )

    def _verified_entries(self) -> int:
        """Have the log verified by the command, and return how many acts it tells of.

        Snapshots have entries of their own; how many depends on when they are taken.
        """
        said = self.chaos.run(*manage("verify_log", "--bureau", self.code))
        [size] = self.query(
            "SELECT size FROM disclosure_register_log WHERE bureau = %s", self.code
        )
        assert f": {size} entries" in said
        [acts] = self.query(ACTS, self.code)
        published = len(self.addresses) - len(self.query(PARKED, self.code)) + self.more + 1
        # It tells of a withdrawal that a page ended, and why.
        assert acts == published + 2 * (len(self.taken_back) + 1)
        return int(acts)


ACTS = """
    SELECT count(*) FROM disclosure_register_logentry entry
    JOIN disclosure_register_log log ON log.id = entry.log_id
    WHERE bureau = %s AND kind NOT IN ('snapshot.created', 'page.captured')
"""
PARKED = "SELECT id FROM disclosure_register_due WHERE bureau = %s AND parked_at IS NOT NULL"
