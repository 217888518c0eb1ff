"""Input that does not grow: pages of closed issues put away and found again, counted, and listed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from digest import config, files
from digest.pipeline import build, inbox
from digest.pipeline.order import Order
from digest.text import period

if TYPE_CHECKING:
    from pathlib import Path

    from week import Command

ZONE = "Asia/Shanghai"
PAGE = """{day:%Y}年{day.month}月{day.day}日　星期一　第05版　要闻

青澜高新区{what}项目开工建设

本报讯（记者沈砚）{day.month}月{day.day}日，青澜高新区{what}项目开工建设，总投资{amount}亿元，占地{amount}亩。
项目由澜芯科技有限公司投资建设，建成后年产值可达{amount}亿元。
"""


def lay(folder: Path, day: str, what: str, amount: int) -> Path:
    path = folder / f"{day}_江畔日报_05版.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(day=date.fromisoformat(day), what=what, amount=amount), encoding="utf-8")
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    lay(tmp_path / "input", "2025-04-14", "储能电池", 35)
    lay(tmp_path / "input/2025", "2025-04-16", "工业母机", 21)
    lay(tmp_path / "input", "2025-04-21", "海洋装备", 48)
    return tmp_path


def order(place: Path, week: str | None) -> Order:
    asked = period.week(week) if week else None
    out = place / "out"
    return Order((place / "input",), out, ("md",), asked, 0, explain=False, template="weekly", today=date(2025, 4, 28))


def printed(place: Path, week: str | None) -> tuple[str, str]:
    built = build.build(order(place, week), config.Settings())
    return built.brief.issue, (place / "out" / built.brief.issue / "brief.md").read_text(encoding="utf-8")


def test_a_brief_counts_what_belongs_to_other_weeks_and_names_none_of_it(place: Path) -> None:
    _, markdown = printed(place, "2025-W16")
    assert "另有1篇不属本期，未计入。" in markdown
    assert "海洋装备" not in markdown
    assert "不在本期" not in markdown


def test_a_brief_of_one_week_alone_counts_nothing_else(place: Path) -> None:
    (place / "input/2025-04-21_江畔日报_05版.txt").unlink()
    assert "不属本期" not in printed(place, "2025-W16")[1]


def test_pages_of_a_closed_issue_are_put_away_and_the_issue_comes_out_the_same(place: Path) -> None:
    _, before = printed(place, "2025-W16")
    assert len(inbox.put_away((place / "input",), ZONE, date(2025, 4, 20))) == 2
    left = [name for name, _ in files.sources((place / "input",))]
    assert left == ["2025-04-21_江畔日报_05版.txt"]
    assert (place / "input/archive/2025-W16/2025/2025-04-16_江畔日报_05版.txt").is_file()
    assert printed(place, "2025-W16")[1].replace("另有1篇", "") == before.replace("另有1篇", "")


def test_a_late_page_of_a_closed_week_does_not_make_an_issue_of_itself_alone(place: Path) -> None:
    inbox.put_away((place / "input",), ZONE, date(2025, 4, 27))
    lay(place / "input/late", "2025-04-22", "低空经济", 12)
    issue, markdown = printed(place, None)
    assert issue == "2025-W17"
    assert "海洋装备" in markdown
    assert "低空经济" in markdown


def test_the_same_name_twice_overwrites_nothing(place: Path) -> None:
    first = place / "input/2025-04-14_江畔日报_05版.txt"
    content = first.read_bytes()
    inbox.put_away((place / "input",), ZONE, date(2025, 4, 20))
    lay(place / "input", "2025-04-14", "生物医药", 9)
    inbox.put_away((place / "input",), ZONE, date(2025, 4, 20))
    assert (place / "input/archive/2025-W16/2025-04-14_江畔日报_05版.txt").read_bytes() == content
    assert (place / "input/archive/2025-W16/2025-04-14_江畔日报_05版~2.txt").is_file()


def test_what_cannot_be_read_or_has_no_day_stays_and_a_folder_called_archive_of_ones_own_is_read(place: Path) -> None:
    (place / "input/坏.pdf").write_bytes(b"%PDF-1.4 broken")
    lay(place / "input/archive/旧闻", "2025-04-15", "数据中心", 7)
    inbox.put_away((place / "input",), ZONE, date(2025, 4, 20))
    assert (place / "input/坏.pdf").is_file()
    assert (place / "input/archive/2025-W16/archive/旧闻/2025-04-15_江畔日报_05版.txt").is_file()


def test_archives_are_deleted_only_when_asked_and_past_their_time(place: Path) -> None:
    inbox.put_away((place / "input",), ZONE, date(2025, 4, 20))
    folder = place / "input/archive/2025-W16"
    assert inbox.forget((place / "input",), date(2026, 4, 20), 0) == ()
    assert inbox.forget((place / "input",), date(2025, 4, 28), 2) == ()
    assert inbox.forget((place / "input",), date(2025, 5, 20), 2) == (folder,)
    assert not folder.exists()


def test_the_inbox_says_of_each_file_its_issue_or_why_it_is_not_used(place: Path, digest: Command) -> None:
    (place / "input/空.txt").write_text("", encoding="utf-8")
    done = digest("inbox")
    assert done.returncode == 0, done.stderr
    assert "2025-W16  2025-04-14_江畔日报_05版.txt" in done.stdout
    assert "2025-W17  2025-04-21_江畔日报_05版.txt" in done.stdout
    assert next(line for line in done.stdout.splitlines() if "空.txt" in line).count(" — ") == 1
    closed = inbox.listed((place / "input",), ZONE, frozenset({"2025-W16"}))
    assert [one.why for one in closed if one.issue == "2025-W16"] == ["2025-W16 is closed"] * 2
