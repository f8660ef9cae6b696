"""The catalogue of what must be disclosed 公开事项标准目录: what one row of it says.

A row has the eleven columns that catalogues for grass-roots disclosure
(基层政务公开标准目录) have in common: number, matter of level one and two, elements of what is
said, basis, time limit, body, channels, audience, mode and level. A code that stays is added, by
which items refer to it, and a remark. What has a form of its own in these tables (marks, names of
channels) is read, and written back in one way of writing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from disclosure_plugin.errors import Refused, gettext_noop

from .catalogue_limits import TimeLimits, read_time_limits

# Characters at most, by field.
LONGEST = {
    "code": 50, "number": 20, "level_one": 200, "level_two": 200, "elements": 2000,
    "basis": 2000, "time_limit": 500, "body": 200, "channels": 1000, "audience": 200,
    "mode": 10, "levels": 20, "remark": 500,
}  # fmt: skip
MAY_BE_EMPTY = frozenset({"code", "number", "remark"})
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

REQUIRED_MARK, OPTIONAL_MARK = "●", "○"
WHOLE_SOCIETY = "全社会"
GROUP = "特定群体"


class CellRefused(Refused):
    """A cell cannot be read; its row is not taken."""


class CellIsEmpty(CellRefused):
    sentence = gettext_noop("The cell is empty. Fill it in.")


class CellTooLong(CellRefused):
    sentence = gettext_noop(
        "The cell has %(count)s characters; at most %(limit)s are kept. Shorten it."
    )


class CellHoldsControl(CellRefused):
    sentence = gettext_noop(
        "The cell holds a control character that nobody can read. Type its text anew."
    )


class NotACode(CellRefused):
    sentence = gettext_noop(
        "%(value)s is no code: small Latin letters and digits, parted by hyphens. Leave the cell "
        "empty for a row that has none yet."
    )


class NoElement(CellRefused):
    sentence = gettext_noop("No element is named. Write each after its mark, such as ●文件名称.")


class UnknownChannel(CellRefused):
    sentence = gettext_noop("%(value)s is no channel. Known channels: %(known)s.")


class NoGroupNamed(CellRefused):
    sentence = gettext_noop(
        "Which group is meant? Write it after a colon, such as 特定群体：征收范围内."
    )


class UnknownMode(CellRefused):
    sentence = gettext_noop("%(value)s is no mode. Write 主动公开 or 依申请公开.")


class UnknownLevel(CellRefused):
    sentence = gettext_noop("%(value)s is no level. Write 市级, 县级, 乡级 or 村级, parted by 、.")


class Channel(StrEnum):
    """Where something is disclosed 公开渠道和载体."""

    WEBSITE = "政府网站"
    GAZETTE = "政府公报"
    SOCIAL_MEDIA = "两微一端"
    CONFERENCE = "发布会/听证会"
    BROADCAST = "广播电视"
    PRINT = "纸质媒体"
    READING_PLACE = "公开查阅点"
    SERVICE_CENTRE = "政务服务中心"
    SERVICE_STATION = "便民服务站"
    ON_SITE = "入户/现场"
    NOTICE_BOARD = "社区/企事业单位/村公示栏（电子屏）"
    PUSH = "精准推送"
    HOTLINE = "12345热线"
    OTHER = "其他"


class Mode(StrEnum):
    """Whether it is disclosed by itself, or to who asks."""

    OPEN = "主动公开"
    ON_REQUEST = "依申请公开"


class Level(StrEnum):
    """Which level of government discloses it."""

    CITY = "市级"
    COUNTY = "县级"
    TOWNSHIP = "乡级"
    VILLAGE = "村级"


LEVEL_SIGNS = {
    Level.CITY: "市",
    Level.COUNTY: "县区",
    Level.TOWNSHIP: "乡镇街",
    Level.VILLAGE: "村社",
}


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that the disclosed content must or may say."""

    name: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class ChannelUse:
    """A channel of a row.

    Attributes:
        channel: which.
        is_required: whether it must be used (■), or may be (□).
        note: what stands in brackets behind it.
    """

    channel: Channel
    is_required: bool
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One row, each column in its one way of writing; :func:`read_row` makes it.

    Attributes:
        code: by which items refer to it; it stays when the row is edited.
        number: 序号, as the county counts.
        level_one, level_two: the matter.
        elements: what the content must say (●) or may (○), a line each.
        basis: law or document.
        time_limit: in the words of the table; see :attr:`limits`.
        body: who discloses it.
        channels: where it must be disclosed (■) or may be (□), a line each.
        audience: the whole society, or a named group.
        mode: a value of :class:`Mode`.
        levels: values of :class:`Level`, parted by 、.
        remark: for those who edit the catalogue, such as where a row comes from.
    """

    code: str
    number: str
    level_one: str
    level_two: str
    elements: str
    basis: str
    time_limit: str
    body: str
    channels: str
    audience: str
    mode: str
    levels: str
    remark: str = ""

    @property
    def matter(self) -> str:
        """Level one and two in one line."""
        return f"{self.level_one}：{self.level_two}"

    @property
    def content_elements(self) -> tuple[Element, ...]:
        """The elements, read."""
        return read_elements(self.elements)

    @property
    def channel_uses(self) -> tuple[ChannelUse, ...]:
        """The channels, read."""
        return read_channels(self.channels)

    @property
    def limits(self) -> TimeLimits:
        """The time limit, read as far as it can be."""
        return read_time_limits(self.time_limit)

    @property
    def group(self) -> str:
        """The group for whom it is; empty: for everybody."""
        return "" if self.audience == WHOLE_SOCIETY else self.audience.partition("：")[2]

    @property
    def is_on_request(self) -> bool:
        """Whether it is disclosed only to who asks."""
        return self.mode == Mode.ON_REQUEST

    def as_json(self) -> dict[str, str]:
        """Return all columns by name."""
        return asdict(self)


FIELDS = tuple(field.name for field in fields(Row))


def row_from_json(value: Mapping[str, str]) -> Row:
    """Return the row that :meth:`Row.as_json` wrote."""
    return Row(**{name: value[name] for name in FIELDS})


@dataclass(frozen=True)
class ReadRow:
    """What became of a row's cells.

    Attributes:
        row: None if a cell cannot be read.
        refusals: by field, what is wrong with it.
        limit_is_unread: whether the time limit, or a part of it, is kept as text only.
    """

    row: Row | None
    refusals: Mapping[str, CellRefused]
    limit_is_unread: bool = False


def read_row(cells: Mapping[str, str]) -> ReadRow:
    """Read the cells of a row and write them in one way.

    Args:
        cells: by field of :class:`Row`; what is missing is empty.
    """
    values: dict[str, str] = {}
    refusals: dict[str, CellRefused] = {}
    for name in FIELDS:
        try:
            values[name] = _cell(name, cells.get(name, ""))
        except CellRefused as refusal:
            refusals[name] = refusal
    if refusals:
        return ReadRow(None, refusals)
    row = Row(**values)
    return ReadRow(row, {}, limit_is_unread=bool(row.limits.unread))


def made_code(level_one: str, level_two: str, taken: set[str]) -> str:
    """Return a code for a row that has none: the same for the same matter, whoever asks.

    Args:
        level_one, level_two: the matter.
        taken: codes that are in use.
    """
    for turn in range(len(taken) + 1):
        seed = f"{level_one}\n{level_two}\n{turn}".encode()
        code = f"r-{hashlib.sha256(seed).hexdigest()[:10]}"
        if code not in taken:
            return code
    raise AssertionError("One more code than are taken was tried.")


def rows_hash(rows: list[dict[str, str]]) -> str:
    """Return the SHA-256 of rows in their order, in hexadecimal.

    Args:
        rows: as :meth:`Row.as_json` writes them.
    """
    digest = hashlib.sha256()
    for row in rows:
        for name in FIELDS:
            value = row[name].encode()
            digest.update(f"{name}:{len(value)}:".encode() + value)
    return digest.hexdigest()


def read_elements(text: str) -> tuple[Element, ...]:
    """Read elements; what stands before the first mark, or without one, is required.

    Args:
        text: such as ``●文件名称 ●文号 ○解读``, or without marks parted by ``、`` or ``；``.
    """
    first, *marked = re.split(r"([●○◯])", text)
    found = [Element(name, True) for name in re.split(r"[、；;\n]", first)]
    for mark, name in zip(marked[::2], marked[1::2], strict=True):
        found.append(Element(name, mark == REQUIRED_MARK))
    trimmed = [Element(one.name.strip(" 、；;，,。\n"), one.is_required) for one in found]
    return tuple(one for one in trimmed if one.name)


def read_channels(text: str) -> tuple[ChannelUse, ...]:
    """Read channels; those without a mark must be used.

    Raises:
        UnknownChannel: a name is none of :class:`Channel`.
    """
    first, *marked = re.split(r"([■□☑☐])", text)
    found = [(name, True) for name in re.split(r"[、；;，,\n]", first)]
    found += [(name, mark in "■☑") for mark, name in zip(marked[::2], marked[1::2], strict=True)]
    trimmed = [(name.strip(" 、；;，,。_＿\n"), must) for name, must in found]
    return tuple(_channel(name, must) for name, must in trimmed if name)


def _channel(name: str, must: bool) -> ChannelUse:
    known = _CHANNELS.get(_bare(name))
    if known is not None:
        return ChannelUse(known, must)
    head, _bracket, rest = name.replace("(", "（").replace("：", "（").partition("（")
    known = _CHANNELS.get(_bare(head))
    if known is None:
        raise UnknownChannel(value=name, known="、".join(Channel))
    return ChannelUse(known, must, rest.strip(" )）_＿"))


def _bare(name: str) -> str:
    return re.sub(r"[\s/／、()（）·]", "", name)


_CHANNELS = {_bare(channel): channel for channel in Channel} | {
    "社区企事业单位村公示栏": Channel.NOTICE_BOARD,
    "公示栏": Channel.NOTICE_BOARD,
    "新闻发布会": Channel.CONFERENCE,
    "发布会": Channel.CONFERENCE,
    "听证会": Channel.CONFERENCE,
    "入户": Channel.ON_SITE,
    "现场": Channel.ON_SITE,
}


def _cell(name: str, written: str) -> str:
    text = _tidy(written)
    if not text:
        if name in MAY_BE_EMPTY:
            return ""
        raise CellIsEmpty
    if any(map(_is_control, text)):
        raise CellHoldsControl
    write = _WRITERS.get(name)
    text = write(text) if write else text
    if len(text) > LONGEST[name]:
        raise CellTooLong(count=len(text), limit=LONGEST[name])
    return text


def _is_control(char: str) -> bool:
    """Say whether no file or database can be trusted to keep a character."""
    return (unicodedata.category(char) in ("Cc", "Cs") and char != "\n") or char in "\ufffe\uffff"


def _tidy(written: str) -> str:
    """Return a cell without blanks around it and its lines; empty lines go."""
    text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", written).replace("\t", " ")
    lines = (line.strip(" \u3000\xa0\ufeff") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise NotACode(value=text[: LONGEST["code"]])
    return text


def _elements(text: str) -> str:
    found = read_elements(text)
    if not found:
        raise NoElement
    return "\n".join(
        f"{REQUIRED_MARK if one.is_required else OPTIONAL_MARK}{one.name}" for one in found
    )


def _channels(text: str) -> str:
    found = read_channels(text)
    if not found:
        raise CellIsEmpty
    return "\n".join(
        f"{'■' if one.is_required else '□'}{one.channel}{f'（{one.note}）' if one.note else ''}"
        for one in found
    )


def _audience(text: str) -> str:
    plain = text.replace("\n", "")
    if plain.strip("√☑■ ") in (WHOLE_SOCIETY, "社会", "社会公众"):
        return WHOLE_SOCIETY
    group = re.sub(rf"^{GROUP}[：:（(\s]*", "", plain).strip(" ）)。")
    if not group:
        raise NoGroupNamed
    return f"{GROUP}：{group}"


def _mode(text: str) -> str:
    for mode in Mode:
        if text.strip("√☑■ ") in (mode.value, mode.value.removesuffix("公开")):
            return mode.value
    raise UnknownMode(value=text[:20])


def _levels(text: str) -> str:
    found = [level for level, signs in LEVEL_SIGNS.items() if set(signs) & set(text)]
    if not found:
        raise UnknownLevel(value=text[:20])
    return "、".join(found)


_WRITERS: Mapping[str, Callable[[str], str]] = {
    "code": _code,
    "elements": _elements,
    "channels": _channels,
    "audience": _audience,
    "mode": _mode,
    "levels": _levels,
}
