"""Text that came from outside in, the same out with nothing in it that cannot be seen.

Control characters, lone surrogates (a file name that is no UTF-8), marks that turn the direction of writing (Unicode
Standard Annex 9) and characters of no width make a name look like another, on paper, on a web page and on a terminal.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from digest.model import Article, Document, Entry, Problem

BOX: Final = "□"
_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FIRST: Final = "\x20"


def visible(text: str) -> str:
    """Show every character that cannot be seen as □; blanks and line ends become one space each."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_seen(char) else " " if char in "\t\n\r\v\f" else BOX for char in text)


def visible_lines(text: str) -> str:
    """Do what `visible` does, and leave line ends and tabs: for what is printed on a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_seen(char) or char in "\t\n" else BOX for char in text)


def _maybe(text: str | None) -> str | None:
    return None if text is None else visible(text)


def names_of_document(document: Document) -> Document:
    """Show the names a document goes by and those it has from its file or its metadata; its text stays as it is."""
    return replace(
        document,
        origin=visible(document.origin),
        publication=_maybe(document.publication),
        page=_maybe(document.page),
        entries=tuple(map(_names_of_entry, document.entries)),
        problems=tuple(map(words_of_problem, document.problems)),
    )


def _names_of_entry(entry: Entry) -> Entry:
    return replace(entry, publication=_maybe(entry.publication), page=_maybe(entry.page), author=_maybe(entry.author))


def names_of_article(article: Article) -> Article:
    """Show the names an article has from its page, its file or an archive; its texts stay as they are."""
    return replace(
        article,
        origin=visible(article.origin),
        publication=_maybe(article.publication),
        page=_maybe(article.page),
        section=_maybe(article.section),
        bylines=tuple(replace(one, name=visible(one.name), role=visible(one.role)) for one in article.bylines),
    )


def words_of_problem(problem: Problem) -> Problem:
    """Show every word of a problem: it may quote its source."""
    return replace(
        problem,
        origin=visible(problem.origin),
        reason=visible(problem.reason),
        remedy=visible(problem.remedy),
        details=tuple((name, visible(value)) for name, value in problem.details),
    )


def is_visible(text: str) -> bool:
    """Tell whether `visible` would leave a text as it is."""
    return visible(text) == text


def _is_seen(char: str) -> bool:
    return char >= _FIRST and unicodedata.category(char) not in _CATEGORIES
