"""The county enters a notice of holidays; every bureau reckons by it, and can say why."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext

from disclosure_plugin import bureaus
from disclosure_plugin.actions import working_days
from disclosure_plugin.actions.site_setup import ADMINISTRATORS
from disclosure_plugin.actions.working_days import preview_notice, put_into_effect, upload_notice
from disclosure_plugin.domain.working_days import Contradiction, YearNotAnnounced
from disclosure_plugin.domain.working_days_table import read_table
from disclosure_plugin.models import DisclosureItemPage
from disclosure_plugin.queries import running_dates
from disclosure_plugin.queries.running_dates import Moved
from disclosure_plugin.register.models import WorkingDaysNotice
from disclosure_plugin.register.working_calendar import working_calendar, working_days_table
from disclosure_plugin.tenancy.county_roles import AUDITORS, COUNTY_ADMINISTRATORS
from tests.factories.pages import ItemFactory
from tests.factories.users import UserFactory, sign_in

PAGE = "/admin/disclosure_working_days/"
HEADER = "from,to,kind,name,source\n"
# Invented: the notice for 2027 was not known when this was written.
OF_2027 = (
    HEADER
    + "2026-12-27,,work,元旦,试验第1号\n"
    + "2027-01-01,2027-01-03,off,元旦,试验第1号\n"
    + "2027-02-05,2027-02-12,off,春节,试验第1号\n"
    + "2027-02-14,,work,春节,试验第1号\n"
)


def of_the_county(role: str):
    with bureaus.activate("county"):
        return sign_in(UserFactory(role=role, first_name="张三"), "county.localhost")


@pytest.fixture
def county(db):
    return of_the_county(COUNTY_ADMINISTRATORS)


def send(client, content: str | bytes, name: str = "2027.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(f"{PAGE}new/", {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def due_dates():
    """Items are due 20 working days after they were formed."""

    def items(before, after):
        for item in DisclosureItemPage.objects.live():
            yield Moved(item.slug, end(item, before), end(item, after))

    def end(item, calendar):
        try:
            return calendar.reckon(item.formed_on, 20).end
        except YearNotAnnounced:
            return None

    running_dates.running_dates(items)
    yield
    running_dates.forget(items)


def test_a_notice_is_judged_shown_taken_and_reckoned_by_in_every_bureau(county, due_dates):
    with bureaus.activate("jsj"):
        item = ItemFactory(published=True, formed_on=date(2026, 12, 24), title="机密标题")
    with bureaus.activate("czj"), pytest.raises(YearNotAnnounced):
        working_calendar().reckon(date(2026, 12, 24), 20)
    answer = send(county, OF_2027)
    notice = WorkingDaysNotice.objects.get()
    assert answer["Location"] == f"{PAGE}{notice.pk}/"
    shown = county.get(answer["Location"]).content.decode()
    preview = preview_notice(notice)
    assert preview.refusal is None
    assert [one.bureau for one in preview.moved] == ["jsj"]
    # Counted on paper: 25 Dec, Sunday 27 Dec worked, 28–31 Dec, 4–8 … 15, 18–20 Jan.
    assert (preview.moved[0].before, preview.moved[0].after) == (None, date(2027, 1, 21))
    assert item.slug in shown
    assert "2027-01-21" in shown
    assert "机密标题" not in shown
    with bureaus.activate("czj"), pytest.raises(YearNotAnnounced):
        working_calendar().reckon(date(2026, 12, 24), 20)
    assert county.post(f"{PAGE}{notice.pk}/take/")["Location"] == PAGE
    notice.refresh_from_db()
    assert notice.effective_at
    assert (notice.uploaded_by, notice.put_into_effect_by) == ("张三", "张三")
    for code in bureaus.codes():
        with bureaus.activate(code):
            assert working_calendar().reckon(date(2026, 12, 24), 20).end == date(2027, 1, 21)
    # The years before are what they were.
    assert working_calendar().reckon(date(2025, 1, 24), 20).end == date(2025, 2, 27)
    assert county.get(PAGE).status_code == 200
    assert county.get(f"{PAGE}{notice.pk}/").status_code == 200


def test_the_same_table_is_taken_once(county):
    notice = upload_notice("2027.csv", OF_2027, by="李四")
    first = put_into_effect(notice.pk, by="李四")
    with pytest.raises(working_days.InEffectAlready):
        put_into_effect(notice.pk, by="王五")
    county.post(f"{PAGE}{notice.pk}/take/")
    notice.refresh_from_db()
    assert (notice.effective_at, notice.put_into_effect_by) == (first.effective_at, "李四")


def test_a_table_with_one_bad_line_is_shown_line_by_line_and_never_taken(county):
    send(county, OF_2027 + "2027-13-40,,off,<b>坏</b>,试验\n2027-04-05,,rest,清明节,试验\n")
    notice = WorkingDaysNotice.objects.get()
    shown = county.get(f"{PAGE}{notice.pk}/").content.decode()
    assert "2027-13-40" in shown
    assert "rest" in shown
    assert "<b>坏" not in shown
    assert f"{PAGE}{notice.pk}/take/" not in shown
    before = working_days_table()
    county.post(f"{PAGE}{notice.pk}/take/")
    with pytest.raises(working_days.LinesRefused):
        put_into_effect(notice.pk, by="张三")
    notice.refresh_from_db()
    assert notice.effective_at is None
    assert working_days_table() == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04" + b"\xff" * 50,
        HEADER,
        "a,b,c\n1,2,3\n",
        HEADER + "x" * (1024 * 1024 + 1),
        HEADER + "x" * 200_000,
        HEADER + "2027-05-01,,off,劳动节,试验\n" * 501,
        "\n" * 10,
        '"unclosed,to\n',
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence_and_not_kept(county, content):
    answer = send(county, content)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not WorkingDaysNotice.objects.exists()


def test_a_table_that_announces_no_year_or_contradicts_what_stays_is_not_taken(db):
    december = upload_notice("a.csv", HEADER + "2027-12-25,,off,别的,试验\n", by="张三")
    assert isinstance(preview_notice(december).refusal, working_days.NoYear)
    with pytest.raises(working_days.NoYear):
        put_into_effect(december.pk, by="张三")
    # 2026-10-10 is worked by the shipped notice of 2026, which this one leaves in place.
    other = OF_2027 + "2026-12-31,,off,别的,试验第1号\n2026-12-31,2027-01-01,off,元旦,试验第2号\n"
    clash = upload_notice("b.csv", other, by="张三")
    put_into_effect(clash.pk, by="张三")  # both say "off": no contradiction
    assert working_calendar().row_of(date(2026, 12, 31))
    third = upload_notice(
        "c.csv", HEADER + "2027-12-26,,work,元旦,试验\n2028-05-01,,off,劳动节,试验\n", by="张三"
    )
    put_into_effect(third.pk, by="张三")
    fourth = upload_notice(
        "d.csv", HEADER + "2027-12-26,,off,别的,甲\n2027-05-01,,off,劳动节,甲\n", by="张三"
    )
    put_into_effect(fourth.pk, by="张三")  # it says all about 2027
    fifth = upload_notice(
        "e.csv", HEADER + "2027-12-26,,work,元旦,乙\n2029-05-01,,off,劳动节,乙\n", by="张三"
    )
    before = working_days_table()
    assert isinstance(preview_notice(fifth).refusal, Contradiction)
    with pytest.raises(Contradiction):
        put_into_effect(fifth.pk, by="张三")
    assert working_days_table() == before


def test_a_date_explains_itself_and_a_year_without_a_notice_says_what_to_do(county):
    shown = county.get(f"{PAGE}?start=2025-01-24&days=20").content.decode()
    assert "2025-02-27" in shown
    assert "2025-01-28 – 2025-02-04" in shown
    assert "春节" in shown
    assert "国办发明电〔2024〕12号" in shown
    refused = county.get(f"{PAGE}?start=2034-12-25&days=20").content.decode()
    sentence = gettext(YearNotAnnounced.sentence) % {"year": 2034}
    assert sentence in refused
    for query in ("start=&days=", "start=x&days=y", "start=9999-12-31&days=1", "days=0"):
        assert county.get(f"{PAGE}?{query}").status_code == 200
    assert county.get(f"{PAGE}?start=2026-01-01&days=99999999").status_code == 200


def test_the_table_that_holds_is_sent_and_can_be_entered_again(county):
    with_formula = OF_2027.replace("元旦", "=元旦")
    notice = upload_notice("2027.csv", with_formula, by="张三")
    put_into_effect(notice.pk, by="张三")
    sent = county.get(f"{PAGE}export/")
    assert sent["Content-Type"].startswith("text/csv")
    text = sent.content.decode("utf-8-sig")
    assert ",'=元旦," in text
    assert ",=元旦," not in text
    assert len(read_table(text)) == len(working_days_table())


def test_nobody_else_sees_or_changes_it(db):
    notice = upload_notice("2027.csv", OF_2027, by="张三")
    with bureaus.activate("jsj"):
        superuser = UserFactory(role=ADMINISTRATORS, is_superuser=True)
        of_a_bureau = sign_in(superuser, "jsj.localhost")
    auditor = of_the_county(AUDITORS)
    for path in ("", "new/", "export/", f"{notice.pk}/"):
        assert of_a_bureau.get(f"{PAGE}{path}").status_code == 404
    assert of_a_bureau.post(f"{PAGE}{notice.pk}/take/").status_code == 404
    assert auditor.get(PAGE).status_code == 200
    assert "take/" not in auditor.get(f"{PAGE}{notice.pk}/").content.decode()
    assert auditor.post(f"{PAGE}{notice.pk}/take/").status_code == 302
    assert send(auditor, OF_2027).status_code == 302
    notice.refresh_from_db()
    assert notice.effective_at is None
    assert WorkingDaysNotice.objects.count() == 1
    assert of_the_county(COUNTY_ADMINISTRATORS).get(f"{PAGE}999/").status_code == 404
