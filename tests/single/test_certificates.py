"""Certificates of a site without tenants."""

import json

from django.test import Client

from disclosure_plugin.certificates.issuing import issue
from disclosure_plugin.register.models import RegisterEntry
from tests.factories.pages import NoticeFactory


def test_an_item_with_a_period_is_certified_and_looked_up(jsj):
    NoticeFactory(published=True, title="临时占道审批公示", days=7)
    entry = RegisterEntry.objects.get()
    certificate = issue(entry.number, role="editor")
    said = json.loads(bytes(certificate.document))
    assert said["issued_by"]["name"] == "云岭县住房和城乡建设局"
    assert said["period"]["days"] == 7
    visitor = Client(headers={"host": "localhost"})
    typed = {"number": certificate.number, "code": certificate.code}
    found = visitor.get("/verify/number/", typed, follow=True)
    assert found.status_code == 200
    assert "临时占道审批公示" in found.content.decode()
