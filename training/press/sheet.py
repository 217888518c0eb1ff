"""What a typeset page is made of: glyphs in runs, drawn marks, and the measures of its style."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

    from training.press.texts import Article

CLOSING = "，。、；：？！”’）》】〕」』…％%"
OPENING = "“‘（《【〔「『"
_HALVED = frozenset(CLOSING + OPENING) - {"…", "%", "％"}


class Glyph(NamedTuple):
    """A character at the left end of its base line, in points from the top left corner; `width` in ems."""

    char: str
    x: float
    y: float
    width: float


@dataclass
class Run:
    """Glyphs drawn as one line; `block` and `part` say what it belongs to when the drawing order is chosen."""

    glyphs: list[Glyph]
    size: float
    font: str
    role: str
    article: str | None
    block: int
    part: str
    roles: list[str] | None = None  # of each glyph, where they differ
    squeeze: float = 1.0
    white: bool = False
    vertical: bool = False
    ends_paragraph: bool = False
    serial: int = 0  # its number in the order of reading within its article

    @property
    def y(self) -> float:
        """The height of the base line of its first glyph."""
        return self.glyphs[0].y


class Mark(NamedTuple):
    """A drawn rule, frame, tint or picture; `shade` is grey (0 black) or, for a frame, the width of its line."""

    kind: str  # rule, frame, fill
    x: float
    y: float
    w: float
    h: float
    shade: float = 0.0
    drawn_as: str = "path"


@dataclass
class Style:
    """What the blocks of one page have in common."""

    size: float
    pitch: float
    gutter: float
    column: float  # ems wished for
    marks: str  # how wide punctuation is: full, half (declared half), pulled (declared full, set on half)
    breaks_numbers: bool
    fonts: dict[str, str]
    rules: str  # all, across, none
    column_rules: bool
    ragged: float  # how much sizes change from line to line, as in text layers by recognition
    drop: float  # figures stand this much lower, in ems
    head_scale: float
    head_pitch: float
    caption_font: str
    caption_scale: float
    indent: float
    hides_heads: bool
    subhead_gap: bool
    latin: str  # the font of figures and letters; "" where they are of the line's own

    @classmethod
    def draw(cls, random: Random) -> Style:
        """Draw the measures of a page."""
        r = random
        size = r.choice((8.6, 9.0, 9.0, 9.5, 10.0, 10.5))
        foundry = r.choice(
            (
                ("FZSSK", "FZHTK", "FZKTK", "FZXBSK"),
                ("SimSun", "SimHei", "KaiTi", "STZhongsong"),
                ("FZSSJW", "FZHTJW", "FZKTJW", "FZDBSJW"),
                ("HYb1gj", "HYh2gj", "HYk1gj", "HYz1gj"),
            )
        )
        return cls(
            size=size,
            pitch=size * r.choice((1.25, 1.3, 1.36, 1.42, 1.5, 1.6)),
            gutter=r.choice((1.0, 1.3, 1.6, 2.0)),
            column=r.choice((9.5, 11, 12, 13, 14, 16, 18)),
            marks=r.choice(("full", "full", "half", "pulled")),
            breaks_numbers=r.random() < 0.25,
            fonts=dict(zip(("song", "hei", "kai", "title"), foundry, strict=True)),
            rules=r.choice(("all", "all", "across", "none")),
            column_rules=r.random() < 0.2,
            ragged=r.choice((0.0, 0.0, 0.0, 0.03, 0.05)),
            drop=r.choice((0.0, 0.0, 0.04)),
            head_scale=r.choice((0.6, 0.75, 0.9, 1.0)),
            head_pitch=r.choice((1.12, 1.2, 1.3, 1.45)),
            caption_font=r.choice(("kai", "kai", "song", "hei")),
            caption_scale=r.choice((0.85, 0.9, 0.95, 1.0)),
            indent=r.choice((2.0, 2.0, 2.0, 2.0, 0.0)) if size > 9 else 2.0,
            hides_heads=r.random() < 0.06,
            subhead_gap=r.random() < 0.6,
            latin=r.choice(("", "", "Times", "E-BZ", "Helvetica", "Times")),
        )

    def width(self, char: str) -> float:
        """Return the declared width of a glyph in ems."""
        if char in _HALVED and self.marks == "half":
            return 0.5
        if char == " ":
            return 0.5
        if ord(char) < 0x7F:
            return (
                0.5
                if char.isdigit()
                else 0.62
                if char.isupper() or char in "%&@"
                else 0.3
                if char in ".,:;'ijl|"
                else 0.5
            )
        return 1.0

    def font(self, run: Run, glyph: Glyph) -> str:
        """Return the font a glyph is of."""
        return self.latin if self.latin and glyph.char.isascii() else run.font

    def advance(self, char: str) -> float:
        """Return how far the next glyph is set from this one, in ems."""
        return 0.5 if char in _HALVED and self.marks == "pulled" else self.width(char)


@dataclass
class Sheet:
    """One typeset page with what is known of it."""

    width: float
    height: float
    style: Style
    family: str
    runs: list[Run] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    articles: dict[str, Article] = field(default_factory=dict)
    captions: dict[str, list[str]] = field(default_factory=dict)
    traits: set[str] = field(default_factory=set)
    order: str = ""
    rotate: int = 0
    sideways: bool = True
    single: bool = False  # every glyph drawn by itself
    ascent: int = 880

    def add(self, run: Run) -> None:
        """Add a run that has glyphs."""
        if run.glyphs:
            self.runs.append(run)
