"""The issues there are in, the pages that list them out: `index.html`, searched without a server, and a feed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from digest.model import Own
from digest.publish.provenance import Mark
from digest.publish.templates import Shelf
from digest.text.visible import is_visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

INDEX = "index.html"
FEED = "feed.xml"


@dataclass(frozen=True, slots=True)
class Told:
    """A story of an issue, as the list of issues shows it; `anchor` is its place in the page."""

    section: str
    headline: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue that was published: the folder it lies in, its inclusive days, its files and stories."""

    folder: str
    first: date
    last: date
    files: tuple[str, ...]
    stories: tuple[Told, ...]

    @property
    def page(self) -> str:
        """The file to open first: the web page where there is one."""
        return "brief.html" if "brief.html" in self.files else next(iter(self.files), "")

    @property
    def links(self) -> tuple[tuple[str, Own], ...]:
        """Its files, each with the words that lead to it: the suffix in capitals."""
        return tuple((file, Own(file.rpartition(".")[2].upper())) for file in self.files)


def issue(folder: str, receipt: bytes) -> Issue | None:
    """Read what an issue's receipt.json tells of it; None where it is none of ours, as is a folder with such a name."""
    if not is_visible(folder):
        return None
    try:
        told = json.loads(receipt)
        stories = sorted((one for one in told["stories"] if not one["dropped"]), key=lambda one: one["rank"])
        return Issue(
            folder,
            date.fromisoformat(told["first"]),
            date.fromisoformat(told["last"]),
            tuple(name for name in map(str, told["files"]) if name.startswith("brief.")),
            tuple(Told(str(one["section"]), str(one["headline"]), f"story-{one['id']}") for one in stories),
        )
    except (ValueError, KeyError, TypeError):
        return None


def listing(
    issues: Sequence[Issue], *, name: str, unit: str, template: str, folders: tuple[Path, ...] = ()
) -> dict[str, bytes]:
    """Write the list of issues and the feed, newest first: file name → content.

    Raises:
        TemplateError: the template is wrong.
    """
    shelf = Shelf(template, folders)
    newest = sorted((one for one in issues if one.page), key=lambda one: (one.last, one.folder))[::-1]
    given = {"issues": newest, "name": name, "unit": unit, "urn": _urn}
    return {INDEX: shelf.fill("index.html.j2", **given).encode(), FEED: shelf.fill("feed.xml.j2", **given).encode()}


def _urn(*words: str) -> Mark:
    """Name a feed or an entry for ever: the same words, the same name."""
    return Mark(uuid5(NAMESPACE_URL, "/".join(words)).urn)
