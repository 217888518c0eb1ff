"""The words of the desk's pages: Chinese as they stand there, English from a table."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files as resources
from typing import Final, Literal

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


@cache
def english() -> dict[str, str]:
    """Read the table: Chinese words of the pages and what they are in English."""
    return tomllib.loads((resources("digest.desk") / "english.toml").read_text(encoding="utf-8"))


def said(words: str, language: Language, *parts: object) -> str:
    """Say words in a language, `{}` filled in with the parts; words that have no English stay Chinese."""
    words = english().get(words, words) if language == "en" else words
    return words.format(*parts) if parts else words
