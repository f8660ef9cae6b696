"""A seeded corpus: lists of persons, running text, and documents of look-alikes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tests.corpus import files, look_alikes
from tests.corpus.people import HARDSHIPS, ILLNESSES, Inventor
from tests.corpus.writing import ONLY_IN_CELLS, ONLY_IN_LISTS, WAYS

TODAY = date(2026, 11, 26)
SEED = 20261126
# How many of each; times ``scale``.
LISTS = {
    "txt": 250,
    "csv": 200,
    "xlsx": 300,
    "xls": 90,
    "docx": 200,
    "doc": 90,
    "pdf": 90,
    "zip": 30,
}
TEXTS = {"txt": 300, "docx": 100}
LOOK_ALIKES = {"txt": 300, "csv": 100, "xlsx": 150, "xls": 30, "docx": 100, "doc": 30, "pdf": 50}
LINES_OF_LOOK_ALIKES = 60

MAKERS: Mapping[str, Callable[[str, files.Rows], bytes]] = {
    "txt": files.text_file,
    "csv": files.csv_file,
    "xlsx": files.excel_file,
    "xls": files.old_excel_file,
    "docx": files.word_file,
    "doc": files.old_word_file,
    "pdf": files.pdf_file,
}
CELLS = frozenset({"csv", "xlsx", "xls", "docx", "doc", "pdf"})
HEADERS = {
    "resident_id": ("身份证号", "身份证号码", "公民身份号码", "证件号码"),
    "old_id": ("身份证号", "身份证号码"),
    "bank_card": ("银行卡号", "一卡通账号", "开户账号", "卡号"),
    "mobile": ("联系电话", "手机号码", "电话", "联系方式"),
    "landline": ("联系电话", "家庭电话"),
    "home_address": ("家庭住址", "住址", "户籍地址"),
    "health": ("致贫原因", "备注"),
    "hardship": ("类别", "备注"),
}
TITLES = (
    "公租房保障对象名单公示",
    "农村危房改造补助花名册",
    "临时救助对象公示",
    "农民工工资发放表",
)
SENTENCES = {
    "resident_id": ("申请人{name}，身份证号{value}，符合条件。", "{name}（{value}）已通过审核。",
                    "经查，{name}，公民身份号码：{value}。"),
    "bank_card": ("补助款打入{name}的账户，卡号：{value}。", "开户名{name}，银行卡{value}。",
                  "请汇至{value}（{name}）。"),
    "mobile": ("联系人：{name}，电话{value}。", "有意者请与{name}联系（{value}）。",
               "{name}手机：{value}，请于工作日拨打。"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """Personal data in a document.

    Attributes:
        kind: what it is, as the detector calls it.
        way: how it is written.
        written: as the file says it.
    """

    kind: str
    way: str
    written: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus.

    Attributes:
        group: ``list``, ``text`` or ``look-alike``.
        values: how many look-alikes it holds.
    """

    name: str
    data: bytes
    group: str
    planted: tuple[Planted, ...]
    values: int = 0

    @property
    def suffix(self) -> str:
        return self.name.rpartition(".")[2]


def documents(scale: float = 1.0, seed: int = SEED) -> Iterator[Document]:
    """Yield the corpus; the same scale and seed give the same content.

    Args:
        scale: 1 for some 2,400 files.
        seed: of everything that is drawn by lot.
    """
    maker = _Maker(random.Random(seed))
    for counts, make in ((LISTS, maker.list), (TEXTS, maker.text), (LOOK_ALIKES, maker.looks)):
        for suffix, count in counts.items():
            for number in range(max(1, round(count * scale))):
                yield make(suffix, number)


class _Maker:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._inventor = Inventor(rng, TODAY)

    def list(self, suffix: str, number: int) -> Document:
        name = f"list-{number}.{suffix}"
        if suffix == "zip":
            packed = [self.list(kind, number) for kind in self._rng.sample(sorted(CELLS), 2)]
            data = files.archive({one.name: one.data for one in packed})
            return Document(
                name, data, "list", tuple(value for one in packed for value in one.planted)
            )
        kinds = ["resident_id", "bank_card", "mobile"]
        if self._rng.random() < 0.4:
            kinds[0] = "old_id"
        if suffix in ("csv", "xlsx", "xls", "docx"):  # where columns are known
            kinds += self._rng.sample(("landline", "home_address", "health", "hardship"), 2)
        planted: list[Planted] = []
        rows: list[list[files.Cell]] = [
            ["序号", "姓名", *(self._rng.choice(HEADERS[kind]) for kind in kinds)]
        ]
        for place in range(1, self._rng.randrange(5, 13)):
            row: list[files.Cell] = [place, self._inventor.name()]
            for kind in kinds:
                cell, value = self._cell(kind, suffix)
                row.append(cell)
                planted.append(value)
            rows.append(row)
        data = MAKERS[suffix](self._rng.choice(TITLES), rows)
        return Document(name, data, "list", tuple(planted))

    def text(self, suffix: str, number: int) -> Document:
        planted: list[Planted] = []
        lines = ["关于有关事项的公告"]
        for _line in range(self._rng.randrange(3, 10)):
            kind = self._rng.choice(sorted(SENTENCES))
            way = self._rng.choice(sorted(WAYS[kind].keys() - ONLY_IN_CELLS - ONLY_IN_LISTS))
            written = WAYS[kind][way](self._value(kind), self._rng)
            planted.append(Planted(kind, f"{way}, in text", written))
            sentence = self._rng.choice(SENTENCES[kind])
            lines.append(sentence.format(name=self._inventor.name(), value=written))
            lines.append(self._rng.choice(look_alikes.IN_LINES)(self._rng))
        text = "\n".join(lines)
        data = text.encode() if suffix == "txt" else files.word_paragraphs(lines)
        return Document(f"text-{number}.{suffix}", data, "text", tuple(planted))

    def looks(self, suffix: str, number: int) -> Document:
        """Make a document of look-alikes in which one of each kind of number is real."""
        rows: list[list[files.Cell]] = [
            [self._rng.choice(look_alikes.IN_LINES)(self._rng)]
            for _line in range(LINES_OF_LOOK_ALIKES)
        ]
        values = len(rows)
        planted: list[Planted] = []
        if suffix in CELLS and self._rng.random() < 0.6:
            header, makers = self._rng.choice(look_alikes.TABLES)
            body = [[make(self._rng) for make in makers] for _row in range(20)]
            rows = [list(header), *body]
            values = len(body) * len(makers)
        else:
            for kind in sorted(SENTENCES):
                written = self._value(kind)
                sentence = self._rng.choice(SENTENCES[kind])
                line = sentence.format(name=self._inventor.name(), value=written)
                rows.insert(self._rng.randrange(len(rows)), [line])
                planted.append(Planted(kind, "among look-alikes", written))
        data = MAKERS[suffix]("云岭县住房和城乡建设局政府信息公开", rows)
        return Document(f"looks-{number}.{suffix}", data, "look-alike", tuple(planted), values)

    def _value(self, kind: str) -> str:
        if kind == "health":
            return self._rng.choice(ILLNESSES)
        if kind == "hardship":
            return self._rng.choice(HARDSHIPS)
        invent = self._inventor
        return {
            "resident_id": invent.resident_id,
            "old_id": invent.old_id,
            "bank_card": invent.card,
            "mobile": invent.mobile,
            "landline": invent.landline,
            "home_address": invent.address,
        }[kind]()

    def _cell(self, kind: str, suffix: str) -> tuple[files.Cell, Planted]:
        """Return what a cell holds, and what the file will say."""
        value = self._value(kind)
        named = "resident_id" if kind == "old_id" else kind
        if kind not in WAYS:
            return value, Planted(named, "plain", value)
        if suffix in ("xlsx", "xls") and value.isdigit() and self._rng.random() < 0.1:
            stored = float(value)
            # As openpyxl writes it; an .xls file keeps the binary number.
            written = f"{stored:.{16 if suffix == 'xlsx' else 17}g}"
            return stored, Planted(named, "stored as a number", written)
        ways = WAYS[kind].keys() - (set() if suffix in CELLS else ONLY_IN_CELLS)
        way = self._rng.choice(sorted(ways))
        written = WAYS[kind][way](value, self._rng)
        told = f"fifteen digits, {way}" if kind == "old_id" else way
        return written, Planted(named, told, written)
