"""Celery tasks. The bureau is always an argument; every task makes one call inward."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from celery import shared_task
from kombu.exceptions import OperationalError

from . import bureaus
from .actions import (
    activities,
    binning,
    case_import,
    checking,
    due_repair,
    inbox,
    item_import,
    public_files,
    rescanning,
    search_sections,
    site_checking,
)
from .actions import due as due_work
from .domain.due import CLAIM
from .models import FileVersion
from .register.inbox import bureaus_with_something_waiting
from .register.models import Rescan
from .schedule import FIND_UNINDEXED_SECONDS

logger = logging.getLogger("disclosure_plugin.tasks")

# Much may be due at one moment: all of it becomes public first.
INDEXED_AFTER = timedelta(seconds=5)
# Bureaus of one message of the sweep; the next message is for those after them.
SWEPT_AT_ONCE = 50


@shared_task(name="disclosure.find_due", ignore_result=True, county_wide=True)
def find_due() -> None:
    """Send one task for each item that is due in the county now or in a moment."""
    for claim in due_work.hand_out():
        perform_due.apply_async(
            kwargs={"bureau": claim.bureau, "due": claim.due},
            countdown=claim.wait or None,
            # When it is not nobody else's any more, a second message is sent and this one is void.
            expires=claim.wait + CLAIM.total_seconds(),
        )


@shared_task(name="disclosure.perform_due", ignore_result=True)
def perform_due(*, bureau: str, due: int) -> None:
    """Do one item that is due in one bureau."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: nothing done", extra={"bureau": bureau})
            return
        result = due_work.perform(due)
    logger.info("due item %d: %s", due, result, extra={"bureau": bureau})


@shared_task(name="disclosure.sweep_due", ignore_result=True, county_wide=True)
def sweep_due(*, after: str = "") -> None:
    """Compare what is due with the schedules of some bureaus, then send a task for the next.

    Args:
        after: code of the bureau after which to begin; empty: with the first.
    """
    if not after and (gone := due_repair.cancel_what_is_nobodys()):
        logger.warning("what was due in bureaus that are no more: %d cancelled", gone)
    codes = [code for code in bureaus.every_code() if code > after]
    for bureau in codes[:SWEPT_AT_ONCE]:
        try:
            with bureaus.activate(bureau):
                repaired = due_repair.repair()
        except Exception:  # a broken bureau must not stop the rest
            logger.exception("what is due cannot be compared", extra={"bureau": bureau})
            continue
        if repaired != due_repair.Repaired():
            logger.warning("what is due put right: %s", repaired, extra={"bureau": bureau})
    if len(codes) > SWEPT_AT_ONCE:
        sweep_due.apply_async(kwargs={"after": codes[SWEPT_AT_ONCE - 1]}, expires=600)


@shared_task(name="disclosure.sweep_all_files", ignore_result=True, county_wide=True)
def sweep_all_files() -> None:
    """Send one task to each bureau."""
    for bureau in bureaus.codes():
        sweep_files.apply_async(kwargs={"bureau": bureau}, expires=3600)


@shared_task(name="disclosure.sweep_files", ignore_result=True)
def sweep_files(*, bureau: str) -> None:
    """Make the public files of one bureau what its live pages say."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: no file swept", extra={"bureau": bureau})
            return
        swept = public_files.sweep()
    if swept != public_files.Swept():
        logger.warning("public files put right: %s", swept, extra={"bureau": bureau})


@shared_task(name="disclosure.check_file", ignore_result=True)
def check_file(*, bureau: str, version: int) -> None:
    """Check one file of one bureau for personal data."""
    with bureaus.activate(bureau):
        found = FileVersion.objects.filter(pk=version).first()
        if found is not None:  # or it was deleted meanwhile
            checking.check_file(found)


@shared_task(name="disclosure.find_unindexed", ignore_result=True, county_wide=True)
def find_unindexed() -> None:
    """Send a task for each item that has been public for some seconds and not all finds yet."""
    waiting = search_sections.waiting(settled=INDEXED_AFTER)
    open_bureaus = set(bureaus.codes()) if waiting else set()
    for bureau, entry in waiting:
        if bureau in open_bureaus:
            index_published.apply_async(
                kwargs={"bureau": bureau, "entry": entry}, expires=FIND_UNINDEXED_SECONDS
            )


@shared_task(name="disclosure.index_published", ignore_result=True)
def index_published(*, bureau: str, entry: int) -> None:
    """Put one item of one bureau into the admin's search, and its attachments into the other."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: nothing indexed", extra={"bureau": bureau})
            return
        search_sections.index_waiting(entry)


@shared_task(name="disclosure.rescan_published", ignore_result=True)
def rescan_published(*, bureau: str, rescan: int) -> None:
    """Check anew what one bureau has published."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: nothing checked", extra={"bureau": bureau})
            return
        row = rescanning.rescan(rescan)
    logger.info("%d pages, %d with personal data", row.pages, row.with_hits,
                extra={"bureau": bureau})  # fmt: skip


@shared_task(name="disclosure.find_item_imports", ignore_result=True, county_wide=True)
def find_item_imports() -> None:
    """Send a task to each bureau where a list of items waits, or was left by a dead worker."""
    for bureau in bureaus.where(lambda: item_import.waiting().exists()):
        run_item_imports.apply_async(kwargs={"bureau": bureau}, expires=120)


@shared_task(name="disclosure.run_item_imports", ignore_result=True)
def run_item_imports(*, bureau: str) -> None:
    """Make, or delete, the drafts that lists of items of one bureau ask for."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: no item imported", extra={"bureau": bureau})
            return
        item_import.run_waiting()


def send_item_import(sender: type, bureau: str, item_import: int, **kwargs: object) -> None:
    """Send a task for a list of items; without a broker the sweep finds it later."""
    try:
        run_item_imports.apply_async(kwargs={"bureau": bureau}, retry=False)
    except OperationalError:
        logger.warning("The broker is away; a list of items waits", extra={"bureau": bureau})


@shared_task(name="disclosure.find_case_imports", ignore_result=True, county_wide=True)
def find_case_imports() -> None:
    """Send a task to each bureau where a list of cases waits, or was left by a dead worker."""
    for bureau in bureaus.where(lambda: case_import.waiting().exists()):
        run_case_imports.apply_async(kwargs={"bureau": bureau}, expires=120)


@shared_task(name="disclosure.run_case_imports", ignore_result=True)
def run_case_imports(*, bureau: str) -> None:
    """Check, take in or take back what lists of cases of one bureau ask for."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: no case imported", extra={"bureau": bureau})
            return
        case_import.run_waiting()


def send_case_import(sender: type, bureau: str, case_import: int, **kwargs: object) -> None:
    """Send a task for a list of cases; without a broker the sweep finds it later."""
    try:
        run_case_imports.apply_async(kwargs={"bureau": bureau}, retry=False)
    except OperationalError:
        logger.warning("The broker is away; a list of cases waits", extra={"bureau": bureau})


@shared_task(name="disclosure.purge_bins", ignore_result=True, county_wide=True)
def purge_bins() -> None:
    """Send one task to each bureau."""
    for bureau in bureaus.codes():
        purge_bin.apply_async(kwargs={"bureau": bureau}, expires=3600)


@shared_task(name="disclosure.purge_bin", ignore_result=True)
def purge_bin(*, bureau: str) -> None:
    """Delete for good what has lain in one bureau's bin for long enough."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: bin not emptied", extra={"bureau": bureau})
            return
        count = binning.purge()
        activities.purge()
    if count:
        logger.info("%d deleted pages purged", count, extra={"bureau": bureau})


@shared_task(name="disclosure.sweep_inboxes", ignore_result=True, county_wide=True)
def sweep_inboxes() -> None:
    """Send one task to each open bureau in whose inbox something waits."""
    waiting = set(bureaus_with_something_waiting())
    for bureau in bureaus.codes():
        if bureau in waiting:
            take_in_inbox.apply_async(kwargs={"bureau": bureau}, expires=600)


@shared_task(name="disclosure.take_in_inbox", ignore_result=True)
def take_in_inbox(*, bureau: str) -> None:
    """Take in what the county has sent one bureau."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: nothing taken in", extra={"bureau": bureau})
            return
        answered = inbox.take_in()
    logger.info("%d messages taken in", answered, extra={"bureau": bureau})


def send_inbox_tasks(sender: type, bureaus: Sequence[str], **kwargs: object) -> None:
    """Send a task to each bureau that the county has sent something."""
    try:
        for bureau in bureaus:
            take_in_inbox.apply_async(kwargs={"bureau": bureau}, retry=False)
    except OperationalError:
        # Beat asks again within minutes.
        logger.warning("The broker is away; what was sent waits in the inboxes")


def send_file_checks(sender: type, bureau: str, versions: Sequence[int], **kwargs: object) -> None:
    """Send a task for each file that is to be checked."""
    try:
        for version in versions:
            check_file.apply_async(kwargs={"bureau": bureau, "version": version}, retry=False)
    except OperationalError:
        # Whoever approves, or presses “Check now”, asks again.
        logger.warning("The broker is away; files wait for their check", extra={"bureau": bureau})


def send_rescans(rows: Iterable[Rescan]) -> None:
    """Send a task to each bureau that is to check anew what it has published."""
    for row in rows:
        kwargs = {"bureau": row.bureau, "rescan": row.pk}
        try:
            rescan_published.apply_async(kwargs=kwargs, retry=False)
        except OperationalError:
            logger.warning("The broker is away; ask again later", extra={"bureau": row.bureau})
            Rescan.objects.filter(pk=row.pk).update(state=Rescan.State.FAILED)


@shared_task(name="disclosure.check_all_sites", ignore_result=True, county_wide=True)
def check_all_sites() -> None:
    """Send one task to each bureau."""
    for bureau in bureaus.codes():
        check_site.apply_async(kwargs={"bureau": bureau}, expires=6 * 3600)


@shared_task(name="disclosure.check_site", ignore_result=True)
def check_site(*, bureau: str) -> None:
    """Check links and page tags of one bureau's public pages."""
    with bureaus.activate(bureau):
        if not bureaus.is_open():
            logger.warning("not open: no page checked", extra={"bureau": bureau})
            return
        check = site_checking.check_site()
        found = check.faults.count() if check else 0
    if found:
        logger.warning("the site has %d faults", found, extra={"bureau": bureau})
