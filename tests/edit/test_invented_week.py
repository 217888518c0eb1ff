"""An invented week of forty-odd reports by its gold: merging, conflicts and follow-ups, with the facts as found."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from digest import edit, facts, page, read
from digest.model import Report, Story

WEEK = Path(__file__).parents[2] / "training" / "gold" / "weeks" / "may.jsonl"
GOLD: dict[str, dict[str, Any]] = {
    row["id"]: row for row in map(json.loads, WEEK.read_text(encoding="utf-8").splitlines())
}


@pytest.fixture(scope="module")
def stories() -> tuple[Story, ...]:
    articles = page.split(read.read(WEEK.name, WEEK.read_bytes())).articles
    return edit.merge(tuple(Report(one, facts.extract(one, on=one.published)) for one in articles))


def events(story: Story) -> set[str]:
    return {GOLD[report.article.id]["event"] for report in story.reports}


def test_nearly_all_reports_of_one_event_stand_together_and_none_of_two(stories: tuple[Story, ...]) -> None:
    gold = {pair for pair in combinations(sorted(GOLD), 2) if GOLD[pair[0]]["event"] == GOLD[pair[1]]["event"]}
    made = {pair for s in stories for pair in combinations(sorted(r.article.id for r in s.reports), 2)}
    assert all(len(events(story)) == 1 for story in stories)
    assert len(gold & made) / len(gold) >= 0.9


def test_reports_that_disagree_are_named_and_rounded_ones_are_not(stories: tuple[Story, ...]) -> None:
    said = {
        event
        for story in stories
        if edit.conflicts(edit.contexts(story, edit.Fingerprints()))
        for event in events(story)
    }
    assert said == {row["event"] for row in GOLD.values() if row.get("conflict")}


def test_a_start_follows_its_signing_and_nothing_else_follows(stories: tuple[Story, ...]) -> None:
    found = {
        (event, earlier)
        for story in stories
        for one in edit.follows(stories).get(story.id, ())
        for event in events(story)
        for earlier in events(one)
    }
    assert found == {(row["event"], row["followup_of"]) for row in GOLD.values() if row.get("followup_of")}
