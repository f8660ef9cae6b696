"""A bag has the same bytes for the same files, and tells what is missing, added or changed."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from disclosure_plugin.archive.bag import Bag, bag_problems
from disclosure_plugin.archive.errors import PackageError

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def make_bag() -> bytes:
    output = io.BytesIO()
    bag = Bag(output, "hand-over-1", AT)
    bag.copy("packages/a.wacz", io.BytesIO(b"PK large"))
    bag.add("contents.json", b"{}")
    bag.close({"Source-Organization": "住建局\n第二行"})
    return output.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(files: dict[str, bytes]) -> io.BytesIO:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return output


def test_the_same_files_give_the_same_bytes_in_one_folder():
    assert make_bag() == make_bag()
    found = members(make_bag())
    assert {name.partition("/")[0] for name in found} == {"hand-over-1"}
    assert found["hand-over-1/bagit.txt"].startswith(b"BagIt-Version: 1.0\n")
    info = found["hand-over-1/bag-info.txt"].decode()
    assert info == "Source-Organization: 住建局 第二行\nPayload-Oxum: 10.2\n"
    assert bag_problems(io.BytesIO(make_bag())) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"hand-over-1/data/contents.json": b"{ }"}, "data/contents.json is not what is listed."),
        ({"hand-over-1/data/more.txt": b"x"}, "data/more.txt is not listed."),
        ({"hand-over-1/bag-info.txt": b"x"}, "bag-info.txt is not what is listed."),
        ({"elsewhere/x": b"x"}, "It is not one folder, each file once."),
    ],
)
def test_what_was_changed_or_added_is_named(change, problem):
    assert bag_problems(packed({**members(make_bag()), **change})) == [problem]


def test_what_is_missing_is_named():
    files = members(make_bag())
    del files["hand-over-1/data/packages/a.wacz"]
    assert bag_problems(packed(files)) == ["data/packages/a.wacz is missing."]
    assert bag_problems(io.BytesIO(b"no zip"))[0].startswith("It cannot be read")


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "a\nb", "", "名.txt", ".hidden", "x/.."])
def test_names_that_lead_elsewhere_are_refused(name):
    bag = Bag(io.BytesIO(), "b", AT)
    with pytest.raises(PackageError):
        bag.add(name, b"")


def test_a_name_twice_is_refused():
    bag = Bag(io.BytesIO(), "b", AT)
    bag.add("x", b"")
    with pytest.raises(PackageError):
        bag.add("x", b"")
