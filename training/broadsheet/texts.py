"""Invent Chinese local news: in goes a random generator and a word list, out come stories of any length."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
LISTS = ("a", "b", "both")
OPINION = ("comment", "essay")  # registers without 本报讯: their author stands under the headline
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳"
_GIVEN = "伟敏静磊洋艳勇军杰娟涛超明霞平刚桂英华志强晓宁雪梅国栋海燕文博思远子涵一鸣春生立新建业秋月"
_CROPS = (
    "沙田柚",
    "黄花菜",
    "高山茶",
    "羊肚菌",
    "小龙虾",
    "猕猴桃",
    "富硒米",
    "中药材",
    "蓝莓",
    "生姜",
    "百香果",
    "西兰花",
)
_TITLES = ("总经理", "董事长", "副总经理", "生产厂长", "技术总监", "行政主管", "创始人")
_TRIES = 60  # draws before a pattern is given up for another


@dataclass
class Story:
    """One invented article; `sentence` yields what comes next, one or two sentences never printed before as a whole."""

    register: str
    kicker: str
    titles: list[str]
    decks: list[str]
    names: list[str]
    dateline: str
    sentence: Callable[[], str]
    line: Callable[[str], str]
    subheads: list[str] = field(default_factory=list)

    @property
    def headline(self) -> str:
        """The first of the titles it might have."""
        return self.titles[0]


class Writer:
    """Writes stories from one of the word lists; no filled pattern twice (a short clause may come again)."""

    def __init__(self, rng: random.Random, words: str) -> None:
        self.rng = rng
        self._lists = [WORDS[name] for name in (("a", "b") if words == "both" else (words,))]
        self._seen: set[str] = set()
        self._used: Counter[str] = Counter()
        self._queue: list[tuple[dict[str, Any], str]] = []

    def name(self) -> str:
        """Invent a personal name of two or three characters."""
        given = self.rng.sample(_GIVEN, self.rng.choice((1, 1, 2, 2, 2)))
        return self.rng.choice(_SURNAMES) + "".join(given)

    def pick(self, key: str) -> str:
        """Return a word of the list `key`: a page name, a section, the name of a briefs box."""
        return str(self.rng.choice(self.rng.choice(self._lists)[key]))

    def story(self) -> Story:
        """Begin a story of the next register in turn."""
        if not self._queue:
            self._queue = [(words, name) for words in self._lists for name in words["registers"]]
            self.rng.shuffle(self._queue)
        words, register = self._queue.pop()
        slots, patterns, common = self._slots(words), WORDS[register], WORDS["common"]
        pool: list[str] = []

        def once(choices: list[str]) -> str:
            return self._once(choices, slots) or self._fill(self.rng.choice(choices), slots)

        def sentence() -> str:
            if not pool:
                bodies = patterns["body"] + (self.rng.sample(common["body"], 4) if register not in OPINION else [])
                pool.extend(self.rng.sample(bodies, len(bodies)))
                if not opened:
                    opened.append(True)
                    pool.append(self.rng.choice(patterns["lead"]))
            return self._once([pool.pop()], slots) or sentence()

        opened: list[bool] = []
        return Story(
            register=register,
            kicker=once(common["kicker"]),
            titles=[once([pattern]) for pattern in self._rarest(patterns["head"])],
            decks=[once([pattern]) for pattern in self.rng.sample(common["deck"], self.rng.choice((1, 1, 2)))],
            names=[self.name() for _ in range(self.rng.choice((1, 1, 2, 2, 3)))],
            dateline="" if register in OPINION else self._fill(self.rng.choice(common["dateline"]), slots),
            sentence=sentence,
            line=lambda key: once(common[key]),
            subheads=[once([pattern]) for pattern in self.rng.sample(common["sub"], 4)],
        )

    def _rarest(self, patterns: list[str]) -> list[str]:
        """Return the patterns of a register, those used least first, so that a page's headlines differ."""
        ranked = sorted(self.rng.sample(patterns, len(patterns)), key=lambda pattern: self._used[pattern])
        self._used[ranked[0]] += 1
        return ranked

    def _once(self, choices: list[str], slots: dict[str, str]) -> str:
        """Fill one of the patterns so that the text is new; return "" where many draws gave none."""
        for _ in range(_TRIES):
            text = self._fill(self.rng.choice(choices), slots)
            if text not in self._seen:
                self._seen.add(text)
                return text
        return ""

    def _fill(self, pattern: str, slots: dict[str, str]) -> str:
        while _CHOICE.search(pattern):
            pattern = _CHOICE.sub(lambda m: self.rng.choice(m[1].split("|")), pattern)
        return _SLOT.sub(lambda m: slots[m[1]] if m[1] in slots else self._fresh(m[1]), pattern)

    def _slots(self, words: dict[str, Any]) -> dict[str, str]:
        rng = self.rng
        place, industry = rng.choice(words["places"]), rng.choice(list(words["goods"]))
        stem, goods = rng.choice(words["stems"]), rng.sample(words["goods"][industry], 2)
        return {
            "p": place, "z": place + rng.choice(words["zones"]), "i": industry, "g": goods[0], "g2": goods[1],
            "fs": stem, "f": rng.choice(("", place)) + stem + rng.choice(words["tails"]), "who": self.name(),
            "t": rng.choice(words["towns"]), "v": rng.choice(words["villages"]), "o": rng.choice(words["offices"]),
            "crop": rng.choice(_CROPS), "title": rng.choice(_TITLES),
            "s": place + rng.choice(("理工大学", "职业技术学院")), "q": rng.choice(("四季度", "下半年", "三季度")),
            "h": place + rng.choice(("市人民医院", "中医院", "第二医院")),
        }  # fmt: skip

    def _fresh(self, slot: str) -> str:
        """Draw what differs at each use: a name, a number of so many digits, an amount, a date."""
        rng = self.rng
        if slot == "nm":
            return self.name()
        if slot == "nm1":
            return rng.choice(_SURNAMES)
        low, high = {"1": (2, 9), "2": (11, 98), "3": (101, 989), "4": (1012, 9870), "m": (1, 12), "d": (2, 28)}.get(
            slot, (0, 0)
        )
        if high:
            return str(rng.randint(low, high))
        if slot == "y":
            return str(rng.randint(2012, 2027))
        if slot == "wan":
            return str(rng.choice((rng.randint(12, 99) * 10, rng.randint(101, 4900))))
        bounds = {"x": (1, 40), "pc": (0.3, 38), "yi": (1, 260)}[slot]
        places = rng.choice((0, 1, 1, 2)) if slot == "yi" else 1
        return f"{rng.uniform(*bounds):.{places}f}"
