"""Read a county's list of bureaus as spreadsheets save it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from disclosure_plugin.conf import get_settings
from disclosure_plugin.documents.tables import FORMULA, csv_bytes
from disclosure_plugin.errors import DisclosureError

MAX_BYTES = 1024 * 1024
BETWEEN_HOSTS = re.compile(r"[\s;,、；，]+")

COLUMNS = {
    "code": gettext_lazy("code"),
    "name": gettext_lazy("name"),
    "host": pgettext_lazy("column of a list of bureaus", "host name"),
    "other_hosts": gettext_lazy("further host names"),
    "social_credit_code": gettext_lazy("unified social credit code"),
    "blueprint": gettext_lazy("starting content"),
    "path": gettext_lazy("path"),
    "canonical": gettext_lazy("canonical address"),
    "administrator_name": gettext_lazy("administrator's name"),
    "administrator": gettext_lazy("administrator's user name"),
    "administrator_email": gettext_lazy("administrator's e-mail"),
}
REQUIRED = ("code", "name", "host")
HEADERS = {
    **{key: key for key in COLUMNS},
    "代码": "code",
    "名称": "name",
    "单位名称": "name",
    "主机名": "host",
    "域名": "host",
    "其他主机名": "other_hosts",
    "其他域名": "other_hosts",
    "统一社会信用代码": "social_credit_code",
    "起始内容": "blueprint",
    "路径": "path",
    "规范地址": "canonical",
    "管理员姓名": "administrator_name",
    "管理员用户名": "administrator",
    "管理员邮箱": "administrator_email",
}
# What the template to download has: the first Chinese name of each column.
CHINESE = {
    "code": "代码",
    "name": "名称",
    "host": "主机名",
    "other_hosts": "其他主机名",
    "social_credit_code": "统一社会信用代码",
    "blueprint": "起始内容",
    "path": "路径",
    "canonical": "规范地址",
    "administrator_name": "管理员姓名",
    "administrator": "管理员用户名",
    "administrator_email": "管理员邮箱",
}
# What people write for the two choices, beside the words of the command.
CANONICAL = {"主机名": "host", "域名": "host", "路径": "path"}


class UnreadableList(DisclosureError):
    """The file is no list of bureaus; nothing was kept."""


@dataclass(frozen=True)
class Line:
    """One bureau of the list.

    Attributes:
        number: of the line in the file, from 1.
        values: what was written, by the key of its column.
        errors: sentences about the line as such.
    """

    number: int
    values: dict[str, str]
    errors: tuple[str, ...] = ()


def read(data: bytes) -> list[Line]:
    """Read a CSV file in UTF-8 or GB18030, with a first line that names its columns.

    Raises:
        UnreadableList: a sentence that says what the file must be.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableList(_("The file is larger than 1 MB: divide the list."))
    rows = _rows(decoded(data))
    header = next(rows, None)
    if header is None:
        raise UnreadableList(_("The file is empty."))
    keys = _keys(header[1])
    lines = [_line(number, cells, keys) for number, cells in rows]
    if not lines:
        raise UnreadableList(
            _("The file has no line below its first one, which names the columns.")
        )
    limit = get_settings().BUREAU_IMPORT_MAX_ROWS
    if len(lines) > limit:
        raise UnreadableList(
            _("The file lists %(count)s bureaus; one list has at most %(limit)s: divide it.")
            % {"count": len(lines), "limit": limit}
        )
    return lines


def hosts(written: str) -> list[str]:
    """Divide a cell with several host names."""
    return [host for host in BETWEEN_HOSTS.split(written) if host]


def template() -> bytes:
    """Return an empty list to fill in, as Excel opens it."""
    return csv_bytes([CHINESE[key] for key in COLUMNS], [])


def decoded(data: bytes) -> str:
    """Return the text of a file that a spreadsheet has saved.

    Raises:
        UnreadableList: a sentence that says what the file must be.
    """
    if b"\0" in data:
        raise UnreadableList(_("This is no CSV file. In Excel: Save as → CSV UTF-8."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableList(
        _("The file is neither UTF-8 nor GB18030. In Excel: Save as → CSV UTF-8.")
    )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    try:
        for cells in reader:
            number, before = before + 1, reader.line_num
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield number, stripped
    except csv.Error as error:
        raise UnreadableList(
            _("Line %(line)s cannot be read: look for a quotation mark without its partner.")
            % {"line": before + 1}
        ) from error


def _keys(header: list[str]) -> list[str]:
    while header and not header[-1]:
        header = header[:-1]
    keys = []
    for number, name in enumerate(header, 1):
        key = HEADERS.get(name) or HEADERS.get(name.lower())
        if key is None:
            raise UnreadableList(
                _("Column %(number)s has the name “%(name)s”. Known names: %(known)s.")
                % {"number": number, "name": name, "known": "、".join(CHINESE.values())}
            )
        if key in keys:
            raise UnreadableList(_("Two columns have the name “%(name)s”.") % {"name": name})
        keys.append(key)
    missing = [CHINESE[key] for key in REQUIRED if key not in keys]
    if missing:
        raise UnreadableList(
            _("The first line must name these columns too: %(missing)s.")
            % {"missing": "、".join(missing)}
        )
    return keys


def _line(number: int, cells: list[str], keys: list[str]) -> Line:
    errors = []
    if any(cells[len(keys) :]):
        errors.append(
            _("The line has more cells than the first line has columns: %(count)s.")
            % {"count": len(cells)}
        )
    values = dict(zip(keys, cells, strict=False))
    for key, value in values.items():
        if FORMULA.match(value):
            errors.append(
                _("%(column)s: “%(value)s” begins like a formula. Write the value itself.")
                % {"column": COLUMNS[key], "value": value}
            )
    return Line(number, {key: values.get(key, "") for key in COLUMNS}, tuple(errors))
