"""The words of the desk's pages: Chinese as they stand there, English from a table; refusals the other way round."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files as resources
from typing import Final, Literal

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


def _table(name: str) -> dict[str, str]:
    return tomllib.loads((resources("digest.desk") / name).read_text(encoding="utf-8"))


@cache
def english() -> dict[str, str]:
    """Read the table: Chinese words of the pages and what they are in English."""
    return _table("english.toml")


@cache
def refusals() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Read the table of refusals: what each is in English, with groups for words that vary, and in Chinese."""
    return tuple(
        (re.compile("(.{0,400}?)".join(map(re.escape, words.split("{}"))), re.DOTALL), chinese)
        for words, chinese in _table("refusals.toml").items()
    )


def said(words: str, language: Language, *parts: object) -> str:
    """Say words in a language, `{}` filled in with the parts; words that have no English stay Chinese."""
    words = english().get(words, words) if language == "en" else words
    return words.format(*parts) if parts else words


def refused(words: str, language: Language) -> str:
    """Say why something is not done: each part of a message of the program, as far as the language has it."""
    if language == "en":
        return said(words, language)
    return "。".join(_part(part) for part in words.split(" — "))


def _part(words: str) -> str:
    """Say what happened, or what to do about it: each of several that are named, or else as a whole."""
    several = words.split("; ")
    told = [_chinese(one) for one in several]
    return "；".join(told) if all(a != b for a, b in zip(told, several, strict=True)) else _chinese(words)


def _chinese(words: str) -> str:
    found = ((match, chinese) for pattern, chinese in refusals() if (match := pattern.fullmatch(words)))
    match, chinese = next(found, (None, words))
    return chinese.format(*match.groups()) if match else words
