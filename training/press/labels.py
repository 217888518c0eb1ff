"""Made pages in, what every line of a document really is out: its role and article, by the glyphs it shows."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.model import Box, Line

_NEAR = 3.0  # points between a glyph's true place and where a reader sees it


class Label(NamedTuple):
    """What a line is: its role, its article (None for furniture), and the number of the typeset line it begins in."""

    role: str
    article: str | None
    run: int
    glyphs: tuple[int, ...] = ()


class Gold:
    """The gold of one made page."""

    def __init__(self, path: Path) -> None:
        self.page: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self.glyphs: list[list[Any]] = self.page["glyphs"]
        self._grid: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, (_, x, y, *_) in enumerate(self.glyphs):
            self._grid[round(x / 8), round(y / 8)].append(index)

    def vote(self, glyphs: list[int]) -> Label | None:
        """Return what most of some glyphs are."""
        if not glyphs:
            return None
        roles = Counter(self.glyphs[index][4] for index in glyphs)
        if roles["body"] and roles.most_common(1)[0][0] in {"headline", "bracket", "jump", "byline"} and len(roles) > 1:
            role = "body"
        else:
            role = roles.most_common(1)[0][0]
        articles = Counter(self.glyphs[index][5] for index in glyphs)
        return Label(role, articles.most_common(1)[0][0], self.glyphs[glyphs[0]][6], tuple(glyphs))

    def of_line(self, line: Line) -> Label | None:
        """Label a line of a PDF by where it is."""
        box = line.box
        assert box is not None  # noqa: S101  lines of PDFs have boxes
        if box.bottom - box.top > 1.6 * (box.right - box.left):
            return self._of_upright(box)
        base = box.top + 0.88 * box.size
        found = [
            index
            for gx in range(int((box.left - box.size) // 8) - 1, int(box.right // 8) + 3)
            for gy in range(int((base - _NEAR) // 8) - 1, int((base + _NEAR) // 8) + 3)
            for index in self._grid.get((gx, gy), ())
            if abs(self.glyphs[index][2] - base) < _NEAR
            and box.left - 0.6 * box.size < self.glyphs[index][1] < box.right - 0.1
        ]
        return self.vote(sorted(set(found)))

    def _of_upright(self, box: Box) -> Label | None:
        found = [
            index
            for gx in range(int((box.left - box.size) // 8) - 1, int(box.right // 8) + 3)
            for gy in range(int(box.top // 8) - 1, int(box.bottom // 8) + 3)
            for index in self._grid.get((gx, gy), ())
            if box.left - 0.3 * box.size < self.glyphs[index][1] < box.left + 0.7 * box.size
            and box.top < self.glyphs[index][2] < box.bottom + _NEAR
            and abs(self.glyphs[index][3] - box.size) < 1
        ]
        return self.vote(sorted(set(found)))


def pages(folder: Path) -> Iterator[tuple[str, Gold]]:
    """Yield the made pages of a folder, family after family of each number."""
    paths = [path for path in folder.glob("*.json") if "." not in path.stem]
    for path in sorted(paths, key=lambda path: path.stem.split("-")[::-1]):
        yield path.stem, Gold(path)


def generator_of(name: str) -> str:
    """Return which generator set a page, by the page's name."""
    return "broadsheet" if name.startswith("broadsheet") else "press"
