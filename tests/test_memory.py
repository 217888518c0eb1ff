"""Two issues in a row: nothing is told twice as new, what goes on is marked, and a week built again is the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from week import ROOT, Command, order

from digest import config
from digest.archive import store
from digest.pipeline import build
from digest.report import search
from digest.text.period import Period, week

REPORTS = ROOT / "training/gold/weeks/may.jsonl"
SIGNED = {
    "id": "a1", "paper": "岚北日报", "date": "2025-05-06", "page": "01版",
    "headline": "岚北高新区签约箬川科技48亿元仓储机器人项目",
    "body": "5月5日，岚北高新技术产业开发区与箬川科技签订投资协议，总投资48亿元建设仓储机器人基地，规划用地460亩。",
}  # fmt: skip
STARTED = {
    "id": "b1", "paper": "岚北日报", "date": "2025-05-14", "page": "01版",
    "headline": "箬川科技仓储机器人基地在岚北高新区开工",
    "body": "5月13日，箬川科技仓储机器人基地在岚北高新技术产业开发区开工。项目总投资48亿元，占地460亩，"
    "一期投资19.5亿元，计划2026年底试产，年产机器人3.2万台。",
}  # fmt: skip
OTHER = {
    "id": "a2", "paper": "望沧时报", "date": "2025-05-10", "page": "02版",
    "headline": "望沧临港产业园前4月进出口增长9.7%",
    "body": "望沧临港产业园管委会9日发布数据，今年前4个月园区进出口126.3亿元，同比增长9.7%，其中出口58.4亿元。",
}  # fmt: skip


def built(folder: Path, period: Period, *articles: dict[str, str]) -> dict[str, Any]:
    source = folder / "articles.jsonl"
    source.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in articles), encoding="utf-8")
    made = build.build(replace(order(folder / "out", source, formats=("md",)), period=period), config.Settings())
    receipt: dict[str, Any] = json.loads(made.files[-1].read_text(encoding="utf-8"))
    return receipt | {"brief": made.files[0].read_text(encoding="utf-8")}


def test_what_a_story_takes_up_is_marked_and_only_the_new_figures_are_called_new(tmp_path: Path) -> None:
    built(tmp_path, week("2025-W19"), SIGNED, OTHER)
    second = built(tmp_path, week("2025-W20"), STARTED)
    (story,) = second["stories"]
    assert story["follows"] == ["a1"]
    assert "续报：5月6日《岚北日报》曾报道" in second["brief"]
    (note,) = [line for line in second["brief"].splitlines() if "续报" in line]
    assert "19.5亿元" in note
    assert "48亿元" not in note.split("新数据")[1]


def test_an_earlier_report_among_the_sources_is_taken_up_without_an_archive(tmp_path: Path) -> None:
    (story,) = built(tmp_path, week("2025-W20"), SIGNED, STARTED)["stories"]
    assert story["follows"] == ["a1"]


def test_the_same_week_again_is_the_same_bytes_whatever_came_after(tmp_path: Path) -> None:
    first = built(tmp_path, week("2025-W19"), SIGNED, OTHER)
    second = built(tmp_path, week("2025-W20"), STARTED)
    assert built(tmp_path, week("2025-W19"), SIGNED, OTHER) == first
    assert built(tmp_path, week("2025-W20"), STARTED) == second


def test_no_story_of_overlapping_weeks_is_new_twice(tmp_path: Path) -> None:
    built(tmp_path, Period(date(2025, 5, 5), date(2025, 5, 11)), SIGNED, OTHER)
    second = built(tmp_path, Period(date(2025, 5, 8), date(2025, 5, 14)), SIGNED, OTHER, STARTED)
    dropped = {tuple(story["articles"]): story["dropped"] for story in second["stories"]}
    assert dropped == {("b1",): None, ("a2",): "往期已经报道，没有新数据"}


@pytest.mark.parametrize("beginning", [12, 6])
def test_a_storys_line_runs_over_the_issues(tmp_path: Path, beginning: int) -> None:
    built(tmp_path, week("2025-W19"), SIGNED, OTHER)
    second = built(tmp_path, week("2025-W20"), STARTED)
    with store.Archive(tmp_path / "state" / "out" / build.ARCHIVE) as archive:
        told = archive.line(second["stories"][0]["id"][:beginning])
    assert [(one.issue, one.stage) for one in told] == [("2025-W19", "项目签约"), ("2025-W20", "项目开工")]


def test_every_sum_of_the_receipt_is_what_its_figures_come_to(tmp_path: Path) -> None:
    built(tmp_path, week("2025-W19"), SIGNED, OTHER)
    receipt = built(tmp_path, week("2025-W20"), STARTED)
    (zone,) = receipt["zones"]
    assert zone["change"] == 0
    for kind in ("announced", "actual"):
        assert float(zone[kind]["value"]) == sum(search.amount(one["text"]) for one in zone[kind]["of"])


@pytest.mark.runs
def test_overlapping_weeks_by_the_command_line_tell_no_story_twice_and_again_the_same_bytes(
    digest: Command, tmp_path: Path
) -> None:
    """The invented weeks of the desk's tests: three issues whose weeks overlap, then all three again."""
    weeks = (("2025-05-05", "2025-05-11"), ("2025-05-08", "2025-05-14"), ("2025-05-12", "2025-05-18"))

    def issues() -> list[dict[str, bytes]]:
        files = []
        for since, until in weeks:
            days = ("--since", since, "--until", until)
            ended = digest("build", REPORTS, "-o", tmp_path / "out", *days, "--format", "md")
            assert ended.returncode == 0, ended.stderr
            folder = Path(ended.stdout.splitlines()[-1]).parent
            files.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
        return files

    first = issues()
    assert issues() == first
    told: dict[str, int] = {}
    for issue in first:
        for story in json.loads(issue["receipt.json"])["stories"]:
            for article in story["articles"]:
                if not story["dropped"] and not story["follows"]:
                    told[article] = told.get(article, 0) + 1
    assert told
    assert set(told.values()) == {1}


@pytest.mark.runs
def test_a_planted_start_of_a_signed_project_is_marked_by_the_command_line(digest: Command, tmp_path: Path) -> None:
    for since, until in (("2025-05-05", "2025-05-11"), ("2025-05-12", "2025-05-18")):
        digest("build", REPORTS, "-o", tmp_path / "out", "--since", since, "--until", until, "--format", "md")
    brief = (tmp_path / "out/latest/brief.md").read_text(encoding="utf-8")
    assert "续报：5月6日《齐鲁财经》曾报道“淄博高新区签约澄宇新材48亿元电子陶瓷项目”（项目签约）。新数据：" in brief
