"""A passage made ready for the number finders: its plain text, sentences, modalities, and the names in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from digest.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from digest.facts.modality import Modalities
    from digest.facts.numerals import Folded
    from digest.facts.passages import Passage
    from digest.model import FactKind

# Titles hold no figures of the report (《…500强》), nor do short quotations, which are names or slogans (“一网通办”).
# The longest slogan of the pages read had 12 characters.
_NAMES = re.compile(
    r"《[^《》]{1,80}》|“[^“”‘’，。！？；]{1,12}[”’]|‘[^“”‘’，。！？；]{1,12}[”’]"
    r"|https?://[!-~]{1,300}|www\.[!-~]{1,300}|〔[0-9]{4}〕[0-9]{1,5}号"
)


_WITH_NUMBERS = frozenset(("org", "zone", "policy"))  # names whose own numbers count nothing; 年产8000套…项目 does
_BODIES = ("厅", "局", "委", "部", "办", "会", "院", "府", "海关", "办公室", "中心", "处")
_SAYS = re.compile(
    r"[^，。；：]{0,16}(?:介绍|表示|说|称|获悉|了解到|透露|通报|公布|指出|分析|统计|发布[^，。]{0,6}数据)"
)
_NEAREST = 20  # names looked back upon for an owner


class Named(NamedTuple):
    """A name found in a passage: [start, end) of its string, what kind it is and the full name it stands for."""

    start: int
    end: int
    kind: FactKind
    name: str


class Setting(NamedTuple):
    """What the passages of one article share: its day, and by index of passage its names and the latest before it.

    `names` are sorted by place, `earlier` from the latest back, one of each kind; `period` is what the passages before
    the one that is read spoke of last (当天 and 上年 may mean it).
    """

    on: date | None
    names: dict[int, tuple[Named, ...]]
    earlier: dict[int, tuple[Named, ...]]
    period: tuple[date, date] | None = None


class Reading(NamedTuple):
    """One passage made ready. `sentences` and `masked` (names and slogans) are spans of the plain text."""

    passage: Passage
    plain: Folded
    sentences: tuple[Span, ...]
    modalities: Modalities
    masked: tuple[Span, ...]
    names: tuple[Named, ...]
    earlier: tuple[Named, ...]
    on: date | None = None  # the article's day

    @classmethod
    def of(cls, passage: Passage, setting: Setting) -> Reading:
        """Lay out what the finders ask of a passage."""
        plain = passage.plain
        masked = tuple(Span(*match.span()) for match in _NAMES.finditer(plain.text))
        names, earlier = setting.names.get(passage.index, ()), setting.earlier.get(passage.index, ())
        return cls(passage, plain, passage.plain_sentences, passage.modalities, masked, names, earlier, setting.on)

    def masked_at(self, place: int) -> int:
        """Return where the title or quotation around `place` of the plain text begins."""
        return self.masked[bisect_right(self.masked, (place, len(self.plain.text))) - 1].start

    def sentence(self, place: int) -> Span:
        """Find the sentence of the plain text that holds `place`."""
        if not self.sentences:
            return Span(0, len(self.plain.text))
        return self.sentences[max(0, bisect_right(self.sentences, (place + 1,)) - 1)]

    def sentences_before(self, place: int, most: int) -> Sequence[Span]:
        """Return the sentences of the plain text that end before `place`, the nearest first."""
        k = bisect_left(self.sentences, (place,))
        return self.sentences[max(0, k - most) : k][::-1]

    def name_before(self, place: int, kinds: Sequence[str | None]) -> Named | None:
        """Find the nearest name of some kinds before a place of the passage, or the latest of an earlier passage."""
        i = bisect_left(self.names, (place,))
        for named in reversed(self.names[max(0, i - _NEAREST) : i]):
            if named.kind in kinds and named.end <= place and not self._only_says(named):
                return named
        return next((named for named in self.earlier if named.kind in kinds), None)

    def _only_says(self, named: Named) -> bool:
        """Tell a body that tells of others' numbers (省商务厅介绍，…) from one that has its own."""
        if named.kind != "org" or not named.name.endswith(_BODIES):
            return False
        return _SAYS.match(self.passage.text.string, named.end) is not None

    def last_before(self, place: int) -> Named | None:
        """Find the last name of the passage that ends before a place."""
        i = bisect_left(self.names, (place,))
        return next((named for named in reversed(self.names[max(0, i - 2) : i]) if named.end <= place), None)

    def name_around(self, start: int, end: int) -> Named | None:
        """Find the name that [start, end) of the passage is a part of."""
        if not self.names:
            return None
        i = bisect_left(self.names, (start + 1,))
        for name in self.names[max(0, i - 2) : i]:
            if end <= name.end and name.kind in _WITH_NUMBERS:
                return name
        return None


def inside(spans: Sequence[Span], start: int, end: int) -> bool:
    """Tell whether [start, end) touches one of the spans (sorted, apart)."""
    i = bisect_left(spans, (end, 0)) - 1
    return i >= 0 and spans[i][1] > start
