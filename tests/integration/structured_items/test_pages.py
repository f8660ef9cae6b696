"""What visitors read of structured items, and what stands in relation to them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from disclosure_plugin import bureaus
from disclosure_plugin.queries.structured_items import interpretations, public_page
from disclosure_plugin.register.generations import ask, current_place
from tests.factories.pages import (
    FeeStandardFactory,
    ItemFactory,
    PenaltyProcedureFactory,
    RuleDocumentFactory,
    ServiceProcedureFactory,
)
from tests.factories.removals import withdrawn
from tests.factories.reviews import publish

HOST = "jsj.localhost"


def html_of(page) -> str:
    answer = Client().get(page.url, headers={"host": HOST})
    assert answer.status_code == 200
    return answer.content.decode()


def soup_of(page) -> BeautifulSoup:
    return BeautifulSoup(html_of(page), "html.parser")


def texts(soup, selector: str) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in soup.select(selector)]


def links(soup) -> list[str]:
    return [one["href"] for one in soup.select("main a")]


# --- Service procedure ---------------------------------------------------------------------------


def test_the_flow_is_drawn_from_the_steps_in_their_order(column):
    soup = soup_of(ServiceProcedureFactory(parent=column, published=True))
    assert texts(soup, ".flow-boxes b") == ["申请", "受理", "审查", "决定"]
    assert texts(soup, ".flow-boxes .ordinal") == ["一", "二", "三", "四"]
    assert len(soup.select(".flow-boxes .arrow")) == 3
    assert [step.get("class") for step in soup.select(".steps li")] == [
        None,
        ["counts"],
        ["counts"],
        ["counts"],
    ]


def test_the_drawing_says_nothing_that_the_list_does_not(column):
    soup = soup_of(ServiceProcedureFactory(parent=column, published=True))
    assert soup.select_one(".flow-boxes")["aria-hidden"] == "true"
    assert texts(soup, "ol.steps h3") == texts(soup, ".flow-boxes b")
    assert texts(soup, ".step-time") == texts(soup, ".flow-box .note")
    assert soup.select_one(".flow")["aria-labelledby"] == soup.select_one("figcaption")["id"]
    assert "1.5" in texts(soup, ".step-time")[2]


def test_no_style_or_script_stands_in_the_page(column):
    for factory in (ServiceProcedureFactory, PenaltyProcedureFactory):
        soup = soup_of(factory(parent=column, published=True))
        assert soup.select("main [style], main style, main script, main [onclick]") == []


def test_the_page_shows_what_residents_ask_first(column):
    soup = soup_of(ServiceProcedureFactory(parent=column, published=True))
    assert [one["href"] for one in soup.select(".key-facts a")] == ["tel:08906121935"]
    assert len(soup.select(".limits .ruler span.filled")) == 2
    assert len(soup.select(".limits .ruler span")) == 7
    assert [cell.get_text() for cell in soup.select(".materials tbody th")] == [
        "施工许可证申请表",
        "委托书",
    ]
    assert soup.select_one("a.online")["href"] == "https://zwfw.yunling.example/0117"


def test_what_is_done_on_the_spot_without_papers_has_no_ruler_and_no_table(column):
    page = ServiceProcedureFactory(
        parent=column, on_the_spot=True, materials=[], needs_no_materials=True, published=True
    )
    soup = soup_of(page)
    assert soup.select(".limits, .materials") == []
    assert soup.select_one(".key-facts")


def test_the_fee_standard_is_linked_while_it_is_public(column):
    standard = FeeStandardFactory(parent=column, published=True)
    page = ServiceProcedureFactory(
        parent=column, charged=True, fee_standard=Page.objects.get(pk=standard.pk), published=True
    )
    url, title = standard.url, standard.title
    html = html_of(page)
    assert f'href="{url}"' in html
    # What another page's publication changes is not part of what is certified.
    certified = html.split("<!--notice:begin-->")[1].split("<!--notice:end-->")[0]
    assert url not in certified
    assert title not in certified
    withdrawn(standard)
    html = html_of(page)
    assert url not in html
    assert title not in html


def test_a_page_that_is_gone_leaves_no_link_and_no_trace(column):
    draft = FeeStandardFactory(parent=column)
    page = ServiceProcedureFactory(
        parent=column, charged=True, fee_standard=Page.objects.get(pk=draft.pk), published=True
    )
    title = draft.title
    assert title not in html_of(page)
    with bureaus.activate("jsj"):
        Page.objects.get(pk=draft.pk).delete()
        page = type(page).objects.get(pk=page.pk)
        assert page.fee_standard_id is None
    assert html_of(page)


# --- Fee standard, penalty procedure -------------------------------------------------------------


def test_the_fee_table_prints_amounts_as_they_were_written(column):
    soup = soup_of(FeeStandardFactory(parent=column, published=True))
    assert texts(soup, ".fees tbody th") == ["城市道路占用费", "挖掘修复费"]
    assert texts(soup, ".fees .amount") == ["0.60", "按实际面积核定"]
    assert len(soup.select(".fees thead th")) == 6
    assert all(cell["scope"] == "row" for cell in soup.select(".fees tbody th"))
    assert "2027" in texts(soup, ".fees .days")[1]
    assert "2027" not in texts(soup, ".fees .days")[0]


def test_the_penalty_page_has_the_table_the_steps_and_the_relief(column):
    page = PenaltyProcedureFactory(parent=column, published=True)
    soup = soup_of(page)
    assert texts(soup, ".discretion tbody th") == ["轻微", "严重"]
    assert texts(soup, "ol.steps h3") == ["立案", "调查", "决定"]
    # What the bureau wrote, and no period that it did not.
    assert page.reconsideration in soup.get_text()
    assert page.litigation in soup.get_text()
    assert texts(soup, ".step-time")[0] == ""


# --- Rule document and its interpretation --------------------------------------------------------


@pytest.fixture
def document(column):
    return RuleDocumentFactory(parent=column, published=True)


def interpreting(column, document, factory=ItemFactory, **changes):
    target = Page.objects.get(pk=document.pk)
    return factory(parent=column, interprets=target, title="占用道路新规定解读", **changes)


@pytest.mark.parametrize("factory", [ItemFactory, RuleDocumentFactory])
def test_document_and_interpretation_are_linked_both_ways(column, document, factory):
    reading = interpreting(column, document, factory, published=True)
    assert links(soup_of(document)).count(reading.url) == 1
    assert links(soup_of(reading)).count(document.url) == 1


def test_a_draft_interpretation_is_not_shown(column, document):
    reading = interpreting(column, document)
    assert reading.title not in html_of(document)
    with bureaus.activate("jsj"):
        assert interpretations(document) == []


def test_an_interpretation_for_some_people_only_is_not_shown(column, document):
    reading = interpreting(
        column, document, restriction={"restriction_type": PageViewRestriction.LOGIN}
    )
    publish(reading)
    title = reading.title
    assert reading.live
    assert title not in html_of(document)


def test_a_document_that_is_not_public_is_not_named(column):
    document = RuleDocumentFactory(parent=column, title="还没有公开的文件")
    reading = interpreting(column, document, published=True)
    assert "还没有公开的文件" not in html_of(reading)
    with bureaus.activate("jsj"):
        assert public_page(document.pk) is None


def test_a_withdrawn_interpretation_leaves_the_document(column, document):
    reading = interpreting(column, document, published=True)
    title = reading.title
    assert title in html_of(document)
    withdrawn(reading)
    assert title not in html_of(document)


def test_publishing_an_interpretation_changes_the_generation_and_not_what_is_certified(
    column, document
):
    def certified() -> str:
        return html_of(document).split("<!--notice:begin-->")[1].split("<!--notice:end-->")[0]

    reading = interpreting(column, document)
    before, page_before = certified(), html_of(document)
    with bureaus.activate("jsj"):
        standing = ask(current_place()).number
        publish(reading)
        assert ask(current_place()).number != standing
    assert certified() == before
    assert html_of(document) != page_before


def test_interpretations_stand_in_the_order_of_their_publication(column, document):
    made = [interpreting(column, document, published=True) for _number in range(3)]
    with bureaus.activate("jsj"):
        assert [one.pk for one in interpretations(document)] == [one.pk for one in made]
    assert html_of(document) == html_of(document)


def test_another_bureaus_pages_are_not_reached(column, document, db):
    key = document.pk
    with bureaus.activate("czj"):
        found = public_page(key)
        assert found is None or found.title != document.title
        assert all(one.title != "占用道路新规定解读" for one in interpretations(document))


def test_a_document_that_no_longer_holds_says_so_first(column):
    page = RuleDocumentFactory(parent=column, repealed=True, published=True)
    soup = soup_of(page)
    assert page.end_reason in soup.select_one(".ended").get_text()
    assert soup.select_one(".above-title .over")
    with bureaus.activate("jsj"):
        assert page.register_entry.validity == "repealed"
