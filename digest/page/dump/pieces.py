"""A dump's lines with their roles in, what they make up out: pieces that surely run on, headlines, captions."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from digest.learned import trees
from digest.page import marks
from digest.page import pieces as common
from digest.page.pieces import ENDS, FLOW, NO_START, is_from_jump
from digest.text.words import crosses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.page.dump.lines import Row
    from digest.page.dump.roles import Page

JOIN = (
    "width_a", "width_b", "step", "column_a", "column_b", "ended", "short", "lead", "crosses", "no_start", "comma",
    "blank", "indent", "body_b", "subhead_a", "subhead_b", "byline_a", "byline_b", "jump_b", "open_quote", "figures",
    "shared", "before", "after", "blank_share", "usual_width", "above_width", "closed", "from_jump", "first_step",
)  # fmt: skip
# What closes a report behind its last sentence: the names of those who wrote it, or where it goes on.
_CLOSED = re.compile(r"[。！？!?…”’][（(【][^（）()【】。！？，；：]{2,28}[）)】]$")
_REACH = 48  # characters before the end of a line in which a report may be closed
_TITLES = frozenset({"headline", "deck", "section", "subhead"})
# Two lines are of one piece where the model is this sure that the second goes on with the first; else links decide.
SURE = 0.97
_MOST_HEAD_LINES = 4
_MOSTLY = 0.5  # a dump with a blank line before more of its lines puts one everywhere


@dataclass(frozen=True)
class Piece(common.Piece["Row"]):
    """Lines that follow each other in the dump and in their article, with the role of each."""

    @cached_property
    def closed(self) -> bool:
        """Whether it ends as a report does: with names in brackets, or 下转."""
        if self.roles[-1] == "jump":
            return not is_from_jump(self.lines[-1].ink)
        return is_closed("".join(line.ink for line in self.lines[-3:]))

    @cached_property
    def ended(self) -> bool:
        """Whether its last sentence is ended; names may be behind it."""
        return self.closed or super().ended

    @cached_property
    def width(self) -> float:
        """The width of its column, in ems."""
        return max(line.width for line in self.body) if len(self.body) < 4 else median(line.width for line in self.body)  # noqa: PLR2004


class Head(common.Head["Row"]):
    """The lines of one headline."""

    @cached_property
    def width(self) -> float:
        """The width of its widest line, in ems."""
        return max(line.width for line in self.lines)


@dataclass(frozen=True)
class Parts:
    """What a page's lines make up; `others` are captions, decks and bylines by their role."""

    pieces: tuple[Piece, ...]
    heads: tuple[Head, ...]
    others: tuple[tuple[str, tuple[Row, ...]], ...]


def is_closed(ink: str) -> bool:
    """Return whether a text ends as a report does: with names in brackets behind its last sentence, or with 下转."""
    return ink[-1] in "）)】" and bool(_CLOSED.search(ink[-_REACH:]))


def bracketed(rows: Sequence[Row], roles: Sequence[str]) -> list[str]:
    """Correct the roles that the words themselves decide.

    A headline in brackets, 【…】, is the beginning of its text; a line of a title that ends with a colon or in the
    middle of a quotation goes on on the next.
    """
    found = list(roles)
    for row in rows:
        if row.ink[0] != "【":
            continue
        for after in rows[row.index : row.index + _MOST_HEAD_LINES]:
            found[after.index] = "body"
            if "】" in after.ink:
                break
    for a, b in pairwise(rows):
        pair = {found[a.index], found[b.index]}
        if "headline" in pair and pair <= _TITLES and _is_open(a.ink):
            found[a.index] = found[b.index] = "headline"
    return found


def _is_open(ink: str) -> bool:
    """Return whether a line of a title cannot be its last: it ends with a colon, or in the middle of a quotation."""
    return ink[-1] == "：" or any(ink.count(a) > ink.count(b) for a, b in ("“”", "《》", "（）"))


def parts(
    page: Page, roles: Sequence[str], joins: Sequence[float] | None = None, heads: trees.Model | None = None
) -> Parts:
    """Gather a page's lines by their roles; `joins` are the chances that lines go on with the one before.

    In training both are given by models that are just being fitted.
    """
    chances = joins if joins is not None else join_chances(page, roles)
    heads = heads or trees.load("dump_head", HEADING)
    runs = list(_runs(page, roles, chances))
    pieces = [run for run in runs if any(roles[row.index] != "byline" for row in run)]
    loose = [("byline", tuple(run)) for run in runs if all(roles[row.index] == "byline" for row in run)]
    captions = [("caption", tuple(run)) for run in _same(page, roles, "caption")]
    decks = [("deck", (row,)) for row in page.rows if roles[row.index] == "deck"]
    return Parts(
        tuple(Piece(tuple(run), tuple(roles[row.index] for row in run)) for run in pieces),
        tuple(Head(tuple(run)) for run in _heads(page, roles, heads)),
        (*loose, *captions, *decks),
    )


def join_chances(page: Page, roles: Sequence[str]) -> list[float]:
    """Return for each line the chance that it goes on with the one before it in the dump."""
    model = trees.load("dump_join", JOIN)
    chances = [0.0]
    for a, b in pairwise(page.rows):
        flows = roles[a.index] in FLOW and roles[b.index] in FLOW
        chances.append(_chance(model.odds(join(page, roles, a, b))) if flows else 0.0)
    return chances


def join(page: Page, roles: Sequence[str], a: Row, b: Row) -> list[float]:
    """Measure two lines that follow each other in a dump."""
    one, two = roles[a.index], roles[b.index]
    before = page.rows[a.index - 1] if a.index else None
    closed = is_closed((before.ink if before else "") + a.ink)
    ended = closed or bool(ENDS.search(a.ink))
    column_a, column_b = page.column(a.index), page.column(b.index)
    return [
        float(value)
        for value in (
            a.width, b.width, b.width - a.width, column_a, column_b, ended, column_a - a.width, marks.lead(b.ink),
            crosses(a.ink[-6:], b.ink[:6]) if not ended else 0, b.ink[0] in NO_START, a.ink[-1] in "，、；：", b.blank,
            -1 if b.print.indented is None else b.print.indented, two == "body", one == "subhead", two == "subhead",
            one == "byline", two == "byline", two == "jump", a.ink.count("“") - a.ink.count("”"),
            a.ink[-1].isdigit() and b.ink[0].isdigit(),
            len(a.pairs & b.pairs) / max(1, min(len(a.pairs), len(b.pairs))),
            len(roles) > b.index + 1 and roles[b.index + 1] in FLOW, bool(before) and roles[a.index - 1] in FLOW,
            page.common[0], page.common[2], before.width if before else -1,
            closed, is_from_jump(b.ink), column_b - b.width,
        )
    ]  # fmt: skip


def _runs(page: Page, roles: Sequence[str], chances: Sequence[float]) -> Iterator[list[Row]]:
    run: list[Row] = []
    for row in page.rows:
        if roles[row.index] not in FLOW:
            if run:
                yield run
            run = []
            continue
        if run and not _goes_on(roles, run[-1], row, chances[row.index]):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _goes_on(roles: Sequence[str], above: Row, row: Row, chance: float) -> bool:
    if row.ink[0] == "【" or (roles[row.index] == "subhead" != roles[above.index]):
        return False
    return chance > SURE and not is_from_jump(row.ink) and row.index == above.index + 1


def _same(page: Page, roles: Sequence[str], role: str) -> Iterator[list[Row]]:
    """Gather lines of one role that follow each other; a finished caption and a blank line part two."""
    run: list[Row] = []
    for row in page.rows:
        new = bool(run) and (
            row.index != run[-1].index + 1 or (row.blank > 0 and page.common[0] < _MOSTLY) or marks.is_caption(row.ink)
        )
        if run and (roles[row.index] != role or new):
            yield run
            run = []
        if roles[row.index] == role:
            run.append(row)
    if run:
        yield run


def _heads(page: Page, roles: Sequence[str], model: trees.Model) -> Iterator[list[Row]]:
    """Gather the lines of each headline: they follow each other, and one word or bracket may run over their end."""
    run: list[Row] = []
    for row in page.rows:
        if roles[row.index] != "headline":
            continue
        near = bool(run) and row.index == run[-1].index + 1 and len(run) < _MOST_HEAD_LINES
        joined = near and (_is_open(run[-1].ink) or model.odds(heading(page, run[-1], row)) > 0)
        if run and not joined:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def title_chances(page: Page, heads: Sequence[Head]) -> dict[int, float]:
    """Return for each line of a headline but its first the chance that it goes on with the one before it."""
    model = trees.load("dump_head", HEADING)
    pairs = [(a, b) for head in heads for a, b in pairwise(head.lines)]
    return {b.index: 1.0 if _is_open(a.ink) else _chance(model.odds(heading(page, a, b))) for a, b in pairs}


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


HEADING = (
    "width_a", "width_b", "step", "blank", "crosses", "homes_apart", "open_a", "vertical_a", "vertical_b", "colon",
    "pair", "blank_share", "characters_a", "characters_b", "echo_a", "echo_b", "away", "one_home", "width_below",
)  # fmt: skip


def heading(page: Page, a: Row, b: Row) -> list[float]:
    """Measure two lines of headlines that follow each other: are they one?"""
    bodies = page.common
    across = a.ink[-1] + b.ink[0]
    home_a, home_b = page.home(a), page.home(b)
    return [
        float(value)
        for value in (
            a.width, b.width, b.width - a.width, b.blank, crosses(a.ink[-6:], b.ink[:6]), abs(home_a - home_b),
            sum(a.ink.count(x) - a.ink.count(y) for x, y in ("“”", "《》", "（）")), a.print.vertical, b.print.vertical,
            a.ink[-1] in "：，", page.says(across), bodies[0], len(a.ink), len(b.ink), page.echo(a), page.echo(b),
            b.index - a.index,
            home_a == home_b, page.rows[b.index + 1].width if b.index + 1 < len(page.rows) else -1,
        )
    ]  # fmt: skip
