"""The table of papers with an e-paper: facts looked up in public sources, each with the year it was seen there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from digest import lexicon


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A paper of the table; `family` is its platform as far as its address shows it, "" if not, `seen` a year."""

    name: str
    place: str
    url: str
    family: str = ""
    seen: int = 0
    note: str = ""


@cache
def papers() -> tuple[KnownPaper, ...]:
    """Read the table."""
    return tuple(KnownPaper(**row) for row in lexicon.table("papers")["paper"])


def find(words: str) -> tuple[KnownPaper, ...]:
    """Find the papers whose name, place, note or address has all the words; all of them without a word."""
    wanted = words.split()
    return tuple(
        one for one in papers() if all(word in f"{one.name} {one.place} {one.note} {one.url}" for word in wanted)
    )


def address(name: str) -> str:
    """Give the address of a paper by its name; "" if it is not in the table."""
    return next((one.url for one in papers() if one.name == name), "")


def name_at(url: str) -> str:
    """Give the name of the paper whose e-paper stands at an address, whatever page of it; "" if it is not known."""

    def bare(address: str) -> tuple[str, str]:
        parts = urlsplit(address)
        return parts.netloc.removeprefix("www."), parts.path.rstrip("/")

    host, path = bare(url)
    near = [one for one in papers() if bare(one.url)[0] == host and path.startswith(bare(one.url)[1])]
    return max(near, key=lambda one: len(one.url)).name if near else ""
