"""What the search finds is written with the publication, and goes with it."""

from __future__ import annotations

import io
import json
import random
import re
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone
from docx import Document
from openpyxl import Workbook
from wagtail.models import PageViewRestriction

from disclosure_plugin import bureaus, tasks
from disclosure_plugin.actions import search_sections
from disclosure_plugin.actions.registering import make_void
from disclosure_plugin.actions.removing import lift
from disclosure_plugin.actions.search_sections import index_published, rebuild, waiting
from disclosure_plugin.domain.search_queries import key, parse, tsquery
from disclosure_plugin.domain.search_text import sections, vector
from disclosure_plugin.domain.search_units import units
from disclosure_plugin.models import ItemAttachment
from disclosure_plugin.queries import search
from disclosure_plugin.queries.register import Scope, scope
from disclosure_plugin.queries.search import SearchWanted, find
from disclosure_plugin.register.models import RegisterEntry, SearchSection, SearchSynonym
from tests.factories.pages import (
    BoardFactory,
    ColumnFactory,
    FeeStandardFactory,
    ItemFactory,
    NoticeFactory,
)
from tests.factories.removals import chief, taken_down, withdrawn
from tests.factories.reviews import publish
from tests.factories.summaries import begun, make_year, written
from tests.factories.uploads import DocumentFactory, pdf


@pytest.fixture
def column(jsj):
    return ColumnFactory(parent=BoardFactory())


def titles(words: str = "", seen: Scope | None = None, **wanted) -> list[str]:
    found = find(seen or scope(), SearchWanted(words=words, **wanted))
    entries = RegisterEntry.objects.in_bulk(found.entries)
    return [entries[key].title for key in found.entries]


def test_a_fixed_choice_is_not_found_by_the_key_it_is_kept_by(jsj):
    make_year(2026)
    page = written(begun(2026, today=date(2026, 12, 31)), today=date(2026, 12, 31))
    publish(page)
    assert "outreach" in json.dumps(page.get_latest_revision().content)
    kept = "".join(text for _kind, text in sections_of(page))
    assert "主要成效" in kept
    assert "outreach" not in kept


def sections_of(page) -> list[tuple[int, str]]:
    rows = SearchSection.objects.filter(entry__page=page.pk, bureau=bureaus.current())
    return list(rows.order_by("kind", "number").values_list("kind", "text"))


def xlsx(*rows) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def docx(*paragraphs) -> bytes:
    document, file = Document(), io.BytesIO()
    for one in paragraphs:
        document.add_paragraph(one)
    document.core_properties.comments = "内部批注文字"
    document.save(file)
    return file.getvalue()


def with_file(column, data: bytes, name: str, *, title: str = "附件表", **kwargs):
    document = DocumentFactory(data=data, name=name, title=title)
    return ItemFactory(
        parent=column,
        attachments=[ItemAttachment(document=document)],
        published=True,
        **kwargs,
    )


# --- Written -------------------------------------------------------------------------------------


def test_a_publication_is_found_by_everything_it_says(column):
    item = ItemFactory(
        parent=column,
        title="建设项目收费标准",
        abstract="城市道路占用费。",
        body=[
            ("text", "<p>按面积收<b>取</b>费用</p><p>第二段</p>"),
            (
                "table",
                {
                    "columns": [{"type": "text", "heading": "项目"}],
                    "rows": [{"values": ["占道费"]}, {"values": ["挖掘费"]}],
                    "caption": "收费表",
                },
            ),
        ],
        published=True,
    )
    for words in [
        "收费",
        "標準",
        "道路占用",
        "收取费用",
        "第二段",
        "挖掘费",
        "收费表",
        "11０2001",
    ]:
        assert titles(words) == [item.title], words
    assert titles("费用第二") == []  # two paragraphs
    assert titles("占道费挖掘") == []  # two cells
    assert titles(RegisterEntry.objects.get().number) == [item.title]


def test_lists_of_a_page_are_found_and_what_is_not_searched_is_not(column):
    page = FeeStandardFactory(parent=column, published=True)
    assert page.fees.count()
    for fee in page.fees.all():
        assert titles(fee.item) == [page.title]
    assert page.slug not in "".join(text for _kind, text in sections_of(page))


def test_a_draft_and_a_schedule_are_not(column):
    ItemFactory(parent=column, title="草稿收费")
    item = ItemFactory(parent=column, title="定时收费")
    item.go_live_at = timezone.now() + timedelta(hours=1)
    publish(item)
    assert SearchSection.objects.count() == 0
    assert titles("收费") == []


def test_a_new_version_replaces_the_texts_of_the_old_one(column):
    item = ItemFactory(parent=column, title="旧名称", published=True)
    draft = item.get_latest_revision_as_object()
    draft.title = "新名称"
    publish(draft)
    assert (titles("旧名称"), titles("新名称")) == ([], ["新名称"])


def test_a_draft_of_a_published_item_is_not_found(column):
    item = ItemFactory(parent=column, title="公开名称", published=True)
    item.title = "草稿名称"
    item.save_revision()
    assert (titles("草稿名称"), titles("公开名称")) == ([], ["公开名称"])


def test_a_publication_that_is_rolled_back_leaves_nothing(column):
    item = ItemFactory(parent=column)
    with transaction.atomic():
        publish(item)
        assert sections_of(item)
        transaction.set_rollback(True)
    assert sections_of(item) == []


# --- Gone ----------------------------------------------------------------------------------------


def _unpublish(item):
    item.unpublish()


def _expire(item):
    item.unpublish(set_expired=True)


def _void(item):
    number = RegisterEntry.objects.get(page=item.pk).number
    item.unpublish()
    make_void(number, reason="登记错误。")


def _raw(item):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = false WHERE id = %s", [item.pk])
    RegisterEntry.objects.filter(page=item.pk).update(state="unpublished")


@pytest.mark.parametrize("end", [_unpublish, _expire, withdrawn, taken_down, _void, _raw])
def test_what_ends_takes_its_texts_along_in_the_same_transaction(column, end):
    item = with_file(column, xlsx(["附表", "机密词语"]), "附表.xlsx")
    index_published(RegisterEntry.objects.get().pk)
    assert titles("机密词语") == [item.title]
    with transaction.atomic():
        end(item)
        assert sections_of(item) == []
        transaction.set_rollback(True)
    assert titles("机密词语") == [item.title]
    item.refresh_from_db()
    end(item)
    assert SearchSection.objects.count() == 0
    assert titles("收费") == titles("机密词语") == titles() == []


def test_no_row_for_what_is_not_public(column):
    item = ItemFactory(parent=column, published=True)
    [row] = SearchSection.objects.filter(kind=1)
    item.unpublish()
    row.pk = None
    with pytest.raises(DatabaseError, match="is not"), transaction.atomic():
        row.save(force_insert=True)
    assert SearchSection.objects.count() == 0


def test_no_row_of_one_bureau_under_the_code_of_another(column):
    ItemFactory(parent=column, published=True)
    with pytest.raises(DatabaseError, match="is not"), transaction.atomic():
        SearchSection.objects.update(bureau="czj")


def test_what_was_taken_down_may_come_back_by_a_new_version_only(column):
    item = ItemFactory(parent=column, title="泄露姓名", published=True)
    taken_down(item)
    rebuild()
    assert titles("泄露") == []


def test_staff_only_items_have_no_rows(column):
    item = ItemFactory(parent=column, title="内部收费通报", audience="staff")
    publish(item)
    assert SearchSection.objects.count() == 0
    rebuild()
    assert SearchSection.objects.count() == 0
    assert titles("通报") == []


def test_a_change_of_audience_takes_the_texts_along(column):
    item = ItemFactory(parent=column, title="先公开后内部", published=True)
    assert titles("先公开") == [item.title]
    item.unpublish()
    draft = item.get_latest_revision_as_object()
    draft.audience = "staff"
    publish(draft)
    assert SearchSection.objects.count() == 0


def test_a_restricted_page_has_no_rows(column):
    ItemFactory(
        parent=column,
        title="限制查看",
        restriction={"restriction_type": PageViewRestriction.LOGIN},
        published=True,
    )
    rebuild()
    assert SearchSection.objects.count() == 0


def test_what_has_expired_is_not_found_before_a_worker_comes(column):
    item = ItemFactory(parent=column, title="到期公告")
    item.expire_at = timezone.now() + timedelta(hours=1)
    publish(item)
    assert titles("到期") == [item.title]
    from disclosure_plugin.register.due import Due

    moved = Due.objects.open().filter(kind=Due.Kind.EXPIRE, object_id=str(item.pk))
    assert moved.update(due_at=timezone.now() - timedelta(seconds=1)) == 1
    assert titles("到期") == []


def begins_at(moment: datetime) -> None:
    """As if everything had first become public then, which nobody can write otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        RegisterEntry.objects.update(first_published_at=moment)
        cursor.execute("SET LOCAL session_replication_role = origin")
    rebuild()


def test_the_year_is_the_one_in_the_county(column):
    item = ItemFactory(parent=column, title="元旦公告", published=True)
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # midnight in China
    begins_at(new_year)
    assert titles("元旦", year=2027) == [item.title]
    assert titles("元旦", year=2026) == []
    begins_at(new_year - timedelta(seconds=1))
    assert titles("元旦", year=2026) == [item.title]


# --- Attachments ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (xlsx(["项目", "单价"], ["路面挖掘修复", 320]), "表.xlsx"),
        (docx("说明", "路面挖掘修复的单价"), "说明.docx"),
        ("路面挖掘修复\n单价".encode(), "说明.txt"),
    ],
)
def test_attachments_are_found_a_little_later(column, data, name):
    item = with_file(column, data, name, title="路面修复价目")
    entry = RegisterEntry.objects.get()
    assert waiting() == [("jsj", entry.pk)]
    assert titles("路面挖掘修复") == []
    assert index_published(entry.pk) == 1
    assert waiting() == []
    [hit] = search.hits(find(scope(), SearchWanted(words="路面挖掘修复")), [entry.pk])
    assert hit.attachment == "路面修复价目"
    assert any(piece.is_hit for piece in hit.snippet)
    assert titles("内部批注") == []
    assert index_published(entry.pk) == 0
    assert item.title in titles("单价")


@pytest.fixture
def sent(monkeypatch):
    """What the task that indexes one item was sent for."""
    messages = []
    monkeypatch.setattr(
        tasks.index_published, "apply_async", lambda **said: messages.append(said["kwargs"])
    )
    return messages


def test_what_is_public_for_some_seconds_is_sent_for(column, sent, monkeypatch):
    with_file(column, pdf(), "表.pdf")
    tasks.find_unindexed()
    assert sent == []
    monkeypatch.setattr(tasks, "INDEXED_AFTER", timedelta(0))
    tasks.find_unindexed()
    entry = RegisterEntry.objects.get().pk
    assert sent == [{"bureau": "jsj", "entry": entry}]
    tasks.index_published(**sent[0])
    tasks.find_unindexed()
    assert len(sent) == 1


def test_nothing_is_sent_for_a_closed_bureau(column, sent, monkeypatch):
    with_file(column, pdf(), "表.pdf")
    monkeypatch.setattr(tasks, "INDEXED_AFTER", timedelta(0))
    monkeypatch.setattr(bureaus, "codes", lambda: ["czj"])
    tasks.find_unindexed()
    assert sent == []


def test_what_another_worker_reads_is_left_to_it(column):
    with_file(column, pdf(), "表.pdf")
    entry = RegisterEntry.objects.get().pk
    with psycopg.connect(**connection.get_connection_params()) as other:
        # The transaction's lock is gone at its commit; a session's, some time after it closed.
        other.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [search_sections.LOCK, entry]
        )
        assert index_published(entry) == 0
        assert waiting() == [("jsj", entry)]
    index_published(entry)
    assert waiting() == []


def test_what_failed_rests_and_is_tried_again(column, monkeypatch):
    item = with_file(column, xlsx(["机密词语"]), "表.xlsx")
    entry = RegisterEntry.objects.get().pk
    read, tried = search_sections.read_parts, []

    def broken(*args, **kwargs):
        tried.append(args)
        raise RuntimeError("the file broke its reader")

    monkeypatch.setattr(search_sections, "read_parts", broken)
    with pytest.raises(RuntimeError, match="broke its reader"):
        tasks.index_published(bureau="jsj", entry=entry)
    tasks.index_published(bureau="jsj", entry=entry)
    assert len(tried) == 1
    assert waiting() == [("jsj", entry)]
    cache.clear()  # ten minutes later
    monkeypatch.setattr(search_sections, "read_parts", read)
    tasks.index_published(bureau="jsj", entry=entry)
    assert waiting() == []
    assert titles("机密词语") == [item.title]


def test_what_failed_for_want_of_the_database_does_not_rest(column, monkeypatch):
    with_file(column, xlsx(["机密词语"]), "表.xlsx")
    entry, read = RegisterEntry.objects.get().pk, search_sections.read_parts

    def away(*args, **kwargs):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(search_sections, "read_parts", away)
    with pytest.raises(OperationalError):
        tasks.index_published(bureau="jsj", entry=entry)
    monkeypatch.setattr(search_sections, "read_parts", read)
    tasks.index_published(bureau="jsj", entry=entry)
    assert waiting() == []


def test_attachments_of_what_ended_meanwhile_are_not_written(column, monkeypatch):
    item = with_file(column, xlsx(["机密词语"]), "表.xlsx")
    entry = RegisterEntry.objects.get()
    read = search_sections.read_parts

    def slow(*args, **kwargs):
        taken_down(item)
        return read(*args, **kwargs)

    monkeypatch.setattr(search_sections, "read_parts", slow)
    assert index_published(entry.pk) == 0
    assert SearchSection.objects.count() == 0


def shared_file(column):
    """One document on two pages, both read."""
    document = DocumentFactory(data=xlsx(["机密词语"]), name="表.xlsx")
    pages = [
        ItemFactory(
            parent=column,
            title=title,
            attachments=[ItemAttachment(document=document)],
            published=True,
        )
        for title in ("甲页", "乙页")
    ]
    for entry in RegisterEntry.objects.all():
        assert index_published(entry.pk) == 1
    assert sorted(titles("机密词语")) == ["乙页", "甲页"]
    return document, pages


def test_a_file_that_is_taken_down_goes_from_other_pages_too(column):
    _document, (first, second) = shared_file(column)
    removal = taken_down(first)
    assert titles("机密词语") == []
    assert titles("乙页") == [second.title]
    rebuild()
    assert titles("机密词语") == []
    lift(removal, by=chief())
    assert waiting() == [("jsj", RegisterEntry.objects.get(page=second.pk).pk)]
    index_published(RegisterEntry.objects.get(page=second.pk).pk)
    assert titles("机密词语") == ["乙页"]


def test_a_file_that_is_stopped_while_it_is_read_is_not_written(column, monkeypatch):
    document = DocumentFactory(data=xlsx(["机密词语"]), name="表.xlsx")
    first, second = (
        ItemFactory(parent=column, attachments=[ItemAttachment(document=document)], published=True)
        for _page in range(2)
    )
    read = search_sections.read_parts

    def slow(*args, **kwargs):
        found = read(*args, **kwargs)
        taken_down(first)
        return found

    monkeypatch.setattr(search_sections, "read_parts", slow)
    assert index_published(RegisterEntry.objects.get(page=second.pk).pk) == 0
    assert titles("机密词语") == []
    assert titles("收费") == [second.title]


def test_a_deleted_document_goes(column):
    document, pages = shared_file(column)
    # A document that something still refers to cannot be deleted; a site's own pages may let it.
    ItemAttachment.objects.all().delete()
    document.delete()
    assert titles("机密词语") == []
    assert len(titles("页")) == len(pages)


def test_another_bureaus_attachments_are_not_read(column):
    with_file(column, xlsx(["机密词语"]), "表.xlsx")
    entry = RegisterEntry.objects.get()
    with bureaus.activate("czj"):
        assert index_published(entry.pk) == 0
    assert waiting() == [("jsj", entry.pk)]


# --- One bureau, and the county ------------------------------------------------------------------


@pytest.fixture
def county(column):
    ItemFactory(parent=column, title="住建收费", published=True)
    NoticeFactory(parent=column, title="住建公示", published=True)
    with bureaus.activate("czj"):
        ItemFactory(title="财政收费", category="20.7", published=True)
    connection.set_schema_to_public()


def test_a_bureau_finds_its_own_and_the_county_all(county):
    with bureaus.activate("jsj"):
        own = scope()
        assert titles("收费", own) == ["住建收费"]
        assert titles("财政", own) == titles("财政", own, bureau="czj") == []
    with bureaus.activate("county"):
        all_of_them = scope()
        assert sorted(titles("收费", all_of_them)) == ["住建收费", "财政收费"]
        assert titles("收费", all_of_them, bureau="czj") == ["财政收费"]
        assert titles("", all_of_them, bureau="czj") == ["财政收费"]


def test_rebuilding_one_bureau_leaves_the_other_alone(county):
    before = set(SearchSection.objects.filter(bureau="czj").values_list("pk", flat=True))
    assert before
    with bureaus.activate("jsj"):
        rebuild()
    assert set(SearchSection.objects.filter(bureau="czj").values_list("pk", flat=True)) == before


def test_filters(county):
    year = timezone.localdate().year
    today = timezone.localdate()
    with bureaus.activate("county"):
        seen = scope()
        assert titles("", seen, category="20.7") == ["财政收费"]
        assert titles("收费", seen, category="20.8") == ["住建收费"]
        assert titles("", seen, page_type="disclosure_plugin.disclosurenoticepage") == ["住建公示"]
        assert len(titles("", seen, year=year)) == 3
        assert titles("", seen, year=year - 1) == []
        assert len(titles("", seen, since=today, until=today)) == 3
        assert titles("", seen, since=today + timedelta(days=1)) == []
        assert titles("", seen, until=today - timedelta(days=1)) == []
        assert titles("", seen, category="x' | 'y") == []
        assert titles("", seen, column_type="services") == []


def test_the_type_of_the_column(jsj):
    column = ColumnFactory(parent=BoardFactory(), title="服务", column_type="services")
    ItemFactory(parent=column, title="在服务栏", published=True)
    assert titles("", column_type="services") == ["在服务栏"]
    assert titles("服务栏", column_type="policies") == []


def test_where_it_stands_decides_then_the_day(column):
    ItemFactory(parent=column, title="一", abstract="无", published=True,
                body=[("text", "<p>招投标</p>")])  # fmt: skip
    ItemFactory(parent=column, title="二", abstract="招投标。", published=True)
    ItemFactory(parent=column, title="招投标三", published=True)
    ItemFactory(parent=column, title="四", abstract="又是招投标。", published=True)
    assert titles("招投标") == ["招投标三", "四", "二", "一"]
    assert titles("招投标", by_date=True) == ["四", "招投标三", "二", "一"]


def test_all_words_somewhere_in_the_item(column):
    ItemFactory(parent=column, title="占道", abstract="挖掘。", published=True)
    ItemFactory(parent=column, title="占道二", abstract="其他。", published=True)
    assert titles("占道 挖掘") == ["占道"]
    assert titles("“占道 挖掘”") == []


def test_words_for_the_same(column):
    ItemFactory(parent=column, title="不动产权证办理", published=True)
    assert titles("房产证") == []
    group = SearchSynonym.objects.create(words="房产证 不动产权证")
    assert titles("房產證") == titles("房产证办理") == ["不动产权证办理"]
    group.is_used = False
    group.save()
    assert titles("房产证") == []


def test_more_than_are_counted(column, monkeypatch):
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    for number in range(4):
        ItemFactory(parent=column, title=f"很多第{number}件", published=True)
    found = find(scope(), SearchWanted(words="很多"))
    assert (len(found), found.has_more) == (2, True)
    found = find(scope(), SearchWanted(words="第0件"))
    assert (len(found), found.has_more) == (1, False)


def test_many_sections_of_one_item_hide_no_other(column, monkeypatch):
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    ItemFactory(parent=column, title="短文", abstract="甲。", published=True,
                body=[("text", "<p>词语</p>")])  # fmt: skip
    ItemFactory(parent=column, title="长文", abstract="乙。", published=True,
                body=[("text", f"<p>{'词语' + '好' * 1900}</p>" * 12)])  # fmt: skip
    assert titles("词语") == ["长文", "短文"]


HOSTILE = [
    "，。！", "🙂", "\0", "' | !", "a' OR 1=1 --", "'", "\\", "!收费", "收费:*", "(((", "%",
    "=b:czj", '"', "“", "收" * 5000, "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_any_question_has_an_answer(county, words):
    with bureaus.activate("jsj"):
        assert titles(words) in ([], ["住建收费"], ["住建公示", "住建收费"])


def test_a_question_that_takes_too_long_is_given_up(column, monkeypatch):
    ItemFactory(parent=column, published=True)
    monkeypatch.setattr(search, "LONGEST_MILLISECONDS", 1)

    def slow(self, kind, most):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(1)")

    monkeypatch.setattr(search._Search, "newest", slow)
    with pytest.raises(search.SearchTooLong):
        titles("收费")
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_shorter_words_that_are_found(column):
    ItemFactory(parent=column, title="建设项目收费", published=True)
    wanted = SearchWanted(words="建设项目验收办法")
    found = find(scope(), wanted)
    assert not found.entries
    assert search.shorter(scope(), wanted, found.query) == ["建设项目"]
    for words, parts in (
        ("建设项目收费大全", ["建设项目收费"]),
        ("验收项目收费", ["项目收费"]),
        ("建设收费", ["建设", "收费"]),
        ("验收", []),
        ("无", []),
    ):
        wanted = SearchWanted(words=words)
        found = find(scope(), wanted)
        assert not found.entries
        assert search.shorter(scope(), wanted, found.query) == parts
    wanted = SearchWanted(words="收费 验收")
    assert search.shorter(scope(), wanted, find(scope(), wanted).query) == ["收费"]


@pytest.mark.django_db
def test_postgresql_finds_what_holds_the_words():
    """The same as in the unit tests, asked of the engine itself."""
    chance = random.Random(20261127)
    some = "收费标准费標ab12年 ，\n"
    wrong = []
    with connection.cursor() as cursor:
        for _pair in range(1500):
            text = "".join(chance.choices(some, k=chance.randrange(40)))
            question = "".join(chance.choices(some, k=chance.randrange(1, 7)))
            for word in parse(question).words:
                cut = [vector(one.lexemes) for one in sections(text)] or [""]
                cursor.execute(
                    "SELECT bool_or(one::tsvector @@ %s::tsquery) FROM unnest(%s::text[]) one",
                    [tsquery(word), cut],
                )
                phrase = word.phrases[0].key
                if " " in phrase:
                    continue
                expected = re.search(
                    (r"(?<![ab12])" if phrase[0] in "ab12" else "")
                    + re.escape(phrase)
                    + (r"(?![ab12])" if phrase[-1] in "ab12" else ""),
                    key(units(text)),
                )
                if cursor.fetchone()[0] != bool(expected):
                    wrong.append((text, question))
    assert wrong == []


# --- Rebuilt -------------------------------------------------------------------------------------


def test_the_command_writes_everything_anew_and_may_be_repeated(column, capsys):
    item = with_file(column, xlsx(["路面挖掘"]), "表.xlsx")
    SearchSection.objects.all().delete()
    assert titles("收费") == []
    for _time in range(2):
        call_command("rebuild_search", bureau="jsj")
        assert titles("路面挖掘") == [item.title]
        assert waiting() == []
        kept = SearchSection.objects.values_list("kind", "number", "text", "vector")
        rows = list(kept.order_by("kind", "number"))
        assert len(rows) == len({row[:2] for row in rows}) == 4
    assert "jsj: 1" in capsys.readouterr().out


def test_rebuilding_writes_what_publishing_wrote(column):
    ItemFactory(parent=column, published=True)
    kept = SearchSection.objects.order_by("kind", "number").values_list(
        "kind", "number", "text", "column", "vector", "published_at", "waits"
    )
    before = list(kept)
    rebuild()
    assert list(kept) == before
