"""What we mask and write opens in another office suite, and says there what it should."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

import disclosure_plugin
from disclosure_plugin.documents.masking import TextMasks, mask_document
from disclosure_plugin.documents.workbooks import Choices, WrittenSheet, workbook_bytes
from disclosure_plugin.domain.markup_text import MarkedText
from disclosure_plugin.domain.personal_data import Rules
from disclosure_plugin.domain.personal_data_lists import read_lists
from disclosure_plugin.domain.personal_data_masking import mask_table, mask_texts
from tests.corpus.files import excel_file, word_file
from tests.factories.personal_data import HEADS, people

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        shutil.which("soffice") is None,
        reason="needs LibreOffice; on Debian or Ubuntu: "
        "apt install libreoffice-calc-nogui libreoffice-writer-nogui",
    ),
]
LISTS = Path(disclosure_plugin.__file__).parent / "data" / "personal_data.csv"
RULES = Rules(read_lists(LISTS.read_text("utf-8")), date(2026, 11, 26))
MASKS = TextMasks(
    lambda texts: [one.source for one in mask_texts([MarkedText(one) for one in texts], RULES)],
    lambda rows: mask_table(rows, RULES),
)
ROWS = people(200)
UTF_8 = "76"
CSV = f"csv:Text - txt - csv (StarCalc):44,34,{UTF_8},1"
START_SECONDS = 120


def opened(data: bytes, name: str, kind: str, folder: Path) -> bytes:
    """Let LibreOffice open a file and save it as another kind."""
    (folder / name).write_bytes(data)
    out = folder / "out"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", out, name]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=START_SECONDS
    )
    assert done.returncode == 0, done.stderr
    [made] = out.iterdir()
    return made.read_bytes()


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_masked_table_opens(tmp_path):
    masked = mask_document(excel_file("公示名单", [HEADS, *ROWS]), "a.xlsx", MASKS)
    names = {row[1] for row in ROWS}
    rows = [row for row in read_csv(opened(masked, "a.xlsx", CSV, tmp_path)) if names & set(row)]
    assert [row[1] for row in rows] == [row[1] for row in ROWS]
    assert [row[2] for row in rows] == [f"{row[2][:2]}{'*' * 13}{row[2][-3:]}" for row in ROWS]
    assert [row[3] for row in rows] == [f"{row[3][:3]}****{row[3][-4:]}" for row in ROWS]


def test_a_masked_word_document_opens(tmp_path):
    masked = mask_document(word_file("公示名单", [HEADS, *ROWS]), "a.docx", MASKS)
    text = opened(masked, "a.docx", "txt:Text (encoded):UTF8", tmp_path).decode()
    assert "公示名单" in text
    assert all(row[1] in text for row in ROWS)
    assert text.count(f"{ROWS[0][3][:3]}****") >= 1
    assert not any(row[2] in text or row[3] in text for row in ROWS)


def test_a_workbook_we_write_opens(tmp_path):
    sheets = [
        WrittenSheet(
            "事项", ("标题", "类别"), [("收费<&>标准", "20.8")], choices={2: Choices("类", 1, 1)}
        ),
        WrittenSheet("类", ("类别",), [("20.8",)], hidden=True),
    ]
    assert read_csv(opened(workbook_bytes(sheets), "a.xlsx", CSV, tmp_path)) == [
        ["标题", "类别"],
        ["收费<&>标准", "20.8"],
    ]
