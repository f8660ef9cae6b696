"""The lines that a page says."""

import pytest

from disclosure_plugin.archive.main_text import main_lines

HTML = "text/html; charset=utf-8"


def lines(text: str) -> list[str]:
    return main_lines(text.encode(), HTML)


def test_only_the_main_content_is_read():
    page = "<nav>导航</nav><main><h1>标题</h1><p>正文</p></main><footer>页脚</footer>"
    assert lines(page) == ["标题", "正文"]


def test_without_main_everything_is_read():
    assert lines("<body><h1>标题</h1><p>正文</p></body>") == ["标题", "正文"]


def test_what_is_not_read():
    page = (
        "<main><nav>面包屑</nav>甲<script>x()</script><style>p{}</style><!-- 注释 -->乙"
        "<template>丙</template><svg><text>丁</text></svg></main>"
    )
    assert lines(page) == ["甲", "乙"]


def test_words_within_a_line_stay_together():
    assert lines("<main><p>收费<b>三</b>元<a href='/'>（依据）</a>，\n  不变。</p></main>") == [
        "收费三元（依据）， 不变。"
    ]


def test_a_row_of_a_table_is_a_line():
    table = "<table><tr><th>项目</th><td>0.30</td></tr><tr><th>二</th><td>1</td></tr></table>"
    assert lines(f"<main>{table}</main>") == ["项目 0.30", "二 1"]


def test_a_break_ends_a_line():
    assert lines("<main>甲<br>乙</main>") == ["甲", "乙"]


@pytest.mark.parametrize("payload", [b"", b"  ", b"\x00", b"<!-- x -->", b"<" * 3000])
def test_broken_documents_have_no_lines(payload):
    assert isinstance(main_lines(payload, "text/html"), list)


def test_the_charset_of_the_header_is_used():
    page = "<main>政务公开</main>".encode("gb18030")
    assert main_lines(page, "text/html; charset=gb18030") == ["政务公开"]
