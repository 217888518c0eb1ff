"""Pages of e-papers, read in a child process that can do no harm: what a publisher sends costs only its own page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Self

from digest import sandbox
from digest.collect.papers import article, sheet
from digest.collect.papers.article import Printed
from digest.collect.papers.sheet import FAMILIES, Lead, PageLink, Sheet
from digest.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.collect.papers.family import Family

_MB: Final = 1024 * 1024
# An article's page takes 6 milliseconds, the list of 64 newspaper pages 0.4 seconds and 70 MB; 4 MB of one nested or
# unclosed tag up to 3 seconds. The wall clock is for a machine that is busy with other things.
_LIMITS: Final = sandbox.Limits(memory=512 * _MB, processor=10, seconds=60, answer=16 * _MB)
_REMEDY: Final = "open it in a browser; it is tried again in the next run"


class Reader:
    """Reads pages and articles of e-papers in a child process; use it in a `with`."""

    def __init__(self) -> None:
        self._child = sandbox.Child(f"{__name__}:values", _LIMITS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close()

    def sheet(self, url: str, content: bytes) -> Sheet:
        """Read a page of an e-paper; a page of no platform known has no family.

        Raises:
            SourceError: it cannot be read, or not within the limits.
        """
        value = self._child.values(url, content, what="sheet")
        try:
            return _sheet(url, value)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _untrue(url, error) from error

    def article(self, url: str, content: bytes, family: Family, listed: str = "") -> Printed:
        """Read an article's page of a platform; `listed` is its title in the list of its newspaper page.

        Raises:
            SourceError: it cannot be read, or not within the limits.
        """
        value = self._child.values(url, content, what="article", family=family.name, listed=listed)
        try:
            body, captions = tuple(_strings(value.pop("body"))), tuple(_strings(value.pop("captions")))
            return Printed(**{name: _string(words) for name, words in value.items()}, body=body, captions=captions)
        except (KeyError, TypeError, ValueError) as error:
            raise _untrue(url, error) from error


def values(url: str, content: bytes, what: str, family: str = "", listed: str = "") -> dict[str, Any]:
    """Read a page ("sheet") or an article of a family into plain values; called in the child."""
    if what == "article":
        return asdict(article.read(url, content, _family(family), listed))
    found = sheet.read(url, content)
    value = asdict(found)
    return {**value, "family": found.family.name if found.family else "", "day": found.day and found.day.isoformat()}


def _untrue(url: str, error: Exception) -> Malformed:
    return Malformed(f"{url}: its reader gave no page ({type(error).__name__})", _REMEDY)


def _sheet(url: str, value: dict[str, Any]) -> Sheet:
    """Check what came back of a page; every value is of its kind, or the page is refused."""
    width, height = _strings(value["size"])
    return Sheet(
        url=_string(value["url"]) or url,
        family=_family(value["family"]) if value["family"] else None,
        day=date.fromisoformat(_string(value["day"])) if value["day"] else None,
        pages=tuple(PageLink(*(_string(one[name]) for name in ("url", "number", "name"))) for one in value["pages"]),
        leads=tuple(_lead(one) for one in value["leads"]),
        size=(width, height),
        scripted=value["scripted"] is True,
        **{name: _string(value[name]) for name in ("paper", "number", "name", "picture", "pdf", "before", "onward")},
    )


def _lead(value: dict[str, Any]) -> Lead:
    url, words, number, section = (_string(value[name]) for name in ("url", "words", "number", "section"))
    return Lead(url, words, tuple(_strings(value["regions"])), number, section)


def _family(name: object) -> Family:
    found = next((family for family in FAMILIES if family.name == name), None)
    if found is None:
        raise ValueError  # no word of it: `_untrue` says which page
    return found


def _strings(value: object) -> Iterator[str]:
    if not isinstance(value, list):
        raise TypeError
    yield from map(_string, value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # a lone surrogate is no character: UnicodeEncodeError is a ValueError
    return value
