"""A page's lines in, the role of each out: what it looks like and says, and what its neighbours look like and say.

Two fitted models (`learned/box_lines`, `learned/box_lines_again`): the second sees the first one's opinion of the lines
above and below. Cross-validated figures are in `training/press/README.md`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.learned import trees
from digest.page import marks
from digest.page.signs import NAMES, ROLES, signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.model import Drawn
    from digest.page.boxes.lines import Printed, Sheet

_OWN = (
    "size", "width", "height_down", "left", "right", "top", "foot", "head", "narrow", "body_font", "white", "dark",
    "pale", "framed", "vertical", "characters", "digits", "section_word", "folio_word",
)  # fmt: skip
_BESIDE = ("step", "size", "left", "right", "middle", "same_font", "body_font", "same_frame", "width")
_SAYS = ("above_ends", "above_short", "below_leads", "below_bracket", "alike_above", "alike_below")
_AROUND = (
    "picture_above", "picture_below", "picture_left", "picture_right", "frame_width", "frame_height", "frame_lines",
    "frame_top", "frame_foot", "frame_ad", "frame_fill", "frame_body", "rule_above", "rule_below",
)  # fmt: skip
# How much of the page is in a line's font is left out: with it lines of a left-out generator are told worse.
FEATURES = (
    *_OWN,
    *NAMES,
    *(f"{place}_{name}" for place in ("above", "below") for name in _BESIDE),
    *_AROUND,
    *_SAYS,
    *(f"{place}_says_{name}" for place in ("above", "below") for name in NAMES),
)
_PLACES = ("own", "above", "below", "above2", "below2")
AGAIN = (*FEATURES, *(f"{place}_{role}" for place in _PLACES for role in ROLES))
_ENDS = re.compile(r"[。！？][”’）》」】]{0,3}$")
_ALIKE = 0.04
_FAR = 99.0
_SURE = 0.995  # a line of the body that the first model is this sure of, as it is of its neighbours, is not asked again


def roles(sheet: Sheet) -> list[tuple[float, ...]]:
    """Return the chance of each of `ROLES` for each line of a page."""
    first, again = trees.load(f"{sheet.kind}_lines", FEATURES), trees.load(f"{sheet.kind}_lines_again", AGAIN)
    rows = features(sheet)
    chances = [first.chances(row) for row in rows]
    sure = [max(chance) > _SURE for chance in chances]
    return [
        tuple(chance)
        if sure[k] and all(other is None or sure[other] for other in (sheet.above[k], sheet.below[k]))
        else tuple(again.chances([*rows[k], *context(sheet, chances, k)]))
        for k, chance in enumerate(chances)
    ]


def context(sheet: Sheet, chances: Sequence[Sequence[float]], k: int) -> list[float]:
    """Return the first opinion of a line and of two lines above and below it."""
    above, below = sheet.above[k], sheet.below[k]
    above2 = None if above is None else sheet.above[above]
    below2 = None if below is None else sheet.below[below]
    nobody = [0.0] * len(ROLES)
    return [x for other in (k, above, below, above2, below2) for x in (nobody if other is None else chances[other])]


def features(sheet: Sheet) -> list[list[float]]:
    """Measure every line of a page; lengths are in sizes of the body."""
    said = [signs(line.ink) for line in sheet.lines]
    nothing = [0.0] * len(NAMES)
    members: dict[int, list[Printed]] = {}
    for line, frame in zip(sheet.lines, sheet.framed, strict=True):
        members.setdefault(frame, []).append(line)
    return [
        [
            *_own(sheet, line),
            *said[line.index],
            *_beside(sheet, line, sheet.above[line.index], -1),
            *_beside(sheet, line, sheet.below[line.index], 1),
            *_pictured(sheet, line),
            *_framed(sheet, line, members),
            *_ruled(sheet, line),
            *_said(sheet, line),
            *(
                x
                for k in (sheet.above[line.index], sheet.below[line.index])
                for x in (nothing if k is None else said[k])
            ),
        ]
        for line in sheet.lines
    ]


def _own(sheet: Sheet, line: Printed) -> Iterator[float]:
    s = sheet.size
    dark, pale = sheet.shades[line.index]
    yield from (line.size / s, line.width / s, (line.y1 - line.y0) / s if line.vertical else 0.0)
    yield from (line.x0 / sheet.width, line.x1 / sheet.width, line.y0 / sheet.height, (sheet.height - line.y1) / s)
    yield from (line.y0 / s, line.face.width, line.face.font == sheet.body_font)
    yield from (line.face.white, dark, pale, sheet.framed[line.index] >= 0, line.vertical, len(line.ink))
    yield sum(char.isdigit() for char in line.ink) / len(line.ink)
    yield from (marks.is_section(line.ink), marks.is_folio(line.words))


def _beside(sheet: Sheet, line: Printed, place: int | None, way: int) -> Iterator[float]:
    if place is None:
        yield from (_FAR, 0.0, _FAR, _FAR, _FAR, 0.0, -1.0, 0.0, 0.0)
        return
    other, s = sheet.lines[place], sheet.size
    yield from ((other.base - line.base) * way / s, other.size / s, (line.x0 - other.x0) / s, (line.x1 - other.x1) / s)
    yield (line.x0 + line.x1 - other.x0 - other.x1) / 2 / s
    yield from (other.face.font == line.face.font, other.face.font == sheet.body_font)
    yield from (sheet.framed[place] == sheet.framed[line.index], other.width / s)


def _said(sheet: Sheet, line: Printed) -> Iterator[float]:
    """Tell whether the line above ends a paragraph and the one below begins a report, and whether they look alike."""
    above, below = sheet.above[line.index], sheet.below[line.index]
    over, under = (None if k is None else sheet.lines[k] for k in (above, below))
    yield bool(over and _ENDS.search(over.ink))
    yield (max(line.x1, over.x1) - over.x1) / sheet.size if over else _FAR
    yield marks.lead(under.ink) if under else -1
    yield bool(under and under.ink[0] == "【")
    for other in (over, under):
        yield bool(other and other.face.font == line.face.font and abs(other.size / line.size - 1) < _ALIKE)


def _pictured(sheet: Sheet, line: Printed) -> Iterator[float]:
    """Measure how far the nearest pictures above and below are, and how near a picture's edges are the line's."""
    s = sheet.size
    over = [one for one in sheet.pictures if min(one.right, line.x1) - max(one.left, line.x0) > line.width / 2]
    up = [((line.y0 - one.bottom) / s, one) for one in over if one.bottom <= line.y1]
    yield min((gap for gap, _ in up), default=_FAR)
    yield min(((one.top - line.y1) / s for one in over if one.top >= line.y0), default=_FAR)
    near = [one for gap, one in up if gap < 6]  # noqa: PLR2004  ems: lines of a caption
    yield min((abs(line.x0 - one.left) / s for one in near), default=_FAR)
    yield min((abs(line.x1 - one.right) / s for one in near), default=_FAR)


def _framed(sheet: Sheet, line: Printed, members: dict[int, list[Printed]]) -> Iterator[float]:
    number = sheet.framed[line.index]
    if number < 0:
        yield from [0.0] * 8
        return
    s, frame, inside = sheet.size, sheet.frames[number], members[number]
    width, height = frame.right - frame.left, frame.bottom - frame.top
    yield from (width / s, height / s, len(inside), (line.y0 - frame.top) / s, (frame.bottom - line.y1) / s)
    yield any(other.ink == "广告" for other in inside)
    yield sum(len(other.ink) for other in inside) * s * s / (width * height)
    yield sum(other.face.font == sheet.body_font for other in inside) / len(inside)


def _ruled(sheet: Sheet, line: Printed) -> Iterator[float]:
    s = sheet.size

    def crosses(rule: Drawn) -> bool:
        return rule.left < line.x1 and rule.right > line.x0

    yield min(
        ((line.y0 - one.bottom) / s for one in sheet.across if crosses(one) and one.bottom <= line.y1), default=_FAR
    )
    yield min(((one.top - line.y1) / s for one in sheet.across if crosses(one) and one.top >= line.y0), default=_FAR)
