"""E-papers by address: six platforms with their traps, against a publisher on this machine."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from collect.publisher import FAMILIES, PAPER, SOFT_404, Publisher
from site_of_tests import Site, giving, serving

from digest import collect, config
from digest.collect.papers import sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2025, 4, 20, 8, tzinfo=UTC)
WEEK = [date(2025, 4, 14) + timedelta(days=n) for n in range(7)]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as here:
        yield here


def shown(site: Site, publisher: Publisher) -> None:
    """Put a publisher on the site; whatever else is asked for is a soft 404."""
    for path, content in publisher.pages.items():
        site.pages |= {path + query: giving(content) for query in ("", "?div=-1", "?v=1")}
    site.pages["*"] = giving(SOFT_404)
    site.pages["/robots.txt"] = giving("")


def settings(folder: Path, site: Site, **table: object) -> config.Settings:
    quick = {"delay": 0.0, "seconds": 5.0, "allow_private": True, "requests": 100_000, "picture_megabytes": 0.0}
    paper = {"name": PAPER, "url": f"{site.url}/", **table}
    return config.check({"collect": quick, "paper": [paper]}, folder / "digest.toml")


def rows(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(line)
        for path in sorted(folder.rglob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def compared(publisher: Publisher, days: list[date], got: list[dict[str, object]]) -> dict[str, int]:
    """Count what differs from the truth: articles missing or invented, and each field."""
    truth = {(str(day), story.headline): story for day in days for story in publisher.truth.get(day, ())}
    found = {(str(row["date"]), str(row["headline"])): row for row in got}
    wrong = {
        "missing": len(truth.keys() - found.keys()),
        "invented": len(found.keys() - truth.keys()),
        "twice": len(got) - len(found),
    }
    for key in truth.keys() & found.keys():
        story, row = truth[key], found[key]
        same = {
            "kicker": row["kicker"] == story.kicker, "subtitle": row["subtitle"] == story.subtitle, "author": row["author"] == story.names,
            "page": row["page"] == story.page, "paper": row["paper"] == PAPER, "body": row["body"] == story.paragraphs,
            "captions": row["captions"] == story.captions, "url": str(row["url"]).endswith(story.url),
        }  # fmt: skip
        for name, right in same.items():
            wrong[name] = wrong.get(name, 0) + (not right)
    return wrong


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("variant", [0, 1])
def test_a_week_of_every_platform_comes_as_it_was_printed(
    site: Site, tmp_path: Path, family: str, variant: int
) -> None:
    publisher = Publisher(family, WEEK, seed=3, variant=variant)
    shown(site, publisher)
    done = collect.collect(settings(tmp_path, site), NOW)
    assert done.problems == ()
    got = rows(tmp_path / "input")
    assert {name: count for name, count in compared(publisher, WEEK, got).items() if count} == {}
    asked = len(site.asked)
    assert collect.collect(settings(tmp_path, site), NOW) == collect.Collected((), ())
    assert len(site.asked) == asked


@pytest.mark.parametrize("family", FAMILIES)
def test_a_platform_is_recognised_from_its_page_alone(family: str) -> None:
    for variant in range(10):
        publisher = Publisher(family, WEEK[:1], seed=variant, variant=variant)
        number = publisher.numbers[WEEK[0]][0]
        path = publisher.page_path(WEEK[0], number)
        found = sheet.read(f"http://127.0.0.1:8081{path}", publisher.pages[path])
        assert found.family is not None, path
        assert (found.family.name, found.day) == (family, WEEK[0]), path
        assert [page.number for page in found.pages] == publisher.numbers[WEEK[0]], path
