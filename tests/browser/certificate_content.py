"""A certificate for the browser, of an item that was looked at through the web server.

`python -m tests.browser.certificate_content` makes it in the county that is being served, and
prints the paths of its pages as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django


def make_certificate() -> dict[str, str]:
    from disclosure_plugin import bureaus, models
    from disclosure_plugin.certificates import probing
    from disclosure_plugin.certificates.issuing import issue
    from disclosure_plugin.certificates.models import Probe
    from disclosure_plugin.register.models import RegisterEntry
    from tests.factories.logs import sign_log, signing_with
    from tests.factories.pages import NoticeFactory

    with bureaus.activate("jsj"):
        column = models.DisclosureColumnPage.objects.get(title="收费项目和标准")
        item = NoticeFactory(
            parent=column, title="公租房分配名单公示", days=9, unit="calendar", published=True
        )
        entry = RegisterEntry.objects.get(bureau="jsj", page=item.pk)
        [seen] = probing.probe(entry)
        assert seen.problem == "", seen.problem
        # As if the site had not answered when it was asked again at once.
        Probe.objects.create(
            bureau="jsj",
            entry=entry,
            kind=Probe.Kind.PAGE,
            at=seen.at,
            url=seen.url,
            problem="no_answer",
            vantage=seen.vantage,
        )
        certificate = issue(entry.number, role="editor")
        with signing_with(Path(os.environ["DATA_DIR"]) / "log.key"):
            sign_log("jsj")
        root = f"/verify/{certificate.code}/"
        return {
            "start": "/verify/",
            "certificate": root,
            "wrong": "/verify/number/?number=2026-1&code=0",
            "list": f"/verify/item/{item.slug}/",
            "known": f"/verify/file/?sha256={certificate.sha256}",
            "unknown": f"/verify/file/?sha256={'a' * 64}",
            "item": item.url,
            "admin": f"/admin/disclosure_certificates/{entry.pk}/",
        }


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(make_certificate()) + "\n")
