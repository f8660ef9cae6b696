"""The pages that one process holds itself: the last ones, and no more than there is room for."""

from disclosure_plugin.site.page_store import Kept, NearPages


def page(size: int, text: bytes = b"x") -> Kept:
    return Kept("bureau_jsj", 7, 0.0, {}, text * size)


def test_what_was_asked_for_longest_ago_goes_first():
    pages = NearPages(room=30)
    for key in ("first", "second", "third"):
        pages.set(key, page(10))
    assert pages.get("first") == page(10)
    pages.set("fourth", page(10))
    assert [bool(pages.get(key)) for key in ("first", "second", "third", "fourth")] == [
        True,
        False,
        True,
        True,
    ]


def test_a_page_that_is_replaced_takes_its_room_once():
    pages = NearPages(room=20)
    for size in (10, 20, 10):
        pages.set("one", page(size))
    pages.set("other", page(10))
    assert (pages.get("one"), pages.get("other")) == (page(10), page(10))


def test_one_that_has_no_room_is_not_kept_and_takes_none():
    pages = NearPages(room=20)
    pages.set("too long", page(21))
    assert pages.get("too long") is None
    pages.set("fits", page(20))
    assert pages.get("fits") == page(20)


def test_what_is_dropped_gives_its_room_back():
    pages = NearPages(room=20)
    for key in ("one", "other"):
        pages.set(key, page(10))
    pages.drop("one")
    pages.drop("nobody has it")
    pages.set("third", page(10))
    assert [bool(pages.get(key)) for key in ("one", "other", "third")] == [False, True, True]
    pages.clear()
    pages.set("long", page(20))
    assert pages.get("long") == page(20)
