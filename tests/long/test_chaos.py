"""Workers are killed while pages are due; everything is published exactly once all the same."""

import subprocess
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import redis
from django.utils import timezone
from psycopg.rows import scalar_row

from sandbox.services.county import County, Plan, manage, running_county, sandbox_plan
from sandbox.services.interruption import Interruption
from sandbox.services.progress import Progress
from sandbox.services.redis import free_port
from tests.factories.credit_codes import CREDIT_CODES

PAGES = 12
MANY = 500
# Seconds from the workers' return to everything live: what a killed worker had in hand is handed
# out again after its claim (5 s).
BACK_WITHIN = 10
PATIENCE = 60
SECONDS_A_PAGE = 0.3  # to write it and have it approved

# All at one moment; it returns so many seconds before.
PREPARE = """
import time
from datetime import timedelta
from django.utils import timezone
from django.contrib.auth import get_user_model
from disclosure_plugin import bureaus
from disclosure_plugin.actions.reviewing import review
from disclosure_plugin.models import DisclosureBoardPage, DisclosureColumnPage, DisclosureItemPage
from disclosure_plugin.models import BureauHomePage, Section
with bureaus.activate("jsj"):
    home = BureauHomePage.objects.get()
    board = home.add_child(instance=DisclosureBoardPage(title="政务公开栏"))
    column = board.add_child(instance=DisclosureColumnPage(title="公示", description="公示"))
    section = Section.objects.create(name="办公室")
    author, signer = (get_user_model().objects.create_superuser(name) for name in ("a", "b"))
    ready = timezone.now() + timedelta(seconds={pages} * {seconds_a_page})
    due = ready + timedelta(seconds={seconds})
    for number in range({pages}):
        item = column.add_child(instance=DisclosureItemPage(
            title=f"到期事项{{number}}", abstract="到期公开。", formed_on=due.date(),
            category="20.8", responsible_section=section,
            body=[("text", "<p>正文。</p>")], live=False, go_live_at=due))
        item.save_revision(user=author)
        review(item, author=author, people=[signer])
    left = (ready - timezone.now()).total_seconds()
    assert left > 0, f"it took {{-left}} s longer to write and approve them"
    time.sleep(left)
"""

POISON = """
from wagtail.models import Page, Revision
from disclosure_plugin import bureaus
with bureaus.activate("jsj"):
    page = Page.objects.get(title="到期事项0")
    Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False).update(
        content={"pk": page.pk, "nothing": "of a page"})
"""


@pytest.fixture
def folder():
    # Not below pytest's own folder: it is closed to the account PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="chaos-") as name:
        yield Path(name)


@pytest.fixture
def county(folder, monkeypatch):
    """One bureau, two workers for publishing, beat, with a database and a broker of its own."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    port = free_port()
    plan = sandbox_plan(port, folder)
    publishing = next(command for node, command in plan.workers.items() if "publishing" in node)
    second = [part.replace("publishing@", "publishing2@") for part in publishing]
    plan = Plan(
        prepare=[
            ("Tables", manage("migrate_schemas", "--shared")),
            ("Static files", manage("collectstatic", "--noinput", "--verbosity", "0")),
            (
                "Bureau",
                manage(
                    "create_bureau",
                    "jsj",
                    "--name",
                    "住建局",
                    "--host",
                    "jsj.localhost",
                    "--credit-code",
                    CREDIT_CODES["jsj"],
                ),
            ),
        ],
        web=plan.web,
        workers={**plan.workers, f"publishing2@demo-{port}": second},
        beat=plan.beat,
        environment=plan.environment,
    )
    with (
        Interruption() as interruption,
        running_county(folder, port, plan, interruption, Progress()) as running,
    ):
        running.workers_for_publishing = {
            f"worker-{node.partition('@')[0]}": command
            for node, command in plan.workers.items()
            if "publishing" in node
        }
        yield running


def kill_workers(county: County) -> None:
    for name in county.workers_for_publishing:
        county.processes.kill(name)


def start_workers(county: County) -> None:
    for name, command in county.workers_for_publishing.items():
        county.processes.start(name, command)


def run(county: County, code: str) -> None:
    subprocess.run(
        manage("shell", "--verbosity", "0", "--command", code), env=county.env, check=True
    )


def prepare(county: County, *, seconds: float, pages: int) -> None:
    """Have so many pages approved for the moment that is so many seconds from the return."""
    run(county, PREPARE.format(seconds=seconds, pages=pages, seconds_a_page=SECONDS_A_PAGE))


def query(county: County, sql: str) -> list:
    with psycopg.connect(county.database_url, row_factory=scalar_row) as connection:
        connection.execute("SET search_path TO bureau_jsj, public")
        return connection.execute(sql).fetchall()


def live(county: County) -> int:
    return query(
        county,
        "SELECT count(*) FROM wagtailcore_page WHERE live AND title LIKE '到期事项%'",
    )[0]


def wait_until(condition, patience: float = PATIENCE) -> float:
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < patience, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - started


def publications(county: County) -> list[int]:
    """Return how often each page was published by the schedule."""
    return query(
        county,
        "SELECT count(*) FROM wagtailcore_pagelogentry"
        " WHERE action = 'wagtail.publish.scheduled' GROUP BY page_id",
    )


def kept(county: County, condition: str = "true") -> list:
    """Return what the county's table keeps of the items that were published."""
    return query(
        county,
        "SELECT extract(epoch FROM delay)::float8 FROM disclosure_register_due"
        f" WHERE kind = 'publish' AND outcome = 'done' AND {condition} ORDER BY delay",
    )


def assert_each_once(county: County, pages: int) -> None:
    """Every item public exactly once, none early, each kept with its delay."""
    assert publications(county) == [1] * pages
    delays = kept(county)
    assert len(delays) == pages
    assert delays[0] >= 0
    print(  # noqa: T201  (the table of this run, shown with -s)
        f"{pages} items: each once, none early; delay median {delays[pages // 2]:.2f} s, "
        f"worst {delays[-1]:.2f} s"
    )


def test_what_came_due_while_the_workers_were_down_is_live_soon_after_and_once(county):
    prepare(county, seconds=4, pages=PAGES)
    kill_workers(county)
    time.sleep(6)
    assert live(county) == 0
    start_workers(county)
    wait_until(lambda: len(county.answering_workers(0.2)) == len(county.workers))
    seconds = wait_until(lambda: live(county) == PAGES)
    assert seconds <= BACK_WITHIN
    assert_each_once(county, PAGES)


def test_workers_killed_in_the_middle_publish_each_page_once(county):
    prepare(county, seconds=3, pages=PAGES)
    wait_until(lambda: live(county) > 0)
    kill_workers(county)
    half_way = live(county)
    start_workers(county)
    wait_until(lambda: live(county) == PAGES)
    assert_each_once(county, PAGES)
    assert half_way <= PAGES


def test_redis_emptied_again_and_again_loses_and_doubles_nothing(county):
    prepare(county, seconds=5, pages=PAGES)
    with redis.Redis.from_url(county.redis_url) as server:
        started = time.monotonic()
        while live(county) < PAGES:
            assert time.monotonic() - started < PATIENCE
            server.flushall()
            # Less often than a message takes: what is handed out in between must arrive.
            time.sleep(0.7)
    assert_each_once(county, PAGES)


def test_two_beats_do_no_harm(county):
    plan = sandbox_plan(county.port, county.state)
    second = [part.replace("beat-schedule", "second-schedule") for part in plan.beat]
    county.processes.start("beat-second", second)
    prepare(county, seconds=5, pages=PAGES)
    wait_until(lambda: live(county) == PAGES)
    time.sleep(3)
    assert_each_once(county, PAGES)


def test_a_poison_item_delays_no_other_and_is_laid_aside(county):
    prepare(county, seconds=20, pages=PAGES)
    run(county, POISON)
    wait_until(lambda: live(county) == PAGES - 1)
    assert_each_once(county, PAGES - 1)
    assert kept(county)[-1] < BACK_WITHIN
    question = "SELECT reason FROM disclosure_register_due WHERE parked_at IS NOT NULL"
    wait_until(lambda: query(county, question) == ["refused"])
    scheduled = "SELECT count(*) FROM wagtailcore_revision WHERE approved_go_live_at IS NOT NULL"
    assert query(county, scheduled) == [1]


def test_the_queue_stays_short_while_workers_are_away(county):
    prepare(county, seconds=20, pages=100)
    kill_workers(county)
    time.sleep(30)
    with redis.Redis.from_url(county.redis_url) as server:
        waiting = {name: server.llen(name) for name in ("publishing", "schedule")}
    print(waiting)  # noqa: T201
    # No worker, no question, nothing handed out: only beat's own messages stand there.
    assert waiting["publishing"] <= 20
    assert waiting["schedule"] <= 40
    start_workers(county)
    wait_until(lambda: live(county) == 100)
    assert_each_once(county, 100)


def test_five_hundred_at_one_moment(county):
    prepare(county, seconds=5, pages=MANY)
    wait_until(lambda: live(county) == MANY, patience=240)
    assert_each_once(county, MANY)


def test_a_snapshot_whose_worker_is_killed_is_taken_by_the_next(county):
    def states() -> set[str]:
        return set(query(county, "SELECT state FROM disclosure_snapshots_snapshot"))

    wait_until(lambda: states() == {"COMPLETE"})
    # As a worker leaves it that died in the middle: running, its lease over.
    with psycopg.connect(county.database_url) as connection:
        connection.execute(
            "UPDATE bureau_jsj.disclosure_snapshots_snapshot SET state = 'RUNNING', file = '',"
            " claim = gen_random_uuid(), lease_until = %s"
            " WHERE id = (SELECT max(id) FROM bureau_jsj.disclosure_snapshots_snapshot)",
            [timezone.now() - timedelta(seconds=1)],
        )
    wait_until(lambda: states() == {"COMPLETE"})
    newest = "FROM disclosure_snapshots_snapshot ORDER BY id DESC LIMIT 1"
    assert query(county, f"SELECT attempts {newest}") == [2]
    assert query(county, f"SELECT file {newest}") != [""]
