"""The nightly check: what an inspector would find is found, and what is right is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db.models import F
from wagtail.models import Site

from disclosure_plugin import bureaus, tasks
from disclosure_plugin.actions import site_checking
from disclosure_plugin.actions.asking_outside import Asked
from disclosure_plugin.actions.site_checking import check_site
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.domain.outside_links import Outcome
from disclosure_plugin.domain.page_tags import ColumnTags
from disclosure_plugin.models import (
    BureauSettings,
    DisclosureItemPage,
    OutsideLink,
    SiteCheck,
    SiteFault,
)
from disclosure_plugin.register.models import SiteStanding
from disclosure_plugin.site import page_tags
from disclosure_plugin.tenancy.county_roles import COUNTY_SUPERVISORS
from tests.factories.pages import (
    AnnualReportFactory,
    BoardFactory,
    ColumnFactory,
    CommitmentListFactory,
    FeeStandardFactory,
    ItemFactory,
    NoticeFactory,
    PenaltyProcedureFactory,
    RuleDocumentFactory,
    ServiceProcedureFactory,
    StaffListFactory,
    SummaryFactory,
)
from tests.factories.users import UserFactory, sign_in

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("keep_the_test_transaction")]


class Answers:
    """Other sites, as they answer tonight; what was asked is remembered."""

    def __init__(self, **answers: Asked) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def ask(self, address: str) -> Asked:
        self.asked.append(address)
        name = address.partition("//")[2].partition(".")[0]
        return self.answers.get(name, Asked(Outcome.ALIVE, "200"))


DEAD = Asked(Outcome.DEAD, "404")
FAILING = Asked(Outcome.FAILING, "500")
AWAY = Asked(Outcome.FAILING, "no answer", reached=False)


def check(answers: Answers | None = None) -> SiteCheck:
    found = check_site(asking=answers or Answers(), sleep=lambda seconds: None)
    assert found is not None
    assert found.finished_at
    return found


def faults(of: SiteCheck) -> list[tuple[str, str, str]]:
    return list(of.faults.values_list("kind", "subject", "detail"))


def linking(*addresses: str) -> list:
    return [("text", "".join(f'<p><a href="{one}">看</a></p>' for one in addresses))]


@pytest.fixture
def column(jsj):
    site = Site.objects.get()
    settings = BureauSettings.for_site(site)
    settings.site_code = "5399990001"
    settings.save()
    return ColumnFactory(parent=BoardFactory())


def test_every_page_type_has_its_tags_and_leads_somewhere(column):
    for factory in (
        ItemFactory, NoticeFactory, ServiceProcedureFactory, FeeStandardFactory,
        PenaltyProcedureFactory, RuleDocumentFactory, AnnualReportFactory,
    ):  # fmt: skip
        factory(parent=column, published=True)
    for factory in (CommitmentListFactory, StaffListFactory, SummaryFactory):
        factory(published=True)
    found = check()
    assert faults(found) == []
    assert found.pages >= 15
    assert found.links >= 20


def test_a_dead_link_is_found_with_its_page(column):
    item = ItemFactory(
        parent=column, published=True, body=linking("/nosuch/", "/nosuch/#here", "/register/")
    )
    ItemFactory(parent=column, published=True, body=linking("/nosuch/"))
    [fault] = check().faults.all()
    assert (fault.kind, fault.detail, fault.pages) == ("link", "404", 2)
    assert fault.subject == bureaus.public_address("/nosuch/")
    assert fault.page_title == item.title
    assert fault.page_address.endswith(item.url)


def test_what_is_withdrawn_is_a_dead_link(column):
    target = ItemFactory(parent=column, published=True)
    ItemFactory(parent=column, published=True, body=linking(target.url))
    assert faults(check()) == []
    DisclosureItemPage.objects.get(pk=target.pk).unpublish()
    assert [one[0::2] for one in faults(check())] == [("link", "410")]


def test_a_missing_tag_is_found_once_or_at_its_page(column, monkeypatch):
    _first, second = (ItemFactory(parent=column, published=True) for _number in range(2))
    BureauSettings.objects.update(site_code="")
    as_it_is = page_tags.column_of

    def planted(page, frame):
        if page.pk == second.pk:
            return ColumnTags(page.title, "", "词", "政策文件")
        return as_it_is(page, frame)

    monkeypatch.setattr(page_tags, "column_of", planted)
    found = check()
    assert faults(found) == [
        ("tag", "SiteIDCode", "missing"), ("tag", "ColumnDescription", "empty"),
    ]  # fmt: skip
    everywhere, one_page = found.faults.all()
    assert everywhere.pages == found.pages
    assert (one_page.pages, one_page.page_title) == (1, second.title)


def test_a_page_that_fails_is_found(column, monkeypatch):
    item = ItemFactory(parent=column, published=True)

    def fail(self, request, *args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(DisclosureItemPage, "get_context", fail)
    kinds = {(fault.kind, fault.subject.endswith(item.url)) for fault in check().faults.all()}
    assert ("page", True) in kinds


def test_what_is_not_public_is_not_looked_at(column):
    ItemFactory(parent=column, title="草稿", body=linking("/nosuch/", "http://gone.example/"))
    answers = Answers(gone=DEAD)
    assert faults(check(answers)) == []
    assert answers.asked == []


def test_each_bureau_has_its_own_checks(column):
    ItemFactory(parent=column, published=True, body=linking("/nosuch/"))
    with bureaus.activate("czj"):
        theirs = ItemFactory(published=True)
        address = bureaus.public_address(theirs.url)
    ItemFactory(parent=column, published=True, body=linking(address, f"{address}nosuch/"))
    answers = Answers()
    found = check(answers)
    assert sorted(one[1] for one in faults(found)) == sorted(
        [bureaus.public_address("/nosuch/"), f"{address}nosuch/"]
    )
    # Another bureau's page is one of this installation: nobody is asked over the network.
    assert answers.asked == []
    assert bureaus.current() == "jsj"
    with bureaus.activate("czj"):
        assert not SiteCheck.objects.exists()
        assert not SiteFault.objects.exists()


def test_other_sites_are_asked_and_what_is_gone_is_told(column):
    ItemFactory(
        parent=column, published=True,
        body=linking("http://fine.example/a", "http://gone.example/b", "mailto:a@b.cn", "tel:1"),
    )  # fmt: skip
    answers = Answers(gone=DEAD)
    found = check(answers)
    assert sorted(answers.asked) == ["http://fine.example/a", "http://gone.example/b"]
    assert faults(found) == [("outside", "http://gone.example/b", "404")]
    assert (found.outside_asked, found.outside_waiting) == (2, 0)


def test_a_bad_night_is_told_when_it_has_lasted(column):
    item = ItemFactory(parent=column, published=True, body=linking("http://bad.example/"))
    assert faults(check(Answers(bad=FAILING))) == []
    OutsideLink.objects.update(failing_since=F("failing_since") - timedelta(days=1))
    assert faults(check(Answers(bad=FAILING))) == [("outside", "http://bad.example/", "500")]
    assert faults(check()) == []
    assert OutsideLink.objects.get().failing_since is None
    DisclosureItemPage.objects.get(pk=item.pk).unpublish()
    check()
    assert not OutsideLink.objects.exists()


def test_nights_share_the_work(column, settings):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "LINK_CHECK_A_NIGHT": 2, "LINK_CHECK_A_HOST": 1}
    addresses = {f"http://h{number % 3}.example/{number}" for number in range(6)}
    ItemFactory(parent=column, published=True, body=linking(*sorted(addresses)))
    asked: list[str] = []
    for _night in range(4):
        answers = Answers()
        found = check(answers)
        assert len(answers.asked) == len({one.rpartition("/")[0] for one in answers.asked}) == 2
        assert found.outside_waiting == 4
        asked += answers.asked
    assert set(asked) == addresses
    settings.DISCLOSURE = {**settings.DISCLOSURE, "LINK_CHECK_A_NIGHT": 0}
    silent = Answers()
    check(silent)
    assert silent.asked == []


def test_one_host_is_not_asked_without_a_pause(column):
    ItemFactory(
        parent=column, published=True,
        body=linking("http://a.example/1", "http://a.example/2", "http://b.example/"),
    )  # fmt: skip
    waited: list[float] = []
    check_site(asking=Answers(), sleep=waited.append)
    assert len(waited) == 1
    assert 0 < waited[0] <= site_checking.PAUSE


def test_who_is_cut_off_says_nothing_of_others(column):
    hosts = tuple("abcdefgh")
    ItemFactory(
        parent=column, published=True, body=linking(*(f"http://{h}.example/" for h in hosts))
    )
    nobody = Answers(**dict.fromkeys(hosts, AWAY))
    found = check(nobody)
    assert found.outside_away
    assert faults(found) == []
    assert not OutsideLink.objects.exclude(failing_since=None).exists()
    # It was given up, and the rest waits.
    assert len(nobody.asked) == site_checking.ALONE_FROM
    assert found.outside_waiting == len(hosts) - len(nobody.asked)


def test_hosts_that_died_long_ago_do_not_hide_the_others(column):
    dead = tuple("abcdefgh")
    addresses = [f"http://{one}.example/" for one in (*dead, "fine")]
    ItemFactory(parent=column, published=True, body=linking(*addresses))
    check(Answers(**dict.fromkeys(dead, FAILING)))
    OutsideLink.objects.exclude(failing_since=None).update(
        failing_since=F("failing_since") - timedelta(days=1)
    )
    found = check(Answers(**dict.fromkeys(dead, AWAY)))
    assert not found.outside_away
    assert [one[1] for one in faults(found)] == addresses[:-1]


def test_a_link_to_a_neighbour_is_told_and_not_asked(column):
    ItemFactory(parent=column, published=True, body=linking("http://10.0.0.1/secret"))
    found = check_site(sleep=lambda seconds: None)
    assert faults(found) == [("outside", "http://10.0.0.1/secret", "not public")]
    assert found.outside_asked == 0


def test_two_checks_do_not_run_at_once(column):
    running = SiteCheck.objects.create()
    assert check_site() is None
    # One that died is not waited for.
    SiteCheck.objects.filter(pk=running.pk).update(started_at=F("started_at") - timedelta(hours=7))
    assert check()


def test_old_checks_go(column, monkeypatch):
    monkeypatch.setattr(site_checking, "KEPT_CHECKS", 2)
    checks = [check() for _night in range(3)]
    assert set(SiteCheck.objects.values_list("pk", flat=True)) == {one.pk for one in checks[1:]}


def test_the_task_checks_one_bureau(column, settings):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "LINK_CHECK_A_NIGHT": 0}
    ItemFactory(parent=column, published=True, body=linking("/nosuch/"))
    tasks.check_site(bureau="jsj")
    assert SiteCheck.objects.get().faults.count() == 1


# --- What the county office sees ----------------------------------------------------------------


COUNTY = "/admin/disclosure_site_standings/"


def test_the_county_office_sees_numbers_and_no_page(column):
    item = ItemFactory(parent=column, published=True, body=linking("/nosuch/", "/neither/"))
    BureauSettings.objects.update(site_code="")
    check()
    standing = SiteStanding.objects.get()
    assert (standing.bureau, standing.dead_links, standing.tag_faults) == ("jsj", 2, 1)
    assert standing.parts_missing == 4
    check()
    assert SiteStanding.objects.count() == 1
    with bureaus.activate("county"):
        county = sign_in(UserFactory(role=COUNTY_SUPERVISORS), "county.localhost")
    answer = county.get(COUNTY)
    assert answer.status_code == 200
    content = answer.content.decode()
    rows = BeautifulSoup(content, "lxml").select("main table tbody tr")
    cells = {row.th.get_text(): [cell.get_text(strip=True) for cell in row.select("td")]
             for row in rows}  # fmt: skip
    assert cells["云岭县住房和城乡建设局"][2:] == ["0", "2", "0", "1", "4"]
    assert len(cells["云岭县财政局"]) == 1
    file = county.get(f"{COUNTY}csv/").content.decode()
    assert "jsj" in file
    for text in (content, file):
        assert item.title not in text
        assert "nosuch" not in text


def test_no_bureau_sees_how_others_stand(column):
    SiteStanding.objects.create(
        bureau="czj", checked_at="2026-11-27T03:10:00Z", pages=1, pages_away=0, dead_links=0,
        outside_links=0, tag_faults=0, parts_missing=0,
    )  # fmt: skip
    editor = sign_in(UserFactory(role=ADMINISTRATORS), "jsj.localhost")
    for path in (COUNTY, f"{COUNTY}csv/"):
        assert editor.get(path).status_code == 404
