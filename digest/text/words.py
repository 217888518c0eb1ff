"""A string in, its words out; jieba is loaded on first use because it takes most of a second."""

from __future__ import annotations

import logging
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

    from jieba import Tokenizer

_REACH = 6  # characters: the longest words that lines of print are broken in


@cache
def _tokenizer() -> Tokenizer:
    import jieba  # noqa: PLC0415  0.6–0.9 s, paid only where words are needed

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word, count in _own().items():
        tokenizer.add_word(word, count)
    return tokenizer


@cache
def _rusty() -> Any:  # noqa: ANN401  it has no types
    """Return jieba's tokenizer written in Rust with our own words, None where its wheel is missing.

    Both give the same words (a test holds them equal on the gold); this one is 15 times as fast. It is the one that
    its package loads in any case: a second one takes another 0.1 s.
    """
    try:
        import rjieba  # noqa: PLC0415  as above
    except ImportError:
        return None
    for word, count in _own().items():
        rjieba.add_word(word, count, None)
    return rjieba


@cache
def _cut() -> Callable[[str], list[str]]:
    """Return jieba's cut by its dictionary, by the one written in Rust where its wheel is installed."""
    if (found := _rusty()) is None:
        return partial(_tokenizer().lcut, HMM=False)
    return partial(found.cut, hmm=False)


def by_dictionary(string: str) -> tuple[str, ...]:
    """Cut a string by jieba itself: the reference that the faster cut is held to."""
    return tuple(_tokenizer().lcut(string, HMM=False))


def words(string: str) -> tuple[str, ...]:
    """Cut a string into words; laid end to end they are the string."""
    return tuple(_cut()(string))


def tagged(string: str) -> tuple[tuple[str, str], ...]:
    """Cut a string into words, each with the part of speech that the dictionary has for it; "" for what it lacks.

    The tags are those of the dictionary alone (n noun, v verb, d adverb …), the same for a word wherever it stands.
    """
    return tuple(_tag()(string))


@cache
def _tag() -> Callable[[str], list[tuple[str, str]]]:
    """Return jieba's cut with tags, by the one written in Rust where its wheel is installed, as above."""
    own = dict.fromkeys(_own(), "n")
    if (found := _rusty()) is None:
        known = tags() | own
        return lambda string: [(word, "m" if word.isdecimal() else known.get(word, "")) for word in _cut()(string)]
    cut = partial(found.tag, hmm=False)
    return lambda string: [
        (word, own.get(word) or ("" if tag in _UNKNOWN and not word.isdecimal() else tag)) for word, tag in cut(string)
    ]


_UNKNOWN = frozenset(("x", "eng"))  # what the one written in Rust calls signs and foreign words


def tags() -> dict[str, str]:
    """Read the parts of speech in jieba's dictionary: the reference that the faster cut is held to."""
    import jieba  # noqa: PLC0415  as above

    with jieba.get_dict_file() as lines:
        rows = (line.decode().split() for line in lines)
        return {row[0]: row[2] for row in rows if len(row) > 2}  # noqa: PLR2004  word, frequency, tag


def frequency(word: str) -> int:
    """Tell how often the dictionary's corpus has a word; 0 for one it does not have."""
    if _tokenizer.cache_info().currsize:  # loaded for something else, as by those who compare articles
        known = _tokenizer().FREQ
        return int(known.get(word) or 0) if known else 0
    return frequency_in_file(word)


def frequency_in_file(word: str) -> int:
    """Tell the same from the dictionary's file, without loading it, which takes longer than to read a page.

    Only the lines with its first character are read: they stand together, in the order of their bytes, but for words
    with letters at the head of the file.
    """
    if (own := _own().get(word)) is not None:
        return own
    key, content = f"\n{word} ".encode(), _dictionary()
    found = content.find(key, 0, _HEAD)
    if found < 0 and word:
        found = content.find(key, *_lines_of(word[0]))
    return int(content[found + len(key) :][:_MOST_DIGITS].split(None, 1)[0]) if found >= 0 else 0


_HEAD = 4000  # bytes; words with letters stand in the first 700
_MOST_DIGITS = 12


@cache
def _dictionary() -> bytes:
    found = find_spec("jieba")
    assert found is not None  # noqa: S101  installed with this program
    assert found.origin is not None  # noqa: S101  a package
    return b"\n" + Path(found.origin).with_name("dict.txt").read_bytes()


@lru_cache(maxsize=4096)
def _lines_of(character: str) -> tuple[int, int]:
    """Return from where to where the lines of the dictionary reach whose words begin with a character."""
    content, key = _dictionary(), character.encode()

    def line(at: int) -> bytes:
        start = content.rfind(b"\n", 0, at) + 1
        return content[start : start + len(key)]

    places = range(_HEAD // 2, len(content))
    first, end = bisect_left(places, key, key=line), bisect_right(places, key, key=line)
    return content.rfind(b"\n", 0, places[0] + first), places[0] + end


@cache
def _own() -> dict[str, int]:
    """Return our own words, each with the frequency that jieba suggests for it."""
    return {word: int(count) for word, count in map(str.split, lexicon.lines("words"))}


def parts(string: str) -> tuple[str, ...]:
    """Cut a string into words and the shorter words within them, for an index that is searched by either."""
    return tuple(part for part in _tokenizer().lcut_for_search(string, HMM=False) if part.strip())


def longest(string: str) -> tuple[str, ...]:
    """Cut a string into the longest words that begin where the last one ended; laid end to end they are the string.

    Ten times as fast as `words` and a little coarser: enough to see what no dictionary has.
    """
    known = _tokenizer().FREQ  # holds the beginnings of words too, with frequency 0
    found: list[str] = []
    start = 0
    while start < len(string):
        end, reach = start + 1, start + 2
        while reach <= len(string) and (frequency := known.get(string[start:reach])) is not None:
            if frequency:
                end = reach
            reach += 1
        found.append(string[start:end])
        start = end
    return tuple(found)


def crosses(left: str, right: str) -> bool:
    """Tell whether a word lies across the place where two strings meet; their nearest characters are looked at."""
    left, right = left[-_REACH:], right[:_REACH]
    end = 0
    for word in words(left + right):
        start, end = end, end + len(word)
        if start < len(left) < end:
            return True
    return False
