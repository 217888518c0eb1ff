"""Every item of a feed is read with its day, however the feed is written."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from digest import read
from digest.read import charset
from digest.read.day import day

FEEDS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "feeds.toml").read_text(encoding="utf-8"))["feed"]


@pytest.mark.parametrize("feed", FEEDS, ids=[feed["says"] for feed in FEEDS])
def test_a_feed_is_read_as(feed: dict[str, Any]) -> None:
    document = read.read("feed.xml", feed["markup"].encode())

    def words(*spans: Any) -> list[str]:  # noqa: ANN401  spans, or None where there is none
        return [document.text[span.start : span.end] for span in spans if span]

    found = [
        {
            "headline": "".join(words(entry.headline)),
            "day": entry.published,
            "link": entry.link,
            "body": words(*entry.paragraphs),
        }
        for entry in document.entries
    ]
    assert found == [{"day": None, "link": None, "body": [], **item} for item in feed["items"]]
    assert words(*(line.span for line in document.lines)) == feed.get("furniture", [])
    said = [problem.reason for problem in document.problems]
    assert [feed["problem"]] == said if "problem" in feed else not said


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Tue Apr 15 22:30:00 GMT+08:00 2025", date(2025, 4, 15)),
        ("星期二, 15 四月 2025 22:30:00 +0800", date(2025, 4, 15)),
        ("周一, 15 十二月 2025 08:00:00 +0800", date(2025, 12, 15)),
        ("十一月 6th, 2009", date(2009, 11, 6)),
        ("十一月 6", None),
        ("2025-04-15T22:30:00.000Z", date(2025, 4, 16)),
        ("April 15, 2025", date(2025, 4, 15)),
        ("15-Apr-2025", date(2025, 4, 15)),
        ("20250415223000", date(2025, 4, 15)),
        ("2025041522", date(2025, 4, 15)),
        ("1744675200", date(2025, 4, 15)),
        ("1744675200000", date(2025, 4, 15)),
        ("2025年4月15日 下午10:30", date(2025, 4, 15)),
        ("4/5/2025 9:23:57 PM", date(2025, 4, 5)),
        ("4/5/2025", None),
        ("12345678", None),
        ("May be soon", None),
    ],
)
def test_a_day_is_read_in_every_form(written: str, expected: date | None) -> None:
    assert day(written, "Asia/Shanghai") == expected


def test_cst_is_the_american_zone_for_a_paper_over_there() -> None:
    assert day("Tue, 15 Apr 2025 22:30:00 CST", "America/Chicago") == date(2025, 4, 15)
    assert day("Tue, 15 Apr 2025 22:30:00 CST", "Europe/London") == date(2025, 4, 16)


OTHERS = {
    "euc-jp": "開発区は企業の進出を支援するための新しい制度をはじめました。",
    "shift_jis": "かいはつくのあたらしいこうじょうがはじまりました。",
    "euc-kr": "개발구에 새로운 공장이 들어섰다고 밝혔다.",
    "koi8-r": "В зоне развития открыли новый завод по производству датчиков.",
    "gbk": "青澜高新区签约三个项目，总投资三亿元。",
}


@pytest.mark.parametrize("encoding", OTHERS)
def test_a_feed_is_decoded_by_what_it_declares(encoding: str) -> None:
    text = OTHERS[encoding]
    feed = f'<?xml version="1.0" encoding="{encoding}"?><rss><item><title>{text}</title></item></rss>'
    document = read.read("feed.xml", feed.encode(encoding))
    assert document.text.strip() == text


@pytest.mark.parametrize("encoding", OTHERS)
def test_a_feed_is_decoded_by_what_its_header_says(encoding: str) -> None:
    text = OTHERS[encoding]
    feed = f"<rss><item><title>{text}</title></item></rss>".encode(encoding)
    content = charset.in_unicode(feed, f'text/xml; charset="{encoding}"')
    assert read.read("feed.xml", content).text.strip() == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp874", "เขตพัฒนาเปิดโรงงานใหม่สองแห่งเมื่อวานนี้"),
        ("cp1255", "אזור הפיתוח פתח אתמול שני מפעלים חדשים"),
        ("koi8-r", OTHERS["koi8-r"]),
        ("gbk", OTHERS["gbk"]),
    ],
)
def test_a_feed_that_names_no_encoding_is_decoded_by_its_letters(encoding: str, text: str) -> None:
    feed = f"<rss><item><title>{text}</title><description>{text} {text}</description></item></rss>"
    assert text in read.read("feed.xml", feed.encode(encoding)).text


def test_a_wrong_label_does_not_spoil_a_chinese_page() -> None:
    page = f"<html><body><p>{OTHERS['gbk']}</p></body></html>"
    for label in ("iso-8859-1", "utf-8", "euc-kr-x", "us-ascii"):
        assert (
            OTHERS["gbk"]
            in read.read("a.html", charset.in_unicode(page.encode("gbk"), f"text/html; charset={label}")).text
        )
    assert charset.in_unicode(page.encode(), "text/html; charset=euc-jp") == page.encode()
