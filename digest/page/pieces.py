"""Lines that surely run on, with the role of each: what is the same for pages with boxes and without."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from digest.page import marks
from digest.page.shingles import pairs

if TYPE_CHECKING:
    from digest.model import Span

FLOW = frozenset({"body", "subhead", "jump", "byline"})
NO_START = frozenset("，。、；：？！”’）》】〕」』％%…—·～")
ENDS = re.compile(r"(?:[。！？!?]|……)[”’）》」】]{0,3}$")
_SURELY = 2.0  # what `marks.lead` gives 本报讯 and a dateline


class Line(Protocol):
    """A printed line: its stretches of `Document.text`, its words without blanks, its number on the page."""

    @property
    def spans(self) -> tuple[Span, ...]: ...  # noqa: D102
    @property
    def ink(self) -> str: ...  # noqa: D102
    @property
    def index(self) -> int: ...  # noqa: D102


LineT = TypeVar("LineT", bound=Line)


@dataclass(frozen=True)
class Piece(Generic[LineT]):
    """Lines that follow each other in their article, with the role of each."""

    lines: tuple[LineT, ...]
    roles: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether it begins with a headline of its own in brackets, 【…】."""
        return self.lines[0].ink[0] == "【"

    @cached_property
    def body(self) -> tuple[LineT, ...]:
        """Its lines of body, or all where it has none."""
        return tuple(line for line, role in zip(self.lines, self.roles, strict=True) if role == "body") or self.lines

    @cached_property
    def string(self) -> str:
        """Its words of body."""
        return "".join(line.ink for line in self.body)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Its pairs of characters."""
        return pairs(self.string)

    @cached_property
    def heading(self) -> tuple[LineT, ...]:
        """The lines that head it and may be a subhead or a small headline."""
        count = next((k for k, role in enumerate(self.roles) if role != "subhead"), 0)
        return self.lines[:count]

    @cached_property
    def named(self) -> float:
        """The share of its heading's words that its body has too, -1 without a heading."""
        said = frozenset().union(*(pairs(line.ink) for line in self.heading))
        return len(said & self.pairs) / len(said) if said else -1.0

    @cached_property
    def ended(self) -> bool:
        """Whether its last sentence is ended."""
        return bool(ENDS.search(self.body[-1].ink)) or self.roles[-1] == "byline"

    @cached_property
    def begins(self) -> float:
        """How surely its words open a report (see `marks.lead`)."""
        return marks.lead(self.body[0].ink)

    @property
    def opens(self) -> bool:
        """Whether it opens a story by what it says: a headline of its own, 上接, 本报讯 or a dateline."""
        return self.own or self.from_jump or self.begins >= _SURELY

    @cached_property
    def from_jump(self) -> bool:
        """Whether it begins with 上接."""
        return is_from_jump(self.lines[0].ink)


@dataclass(frozen=True)
class Head(Generic[LineT]):
    """The lines of one headline."""

    lines: tuple[LineT, ...]

    @cached_property
    def string(self) -> str:
        """Its words."""
        return "".join(line.ink for line in self.lines)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Its pairs of characters."""
        return pairs(self.string)


def is_from_jump(ink: str) -> bool:
    """Return whether a line begins with 上接."""
    found = marks.jump(ink)
    return bool(found and found[2] == "from")
