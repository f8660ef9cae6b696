"""Addresses of tiles, as C2SP tlog-tiles writes them."""

import pytest

from disclosure_plugin.archive.tiles import NoTile, Place, bundle, parse_place


@pytest.mark.parametrize(
    ("text", "number", "width"),
    [
        ("000", 0, 256),
        ("007", 7, 256),
        ("x001/x234/067", 1234067, 256),  # the example of the specification
        ("x001/000.p/255", 1000, 255),
        ("273.p/1", 273, 1),
    ],
)
def test_an_address_is_read_and_written_the_same(text, number, width):
    place = parse_place(text)
    assert place == Place(number, width)
    assert str(place) == text
    assert place.first == number * 256


@pytest.mark.parametrize(
    "text",
    [
        "", "0", "00", "0000", "x000/001", "001/002", "x001", "x1/001", "000.p/0", "000.p/256",
        "000.p/01", "000.p/", "000.p/999", "-01", "000/", "/000", "../000", "٠٠٠", "000\n",
        "x001/" * 6 + "000",
    ],
)  # fmt: skip
def test_whatever_else_is_no_tile(text):
    with pytest.raises(NoTile):
        parse_place(text)


def test_a_bundle_puts_the_length_before_each_entry():
    assert bundle([b"ab", b"", b"c" * 300]) == b"\x00\x02ab\x00\x00\x01\x2c" + b"c" * 300
