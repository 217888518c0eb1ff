"""The blocks of one page in, its stories out: which column goes on in which, and what headline stands over them.

Every column of text is asked in which other it may go on, and the answers that agree best for the page as a whole
are taken at once (an assignment). A headline owns the chain of columns that begins under it or beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.page import marks
from digest.page.assign import assign
from digest.page.blocks import names, over
from digest.page.rows import ALIKE, around

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.model import Box
    from digest.page.blocks import Block
    from digest.page.rows import Row

_ENDS = re.compile(r"(?:[。！？!?]|……)[”’）》」】]{0,3}$")
# Ems: an indent is two; a line that ends this far from the edge of its column was ended on purpose.
_INDENT, _DEEPEST_INDENT, _FULL = 1.2, 2.7, 1.6
_FEWEST_ROWS = 3
_EDGE = 0.7
# Body and subhead of one column follow each other within this many ems.
_IN_COLUMN = 2.6
_LEADING = 0.8
_OVER, _HALF_OVER = 0.9, 0.5
_WIDEST = 40.0
# The parts of a headline block stand within this many ems of their larger type of each other.
_IN_HEAD = 1.0
_UNDER_HEAD = 0.12
_COLUMNS_BESIDE = 1.5
# Between a vertical headline and the column below it there may be a picture so many ems high.
_UNDER_PICTURE = 45.0
# Columns of one story begin level within this many ems, their headline stands over their middle within so many, and
# gutters are at most so wide.
_LEVEL_TOPS, _OFF_MIDDLE, _WIDEST_GUTTER = 0.6, 1.0, 4.0

# The fullest page measured has 60 blocks of text; to weigh all pairs of so many takes 2 seconds.
_MOST_BLOCKS = 150

# Gains of one column going on in another, about natural logarithms of how much likelier it makes it.
_IN_SENTENCE, _BROKEN_SENTENCE, _NEW_PARAGRAPH = 4.0, -6.0, 0.5
_FINISHED, _LEAD = -4.0, -1.5
_SAME_HEAD, _OTHER_HEAD, _OWN_HEAD = 4.0, -8.0, -4.0
_NEXT_COLUMN, _FURTHER_COLUMN = 2.0, -1.5
_LEVEL, _OVERLAPPING, _APART, _BACK_UP = 1.5, 1.0, -2.5, -5.0
_CLOSE_BELOW, _FAR_BELOW = 3.0, -0.3
_NEXT_BAND = -0.5
_DRAWN_NEXT = 2.0
_NEVER = -1e6


@dataclass(frozen=True)
class Column:
    """Body blocks and subheads that follow each other down one column; `left` and `right` are its edges."""

    blocks: tuple[Block, ...]
    box: Box
    left: float
    right: float

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, down the column."""
        return tuple(row for block in self.blocks for row in block.rows)

    @cached_property
    def is_indented(self) -> bool:
        """Tell whether it opens with a new paragraph."""
        return self.blocks[0].role == "subhead" or self.rows[0].box.left - self.left > _INDENT * self.box.size

    @cached_property
    def ends(self) -> bool:
        """Tell whether its last line ends a sentence, or is a subhead."""
        return self.blocks[-1].role == "subhead" or bool(_ENDS.search(self.rows[-1].words))

    @cached_property
    def is_full(self) -> bool:
        """Tell whether its last line reaches the right edge."""
        return self.right - self.rows[-1].box.right < _FULL * self.box.size


@dataclass(frozen=True)
class Head:
    """What stands together over or beside a text: kicker, headline, subtitle."""

    blocks: tuple[Block, ...]
    box: Box

    @property
    def is_vertical(self) -> bool:
        """Tell whether the headline runs down."""
        return any(block.is_vertical for block in self.blocks)


@dataclass(frozen=True)
class Story:
    """A headline block (None where the page has none), the columns it owns, and what goes with them."""

    head: Head | None
    columns: tuple[Column, ...]
    bylines: tuple[Block, ...] = ()
    captions: tuple[Block, ...] = ()
    section: Block | None = None

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks of the story but its section label."""
        columns = (block for column in self.columns for block in column.blocks)
        return (*(self.head.blocks if self.head else ()), *columns, *self.bylines, *self.captions)


def stories(source: str, found: Sequence[Block]) -> list[Story]:
    """Make stories of the blocks of a page, from the top of the page; each block is in one at most."""
    heads = _heads(_largest([block for block in found if block.role == "display"]))
    columns = _columns(_largest([block for block in found if block.role in {"body", "subhead"}]))
    above = _centred(columns, heads, [_head_of(column, columns, heads) for column in columns])
    chains = _chains(source, columns, above)
    owned = _owned(chains, columns, above)
    bare = [Story(head, tuple(columns[k] for k in chain)) for head, chain in owned]
    bare += [Story(head, ()) for head in heads if all(head is not story.head for story in bare)]
    return _completed(sorted(bare, key=_place), found)


def _largest(found: list[Block]) -> list[Block]:
    """Keep the blocks with the most characters where there are too many; a table of prices has hundreds of specks."""
    if len(found) <= _MOST_BLOCKS:
        return found
    kept = {id(block) for block in sorted(found, key=lambda block: -len(block.words))[:_MOST_BLOCKS]}
    return [block for block in found if id(block) in kept]


def _place(story: Story) -> tuple[float, float]:
    box = story.head.box if story.head else story.columns[0].box
    return box.top, box.left


def _heads(found: Sequence[Block]) -> list[Head]:
    """Gather display blocks that stand together."""
    groups: list[list[Block]] = []
    for block in sorted(found, key=lambda block: block.box.top):
        near = [group for group in groups if any(_together(other, block) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(other for group in near for other in group), block])
    return [Head(tuple(group), around([block.box for block in group])) for group in groups]


def _together(above: Block, below: Block) -> bool:
    size = max(above.box.size, below.box.size)
    if above.is_vertical and below.is_vertical:
        gap = max(below.box.left - above.box.right, above.box.left - below.box.right)
        return gap < _IN_HEAD * size and min(above.box.bottom, below.box.bottom) > max(above.box.top, below.box.top)
    if above.is_vertical or below.is_vertical:
        return False
    return over(above.box, below.box) > _HALF_OVER and -size / 2 < below.box.top - above.box.bottom < _IN_HEAD * size


def _columns(found: Sequence[Block]) -> list[Column]:
    groups: list[list[Block]] = []
    for block in sorted(found, key=lambda block: block.box.top):
        group = next((group for group in groups if _follows(group[-1], block, found)), None)
        if group:
            group.append(block)
        else:
            groups.append([block])
    boxes = [around([block.box for block in group]) for group in groups]
    many = [sum(len(block.rows) for block in group) >= _FEWEST_ROWS for group in groups]
    return [
        Column(tuple(group), box, *_edges(box, [other for other, enough in zip(boxes, many, strict=True) if enough]))
        for group, box in zip(groups, boxes, strict=True)
    ]


def _follows(above: Block, below: Block, found: Sequence[Block]) -> bool:
    """Tell whether a block follows another down the same column, with nothing between but a subhead's air."""
    size = above.box.size
    air = _IN_COLUMN if "subhead" in {above.role, below.role} else _LEADING
    if not _in_one_column(above, below, found) or not -size < below.box.top - above.box.bottom < air * size:
        return False
    wide = max((above, below), key=lambda block: block.box.right - block.box.left)
    return all(
        block is above
        or block is below
        or over(block.box, wide.box) <= 0
        or not (above.box.bottom <= block.box.top < below.box.top)
        for block in found
    )


def _in_one_column(above: Block, below: Block, found: Sequence[Block]) -> bool:
    """Tell whether two blocks lie over each other, or both over the lines of a longer block."""
    return over(above.box, below.box) > _OVER or any(
        len(block.rows) >= _FEWEST_ROWS
        and over(block.box, above.box) > _OVER
        and over(block.box, below.box) > _OVER
        and block.box.right - block.box.left < _WIDEST * block.box.size
        for block in found
    )


def _edges(box: Box, others: Sequence[Box]) -> tuple[float, float]:
    """Find the edges of the column a box stands in: its own, or those of a longer one above or below it."""
    size = box.size
    same = [
        other
        for other in others
        if -_EDGE * size < box.left - other.left < _DEEPEST_INDENT * size
        and box.right < other.right + _EDGE * size
        and (box.left - other.left < _EDGE * size or _INDENT * size < box.left - other.left)
        and max(other.size, size) < ALIKE * min(other.size, size)
    ]
    if not same:
        return box.left, box.right
    nearest = min(same, key=lambda other: max(other.top - box.bottom, box.top - other.bottom, 0.0))
    return min(box.left, nearest.left), max(box.right, nearest.right)


def _head_of(column: Column, columns: Sequence[Column], heads: Sequence[Head]) -> Head | None:
    """Find the headline that stands over a column, or a vertical one beside it; None where text is nearer."""
    size = column.box.size
    above = [
        (column.box.top - box.bottom, thing)
        for box, thing in (
            *((head.box, head) for head in heads),
            *((other.box, None) for other in columns if other is not column),
        )
        if box.bottom < column.box.top + size and box.top < column.box.top and over(box, column.box) > _UNDER_HEAD
    ]
    gap, nearest = min(above, key=lambda pair: pair[0], default=(0.0, None))
    if nearest and (not nearest.is_vertical or gap < _IN_COLUMN * size):
        return nearest
    return _beside(column, columns, heads) or (nearest if gap < _UNDER_PICTURE * size else None)


def _centred(columns: Sequence[Column], heads: Sequence[Head], above: Sequence[Head | None]) -> list[Head | None]:
    """Give a short headline the columns left and right of those under it, if it stands over the middle of all."""
    given = list(above)
    for head in heads:
        under = [k for k in range(len(columns)) if given[k] is head]
        if not under or head.is_vertical:
            continue
        level = [k for k in range(len(columns)) if _may_own(head, given[k]) and _is_level(columns, k, under, head)]
        level.sort(key=lambda k: columns[k].left)
        middle, near = (head.box.left + head.box.right) / 2, _OFF_MIDDLE * columns[under[0]].box.size
        runs = [level[i:j] for i in range(len(level)) for j in range(i + 1, len(level) + 1)]
        runs = [run for run in runs if set(run) & set(under) and _is_row(columns, run)]
        runs = [run for run in runs if abs(_middle(columns, run) - middle) < near]
        for k in max(runs, key=len, default=()):
            given[k] = head
    return given


def _may_own(head: Head, other: Head | None) -> bool:
    """Tell whether a headline may own a column that another was given: a vertical one may only end above it."""
    return other is None or other is head or (other.is_vertical and other.box.bottom < head.box.bottom)


def _is_level(columns: Sequence[Column], k: int, under: Sequence[int], head: Head) -> bool:
    """Tell whether a column begins beside those under a headline, as high as they or under a picture."""
    column = columns[k]
    top, bottom = min(columns[u].box.top for u in under), max(columns[u].box.bottom for u in under)
    if not top - _LEVEL_TOPS * column.box.size < column.box.top < bottom:
        return False
    return not any(
        over(other.box, column.box) > 0 and head.box.bottom < other.box.bottom <= column.box.top
        for other in columns
        if other is not column
    )


def _middle(columns: Sequence[Column], run: Sequence[int]) -> float:
    return (columns[run[0]].left + columns[run[-1]].right) / 2


def _is_row(columns: Sequence[Column], run: Sequence[int]) -> bool:
    """Tell whether columns stand side by side with nothing but gutters between."""
    return all(
        -columns[a].box.size < columns[b].left - columns[a].right < _WIDEST_GUTTER * columns[a].box.size
        for a, b in pairwise(run)
    )


def _beside(column: Column, columns: Sequence[Column], heads: Sequence[Head]) -> Head | None:
    width = column.right - column.left
    size = column.box.size
    near = [
        (column.left - head.box.right, k)
        for k, head in enumerate(heads)
        if head.is_vertical
        and -size < column.left - head.box.right < _COLUMNS_BESIDE * width
        and head.box.top - 3 * size < column.box.top < head.box.bottom
    ]
    if not near:
        return None
    _, k = min(near)
    between = any(
        heads[k].box.right - size < other.left < column.left - size
        and min(other.box.bottom, column.box.bottom, heads[k].box.bottom) > max(other.box.top, column.box.top)
        for other in columns
    )
    return None if between else heads[k]


def _chains(source: str, columns: Sequence[Column], above: Sequence[Head | None]) -> list[list[int]]:
    """Link each column to the one it goes on in, so that the gains add up to the most."""
    finished = [_is_finished(source, column) for column in columns]
    gains = [
        [
            _NEVER if p == q else _gain(columns, above, p, q) + (_FINISHED if finished[p] else 0.0)
            for q in range(len(columns))
        ]
        for p in range(len(columns))
    ]
    after = assign(gains)
    begun = set(range(len(columns))) - {q for q in after if q is not None}
    chains, seen = [], set[int]()
    for start in [*sorted(begun), *range(len(columns))]:
        chain: list[int] = []
        at: int | None = start
        while at is not None and at not in seen:
            seen.add(at)
            chain.append(at)
            at = after[at]
        if chain:
            chains.append(chain)
    return chains


def _is_finished(source: str, column: Column) -> bool:
    """Tell whether a column ends with names or a jump line, as the end of a report does."""
    last = column.rows[-1]
    if (found := marks.jump(last.words)) and found[2] == "to":
        return True
    return bool(names(source, [last]))


def _gain(columns: Sequence[Column], above: Sequence[Head | None], p: int, q: int) -> float:
    """Rate column `q` as the one that column `p` goes on in."""
    where = _placed(columns, p, q)
    if where == _NEVER:
        return _NEVER
    gain = where + _read_on(columns[p], columns[q])
    if above[q] is not None:
        gain += _SAME_HEAD if above[p] is above[q] else _OTHER_HEAD if above[p] else _OWN_HEAD
    if columns[q].rows[0].spans[0].start - columns[p].rows[-1].spans[-1].end == 1:
        gain += _DRAWN_NEXT
    return gain


def _read_on(before: Column, after: Column) -> float:
    """Rate how well the words of one column go on in another."""
    if not before.ends:
        return _BROKEN_SENTENCE if after.is_indented else _IN_SENTENCE
    if after.is_indented:
        return _NEW_PARAGRAPH + _LEAD * marks.lead(after.rows[0].words)
    return 0.0 if before.is_full else _BROKEN_SENTENCE


def _placed(columns: Sequence[Column], p: int, q: int) -> float:
    """Rate how well a column stands where another may go on: to the right of it, below it, or in the next band."""
    a, b = columns[p], columns[q]
    size = max(a.box.size, b.box.size)
    if min(a.box.size, b.box.size) * ALIKE < size:
        return _NEVER
    if over(a.box, b.box) > _HALF_OVER:
        gap = (b.box.top - a.box.bottom) / size
        return _NEVER if gap < -1 else _CLOSE_BELOW + _FAR_BELOW * gap
    if b.left < a.left:
        return _NEXT_BAND if b.box.top > a.box.bottom else _NEVER
    between = {
        round(other.left / size)
        for k, other in enumerate(columns)
        if k not in {p, q} and a.right - size < other.left < b.left - size and other.right < b.left + size
    }
    gain = _NEXT_COLUMN + _FURTHER_COLUMN * len(between)
    if abs(a.box.top - b.box.top) < size:
        return gain + _LEVEL
    if b.box.bottom < a.box.top:
        return gain + _BACK_UP
    return gain + (_APART if a.box.bottom < b.box.top else _OVERLAPPING)


def _owned(
    chains: Sequence[Sequence[int]], columns: Sequence[Column], above: Sequence[Head | None]
) -> list[tuple[Head | None, list[int]]]:
    """Give each chain the headline over its first column; chains under one headline are one story."""
    owned: list[tuple[Head | None, list[int]]] = []
    for chain in sorted(chains, key=lambda chain: (columns[chain[0]].left, columns[chain[0]].box.top)):
        head = next((above[k] for k in chain if above[k]), None)
        same = next((other for other in owned if head and other[0] is head), None)
        if same:
            same[1].extend(chain)
        else:
            owned.append((head, list(chain)))
    return owned


def _completed(bare: Sequence[Story], found: Sequence[Block]) -> list[Story]:
    """Give every byline, caption and label to the story it stands nearest to."""
    parts: dict[int, dict[str, list[Block]]] = {
        k: {"byline": [], "caption": [], "section": []} for k in range(len(bare))
    }
    for block in found:
        if block.role in {"byline", "caption", "section"} and bare:
            nearest = min(range(len(bare)), key=lambda k: _distance(bare[k], block))
            if block.role != "section" or _is_over(block, bare[nearest]):
                parts[nearest][block.role].append(block)
    return [
        Story(
            story.head,
            story.columns,
            tuple(parts[k]["byline"]),
            tuple(parts[k]["caption"]),
            next(iter(parts[k]["section"]), None),
        )
        for k, story in enumerate(bare)
    ]


def _is_over(label: Block, story: Story) -> bool:
    box = story.head.box if story.head else story.columns[0].box
    return label.box.top < box.bottom


def _distance(story: Story, block: Block) -> float:
    """Distance of a block from the part of a story that it belongs to; a label stands over its top left corner."""
    if block.role == "section":
        whole = around([block.box for block in story.blocks])
        corner = replace(whole, right=whole.left, bottom=whole.top)
        return min(_apart(box, block.box) for box in (corner, *_anchors(story, block)))
    return min(_apart(box, block.box) for box in _anchors(story, block))


def _anchors(story: Story, block: Block) -> Iterator[Box]:
    if story.head:
        yield story.head.box
    if block.role == "section":
        if not story.head:
            yield story.columns[0].box
    elif block.role == "byline" and story.columns:
        yield story.columns[-1].box
        if not story.head:
            yield story.columns[0].box
    else:
        yield from (column.box for column in story.columns)


def _apart(a: Box, b: Box) -> float:
    """Distance of two boxes; sideways counts double, because what belongs together stands under each other."""
    across = max(a.left - b.right, b.left - a.right, 0.0)
    down = max(a.top - b.bottom, b.top - a.bottom, 0.0)
    return 2 * across + down
