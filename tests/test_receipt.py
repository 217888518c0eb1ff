"""The receipt says what was stated and where it stands, and its lines are those of the files."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from week import order, summed

from digest import config, page, publish, read
from digest.model import SURE
from digest.pipeline import build

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {
    "place", "story", "article", "owner", "label", "text", "value", "unit", "status", "period", "spans", "quote",
    "confidence", "decided", "bound", "because",
}  # fmt: skip
PLACES = {"item", "figures", "zones", "chart", "points"}
STATUSES = {"actual", "expected", "target", "limit", "intention"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample week in every format."""
    asked = order(tmp_path_factory.mktemp("out"), summed(), formats=publish.FORMATS)
    return build.build(asked, config.Settings()).files[0].parent


@pytest.fixture(scope="module")
def receipt(folder: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    return made


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """Give the text that the spans of each article count in."""
    documents = [read.read(path.name, path.read_bytes()) for path in summed().glob("*.txt")]
    return {article.id: document.text for document in documents for article in page.split(document).articles}


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_every_statement_stands_at_its_spans_with_its_owner_and_label(
    receipt: dict[str, Any], sources: dict[str, str]
) -> None:
    stated = [one for one in receipt["statements"] if one["article"]]
    assert PLACES - {"chart"} <= {one["place"] for one in stated} <= PLACES  # a chart takes the sums of two zones
    for one in stated:
        text = sources[one["article"]]
        assert set(one) == KEYS
        assert squeezed("".join(text[start:end] for start, end in one["spans"])) == one["text"]
        assert squeezed(one["quote"]) in squeezed(text)
        assert one["owner"] is None or one["owner"] in squeezed(text)
        assert one["label"] or one["place"] == "points"  # a highlight is a sentence, which says it
        assert one["status"] in STATUSES
        assert 0 <= one["confidence"] <= 1
        assert one["story"] is None or receipt["stories"][one["story"] - 1]["dropped"] is None


def test_of_each_source_it_says_where_its_characters_went(receipt: dict[str, Any]) -> None:
    assert {one["origin"].rpartition("/")[2] for one in receipt["documents"]} == {
        path.name for path in summed().glob("*.txt")
    }
    for one in receipt["documents"]:
        assert set(one["shares"]) == {"article", "furniture", "unread", "lost"}
        assert sum(one["shares"].values()) == pytest.approx(1, abs=2e-4)  # each is rounded to four digits
        assert one["shares"]["lost"] == 0
        assert one["shares"]["article"] > 0.5


def test_tables_and_charts_have_no_statement_without_an_owner_or_one_that_is_unsure(receipt: dict[str, Any]) -> None:
    shown = [one for one in receipt["statements"] if one["article"] and one["place"] in {"figures", "zones", "chart"}]
    heads = "".join(story["headline"] for story in receipt["stories"])

    def is_given(one: dict[str, Any]) -> bool:
        counted = re.search(r"\d+个[^。]{0,30}总(?:投资|金额)" + re.escape(one["text"]), one["quote"])
        return one["place"] != "figures" and bool(counted or one["text"] in heads)

    unsure = [one for one in shown if one["confidence"] < SURE[one["place"]] and not is_given(one)]
    assert unsure == [one for one in shown if not one["owner"]] == []


def test_a_sum_is_that_of_the_statements_it_names(receipt: dict[str, Any]) -> None:
    sums = [one for one in receipt["statements"] if "of" in one]
    assert sums
    for one in sums:
        parts = [receipt["statements"][k] for k in one["of"]]
        assert one["article"] is None
        assert one["place"] == "zones"
        assert all(part["place"] == "zones" and part["article"] for part in parts)
        assert Decimal(one["value"]) == sum(Decimal(part["value"]) for part in parts)
        assert all(part["text"] in one["text"] for part in parts[:3])


def test_titles_sections_and_summaries_are_as_printed(folder: Path, receipt: dict[str, Any]) -> None:
    text = squeezed(publish.named("text").read((folder / "brief.md").read_bytes()))
    for story in receipt["stories"]:
        if story["dropped"] is None:
            assert f"{squeezed(story['title'])}" in squeezed(publish.plain(text))
            assert f"</a>{story['section']}" in text
            assert story["headline"] == story["title"]
            assert story["summary"]


def test_the_lines_of_each_file_are_hashed_as_its_reader_sees_them(folder: Path, receipt: dict[str, Any]) -> None:
    assert set(receipt["lines"]) == set(receipt["files"]) == {f"brief.{form}" for form in publish.FORMATS}
    for name, hashes in receipt["lines"].items():
        content = (folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == receipt["files"][name]
        lines = publish.named(name.removeprefix("brief.")).read(content).splitlines()
        told = [squeezed(line) for line in lines if line.strip()]
        assert hashes == [hashlib.sha256(line.encode()).hexdigest()[:8] for line in told]


def test_nothing_of_the_sample_week_is_left_out_or_lost(receipt: dict[str, Any]) -> None:
    reasons = [one["reason"] for one in receipt["problems"]]
    assert [reason for reason in reasons if "left out" in reason or "as they were printed" in reason] == []
