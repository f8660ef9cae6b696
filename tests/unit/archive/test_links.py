"""Links and assets of documents, tidy and broken."""

import random

import pytest

from disclosure_plugin.archive.links import References, find_references

PAGE = "https://jsj.gov.cn/公示/一/"
SITE = "https://jsj.gov.cn"
HERE = f"{SITE}/%E5%85%AC%E7%A4%BA/%E4%B8%80/"


def of_html(text: str, content_type="text/html; charset=utf-8", url=PAGE) -> References:
    return find_references(text.encode(), content_type, url)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"   ",
        b"<!-- only a comment -->",
        b"\x00\x00",
        b"\xff\xfe\xfd",
        b"<" * 5000,
        b"<a href='/x",
        b"</html></body>",
        b"<?xml version='1.0' encoding='nonsense'?>",
        random.Random(1).randbytes(5000),
    ],
)
def test_broken_html_gives_nothing_and_never_raises(payload):
    assert find_references(payload, "text/html", PAGE) == References()


@pytest.mark.parametrize("charset", ["nonsense", "", "base64", "rot13", "公示"])
def test_charset_nobody_knows(charset):
    found = find_references(b'<a href="/a/">', f"text/html; charset={charset}", PAGE)
    assert found.links == (f"{SITE}/a/",)


def test_deeply_nested_html():
    def nested(depth: int) -> str:
        return "<div>" * depth + '<a href="/deep/">x</a>'

    assert of_html(nested(2000)).links == (f"{SITE}/deep/",)
    assert of_html(nested(100_000)) == References()


def test_links_after_a_very_long_text():
    text = "<p>" + "字" * 4_000_000 + '</p><a href="/after/">x</a>'
    assert of_html(text).links == (f"{SITE}/after/",)


def test_links_of_a_broken_page_are_still_found():
    assert of_html('<table><a href="/a/"><td><p></b><a href=/b/>').links == (
        f"{SITE}/a/",
        f"{SITE}/b/",
    )


@pytest.mark.parametrize(
    "reference",
    [
        "mailto:a@jsj.gov.cn",
        "tel:96128",
        "javascript:void(0)",
        "data:text/html,x",
        "https://czj.gov.cn/",
        "http://jsj.gov.cn/",
        "https://jsj.gov.cn:8443/",
        "//czj.gov.cn/x",
        "https://jsj.gov.cn.evil.com/",
        "https://user@jsj.gov.cn/",
        "https://[bad/",
        "https://jsj.gov.cn:99999/",
        "",
        "  ",
    ],
)
def test_reference_that_is_not_a_page_of_this_site(reference):
    assert of_html(f'<a href="{reference}">x</a><img src="{reference}">') == References()


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("二/", f"{HERE}%E4%BA%8C/"),
        ("../", f"{SITE}/%E5%85%AC%E7%A4%BA/"),
        ("?page=2#list", f"{HERE}?page=2"),
        ("#top", HERE),
        ("//jsj.gov.cn/x", f"{SITE}/x"),
        ("HTTPS://JSJ.gov.cn:443/a b", f"{SITE}/a%20b"),
        (" /a\n/b ", f"{SITE}/a/b"),
        ("/%E5%85%AC/?q=公&amp;b=%2F", f"{SITE}/%E5%85%AC/?q=%E5%85%AC&b=%2F"),
        ("/100%/", f"{SITE}/100%/"),
    ],
)
def test_link_is_written_as_it_would_be_requested(reference, expected):
    assert of_html(f'<a href="{reference}">x</a>').links == (expected,)


def test_links_and_assets_are_told_apart_and_given_once():
    found = of_html(
        """<!doctype html><html><head>
        <meta http-equiv="Refresh" content="5; URL='/refresh/'">
        <link rel="stylesheet" href="/s.css"><link rel="shortcut icon" href="/i.ico">
        <link rel="alternate" type="application/atom+xml" href="/feed/">
        <link rel="preload" as="image" imagesrcset="/p1.png 1x, /p2.png 2x">
        <style>@import "/im.css"; body{background:url( '/bg.png' )}</style>
        <script src="/a.js"></script></head><body>
        <a href="/n/">1</a><a href="/n/#x">2</a><map><area href="/area/"></map>
        <img src="/1.png" srcset="/1.png 1x,/1,5.png 1.5x, /2.png 2x">
        <picture><source srcset="/3.webp"></picture>
        <video src="/v.mp4" poster="/v.jpg"><track src="/v.vtt"></video>
        <audio src="/a.mp3"></audio>
        <iframe src="/map/"></iframe><object data="/o.pdf"></object><embed src="/e.svg">
        <svg><use href="/sprite.svg#icon"></use><image xlink:href="/x.svg"/></svg>
        <p style="background:url(&quot;/st.png&quot;)"></p>
        <form action="/send/"><button formaction="/send2/">go</button></form>
        </body></html>"""
    )
    assert found.links == tuple(SITE + p for p in ["/refresh/", "/feed/", "/n/", "/area/"])
    assert found.assets == tuple(
        SITE + p
        for p in [
            "/s.css",
            "/i.ico",
            "/p1.png",
            "/p2.png",
            "/im.css",
            "/bg.png",
            "/a.js",
            "/1.png",
            "/1,5.png",
            "/2.png",
            "/3.webp",
            "/v.mp4",
            "/v.jpg",
            "/v.vtt",
            "/a.mp3",
            "/map/",
            "/o.pdf",
            "/e.svg",
            "/sprite.svg",
            "/x.svg",
            "/st.png",
        ]
    )


def test_base_element_moves_relative_links():
    text = '<base href="/other/"><a href="x/">1</a><a href="/y/">2</a>'
    assert of_html(text).links == (f"{SITE}/other/x/", f"{SITE}/y/")


def test_base_on_another_site_moves_them_away():
    assert of_html('<base href="https://czj.gov.cn/"><a href="x/">1</a>') == References()


@pytest.mark.parametrize("content_type", ["text/html; charset=GB18030", "text/html"])
def test_page_in_gb18030(content_type):
    text = '<meta charset="gb18030"><a href="/公示/">公示</a>'
    found = find_references(text.encode("gb18030"), content_type, PAGE)
    assert found.links == (f"{SITE}/%E5%85%AC%E7%A4%BA/",)


def test_utf8_page_that_does_not_say_so():
    assert of_html('<a href="/公示/">', "text/html").links == (f"{SITE}/%E5%85%AC%E7%A4%BA/",)


def test_css_references():
    css = r"""@charset "utf-8"; @import url(a.css); @import 'b.css' screen;
    /* url(comment.png) */ .x{background:URL("c d.png"),url(e\)f.png)}
    @font-face{src:url('字体.woff2') format("woff2"),url(data:font/woff2;base64,AA==)}
    .y{background:url("\67.png")} .z{background:url()} .b{background:url("unclosed.png)}"""
    found = find_references(css.encode(), "text/css", f"{SITE}/static/s.css")
    assert found == References(
        assets=tuple(
            f"{SITE}/static/{name}"
            for name in (
                "a.css",
                "b.css",
                "c%20d.png",
                "e)f.png",
                "%E5%AD%97%E4%BD%93.woff2",
                "g.png",
            )
        )
    )


@pytest.mark.parametrize("css", ["url(" * 20_000, 'url("' + "\\a" * 20_000, "/*" * 20_000])
def test_css_that_never_ends(css):
    assert find_references(css.encode(), "text/css", f"{SITE}/s.css") == References()


@pytest.mark.parametrize("content_type", ["", "image/png", "application/json", "text/plain"])
def test_other_types_refer_to_nothing(content_type):
    assert of_html('<a href="/a/">', content_type) == References()
