"""A page is mended by hand before its facts are found: no character is lost, and facts and stories follow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from week import BY, WEEK, order

from digest import config, edit, page, read
from digest.archive.edit_log import EditLog
from digest.archive.store import Archive
from digest.edit.targets import article_target, line_target, story_target
from digest.model import Decision, Edit, Span
from digest.pipeline import build
from digest.pipeline.intake import silent
from digest.report import verify

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Document, Layout, Operation
    from digest.pipeline.order import Proof

PAGE = sorted(WEEK.glob("*.txt"))[1]


@pytest.fixture(scope="module")
def sheet() -> tuple[Document, Layout]:
    document = read.read(PAGE.name, PAGE.read_bytes())
    return document, page.split(document)


def mended(sheet: tuple[Document, Layout], operation: Operation, target: str, *value: str) -> Layout:
    (layout,), refused = edit.repaged([sheet], [Edit(1, operation, target, value, "周敏", "")])
    assert not refused
    return layout


def places(layout: Layout) -> set[int]:
    """Collect every place of the source that a layout has somewhere."""
    texts = [text for one in layout.articles for text in (one.headline, one.kicker, one.subtitle) if text]
    texts += [part.text for one in layout.articles for part in one.paragraphs]
    texts += [text for one in layout.articles for text in one.captions]
    texts += [byline.text for one in layout.articles for byline in one.bylines]
    texts += [one.text for one in layout.furniture] + list(layout.unread)
    return {place for text in texts for start, end in text.spans for place in range(start, end)}


def line(sheet: tuple[Document, Layout], words: str) -> Span:
    document = sheet[0]
    at = document.text.index(words)
    return next(one.span for one in document.lines if one.span.start <= at < one.span.end)


def visible(document: Document, found: set[int]) -> set[int]:
    return {place for place in found if not document.text[place].isspace()}


def test_articles_are_merged_and_parted_again_without_losing_a_character(sheet: tuple[Document, Layout]) -> None:
    document, layout = sheet
    first, second = layout.articles[:2]
    one = mended(sheet, "article.merge", article_target(first.id), article_target(second.id))
    assert [held.id for held in one.articles] == [held.id for held in layout.articles if held is not second]
    assert one.articles[0].paragraphs[: len(first.paragraphs)] == first.paragraphs
    assert visible(document, places(one)) == visible(document, places(layout))
    assert second.headline
    head = Span(second.headline.start, second.headline.spans[-1].end)
    target = line_target(document.id, head)
    again = mended((document, one), "article.split", article_target(first.id), target)
    assert again.articles[1].headline == second.headline
    assert [part.text for part in again.articles[1].paragraphs] == [part.text for part in second.paragraphs]
    assert visible(document, places(again)) == visible(document, places(layout))


def test_what_is_dropped_is_furniture(sheet: tuple[Document, Layout]) -> None:
    document, layout = sheet
    less = mended(sheet, "article.drop", article_target(layout.articles[0].id))
    assert less.articles == layout.articles[1:]
    captions = {p for one in layout.articles[0].bylines for s, e in one.text.spans for p in range(s, e)}
    assert visible(document, places(layout) - places(less)) <= captions


def test_a_line_is_given_another_role_or_article(sheet: tuple[Document, Layout]) -> None:
    document, layout = sheet
    first, second = layout.articles[:2]
    span = next(one.span for one in document.lines if second.paragraphs[-1].text.start in range(*one.span))
    target = line_target(document.id, span)
    words = document.text[span.start : span.end].strip()
    moved = mended(sheet, "paragraph.move", target, article_target(first.id), "")
    assert moved.articles[0].paragraphs[0].text.string == words
    assert words not in "".join(part.text.string for part in moved.articles[1].paragraphs)
    titled = mended(sheet, "line.role", target, "headline")
    assert titled.articles[1].headline is not None
    assert titled.articles[1].headline.string == words
    assert titled.articles[1].paragraphs[0].text == second.headline
    gone = mended(sheet, "line.role", target, "furniture")
    assert words in [one.text.string for one in gone.furniture]
    for layout_ in (moved, titled, gone):
        assert visible(document, places(layout_)) == visible(document, places(layout))


def test_day_page_and_headline_of_an_article_are_mended(sheet: tuple[Document, Layout]) -> None:
    _, layout = sheet
    target = article_target(layout.articles[0].id)
    assert str(mended(sheet, "article.date", target, "2025-04-16").articles[0].published) == "2025-04-16"
    assert mended(sheet, "article.page", target, "A2").articles[0].page == "A2"
    words = layout.articles[0].body[0].string[:8]
    headline = mended(sheet, "article.headline", target, words).articles[0].headline
    assert headline is not None
    assert headline.string == words


@pytest.mark.parametrize(
    ("operation", "target", "value", "why"),
    [
        ("article.drop", "article:none", (), "no page of this issue has it any more"),
        ("article.headline", "", ("没有这句话的题目",), "stand nowhere on the page"),
        ("article.date", "", ("四月",), "no day"),
        ("article.merge", "", ("article:none",), "merge the stories"),
        ("article.split", "", ("line:x",), "names no line"),
        ("line.role", "line", ("广告",), "is no role of a line"),
    ],
)
def test_what_does_not_apply_is_named_and_changes_nothing(
    sheet: tuple[Document, Layout], operation: Operation, target: str, value: tuple[str, ...], why: str
) -> None:
    document, layout = sheet
    named = {"": article_target(layout.articles[0].id), "line": line_target(document.id, document.lines[0].span)}
    (same,), (refused,) = edit.repaged([sheet], [Edit(1, operation, named.get(target, target), value, "周敏", "")])
    assert same == layout
    assert why in refused.reason


def proof(out: Path) -> Proof:
    with Archive(out / "digest.db") as archive:
        return build.proof(order(out), config.Settings(), archive, silent)


def entered(out: Path, *decisions: Decision) -> None:
    with Archive(out / "digest.db") as archive:
        EditLog(archive.database).append("2025-W16", decisions, BY.who, BY.when)


def test_stories_are_merged_and_parted_and_keep_what_was_decided_of_them(tmp_path: Path) -> None:
    before = proof(tmp_path).brief.items
    first, second = before[0].story, before[2].story
    title = Decision("item.title", story_target(first), ("两事合报",))
    entered(tmp_path, title, Decision("story.merge", story_target(first), (story_target(second),)))
    made = build.build(order(tmp_path), config.Settings())
    assert not [one for one in made.problems if one.kind == "not_applied"]
    (item,) = [one for one in made.brief.items if str(one.headline) == "两事合报"]
    ids = [report.article.id for report in item.story.reports]
    assert ids == [report.article.id for story in (first, second) for report in story.reports]
    entered(tmp_path, Decision("story.part", story_target(item.story), (article_target(ids[-1]),)))
    parted = proof(tmp_path).brief.items
    assert [report.article.id for one in parted for report in one.story.reports].count(ids[-1]) == 1
    assert ids[-1] not in [report.article.id for report in parted[0].story.reports]


def test_facts_and_issue_follow_a_mended_page_and_verify_mends_it_too(tmp_path: Path) -> None:
    made = proof(tmp_path)
    reading = next(one for one in made.readings if one.document.origin.endswith(PAGE.name))
    first, second = reading.layout.articles[:2]
    entered(tmp_path, Decision("article.merge", article_target(first.id), (article_target(second.id),)))
    built = build.build(order(tmp_path), config.Settings())
    assert second.id not in [report.article.id for one in built.brief.items for report in one.story.reports]
    receipt = json.loads((built.files[0].parent / "receipt.json").read_text(encoding="utf-8"))
    assert [one["operation"] for one in receipt["edits"]] == ["article.merge"]
    assert verify.verify(built.files[0].parent, [WEEK], config.Settings()).holds
