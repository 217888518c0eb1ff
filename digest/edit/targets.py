"""What an edit is of, worded so that it is found again after another build, with new pages, by a newer program.

- story:ARTICLE+ARTICLE…: an item, by the articles it is made of, the lead first
- own:NAME: an item that a person wrote
- figure:DOCUMENT:12-17: a figure, by its place in the text of its source
- line:DOCUMENT:40-61: a line of a page
- article:ARTICLE: an article
- section:政策: a section, by its title before a person gave it another
- zone:望沧高新区: a row of the table of zones; trend:KIND/NAME: one of the trends
- masthead:FIELD, issue
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digest.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.model import Brief, Item, Section, Statement, Story, Trend, ZoneRow

ISSUE: Final = "issue"
OWN_STORY: Final = "own-"  # how the id of an item begins that a person wrote
_SHORT: Final = 16  # characters of a document's id that name it


def item_target(item: Item) -> str:
    """Name an item; one that a person wrote by its own name."""
    return story_target(item.story) if item.story.reports else f"own:{item.story.id.removeprefix(OWN_STORY)}"


def story_target(story: Story) -> str:
    """Name a story by its articles, the lead first."""
    return "story:" + "+".join(report.article.id for report in story.reports)


def article_target(article: str) -> str:
    """Name an article by its id."""
    return f"article:{article}"


def line_target(document: str, span: Span) -> str:
    """Name a line by its place in a document's text."""
    return f"line:{document[:_SHORT]}:{span.start}-{span.end}"


def line_span(target: str) -> Span | None:
    """Read the place of a line out of its target."""
    start, _, end = target.rpartition(":")[2].partition("-")
    return Span(int(start), int(end)) if target.startswith("line:") and start.isdecimal() and end.isdecimal() else None


def document_of(target: str) -> str:
    """Read the beginning of a document's id out of the target of a line or figure."""
    return target.split(":")[1] if target.count(":") > 1 else "?"


def figure_target(one: Statement, story: Story) -> str:
    """Name a figure of a story by its place in the text of its source."""
    document = next((held.article.document for held in story.reports if held.article.id == one.article), one.article)
    return f"figure:{document[:_SHORT]}:{places(one.spans)}"


def section_target(section: Section) -> str:
    """Name a section."""
    return f"section:{section.name}"


def zone_target(row: ZoneRow) -> str:
    """Name a row of the table of zones."""
    return f"zone:{row.zone}"


def trend_target(one: Trend) -> str:
    """Name a row of the table of trends."""
    return f"trend:{one.kind}/{one.name}"


def places(spans: Iterable[Span]) -> str:
    """Write places: 12-17,20-31."""
    return ",".join(f"{span.start}-{span.end}" for span in spans)


def item_of(brief: Brief, target: str) -> Item | None:
    """Find an item: the one that has the first of the articles named which the brief still has."""
    kind, _, name = target.partition(":")
    if kind == "own":
        return next((item for item in brief.items if item.story.id == OWN_STORY + name), None)
    holders = {report.article.id: item for item in brief.items for report in item.story.reports}
    return next((holders[article] for article in name.split("+") if article in holders), None)


def section_of(brief: Brief, target: str) -> Section | None:
    """Find a section."""
    return next((one for one in brief.sections if section_target(one) == target), None)


def figures_of(brief: Brief) -> Iterator[tuple[str, Statement, Item]]:
    """Yield every figure of a brief's items with its target."""
    for item in brief.items:
        for one in dict.fromkeys((*item.statements, *item.fresh)):
            yield figure_target(one, item.story), one, item
