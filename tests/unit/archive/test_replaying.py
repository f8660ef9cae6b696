"""The copy of an archived document: where its links lead, and what is left out."""

import pytest
from bs4 import BeautifulSoup

from disclosure_plugin.archive.replaying import rewritten

PAGE = "https://jsj.gov.cn/公示/一/"
HERE = "https://jsj.gov.cn/%E5%85%AC%E7%A4%BA/%E4%B8%80/"
HTML = "text/html; charset=utf-8"


def copy_of(text: str, content_type: str = HTML, url: str = HERE) -> tuple[bytes, str]:
    return rewritten(
        text.encode(),
        content_type,
        url,
        page=lambda found: f"/archive/1/{found}",
        asset=lambda found: f"/archive/1mp_/{found}",
    )


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(copy_of(text)[0], "lxml")


@pytest.mark.parametrize(
    ("href", "leads_to"),
    [
        ("/a/", "/archive/1/https://jsj.gov.cn/a/"),
        ("二/", "/archive/1/https://jsj.gov.cn/%E5%85%AC%E7%A4%BA/%E4%B8%80/%E4%BA%8C/"),
        ("?page=2#top", f"/archive/1/{HERE}?page=2#top"),
        ("https://other.example/", "/archive/1/https://other.example/"),
        ("//other.example/x", "/archive/1/https://other.example/x"),
        ("#below", "#below"),
        ("mailto:a@b.cn", "mailto:a@b.cn"),
        ("tel:12345", "tel:12345"),
        ("javascript:alert(1)", "#"),
        (" JaVaScript:alert(1)", "#"),
        ("java\nscript:alert(1)", "#"),
        ("vbscript:x", "#"),
        ("blob:https://jsj.gov.cn/x", "#"),
        ("http://[", "#"),
    ],
)
def test_links(href, leads_to):
    [link] = soup(f'<a href="{href}">x</a>').select("a")
    assert link["href"] == leads_to
    assert link.get("target") == (None if href.startswith("#") else "_top")


@pytest.mark.parametrize(
    ("markup", "attribute", "leads_to"),
    [
        ('<img src="/a.png">', "src", "/archive/1mp_/https://jsj.gov.cn/a.png"),
        ('<img src="data:image/png;base64,AA">', "src", "data:image/png;base64,AA"),
        (
            '<link rel="stylesheet" href="/a.css">',
            "href",
            "/archive/1mp_/https://jsj.gov.cn/a.css",
        ),
        ('<link rel="canonical" href="/">', "href", "/archive/1/https://jsj.gov.cn/"),
        (
            '<img srcset="/a.png 1x, /b.png 2x">',
            "srcset",
            "/archive/1mp_/https://jsj.gov.cn/a.png 1x, /archive/1mp_/https://jsj.gov.cn/b.png 2x",
        ),
        (
            "<p style=\"background: url('/a.png')\">",
            "style",
            'background: url("/archive/1mp_/https://jsj.gov.cn/a.png")',
        ),
        ('<iframe src="/f/"></iframe>', "src", "/archive/1mp_/https://jsj.gov.cn/f/"),
    ],
)
def test_files(markup, attribute, leads_to):
    content, _type = copy_of(f"<body>{markup}</body>")
    [element] = [
        one for one in BeautifulSoup(content, "lxml").find_all(True) if attribute in one.attrs
    ]
    assert element[attribute] == leads_to


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        '<script src="/x.js"></script>',
        '<meta http-equiv="refresh" content="0; url=/">',
        '<meta http-equiv="Content-Security-Policy" content="default-src *">',
        '<p onclick="alert(1)">x</p>',
        '<svg onload="alert(1)"></svg>',
        '<iframe srcdoc="&lt;script&gt;"></iframe>',
        '<form action="https://other.example/"></form>',
        '<a ping="/p">x</a>',
        '<link rel="stylesheet" integrity="sha256-x" crossorigin href="/a.css">',
    ],
)
def test_what_acts_is_left_out(markup):
    content = copy_of(f"<body>{markup}</body>")[0].decode().lower()
    for word in ("alert", "x.js", "refresh", "security", "onclick", "onload", "srcdoc"):
        assert word not in content
    for word in ("other.example", "ping", "integrity", "crossorigin"):
        assert word not in content


def test_the_base_counts_and_goes():
    found = soup('<head><base href="/deep/"></head><a href="x/">x</a>')
    assert found.select("base") == []
    assert found.a["href"] == "/archive/1/https://jsj.gov.cn/deep/x/"


def test_a_style_sheet():
    text = '@import "b.css"; p { background: url(/a.png) } q { background: url(data:x) }'
    assert copy_of(text, "text/css", "https://jsj.gov.cn/static/a.css") == (
        b'@import "/archive/1mp_/https://jsj.gov.cn/static/b.css"; '
        b'p { background: url("/archive/1mp_/https://jsj.gov.cn/a.png") } '
        b"q { background: url(data:x) }",
        "text/css; charset=utf-8",
    )


def test_other_types_stay_byte_for_byte():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert copy_of(svg, "image/svg+xml") == (svg.encode(), "image/svg+xml")


def test_text_in_another_charset_comes_out_whole():
    content, content_type = rewritten(
        '<meta charset="gb18030"><p>政务公开</p>'.encode("gb18030"),
        "text/html; charset=gb18030",
        HERE,
        page=str,
        asset=str,
    )
    assert content_type == HTML
    assert "政务公开" in content.decode()


@pytest.mark.parametrize("payload", [b"", b" ", b"\x00", b"<" * 3000, b"\xff\xfe"])
def test_broken_documents_are_no_error(payload):
    content, content_type = rewritten(payload, "text/html", HERE, page=str, asset=str)
    assert isinstance(content, bytes)
    assert content_type == HTML
