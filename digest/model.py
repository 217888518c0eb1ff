"""The nouns of the newsroom: what one room hands to the next, all frozen.

One coordinate system holds everywhere: a `Span` counts characters of `Document.text`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

Value = Decimal | Fraction | str
Bound = Literal["exact", "about", "nearly", "over", "at_least", "at_most", "under", "range"]
Modality = Literal["actual", "expected", "target", "limit", "intention"]
Polarity = Literal["affirmed", "denied"]
FactKind = Literal[
    "money",
    "quantity",
    "percent",
    "ratio",
    "growth",
    "rank",
    "date",
    "period",
    "duration",
    "zone",
    "place",
    "org",
    "person",
    "policy",
    "project",
    "event",
    "quote",
]
Status = Modality  # how real a printed figure is, in the same words as how real the text says it is


class KindTraits(NamedTuple):
    """What is common to all facts of one kind.

    `label` names a figure of which nothing says what it measures (Chinese), `weight` is what the kind adds to the worth
    of a key fact, `adds` tells whether figures of one measure may be summed, `tabled` whether they stand in the table
    of the week's figures.
    """

    numeric: bool = False
    label: str = ""
    weight: float = 0.0
    adds: bool = False
    tabled: bool = False
    printed: bool = False


# The only table of the kinds of facts. The weights order the key facts of the sample week as its editor did.
KINDS: Final[Mapping[FactKind, KindTraits]] = {
    "money": KindTraits(numeric=True, label="金额", weight=0.30, adds=True, tabled=True, printed=True),
    "quantity": KindTraits(numeric=True, label="数量", weight=0.10, adds=True, tabled=True, printed=True),
    "percent": KindTraits(numeric=True, label="占比", weight=0.20, tabled=True, printed=True),
    "ratio": KindTraits(numeric=True, label="比率", weight=0.05, printed=True),
    "growth": KindTraits(numeric=True, label="增幅", weight=0.20, tabled=True, printed=True),
    "rank": KindTraits(numeric=True, label="位次", weight=0.15, printed=True),
    "duration": KindTraits(numeric=True, label="时长", weight=-0.10),
    "date": KindTraits(),
    "period": KindTraits(),
    "zone": KindTraits(),
    "place": KindTraits(),
    "org": KindTraits(),
    "person": KindTraits(),
    "policy": KindTraits(),
    "project": KindTraits(),
    "event": KindTraits(),
    "quote": KindTraits(),
}
NUMERIC: Final = frozenset(kind for kind, one in KINDS.items() if one.numeric)
ProblemKind = Literal[
    "empty",
    "unknown_format",
    "pictures",
    "undecodable",
    "malformed",
    "encrypted",
    "unreadable",
    "failed",
    "no_article",
    "same",
    "page_broken",
    "page_empty",
    "page_picture",
    "page_uncoded",
    "page_recognised",
    "page_unsure",
    "page_turned",
    "page_cropped",
    "page_misplaced",
    "page_long",
    "read_across",
    "characters",
    "empty_article",
    "bad_line",
    "bad_entry",
    "titles_only",
    "incomplete",
    "partly",
    "unread_pictures",
    "unread_notes",
    "attached",
    "attached_letter",
    "more",
    "undated",
    "lost_facts",
    "long_article",
    "wrong_total",
    "wrong_part",
    "source_broken",
    "source_silent",
    "not_fetched",
    "left_out",
    "too_early",
    "since_draft",
    "beside",
    "not_applied",
    "being_edited",
    "nothing_read",
    "not_made",
    "put_right",
    "not_faithful",
    "letter",
    "letters_left",
    "recipient",
    "setting",
    "bad_input",
    "set_aside",
]
ParagraphRole = Literal["body", "subhead"]
FurnitureRole = Literal["section", "folio", "jump", "ad", "table", "page"]
DrawnKind = Literal["across", "down", "frame", "fill", "picture"]


class Span(NamedTuple):
    """A half-open stretch [start, end) of characters of `Document.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """A clean string whose every character knows its place in `Document.text`.

    `spans` are the source stretches in reading order; their lengths add up to `len(string)`, so character
    `i` of the string came from the `i`-th character of the spans laid end to end. The two may differ only
    in white space (a line end that stands as a blank between two Latin words).

    `laid` is how the places are kept, and what a Text may be made of: the spans, or the place of the first character
    alone where there is one stretch. Most texts are of one stretch, and the facts of an article hold some twenty
    of them: this takes 3 KB an article less than spans would.
    """

    string: str
    laid: int | tuple[Span, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.laid, tuple):
            return
        if sum(end - start for start, end in self.laid) != len(self.string):
            msg = f"{len(self.string)} characters, but spans {self.laid}"
            raise ValueError(msg)
        if len(self.laid) == 1:
            object.__setattr__(self, "laid", self.laid[0].start)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The source stretches of the characters, in reading order; none for an empty text."""
        if isinstance(self.laid, tuple):
            return self.laid
        return (Span(self.laid, self.laid + len(self.string)),) if self.string else ()

    @classmethod
    def of(cls, source: str, start: int = 0, end: int | None = None) -> Text:
        """Take `source[start:end]` as it stands; `source` is a whole `Document.text`."""
        end = len(source) if end is None else end
        return cls(source[start:end], start if end > start else ())

    @classmethod
    def join(cls, pieces: Iterable[Text]) -> Text:
        """Lay texts end to end; stretches that touch in the source become one span."""
        strings: list[str] = []
        spans: list[Span] = []
        for piece in pieces:
            strings.append(piece.string)
            for span in piece.spans:
                if spans and spans[-1].end == span.start:
                    spans[-1] = Span(spans[-1].start, span.end)
                else:
                    spans.append(span)
        return cls("".join(strings), tuple(spans))

    def __reduce__(self) -> tuple[type[Text], tuple[str, tuple[Span, ...]]]:
        return Text, (self.string, self.spans)  # a frozen dataclass with slots pickles itself at half the speed

    def __len__(self) -> int:
        return len(self.string)

    def __bool__(self) -> bool:
        return bool(self.string)

    def __str__(self) -> str:
        return self.string

    def __getitem__(self, part: slice) -> Text:
        """Slice like a string (step 1); the slice keeps its places."""
        start, end, step = part.indices(len(self.string))
        if step != 1:
            msg = "a Text is sliced with step 1"
            raise ValueError(msg)
        return self.cut(start, end) if start < end else Text("", ())

    def cut(self, start: int, end: int) -> Text:
        """Slice by two places of the string, the first before the second: what `text[start:end]` does, in less time."""
        laid = self.laid
        places = tuple(self._between(laid, start, end)) if isinstance(laid, tuple) else laid + start
        return Text(self.string[start:end], places)

    @staticmethod
    def _between(spans: tuple[Span, ...], start: int, end: int) -> Iterator[Span]:
        """Yield the source stretches of characters [start, end) of the string."""
        ends = list(accumulate(span.end - span.start for span in spans))
        for k in range(bisect_right(ends, start), len(spans)):
            source, last = spans[k]
            before = ends[k] - (last - source)
            if before >= end:
                return
            yield Span(source + max(0, start - before), source + min(end, ends[k]) - before)

    def strip(self) -> Text:
        """Drop white space at both ends."""
        left = len(self.string) - len(self.string.lstrip())
        return self[left : len(self.string.rstrip())] if self.string.strip() else Text("", ())

    def place(self, at: int) -> int:
        """Say where character `at` of the string stands in the source."""
        return self.laid + at if not isinstance(self.laid, tuple) else self[at : at + 1].start

    @property
    def start(self) -> int:
        """The first character's place in the source (0 for an empty text)."""
        if isinstance(self.laid, tuple):
            return self.laid[0].start if self.laid else 0
        return self.laid


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know about a source or an issue, and what to do about it.

    A brief prints its source and the Chinese words for its `kind`, filled in with its `details` (name and value); the
    `reason` and the `remedy` (English) are for whoever makes the brief.
    """

    origin: str
    kind: ProblemKind
    reason: str
    remedy: str = ""
    details: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.origin}: {self.reason}" + (f" — {self.remedy}" if self.remedy else "")


@dataclass(frozen=True, slots=True)
class Box:
    """Where a line stands on its page: points from the top left corner, and its font size in points."""

    left: float
    top: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Face:
    """How a line of a PDF is set: its font's name, whether it is white, how wide its glyphs are (1: as designed)."""

    font: str = ""
    white: bool = False
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; `page` counts from 1, `box` is known for PDF and pictures, `face` for PDF only."""

    span: Span
    page: int = 1
    box: Box | None = None
    face: Face | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn on a page but is no text: a rule, a frame, a filled surface or a picture.

    Edges are points from the top left corner; `shade` is the grey of a filled surface from 0, black, to 1.
    """

    kind: DrawnKind
    page: int
    left: float
    top: float
    right: float
    bottom: float
    shade: float = 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as its source already sets it apart: a web page, a feed's entry, a letter, a JSON line.

    Spans count characters of `Document.text`; `link` is where it stands on the web. `subheads` are those of the
    `paragraphs` that are subheads; `byline` is the line of its authors' names, where it has one.
    """

    headline: Span | None
    paragraphs: tuple[Span, ...]
    kicker: Span | None = None
    subtitle: Span | None = None
    byline: Span | None = None
    subheads: tuple[Span, ...] = ()
    captions: tuple[Span, ...] = ()
    id: str | None = None
    author: str | None = None
    published: date | None = None
    publication: str | None = None
    page: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source, decoded once; `text` has a single line feed for every line end and is never changed again.

    `id` is the sha256 of the bytes. A newspaper page has `lines`, to be taken apart into articles; a source
    that sets its articles apart by itself has `entries`. `published`, `publication` and `page` are what the
    source says of itself as a whole (file name, folio, metadata); unknown stays None. `drawn` is what a PDF draws
    around its lines, `sizes` are width and height of its pages in the points of their boxes (PDF and pictures only).
    """

    id: str
    origin: str
    text: str
    encoding: str
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    sizes: tuple[tuple[float, float], ...] = ()
    published: date | None = None
    publication: str | None = None
    page: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote or took it: one name, and the role the paper gives it (记者, 通讯员, 摄 …; "" if none)."""

    name: str
    role: str
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, or a subhead between two of them."""

    role: ParagraphRole
    text: Text


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on a page but in no article: section label, folio, jump line, advertisement, table."""

    role: FurnitureRole
    text: Text


@dataclass(frozen=True, slots=True)
class Article:
    """One report as it stood on its page; `headline` is None where the page lost it.

    `jumps_to` and `jumps_from` are the numbers of the pages it goes on on (下转3版) and begins on (上接1版) in another
    source; what stands in the same source is joined to it.

    `doubtful` are the places of `Document.text` where a line begins that may belong to another article than what was
    put before it: nothing on one side of it may be told of the other. `is_headed` is False where the heads may be
    another article's.
    """

    id: str
    document: str
    origin: str
    headline: Text | None
    kicker: Text | None = None
    subtitle: Text | None = None
    section: str | None = None
    bylines: tuple[Byline, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    captions: tuple[Text, ...] = ()
    page: str | None = None
    published: date | None = None
    publication: str | None = None
    link: str | None = None
    jumps_to: str | None = None
    jumps_from: str | None = None
    doubtful: frozenset[int] = frozenset()
    is_headed: bool = True

    @property
    def body(self) -> tuple[Text, ...]:
        """The body paragraphs in order, without subheads."""
        return tuple(p.text for p in self.paragraphs if p.role == "body")


@dataclass(frozen=True, slots=True)
class Trace:
    """What was decided of a line: its role and the runner-up with their probabilities, and the article it went to.

    `margin` says, where a piece of a story begins, by how much its place was better than the next best (log-odds): the
    confidence of that boundary. It is None in the middle of a piece.
    """

    text: Text
    role: str
    chance: float
    other: str = ""
    other_chance: float = 0.0
    article: str | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A document taken apart: its articles, its furniture, and the lines given to neither.

    `traces` tell of each line how it was decided, `problems` what of it is not sure.
    """

    articles: tuple[Article, ...]
    furniture: tuple[Furniture, ...] = ()
    unread: tuple[Text, ...] = ()
    traces: tuple[Trace, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Zone:
    """A development zone as the lexicon knows it; `level` and `type` are Chinese words, "" if unknown."""

    name: str
    level: str = "未知"
    type: str = ""
    province: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing an editor would underline, with its evidence.

    `text` is the bound word, the number and the unit as the source has them (or the name), `quote` the
    sentence it stands in. `value` is in base units (万 and 亿 multiplied out; money in whole units of the
    ISO 4217 currency in `unit`); ranges carry `low` and `high`. `first` and `last` are the inclusive days
    of a date or period, None where nothing can be said. `against` is what a growth compares with
    (同比, 环比, a year). `rule` names the finder; `salience` runs from 0 to 1.

    `polarity` is denied where the clause says that it is not so (尚未完成). `condition` marks a threshold that only
    says which things are meant (亿元以上项目), and is no value. `owner` is whose figure it is, `label` what it means,
    both in words of the article, None where nothing says them. `period` is the time it holds for: 2025, 2025-Q1,
    2025-H1, 2025-04, 2025-04-14, or the first and last day, month or year joined by `..`. `because` are the places
    that decided owner, label and modality. `confidence` is the probability that the three are right together,
    calibrated on articles left out of the fit; 0.0 where nobody asked. `dated` tells that the text names the period,
    surely enough to be printed; else it is the likeliest one, or that of the article's day. `running` are the words of
    a stretch until now that the figure is counted over (近3年来). `per` is what a rate is of (亩 of 每亩28万元,
    平方米·月), `restates` the sum that this one only says again in another currency (2亿美元 of 约合14.3亿元).
    """

    kind: FactKind
    text: Text
    quote: Text
    rule: str
    value: Value | None = None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    bound: Bound = "exact"
    modality: Modality = "actual"
    measure: str | None = None
    subject: str | None = None
    first: date | None = None
    last: date | None = None
    against: str | None = None
    title: str | None = None
    speaker: str | None = None
    zone: Zone | None = None
    salience: float = 0.0
    polarity: Polarity = "affirmed"
    condition: bool = False
    owner: Text | None = None
    label: Text | None = None
    period: str | None = None
    because: tuple[Span, ...] = ()
    confidence: float = 0.0
    dated: bool = False
    running: Text | None = None
    per: str | None = None
    restates: Text | None = None

    def __reduce__(self) -> tuple[type[Fact], tuple[Any, ...]]:
        return Fact, _FIELDS_OF_FACT(self)  # as Text

    @property
    def spans(self) -> tuple[Span, ...]:
        """The evidence: where the fact's own words stand in `Document.text`."""
        return self.text.spans


_FIELDS_OF_FACT = attrgetter(*(one.name for one in fields(Fact)))


@dataclass(frozen=True, slots=True)
class Report:
    """An article with the facts found in it, the most salient first."""

    article: Article
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Clipping:
    """A document taken apart, with a report for each of its articles."""

    document: Document
    layout: Layout
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The reports of one event, the best one first."""

    id: str
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A story as an earlier issue told it; `issue` is "" for one of the same issue or of a source from before it."""

    issue: str
    story: Story


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a story takes up: an earlier stage of its project or policy, or (`again`) the same event reported before.

    `stage` is the earlier kind of event in the editor's words (项目签约); `articles` are the ids of its reports.
    """

    issue: str
    story: str
    articles: tuple[str, ...]
    headline: str
    published: date | None
    publication: str | None
    stage: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One named part of an item's score: `points` added, and `why` in the editor's words (Chinese)."""

    name: str
    points: float
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a report was printed, ready to be shown; unknown parts are None."""

    origin: str
    publication: str | None
    published: date | None
    page: str | None
    bylines: tuple[str, ...]
    headline: str | None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """Words of the brief itself: what it counts, converts and remarks, and what its editor wrote."""

    string: str

    def __str__(self) -> str:
        return self.string

    def __bool__(self) -> bool:
        return bool(self.string)

    def __len__(self) -> int:
        return len(self.string)


Place = Literal["item", "figures", "zones", "points", "chart"]
# How sure a statement must be to be printed with its label at a place; what is less sure stands in its sentence only.
# Confidence is the chance, on texts of hands left out of the fit, that owner, label and status are the gold's and that
# an editor would print the figure. Of what is printed of 126 invented articles scored before, .060 is false at .52 (.50
# of the main figures are printed), .059 at .55 (.46) and .057 at .62 (.40); of 24 real ones .11, of 45 statements.
SURE: Final[Mapping[Place, float]] = {"item": 0.52, "figures": 0.7, "zones": 0.7, "points": 0.7, "chart": 0.7}


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure as the brief prints it: whose it is, what it measures, how much, how real and of when.

    `text` is the figure in the source's own words; `owner` and `label` are slices of the same article, None where
    nothing says them; `period` as in `Fact`, None where the text does not surely name it, `running` too.
    `value`, `unit`, `low`, `high` and `bound` are those of the fact.
    `article` is the id of the report it stands in, `anchor` that of its item in the brief, `quote` the whole sentence.
    `because` are the spans that decided owner, label, status and period; `confidence` is the chance that all of them
    are right. What a person decided is named in `decided` (owner, label, status, accept): owner and label are then
    their own words where the article has them nowhere, and a status of which its sentence has no word is `own_status`.
    """

    kind: FactKind
    text: Text
    owner: Text | Own | None
    label: Text | Own | None
    value: Value | None
    unit: str | None
    low: Decimal | None
    high: Decimal | None
    bound: Bound
    status: Status
    period: str | None
    article: str
    anchor: str
    source: Source
    quote: Text
    because: tuple[Span, ...] = ()
    confidence: float = 0.0
    decided: tuple[str, ...] = ()
    own_status: bool = False
    running: Text | None = None

    def __str__(self) -> str:
        return self.text.string

    def __len__(self) -> int:
        return len(self.text)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the figure's own words stand in `Document.text`."""
        return self.text.spans

    def is_sure(self, place: Place) -> bool:
        """Tell whether it may be printed with its label at a place; else it is told in its sentence only."""
        return bool(self.label) and self.confidence >= SURE[place]

    @property
    def heading(self) -> str:
        """What is measured, as it stands beside the figure: the label, and of a growth its direction (产值降幅).

        A growth that is not against the year before says so: 年均增幅, 环比增幅.
        """
        words = self.label.string if self.label else ""
        if isinstance(self.label, Own):
            return words
        if self.kind != "growth" or not words or words.endswith(("增速", "增幅", "降幅", "增长率", "的")):  # 是2020年的
            return words
        signed = self.text.string.startswith(_MINUS)  # −3.1% says by itself that it falls
        falls = isinstance(self.value, Decimal | Fraction) and self.value < 0 and not signed
        pace = next((pace for pace in _PACES if self._is_told_as(pace)), "")
        return words + ("" if pace in words else pace) + ("降幅" if falls else "增幅")

    def _is_told_as(self, pace: str) -> bool:
        """Say whether the sentence has a word of pace and nothing but a verb between it and the figure."""
        told = rf"{pace}[^，。；、：\d]{{0,{_VERB}}}{re.escape(self.text.string)}"
        return re.search(told, self.quote.string) is not None


_MINUS: Final = ("-", "−", "－", "﹣", "负")
_PACES: Final = ("两年平均", "年均", "月均", "环比")  # after the statistics office's words for growth
_VERB: Final = 6  # characters: 复合增长率达, 增长近


@dataclass(frozen=True, slots=True)
class Sum:
    """Sums of money in yuan that are added up; what it comes to follows from its parts alone."""

    of: tuple[Statement, ...] = ()

    @property
    def value(self) -> Decimal:
        """The parts added, in yuan."""
        return sum((one.value for one in self.of if isinstance(one.value, Decimal)), Decimal(0))

    def __bool__(self) -> bool:
        return bool(self.of)

    def __str__(self) -> str:
        """Word it with what it adds: 合计42.4亿元（30亿元、12.4亿元）; one figure in the source's own words."""
        return worded([str(one) for one in self.of], self.value)


def worded(parts: Sequence[str], value: Decimal) -> str:
    """Word a sum of money in yuan, of the words of its parts: in 亿元, or in 万元 below one."""
    if len(parts) <= 1:
        return parts[0] if parts else "—"
    scale, unit = (_LARGE, "亿元") if value >= _LARGE else (_SMALL, "万元")
    total = f"{format((value / scale).normalize(), 'f')}{unit}"
    return f"合计{total}（{'、'.join(parts[:_NAMED])}{'等' if len(parts) > _NAMED else ''}）"


_NAMED: Final = 3  # parts that are named beside their sum
_LARGE, _SMALL = Decimal(10**8), Decimal(10**4)


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark of the brief on an item: words of its own, of the papers, and figures, in the order they are printed."""

    pieces: tuple[Statement | Text | Own, ...]

    def __str__(self) -> str:
        return "".join(map(str, self.pieces))

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The figures it names."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Statement))


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that stand for a name (该项目) or a day (昨日), and what they stand for; printed in 〔〕.

    A name is as the article has it, a day is worded from the day of the paper.
    """

    words: Text
    name: Text | Own

    def after(self, sentence: Text) -> int | None:
        """Say behind which character of a sentence the name is filled in; None where the words stand elsewhere."""
        offset, end = 0, self.words.place(len(self.words) - 1) + 1
        for first, last in sentence.spans:
            if first < end <= last:
                return offset + end - first
            offset += last - first
        return None


@dataclass(frozen=True, slots=True)
class Aside:
    """A paragraph that a person wrote into an item: `after` so many sentences of its summary; `note` sets it apart."""

    after: int
    words: Own
    note: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A story with its place in the brief: why it stands there, what is said of it, and on what evidence.

    `anchor` is stable and unique within the brief (ASCII). `headline` is the paper's own, or, where
    `composed`, a stretch of the article's words; one that an editor wrote is `Own`, and so is a summary.
    `summary` is sentences of the lead article, `statements` its key figures. `sources` has one entry a report, the lead
    first. `notes` are editorial remarks in Chinese, the `conflicts` between reports among them. `follows` is what the
    story takes up, the oldest first, and `fresh` those of its statements that were in none of it. `references` are the
    words of the summary that stand for a name it does not hold. `asides` are paragraphs of a person between the
    sentences; an item that is all a person's has no reports and no sources.
    """

    story: Story
    anchor: str
    rank: int
    section: str
    headline: Text | Own
    composed: bool
    summary: tuple[Text | Own, ...]
    statements: tuple[Statement, ...]
    reasons: tuple[Reason, ...]
    sources: tuple[Source, ...]
    notes: tuple[Remark, ...] = ()
    conflicts: tuple[Remark, ...] = ()
    follows: tuple[Earlier, ...] = ()
    fresh: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    asides: tuple[Aside, ...] = ()

    @property
    def score(self) -> float:
        """The sum of the reasons' points."""
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Highlight:
    """One line of 本期要点: a sentence of the papers, or what a person made of it, and the figure in it."""

    sentence: Text | Own
    statement: Statement

    @property
    def figure(self) -> Text:
        """The figure in the source's words."""
        return self.statement.text

    @property
    def anchor(self) -> str:
        """The item it leads to."""
        return self.statement.anchor

    @property
    def source(self) -> Source:
        """Where it was printed."""
        return self.statement.source


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table of the week's figures.

    `common` says it in the unit of the rows it is compared with, where that is another one.
    """

    statement: Statement
    common: Own | None = None

    @property
    def value(self) -> Statement:
        """The figure, which prints as the source's own words."""
        return self.statement

    @property
    def anchor(self) -> str:
        """The item it is of."""
        return self.statement.anchor

    @property
    def source(self) -> Source:
        """Where it was printed."""
        return self.statement.source


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """What a zone's stories of an issue come to; `change` is in stories against the last issue, None without one.

    `anchors` are those of the stories.
    """

    zone: str
    stories: int
    signed: int
    started: int
    finished: int
    announced: Sum
    actual: Sum
    change: int | None = None
    anchors: tuple[str, ...] = ()

    @property
    def tells(self) -> bool:
        """Say whether the row says more than that the zone had one story."""
        return self.stories + self.signed + self.started + self.finished > 1


@dataclass(frozen=True, slots=True)
class Trend:
    """How many stories a zone or a kind of event had in each of the last issues, this one last."""

    kind: str
    name: str
    counts: tuple[int, ...]

    @property
    def change(self) -> float:
        """This issue's stories against the mean of the issues before it."""
        *before, now = self.counts
        return now - sum(before) / len(before) if before else 0.0


@dataclass(frozen=True, slots=True)
class Section:
    """A titled run of items (政策, 项目, 创新, 招商与环境, 数据); `key` is its title before a person changed it."""

    title: str
    items: tuple[Item, ...]
    key: str = ""

    @property
    def name(self) -> str:
        """By which title edits know it."""
        return self.key or self.title


@dataclass(frozen=True, slots=True)
class Dropped:
    """A report that was read but not kept, and why (Chinese)."""

    source: Source
    why: str


@dataclass(frozen=True, slots=True)
class Masthead:
    """What stands at the head and foot of a brief: set once in digest.toml; empty parts are not printed.

    `web` is where the issue is read in a browser and `unsubscribe` where its letters are ended (https: or mailto:).
    """

    name: str
    unit: str
    number: int
    total: int | None = None
    classification: str = ""
    serial: str = ""
    to: tuple[str, ...] = ()
    web: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """All a template needs, nothing a template must compute.

    `issue` is an ISO week (2025-W16) or any name fit for a folder; `first` and `last` are the inclusive
    days of the period, `printed` the day on the masthead. `explain` asks the template to print the reasons
    of each item as well. `elsewhere` counts the articles among the sources that belong to other issues. Without `annex`
    PDF and letters hold the front page alone.
    """

    issue: str
    first: date
    last: date
    printed: date
    masthead: Masthead
    highlights: tuple[Highlight, ...]
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    sources: tuple[Source, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    elsewhere: int = 0
    explain: bool = False
    zones: tuple[ZoneRow, ...] = ()
    trends: tuple[Trend, ...] = ()
    annex: bool = True

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of the brief."""
        return tuple(item for section in self.sections for item in section.items)


Operation = Literal[
    # of a page, before its facts are found; targets are articles and lines
    "article.merge",  # value: the other article's target
    "article.split",  # value: the target of the line the new article begins with
    "article.drop",
    "paragraph.move",  # target: a line; value: the article it goes to and the line it goes behind ("": to the front)
    "line.role",  # target: a line; value: headline, kicker, subtitle, byline, body, subhead or furniture
    "article.headline",  # value: words
    "article.kicker",
    "article.byline",
    "article.date",  # value: an ISO day
    "article.page",
    # of a figure; the target is its place
    "statement.accept",
    "statement.drop",  # value: nothing, or "list" to leave it out of its item's list only
    "statement.owner",  # value: words
    "statement.label",
    "statement.status",  # value: a Status
    "statement.place",  # value: the figure of its item's list that it stands behind ("": first)
    # of stories
    "story.merge",  # value: the other story's target
    "story.part",  # value: the article that leaves it
    # of items and sections
    "item.place",  # value: a section's title, and the target of the item it stands behind ("": first)
    "item.title",
    # value: pieces in order, each a place "@ARTICLE:12-40" ("@ARTICLE:12-40+": with the names filled in for 该项目 and
    # the like) or one's own words
    "item.summary",
    "item.text",  # value: own paragraphs: the number of sentences each stands behind and its words, in turn
    "item.notes",  # value: the notes at its foot, all of them
    "item.drop",
    "item.own",  # target: own:…; value: section, the target it stands behind, title, paragraphs
    "section.title",
    "section.place",  # value: the section it stands behind ("": first)
    # of the first pages
    "highlight.on",  # target: a figure; value: the target of the highlight it stands behind ("": first)
    "highlight.off",
    "highlight.text",
    "row.off",  # target: a figure, a zone or a trend: its row of a table
    "row.place",  # value: the row it stands behind ("": first); a figure of an item gets a row
    "masthead",  # target: masthead:FIELD
    # of the issue as a whole
    "issue.sources",  # value: ids of the documents it is made of
    "issue.published",  # value: the last entry of the log that it has
    "sign",  # value: the stage signed (初审, 复审, 终审)
]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides before it is entered: as in `Edit`, and the version of its target that they saw.

    Without a `version` it is entered whatever was decided of its target meanwhile.
    """

    operation: Operation
    target: str
    value: tuple[str, ...] = ()
    was: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that a person decided of an issue: an entry of its log.

    `sequence` numbers the entries of all issues in the order they were made. `target` is stable over builds, new pages
    and versions of the program (digest.edit.targets words them); `value` is what `operation` says. `was` is what the
    person saw there. `when` is a moment with its zone (ISO 8601). `undone_by` is the entry that took it back, `turned`
    the last one that took it back or gave it again.
    """

    sequence: int
    operation: Operation
    target: str
    value: tuple[str, ...]
    who: str
    when: str
    undone_by: int | None = None
    was: str = ""
    turned: int = 0

    @property
    def last(self) -> int:
        """The last entry of the log that it follows from."""
        return max(self.sequence, self.turned)


@dataclass(frozen=True, slots=True)
class Checked:
    """A brief whose statements were all found in their sources: the only thing that is ever printed.

    Made by `pipeline.check.checked` alone; what leaves is this brief or a part of it.
    """

    brief: Brief

    def narrowed(self, sections: tuple[str, ...]) -> Checked:
        """Leave out all but these sections (none named: keep all), and what leads to what was left out."""
        if not sections:
            return self
        kept = tuple(section for section in self.brief.sections if section.title in sections)
        anchors = {item.anchor for section in kept for item in section.items}
        return Checked(
            replace(
                self.brief,
                sections=kept,
                highlights=tuple(one for one in self.brief.highlights if one.anchor in anchors),
                figures=tuple(one for one in self.brief.figures if one.anchor in anchors),
            )
        )

    def addressed(self, unsubscribe: str) -> Checked:
        """Set the address at which the letters of this issue are ended."""
        return Checked(replace(self.brief, masthead=replace(self.brief.masthead, unsubscribe=unsubscribe)))
