"""Words that an editor wrote in; the figures and quotations in them that stand in no source of their item out.

This reads what a person typed, never what was rendered. A figure is a number, in digits or in Chinese numerals before
a large unit, with the words that follow it; it is founded when a source has the number followed by the same words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OWN: Final = re.compile(r"〔编者[：:][^〔〕\n]{0,400}〕")
_FIGURE = re.compile(r"(?<![\d.])(\d+(?:[.,]\d+){0,6})(?![\d.]*\d)([%‰℃]|[\u4e00-\u9fff]{0,3})")
_CHINESE = re.compile(r"([〇零一二两三四五六七八九十百千]{1,8}[万亿]{1,2})([\u4e00-\u9fff]{0,2})")
_QUOTED = re.compile(r"“([^“”]{10,400})”")  # what is shorter is a name or a term (“十四五”)
_GAPS = re.compile(r"\s+")


class _Figure(NamedTuple):
    number: str
    follow: str

    def stands_in(self, follows: set[str]) -> bool:
        """Say whether the number is followed by the same words somewhere; one may end early."""
        return any(known.startswith(self.follow) or (known and self.follow.startswith(known)) for known in follows)


def unfounded(words: str, sources: Iterable[str]) -> tuple[str, ...]:
    """Name the figures and quotations of an editor's words that stand in none of the sources.

    What is marked as the editor's own (〔编者：…〕) may say anything.
    """
    bare = _squeezed(OWN.sub("〔〕", words))
    texts = [_squeezed(text) for text in sources]
    known: dict[str, set[str]] = {}
    for text in texts:
        for figure in _figures(text):
            known.setdefault(figure.number, set()).add(figure.follow)
    missing = [one.number + one.follow for one in _figures(bare) if not one.stands_in(known.get(one.number, set()))]
    misquoted = [quote for quote in _QUOTED.findall(bare) if not any(quote in text for text in texts)]
    return tuple(dict.fromkeys((*missing, *misquoted)))


def _squeezed(words: str) -> str:
    return _GAPS.sub("", words)


def _figures(text: str) -> Iterator[_Figure]:
    for pattern in (_FIGURE, _CHINESE):
        for match in pattern.finditer(text):
            yield _Figure(match[1], match[2])
