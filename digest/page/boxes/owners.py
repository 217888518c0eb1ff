"""Chains of pieces and what is left over in, whole stories out: captions, decks and bylines find their owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.page.articles import Story
from digest.page.shingles import pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.page.boxes.lines import Printed, Sheet
    from digest.page.boxes.pieces import Block, Head, Parts, Piece
    from digest.page.chains import Chain

# Ems of the body. A rule or the edge of a frame between two parts counts for this much more distance, words shared for
# that much less; sideways counts double, because what belongs together is under each other.
_APART, _OTHER_FRAME, _SHARED, _SIDEWAYS = 12.0, 20.0, 10.0, 2.0
_FARTHEST_DECK = 4.0


def stories(sheet: Sheet, parts: Parts, chained: Sequence[Chain], labels: Sequence[Printed]) -> list[Story[Piece]]:
    """Give every caption, deck, byline and label to the story it is nearest to, be it a headline alone."""
    used = {chain.head for chain in chained}
    bare = [
        (parts.heads[chain.head] if chain.head is not None else None, tuple(parts.pieces[j] for j in chain.pieces))
        for chain in chained
    ]
    bare += [(head, ()) for k, head in enumerate(parts.heads) if k not in used]
    anchors = [_Anchor.of(sheet, head, pieces) for head, pieces in bare]
    owned: list[dict[str, list[Block]]] = [{"caption": [], "byline": [], "deck": []} for _ in bare]
    for block in parts.blocks:
        k = min(range(len(bare)), key=lambda k: anchors[k].distance(sheet, block), default=None)
        if k is not None and (block.role != "deck" or anchors[k].distance(sheet, block) < _FARTHEST_DECK):
            owned[k][block.role].append(block)
    sections = _sections(sheet, anchors, labels)
    margins = [
        dict(zip((parts.pieces[j].lines[0].index for j in chain.pieces), chain.margins, strict=True))
        for chain in chained
    ]
    return [
        Story(
            head.lines if head else (),
            pieces,
            tuple(
                block.lines[0] for block in owned[k]["deck"] if head and block.lines[0].y1 <= head.y0 + head.size / 2
            ),
            tuple(
                block.lines[0]
                for block in owned[k]["deck"]
                if not (head and block.lines[0].y1 <= head.y0 + head.size / 2)
            ),
            tuple(block.lines for block in owned[k]["byline"]),
            tuple(block.lines for block in owned[k]["caption"]),
            sections.get(k),
            margins[k] if k < len(margins) else {},
        )
        for k, (head, pieces) in enumerate(bare)
    ]


@dataclass(frozen=True)
class _Anchor:
    """The boxes of a story that something may belong to, and its words."""

    head: Head | None
    boxes: tuple[tuple[float, float, float, float], ...]
    frames: frozenset[int]
    pairs: frozenset[str]

    @classmethod
    def of(cls, sheet: Sheet, head: Head | None, pieces: Sequence[Piece]) -> _Anchor:
        found: list[Head | Piece] = [*([head] if head else []), *pieces]
        return cls(
            head,
            tuple((one.x0, one.y0, one.x1, one.y1) for one in found),
            frozenset(sheet.framed[one.lines[0].index] for one in found),
            frozenset().union(*(one.pairs for one in found)),
        )

    def distance(self, sheet: Sheet, block: Block) -> float:
        """Return how far a block is from the story, in ems, with what parts them and what they share."""
        x0, y0 = min(line.x0 for line in block.lines), block.lines[0].y0
        x1, y1 = max(line.x1 for line in block.lines), block.lines[-1].y1
        boxes = self.boxes
        if block.role == "deck":
            if self.head is None:
                return float("inf")
            boxes = boxes[:1]
        gap = min(_gap(sheet, box, (x0, y0, x1, y1)) for box in boxes)
        if sheet.framed[block.lines[0].index] not in self.frames:
            gap += _OTHER_FRAME
        if block.role == "caption":
            said = pairs("".join(line.ink for line in block.lines))
            gap -= _SHARED * len(said & self.pairs) / max(1, len(said))
        return gap


def _gap(sheet: Sheet, a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    across, down = max(a[0] - b[2], b[0] - a[2], 0.0), max(a[1] - b[3], b[1] - a[3], 0.0)
    x0, x1 = max(a[0], b[0]), min(a[2], b[2])
    y0, y1 = min(a[3], b[3]) - 1, max(a[1], b[1]) + 1
    parted = (
        any(rule.left < x1 and rule.right > x0 and y0 < rule.top < y1 for rule in sheet.across) if x1 > x0 else False
    )
    if across:
        left, right = min(a[2], b[2]) - 1, max(a[0], b[0]) + 1
        low, high = max(a[1], b[1]), min(a[3], b[3])
        parted = parted or any(
            left < rule.left < right and rule.top < high and rule.bottom > low for rule in sheet.down
        )
    return (_SIDEWAYS * across + down) / sheet.size + _APART * parted


def _sections(sheet: Sheet, anchors: Sequence[_Anchor], labels: Sequence[Printed]) -> dict[int, Printed]:
    """Give each label to the stories that begin below it in its frame or, where it has none, to the nearest one."""
    found: dict[int, Printed] = {}
    for label in labels:
        frame = sheet.framed[label.index]
        below = [
            (box[1] - label.y1 + 2 * max(0.0, box[0] - label.x1, label.x0 - box[2]), k)
            for k, anchor in enumerate(anchors)
            for box in anchor.boxes[:1]
            if box[1] > label.y0 - sheet.size
        ]
        if frame >= 0:
            inside = [k for _, k in below if frame in anchors[k].frames]
            found |= dict.fromkeys(inside, label)
        elif below:
            found.setdefault(min(below)[1], label)
    return found
