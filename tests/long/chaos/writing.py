"""Write items for a scenario: ``python -m tests.long.chaos.writing CODE ITEMS SECONDS MARGIN``.

Makes the bureau, publishes one item and withdraws it again, and has so many others approved for
one moment. Prints a line of JSON: the moment, the addresses, and that of what was withdrawn. At
least so many seconds are left then, or it says "too late": each item may take MARGIN times as
long as one did before.

``python -m tests.long.chaos.writing CODE`` writes one more item in a bureau that is there and has
it published at once. Prints the seconds that took, and its address.
"""

import http.client
import json
import os
import sys
import time
from datetime import datetime, timedelta
from typing import Any

TOO_LATE = "too late"
AUTHOR, REVIEWER, LEADER = "author", "reviewer", "leader"


def main(code: str, *many: str) -> None:
    import django

    django.setup()
    told = write_many(code, int(many[0]), *map(float, many[1:])) if many else publish_one(code)
    print(json.dumps(told))  # noqa: T201


def write_many(code: str, items: int, seconds: float, margin: float = 1.5) -> dict[str, Any] | str:
    """Make a bureau whose items are due at one moment."""
    from django.utils import timezone

    from disclosure_plugin import bureaus
    from disclosure_plugin.models import DisclosureItemPage

    _make_bureau(code)
    with bureaus.activate(code):
        _make_column()
        withdrawn = _withdrawn(code)
        for _ in range(3):  # the first takes longest
            began = time.monotonic()
            _submit(title="尚未到期的事项", go_live_at=timezone.now() + timedelta(days=900))
            a_page = time.monotonic() - began
        due = timezone.now() + timedelta(seconds=items * a_page * margin + seconds)
        addresses = []
        for number in range(items):
            item = _submit(title=f"到期事项{number}", go_live_at=due)
            addresses.append(item.relative_url(item.get_site()))
            if timezone.now() > due - timedelta(seconds=seconds):
                return TOO_LATE
        assert DisclosureItemPage.objects.live().count() == 0
    return {"due": due.timestamp(), "addresses": addresses, "withdrawn": withdrawn}


def publish_one(code: str) -> dict[str, Any]:
    """Publish an item as an editor does, and say how long that took until after the commit."""
    from disclosure_plugin import bureaus

    with bureaus.activate(code):
        began = time.monotonic()
        item = _submit(title="立即公开的事项")
        seconds = time.monotonic() - began
        item.refresh_from_db()
        assert item.live
        return {"seconds": seconds, "address": item.relative_url(item.get_site())}


def _make_bureau(code: str) -> None:
    from disclosure_plugin.tenancy.models import Bureau
    from disclosure_plugin.tenancy.provisioning import create_bureau
    from tests.factories.credit_codes import credit_code

    create_bureau(
        code=code,
        name=f"局 {code}",
        host=f"{code}.localhost",
        social_credit_code=credit_code(Bureau.objects.count() + 1),
    )


def _make_column() -> None:
    from django.contrib.auth import get_user_model

    from disclosure_plugin import models

    home = models.BureauHomePage.objects.get()
    board = home.add_child(instance=models.DisclosureBoardPage(title="政务公开栏"))
    board.add_child(instance=models.DisclosureColumnPage(title="公示", description="公示"))
    models.Section.objects.create(name="办公室")
    for name in (AUTHOR, REVIEWER, LEADER):
        get_user_model().objects.create_superuser(name)


def _submit(*, title: str, go_live_at: datetime | None = None) -> Any:
    """Write an item and have it approved: for its moment, or for at once."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from disclosure_plugin import models
    from disclosure_plugin.actions.reviewing import review

    users = get_user_model().objects
    author, *signers = (users.get(username=name) for name in (AUTHOR, REVIEWER, LEADER))
    item = models.DisclosureColumnPage.objects.get().add_child(
        instance=models.DisclosureItemPage(
            title=title,
            abstract="到期公开。",
            formed_on=timezone.now().date(),
            category="20.8",
            responsible_section=models.Section.objects.get(),
            body=[("text", "<p>正文。</p>")],
            live=False,
            go_live_at=go_live_at,
        )
    )
    item.save_revision(user=author)
    review(item, author=author, people=signers)
    return item


def _withdrawn(code: str) -> str:
    """Publish an item, have it kept by the page cache, and withdraw it."""
    item = _submit(title="撤回的事项")
    address = item.relative_url(item.get_site())
    assert [_status(code, address) for _ in range(2)] == [200, 200]
    withdraw([item.slug])
    assert _status(code, address) == 410
    return address


def withdraw(slugs: list[str]) -> None:
    """Withdraw public items of the current bureau: one person asks, another agrees."""
    from django.contrib.auth import get_user_model

    from disclosure_plugin.actions.removing import By, agree, ask_withdrawal
    from disclosure_plugin.domain.removals import Basis
    from disclosure_plugin.models import DisclosureItemPage

    users = get_user_model().objects
    author, reviewer = (By.account(users.get(username=name)) for name in (AUTHOR, REVIEWER))
    for item in DisclosureItemPage.objects.filter(slug__in=slugs):
        asked = ask_withdrawal(item, basis=Basis.MISTAKE, reason="内容有误。", by=author)
        agree(asked, by=reviewer)


def _status(code: str, path: str) -> int:
    port = os.environ["PORT"]
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
    try:
        connection.request("GET", path, headers={"Host": f"{code}.localhost:{port}"})
        return connection.getresponse().status
    finally:
        connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
