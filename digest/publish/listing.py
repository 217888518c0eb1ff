"""The issues there are in, the pages that list them out: `index.html`, searched without a server, and a feed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from digest.model import Own
from digest.publish.provenance import Mark
from digest.publish.templates import Shelf
from digest.text import period
from digest.text.visible import is_visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

INDEX = "index.html"
FEED = "feed.xml"


@dataclass(frozen=True, slots=True)
class Told:
    """A story of an issue, as the list of issues shows it; `anchor` is its place in the page, `summary` is searched."""

    section: str
    headline: str
    anchor: str
    summary: str = ""


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
    def name(self) -> Own:
        """What it is called: 2025年第17期 where it covers a week, else its days."""
        week = period.week_of(self.last)
        if (week.first, week.last) != (self.first, self.last):
            return Own(self.folder.replace("_", "至"))
        return Own(f"{self.last.isocalendar().year}年第{week.number}期")

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
            tuple(
                Told(str(one["section"]), str(one["headline"]), f"story-{one['id']}", str(one.get("summary", "")))
                for one in stories
            ),
        )
    except (ValueError, KeyError, TypeError):
        return None


def listing(  # noqa: PLR0913  what heads a page, and its order
    issues: Sequence[Issue],
    *,
    name: str,
    unit: str,
    template: str,
    folders: tuple[Path, ...] = (),
    sections: tuple[str, ...] = (),
) -> dict[str, bytes]:
    """Write the list of issues and the feed, newest first: file name → content.

    The stories of an issue stand in the order of `sections`, those of others behind them.

    Raises:
        TemplateError: the template is wrong.
    """
    shelf = Shelf(template, folders)
    place = {title: k for k, title in enumerate(sections)}
    newest = sorted((_arranged(one, place) for one in issues if one.page), key=lambda one: (one.last, one.folder))[::-1]
    given = {"issues": newest, "name": name, "unit": unit, "urn": _urn}
    return {INDEX: shelf.fill("index.html.j2", **given).encode(), FEED: shelf.fill("feed.xml.j2", **given).encode()}


def _arranged(one: Issue, place: dict[str, int]) -> Issue:
    return replace(one, stories=tuple(sorted(one.stories, key=lambda story: place.get(story.section, len(place)))))


def _urn(*words: str) -> Mark:
    """Name a feed or an entry for ever: the same words, the same name."""
    return Mark(uuid5(NAMESPACE_URL, "/".join(words)).urn)
