"""The civil affairs bureau's summary of 2025 as a Word document, as an office would hand it in.

``python -m sandbox.seed.summary_document FILE.docx`` writes it. It has what such documents have:
numbers typed by hand and numbers made by Word, a table, a round count (余) and a placeholder
that somebody forgot, so that importing it shows what the importer finds.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from .word import docx_bytes

YEAR = 2025
FILE_NAME = "云岭县民政局2025年政务公开工作总结.docx"
TITLE = "云岭县民政局2025年政务公开工作总结"
# Word numbers the paragraphs of this style by itself: 1. 2. 3.
NUMBERED_BY_WORD = "List Number"

BEFORE_TABLE = (
    "2025年，我局围绕低保、养老、婚姻登记等群众常办的事，把办法、标准和结果一项一项公开。"
    "全年主动公开信息186条，收到公开申请9件，办结9件。现将有关情况总结如下：",
    "一、组织领导",
    "局长负总责，一名副局长分管，办公室承办，每个股室确定一名联络员。全年召开专题会3次，解决名单脱敏、超期公开等6个问题。",
    "二、主要做法",
    "（一）公开办法和标准",
    "1.低保、特困、临时救助的申请条件和程序全部写成一页纸，在12个乡镇便民服务中心张贴。",
    "2.保障标准调整当天更新网页和公开栏。",
    "（二）公开结果",
    "每月公布救助人数和金额，名单只在所在村（社区）公示栏公示。下表是各季度公开的情况。",
)
TABLE = (
    ("季度", "主动公开（条）", "公示（次）"),
    ("一季度", "41", "6"),
    ("二季度", "52", "8"),
    ("三季度", "44", "7"),
    ("四季度", "49", "9"),
)
AFTER_TABLE = (
    "（三）宣传和培训",
    "利用赶集日、敬老月开展宣传，出动人员80余人次，制作展板15块，发放宣传单2,400份；组织业务培训4次，参加136人次。",
    "三、接受监督",
    "公布举报电话6123012，政务查询并入12345（原96128）。全年接到反映23件，全部在7个工作日内答复。",
    "四、存在的问题",
)
PROBLEMS = (
    "5条信息超过20个工作日才公开，都是养老机构信息，原因是季度数据汇总晚。",
    "公开栏更换不及时，××乡的公开栏有两个月没有更换。",
    "政策解读以文字为主，老年人看不懂。",
)
AFTER_PROBLEMS = (
    "五、下一步打算",
    "一是养老机构信息改为每月报送，超期的在网页上写明原因；二是每季度巡查公开栏，拍照留存；三是涉及老年人的政策都录制方言音频。",
)
SIGNATURE = ("云岭县民政局", "2026年1月16日")


def summary_docx() -> bytes:
    """Make the document; the same bytes each time."""
    document = Document()
    document.styles["Normal"].font.size = Pt(12)
    title = document.add_paragraph(TITLE, style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in BEFORE_TABLE:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=len(TABLE[0]), style="Table Grid")
    for row in TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for text in AFTER_TABLE:
        document.add_paragraph(text)
    for text in PROBLEMS:
        document.add_paragraph(text, style=NUMBERED_BY_WORD)
    for text in AFTER_PROBLEMS:
        document.add_paragraph(text)
    for text in SIGNATURE:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return docx_bytes(document)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the file to write: python -m sandbox.seed.summary_document FILE.docx")
    Path(sys.argv[1]).write_bytes(summary_docx())
