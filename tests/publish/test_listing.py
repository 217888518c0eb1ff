"""All issues are listed newest first, in a page that asks for nothing and in a feed."""

from __future__ import annotations

import json
from datetime import date

import pytest
import sample
from lxml import etree

from digest import publish
from digest.publish.listing import FEED, INDEX, Issue, Told

ATOM = {"a": "http://www.w3.org/2005/Atom"}
OLD = Issue("2025-W15", date(2025, 4, 7), date(2025, 4, 13), ("brief.md",), (Told("政策", "甲", "story-1"),))
NEW = Issue(
    "2025-W16",
    date(2025, 4, 14),
    date(2025, 4, 20),
    ("brief.md", "brief.html"),
    (Told("项目", "乙开工", "story-2"), Told("政策", "丙", "story-3"), Told("项目", "丁", "story-4")),
)


def listed(*issues: Issue, name: str = "开发区动态周报") -> dict[str, str]:
    pages = publish.listing(issues, name=name, unit="编辑部", template="weekly")
    return {file: content.decode() for file, content in pages.items()}


def test_the_newest_issue_comes_first_and_links_to_its_items() -> None:
    page = listed(OLD, NEW)[INDEX]
    assert page.index("2025-W16") < page.index("2025-W15")
    assert 'href="2025-W16/brief.html#story-2"' in page
    assert 'href="2025-W15/brief.md"' in page
    assert page.index("乙开工") < page.index("丁") < page.index("丙")


def test_the_feed_is_atom_and_names_an_issue_the_same_for_ever() -> None:
    feed = etree.fromstring(listed(OLD, NEW)[FEED].encode())
    again = etree.fromstring(listed(NEW)[FEED].encode())
    assert feed.xpath("a:entry/a:title/text()", namespaces=ATOM) == [
        "开发区动态周报 2025-W16",
        "开发区动态周报 2025-W15",
    ]
    newest = "a:entry[1]/a:id/text()"
    assert feed.xpath(newest, namespaces=ATOM) == again.xpath(newest, namespaces=ATOM)
    assert feed.xpath("a:updated/text()", namespaces=ATOM) == ["2025-04-20T00:00:00Z"]


@pytest.mark.parametrize("hostile", sample.HOSTILE)
def test_hostile_headlines_are_text_in_list_and_feed(hostile: str) -> None:
    bad = Issue(hostile, date(2025, 4, 7), date(2025, 4, 13), ("brief.html",), (Told(hostile, hostile, hostile),))
    pages = listed(bad, name=hostile)
    assert len(etree.fromstring(pages[FEED].encode()).xpath("a:entry", namespaces=ATOM)) == 1
    assert pages[INDEX].count("<script>") == 1
    assert "<img" not in pages[INDEX]
    assert "http://example" not in "".join(part for part in pages[INDEX].split("href=")[1:] if part[1:5] == "http")


def test_an_issue_is_read_from_its_receipt_without_what_was_dropped() -> None:
    stories = [
        {"id": "b", "rank": 2, "section": "项目", "headline": "乙", "dropped": None},
        {"id": "a", "rank": 1, "section": "政策", "headline": "甲", "dropped": None},
        {"id": "c", "rank": 3, "section": "政策", "headline": "丙", "dropped": "篇数已满"},
    ]
    told = {"first": "2025-04-14", "last": "2025-04-20", "files": {"brief.md": "0"}, "stories": stories}
    issue = publish.issue("2025-W16", json.dumps(told).encode())
    assert issue is not None
    assert [(one.headline, one.anchor) for one in issue.stories] == [("甲", "story-a"), ("乙", "story-b")]


@pytest.mark.parametrize("receipt", [b"", b"{}", b"[]", b"\xff", b'{"stories": [{}], "first": "x"}'])
def test_a_receipt_that_is_none_of_ours_is_passed_over(receipt: bytes) -> None:
    assert publish.issue("x", receipt) is None


def test_a_file_is_named_by_its_suffix_whatever_that_is() -> None:
    odd = Issue("2025-W16", date(2025, 4, 14), date(2025, 4, 20), ("brief.html", "brief.md2"), ())
    assert '<a href="2025-W16/brief.md2">MD2</a>' in listed(odd)[INDEX]


def test_no_issue_makes_an_empty_list() -> None:
    assert "还没有已出的期" in listed()[INDEX]
