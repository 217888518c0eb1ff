"""Messages in the language of whoever reads them.

A message is composed in English where something happens: it crosses processes, lies in the database, and stands in
receipts and JSON, which programs read. Where a person reads it, here, it is found again in the catalogue
(`digest/locale`, gettext's, written by docs/make_catalogue.py): its ids are the strings and f-strings of the code, with
{0}, {1} … for the values. Values that are messages themselves are translated too; what is none stays as it is.
"""

from __future__ import annotations

import gettext
import re
import struct
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Language = Literal["zh", "en"]
LOCALE: Final = Path(__file__).resolve().parent / "locale"
DOMAIN: Final = "jianbao"
_CONTEXT: Final = "\x04"  # gettext's own mark between a context and a word
_VALUE: Final = re.compile(r"\{(\d+)\}")
_WORD: Final = re.compile(r"[A-Za-z]{2}")
_LATIN: Final = re.compile(r"[A-Za-z/]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_LONGEST: Final = 2000  # characters: longer lines hold somebody's text, and are shown as they are
_SURE: Final = 10  # characters: "{0}: page {1}" fits what it was not made for, "{0}: its feed is empty" does not
_HEADED: Final = re.compile(r"(?:[^{]+(?:  |: )|[A-Z]+ )\{0\}")  # "ok      {0}", "digest: {0}", "MISSING {0}"
_DEEPEST: Final = 8  # messages within messages: "what — advice", "file: reason", "reason: the system's words"
# How messages are put together, and what joins them in Chinese.
JOINING: Final = " ,;—"  # what stands at the ends of a part of a message
_JOINTS: Final = ((" — ", "——"), ("; ", "；"), (": ", "："), (", ", "，"))


@dataclass(frozen=True)
class Catalogue:
    """The messages of one language: their ids and their translations."""

    messages: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _patterns(self) -> tuple[tuple[bool, re.Pattern[str], str], ...]:
        """The ids that hold values, those with most words of their own first: they fit least else.

        What is said of a file is said without its name where that stands already.
        """
        held = {one: text for one, text in self.messages.items() if _CONTEXT not in one}
        held |= {one.removeprefix("{0}: "): text.removeprefix("{0}：") for one, text in held.items()
                 if one.startswith("{0}: ") and text.startswith("{0}：")}  # fmt: skip
        own = {one: len(_VALUE.sub("", one)) for one in held if _WORD.search(_VALUE.sub("", one))}
        ordered = sorted(own, key=lambda one: (-own[one], one))
        return tuple((own[one] >= _SURE or bool(_HEADED.fullmatch(one)), _pattern(one), held[one]) for one in ordered)

    def translated(self, text: str) -> str:
        """Translate a message, line by line; what the catalogue has not stays as it is."""
        if not self.messages:
            return text
        if text in self.messages:
            return self.messages[text]
        return "\n".join(self._line(line, 0) for line in text.split("\n"))

    def _line(self, text: str, depth: int) -> str:
        bare = text.strip(JOINING)
        if not bare or len(text) > _LONGEST or depth > _DEEPEST or not _WORD.search(text):
            return text
        before, after = map(_marks, (text[: text.index(bare)], text[text.index(bare) + len(bare) :]))
        if bare in self.messages:
            return before + _unescaped(self.messages[bare]) + after
        found = (
            (self._fitted(bare, depth, sure=True, within="—") if "—" in bare else "")
            or self._joined(bare, depth, _JOINTS[:1])
            or self._fitted(bare, depth, sure=True)
            or self._joined(bare, depth, _JOINTS[1:])
            or self._fitted(bare, depth, sure=False)
        )
        return before + (found or bare) + after

    def _fitted(self, text: str, depth: int, *, sure: bool, within: str = "") -> str:
        """Translate a message with values by the pattern it fits, or give ""; a pattern of few words fits much."""
        for is_sure, pattern, translation in self._patterns:
            if is_sure == sure and within in pattern.pattern and (match := pattern.fullmatch(text)):
                return self._filled(translation, match, depth)
        return ""

    def _filled(self, translation: str, match: re.Match[str], depth: int) -> str:
        values = {name[1:]: self._line(value, depth + 1) for name, value in match.groupdict().items()}
        return _VALUE.sub(lambda place: _set_off(values.get(place[1], ""), place), _unescaped(translation))

    def _joined(self, text: str, depth: int, joints: tuple[tuple[str, str], ...]) -> str:
        """Translate the two halves of a message at its first joint, where that changes one of them; else give ""."""
        for joint, chinese in joints:
            left, found, right = text.partition(joint)
            if found and left and right:
                first, second = self._line(left, depth + 1), self._line(right, depth + 1)
                if (first, second) != (left, right):
                    return first + chinese + second
        return ""


def _set_off(value: str, place: re.Match[str]) -> str:
    """Put a blank between a Chinese character and a word of Latin letters or a path, as the sentences themselves do."""
    text = place.string
    before = " " if _LATIN.match(value) and _HAN.fullmatch(text[: place.start()][-1:]) else ""
    after = " " if _LATIN.match(value[-1:]) and _HAN.fullmatch(text[place.end() :][:1]) else ""
    return f"{before}{value}{after}"


def _pattern(message: str) -> re.Pattern[str]:
    """Compile an id to what fits it: any text where its last value stands, for others any within one part.

    A value that begins an id which goes on behind it is within one part too: "a.txt: 2 new pages" is "{0} new pages"
    of a file.
    """
    parts = _VALUE.split(message)
    last = len(parts) - 2 if any(parts[:-2:2]) or not parts[-1] else None
    value = ("(?P<_{}>(?:(?!: ).)*?)", "(?P<_{}>.*?)")
    literal = (
        re.escape(_unescaped(part)) if k % 2 == 0 else value[k == last].format(part) for k, part in enumerate(parts)
    )
    return re.compile("".join(literal), re.DOTALL)


def _marks(text: str) -> str:
    """Give the marks at the end of a part as Chinese has them."""
    return text.replace(" — ", "——").replace(", ", "，").replace("; ", "；")


def _unescaped(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


@cache
def catalogue(language: Language) -> Catalogue:
    """Read the catalogue of a language; English has none, its messages are the ids."""
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    return Catalogue(dict(_entries(path.read_bytes()))) if path.is_file() else Catalogue()


def _entries(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the entries of a compiled catalogue, as gettext's manual lays its tables out; the first is its head."""
    count, ids, strings = struct.unpack_from("<III", content, 8)
    for k in range(count):
        pair = [
            content[start : start + length].decode()
            for length, start in (struct.unpack_from("<II", content, table + 8 * k) for table in (ids, strings))
        ]
        if pair[0]:
            yield pair[0], pair[1]


def help_of(language: Language) -> gettext.NullTranslations:
    """Give gettext's own form of the catalogue, for the help of the command line."""
    return gettext.NullTranslations() if language == "en" else gettext.translation(DOMAIN, LOCALE, [language])


_spoken: list[Language] = ["en"]


def speak(language: Language) -> None:
    """Say which language this process speaks to people."""
    _spoken[0] = language


def spoken() -> Language:
    """Give the language of this process."""
    return _spoken[0]


def named(word: str, context: str) -> str:
    """Give a word of a table, whose meaning hangs on where it stands, in the language of this process."""
    return catalogue(_spoken[0]).messages.get(f"{context}{_CONTEXT}{word}", word)


def translated(message: object) -> str:
    """Give a message in the language of this process."""
    return catalogue(_spoken[0]).translated(str(message))
