"""Invented persons: names, numbers with check characters found by trying, addresses."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

PROVINCES = (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
             50, 51, 52, 53, 54, 61, 62, 63, 64, 65)  # fmt: skip
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国红梅志云小龙文斌春燕海"
# What cards of banks with branches in counties begin with, and their digits.
CARDS = (("622202", 19), ("621226", 19), ("622848", 19), ("621700", 19), ("623094", 19),
         ("622700", 16), ("621799", 19), ("622188", 19), ("623190", 19), ("621661", 19),
         ("622575", 16), ("622262", 16), ("625908", 16), ("622836", 16), ("628268", 16),
         ("955880", 19), ("601382", 19))  # fmt: skip
MOBILES = (
    "130", "131", "133", "135", "137", "138", "139", "147", "150", "152", "158", "159", "166",
    "173", "177", "178", "180", "183", "187", "188", "189", "191", "198", "199",
)  # fmt: skip
TOWNS = ("翠屏镇", "河东镇", "青山乡", "金碧街道", "石桥镇", "东风街道办事处")
WAYS = ("河东路{n}号", "文化街{n}号{m}幢{k}室", "翠湖小区{m}栋{m}单元{k}室", "和平村{m}组{n}号",
        "柳树巷{n}号附{m}号")  # fmt: skip
ILLNESSES = ("尿毒症", "癫痫", "肺结核", "白血病", "糖尿病")
HARDSHIPS = ("低保户", "五保户", "孤儿", "脱贫户", "困境儿童")


@dataclass
class Inventor:
    """Invents what belongs to persons.

    Attributes:
        rng: seeded; the same seed invents the same.
        today: nobody is born later.
    """

    rng: random.Random
    today: date

    def name(self) -> str:
        given = "".join(self.rng.choice(GIVEN) for _sign in range(self.rng.choice((1, 2, 2))))
        return self.rng.choice(FAMILY) + given

    def born(self) -> date:
        return self.today - timedelta(days=self.rng.randrange(1, 36_000))

    def resident_id(self) -> str:
        """Return eighteen characters; divisions end in 99, which none does."""
        first = f"{self.rng.choice(PROVINCES)}{self.rng.randrange(1, 30):02}99"
        first += f"{self.born():%Y%m%d}{self.rng.randrange(1000):03}"
        for check in range(11):
            signs = [*map(int, first), check]
            total = 0
            for sign in signs:  # Horner's rule for the powers of two
                total = (total * 2 + sign) % 11
            if total == 1:
                return first + ("X" if check == 10 else str(check))
        raise AssertionError("one of eleven fits")

    def old_id(self) -> str:
        """Return the fifteen digits of somebody who was born in the last century."""
        born = date(1930, 1, 1) + timedelta(days=self.rng.randrange(25_000))
        return (
            f"{self.rng.choice(PROVINCES)}{self.rng.randrange(1, 30):02}99"
            f"{born:%y%m%d}{self.rng.randrange(1000):03}"
        )

    def card(self) -> str:
        prefix, length = self.rng.choice(CARDS)
        middle = "".join(str(self.rng.randrange(10)) for _digit in range(length - len(prefix) - 1))
        return next(
            number
            for check in "0123456789"
            if card_total(number := prefix + middle + check) % 10 == 0
        )

    def mobile(self) -> str:
        return self.rng.choice(MOBILES) + f"{self.rng.randrange(10**8):08}"

    def landline(self) -> str:
        return (
            f"0{self.rng.choice((871, 872, 878, 691))}-{self.rng.randrange(2_000_000, 8_999_999)}"
        )

    def address(self) -> str:
        way = self.rng.choice(WAYS).format(
            n=self.rng.randrange(1, 200),
            m=self.rng.randrange(1, 9),
            k=self.rng.randrange(101, 1802),
        )
        return f"云岭县{self.rng.choice(TOWNS)}{way}"


def card_total(number: str) -> int:
    """Return the sum of the digits of a card, every second of them doubled, from the right."""
    total = 0
    for place in range(len(number)):
        digit = number[len(number) - 1 - place]
        total += sum(int(sign) for sign in str(int(digit) * (1 + place % 2)))
    return total
