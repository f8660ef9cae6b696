"""Calendar files: whole days, text of any kind, the same bytes each time."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from disclosure_plugin.documents.calendars import CalendarEvent, calendar_file

WRITTEN = datetime(2026, 11, 13, 1, 2, 3, 456, tzinfo=UTC)


def event(**values) -> CalendarEvent:
    usual = {
        "uid": "urn:uuid:1", "name": "公示", "text": "名单", "first": date(2026, 11, 16),
        "last": date(2026, 11, 24), "link": "http://jsj.localhost/n/1", "written": WRITTEN,
    }  # fmt: skip
    return CalendarEvent(**{**usual, **values})


def read(content: bytes):
    [calendar] = Calendar.from_ical(content, multiple=True)
    return calendar


def test_the_last_day_is_included():
    [one] = read(calendar_file("公示", [event()])).walk("VEVENT")
    assert one["DTSTART"].dt == date(2026, 11, 16)
    assert one["DTEND"].dt == date(2026, 11, 25)
    assert one["DTSTAMP"].dt == WRITTEN.replace(microsecond=0)


def test_one_day_is_one_day():
    [one] = read(calendar_file("x", [event(last=date(2026, 11, 16))])).walk("VEVENT")
    assert (one["DTEND"].dt - one["DTSTART"].dt).days == 1


@given(st.text(), st.text())
def test_no_text_breaks_out_of_its_line(name, text):
    content = calendar_file(name, [event(name=name, text=text)])
    calendar = read(content)
    [one] = calendar.walk("VEVENT")
    assert one["UID"] == "urn:uuid:1"
    assert one["URL"] == "http://jsj.localhost/n/1"
    assert len(calendar.walk()) == 2
    assert content == calendar_file(name, [event(name=name, text=text)])


def test_a_line_that_a_title_begins_stays_text():
    evil = "公示\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nURL:http://evil.example/"
    calendar = read(calendar_file(evil, [event(name=evil, text=evil)]))
    [one] = calendar.walk("VEVENT")
    assert one["URL"] == "http://jsj.localhost/n/1"
    assert "evil.example" in one["SUMMARY"]


def test_lines_are_short_and_end_as_the_format_wants():
    content = calendar_file("名" * 100, [event(text="文" * 500)])
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
