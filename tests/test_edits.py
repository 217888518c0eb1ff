"""Whatever people do to an issue, in the log and in drafts, undone and done again, it is what the log says."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from edits_model import briefs, work
from week import order, summed

from digest import config, edit
from digest.edit.targets import figure_target, item_of, item_target
from digest.model import Decision, Edit
from digest.pipeline import build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", range(20))
def test_thirty_things_done_to_an_issue_give_what_the_log_says(tmp_path: Path, seed: int) -> None:
    work(tmp_path, Random(seed))  # noqa: S311  a repeatable sequence


@pytest.mark.faults
@pytest.mark.parametrize("batch", range(20))
def test_two_thousand_sequences_give_what_the_log_says(tmp_path: Path, batch: int) -> None:
    for seed in range(100 + 100 * batch, 200 + 100 * batch):
        folder = tmp_path / str(seed)
        folder.mkdir()
        work(folder, Random(seed))  # noqa: S311  as above


def test_what_no_longer_applies_is_listed_with_both_texts_and_comes_back_with_its_page() -> None:
    fewer, whole = briefs()[0][0], briefs()[2][0]
    late = next(item for item in whole.items if item_of(fewer, item_target(item)) is None)
    entry = Edit(1, "item.title", item_target(late), ("晚到的新题",), "周敏", "", was=late.headline.string)
    applied = edit.apply(fewer, [entry])
    (refused,) = applied.refused
    assert applied.brief == edit.apply(fewer, []).brief
    assert "晚到的新题" in str(refused)
    assert late.headline.string in str(refused)
    assert "no such item any more" in str(refused)
    assert "晚到的新题" in [str(item.headline) for item in edit.apply(whole, [entry]).brief.items]


def test_a_decision_is_looked_over_before_it_is_entered() -> None:
    brief = briefs()[2][0]
    first, second = brief.items[0], brief.items[2]
    figure = str(second.statements[0])
    asked = [
        Decision("item.title", item_target(first), ("新题",)),
        Decision("item.notes", item_target(first), (f"另有{figure}。",)),
        Decision("item.notes", item_target(first), (f"〔编者：另有{figure}〕",)),
    ]
    (refused,) = edit.objections(brief, asked)
    assert refused.edit.sequence == 2
    assert figure in refused.reason


def test_what_was_taken_back_is_not_applied() -> None:
    brief = briefs()[2][0]
    entry = Edit(1, "item.drop", item_target(brief.items[0]), (), "周敏", "", undone_by=2, turned=2)
    assert edit.apply(brief, [entry]).brief == edit.apply(brief, []).brief


def test_a_figure_that_a_person_gave_to_another_leaves_the_sum_of_its_zone(tmp_path: Path) -> None:
    made = build.build(order(tmp_path, summed()), config.Settings())
    row = next(row for row in made.brief.zones if row.announced)
    part = row.announced.of[0]
    item = next(item for item in made.brief.items if item.anchor == part.anchor)
    entry = Edit(1, "statement.owner", figure_target(part, item.story), ("全市",), "周敏", "")
    applied = edit.apply(made.brief, [entry])
    assert not applied.refused
    again = next(one for one in applied.brief.zones if one.zone == row.zone)
    assert part.spans not in [one.spans for one in again.announced.of]
    assert again.announced.value == row.announced.value - part.value
