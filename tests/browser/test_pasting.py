"""What is pasted from Word and WPS becomes the plain structure that disclosed text has."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from . import pasted
from .test_admin_pages import admin  # noqa: F401 - a fixture

pytestmark = pytest.mark.long

PASTE = """([element, html, text]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  element.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
  );
}"""


@pytest.fixture
def editor(live_county, admin) -> Page:  # noqa: F811
    """A new item with one text block, the cursor in it."""
    column = live_county.keys["column"]
    admin.goto(
        live_county.address(
            "jsj", f"/admin/pages/add/disclosure_plugin/disclosureitempage/{column}/"
        )
    )
    admin.locator("[id$=-body-section] .c-sf-add-button").first.click()
    admin.get_by_role("option", name="文本").click()
    admin.locator("[id$=-body-section] [contenteditable=true]").click()
    return admin


def paste(page: Page, html: str) -> dict:
    """Paste into the text block and return what the form would send."""
    field = page.locator("[id$=-body-section] [contenteditable=true]")
    page.evaluate(PASTE, [field.element_handle(), html, "文"])
    page.wait_for_timeout(500)
    sent = page.locator("[id$=-body-section] input[name$=-value]").input_value()
    return json.loads(sent)


def blocks(sent: dict) -> list[tuple[str, str]]:
    return [
        (block["type"], block["text"].strip()) for block in sent["blocks"] if block["text"].strip()
    ]


def styles(sent: dict) -> set[str]:
    return {style["style"] for block in sent["blocks"] for style in block["inlineStyleRanges"]}


def test_a_document_of_word(editor):
    sent = paste(editor, pasted.WORD)
    assert blocks(sent) == [
        ("header-three", "收费标准"),
        ("unstyled", "占用城市道路按面积和天数收费。"),
        ("unordered-list-item", "按平方米计算。"),
        ("unordered-list-item", "按日计算。"),
        ("unstyled", "见公开目录。"),
    ]
    assert styles(sent) == {"BOLD"}
    [link] = sent["entityMap"].values()
    assert link["data"]["url"] == "https://www.example.gov.cn/fees"


def test_a_numbered_list_of_word(editor):
    assert blocks(paste(editor, pasted.WORD_NUMBERED)) == [
        ("ordered-list-item", "申请。"),
        ("ordered-list-item", "受理。"),
    ]


def test_a_document_of_wps_without_what_was_hidden_in_it(editor):
    sent = paste(editor, pasted.WPS)
    assert blocks(sent) == [
        ("unstyled", "为规范占道收费，现公开如下。"),
        ("ordered-list-item", "申请。"),
        ("ordered-list-item", "受理。"),
        ("unstyled", "联系电话"),
    ]
    assert styles(sent) == {"BOLD"}


def test_numbers_that_chinese_documents_write_stay_as_they_are(editor):
    assert blocks(paste(editor, pasted.CHINESE_NUMBERS)) == [
        ("unstyled", "一、总体要求"),
        ("unstyled", "（一）公开什么"),
    ]


def test_a_table_keeps_its_rows(editor):
    assert blocks(paste(editor, pasted.TABLE)) == [
        ("unstyled", "项目 | 标准"),
        ("unstyled", "占道费 | 0.30"),
    ]


def test_nothing_that_was_pasted_runs(editor):
    said = []
    editor.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    for html in (pasted.HOSTILE, pasted.HOSTILE_OF_WORD):
        sent = paste(editor, html)
        assert "javascript:" not in json.dumps(sent)
        assert not [one for one in sent["entityMap"].values() if one["type"] != "LINK"]
    assert said == []


def test_what_comes_from_elsewhere_is_left_to_the_editor(editor):
    assert blocks(paste(editor, "<p>甲</p><ul><li>乙</li></ul>")) == [
        ("unstyled", "甲"),
        ("unordered-list-item", "乙"),
    ]
