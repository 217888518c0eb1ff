"""What people decide of articles: each change keeps every character in its place, what does not fit changes nothing."""

from __future__ import annotations

from digest import page, read
from digest.edit import targets
from digest.model import Article, Edit, Span

TEXT = """砚坪经开区冷链园开工
　　本报讯（记者 宋砚）4月16日，砚坪经济开发区冷链物流园开工建设，总投资25亿元。
青澜高新区发布措施
　　本报讯（记者 林青）4月16日，青澜高新区发布十条措施，每年安排资金3亿元。
"""


def _articles() -> tuple[str, tuple[Article, ...]]:
    document = read.read("2025-04-17_某报_01版.txt", TEXT.encode())
    return document.text, page.split(document).articles


def _edit(operation: str, target: str, *value: str) -> Edit:
    return Edit(1, operation, target, value, "编者", "2025-04-21")  # type: ignore[arg-type]  given by the tests


def _true(source: str, articles: tuple[Article, ...]) -> bool:
    texts = [text for one in articles for text in (one.headline, *one.body) if text]
    return all("".join(source[a:b] for a, b in text.spans).split() == text.string.split() for text in texts)


def test_an_article_is_split_where_a_line_says_and_joined_again() -> None:
    source, articles = _articles()
    joined = page.amend(articles, [_edit("article.merge", f"article:{articles[0].id}", f"article:{articles[-1].id}")])
    assert len(joined) == len(articles) - 1
    start = source.index("青澜高新区发布措施")
    line = targets.line_target(articles[0].document, Span(start, start + 9))
    split = page.amend(joined, [_edit("article.split", f"article:{articles[0].id}", line)])
    assert [str(one.headline) for one in split] == ["砚坪经开区冷链园开工", "青澜高新区发布措施"]
    assert "3亿元" in "".join(map(str, split[1].body))
    assert _true(source, joined)
    assert _true(source, split)


def test_what_names_nothing_or_was_taken_back_changes_nothing() -> None:
    _, articles = _articles()
    first = f"article:{articles[0].id}"
    gone = Edit(1, "article.drop", first, (), "编者", "2025-04-21", undone_by=2)
    for one in (
        gone,
        _edit("article.merge", first, "article:nowhere"),
        _edit("article.merge", first, first),
        _edit("article.split", first, "line:0000000000000000:0-5"),
        _edit("article.split", first, "nonsense"),
        _edit("line.role", "line:0000000000000000:0-5", "headline"),
        _edit("statement.drop", first),
    ):
        assert page.amend(articles, [one]) == articles


def test_an_article_is_dropped() -> None:
    _, articles = _articles()
    assert page.amend(articles, [_edit("article.drop", f"article:{articles[0].id}")]) == articles[1:]
