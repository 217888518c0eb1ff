"""Whatever is done at a desk and in drafts in turn, on pages too, the issue is what its log says when built anew."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Final

import pytest
from sitting import NOW, sit
from week import WEEK, order

from digest import config, edit
from digest.archive.edit_log import EditLog
from digest.archive.state import Database
from digest.archive.store import Archive
from digest.desk import page_view
from digest.edit import targets
from digest.errors import DraftError
from digest.model import Decision
from digest.pipeline import build, check, draft
from digest.pipeline.intake import silent
from digest.pipeline.order import By

if TYPE_CHECKING:
    from pathlib import Path

    from sitting import Sitting

    from digest.model import Brief

STEPS: Final = 30
ROLES: Final = ("headline", "kicker", "subtitle", "byline", "body", "subhead", "caption", "furniture")


class Work:
    """Two people at an issue: one at the desk, one in a draft; pages come meanwhile."""

    def __init__(self, sitting: Sitting, rng: Random, late: list[Path]) -> None:
        self.sitting, self.bench, self.rng, self.late = sitting, sitting.bench, rng, late

    def step(self) -> None:
        """Do one thing; what is refused changes nothing."""
        self.rng.choice(
            (
                self._page,
                self._page,
                self._item,
                self._item,
                self._figure,
                self._undo,
                self._redo,
                self._draft,
                self._come,
            )
        )()
        self.bench.wait()

    def _page(self) -> None:
        shown = page_view.shown(self.bench, {"of": self.rng.choice(self.bench.readings).document.id})
        line = self.rng.choice(shown["lines"])
        other = self.rng.choice(shown["lines"])
        article = line.article or other.article
        below = next((one.below for one in shown["articles"] if one.id == line.article), "")
        what = self.rng.randrange(5)
        if what == 0:
            self.sitting.decide("line.role", line.target, self.rng.choice(ROLES), f"article:{article}")
        elif what == 1:
            self.sitting.decide("article.split", f"article:{article}", line.target, *self.rng.choice(((), ("body",))))
        elif what == 2 and below:
            self.sitting.decide("article.merge", f"article:{line.article}", f"article:{below}")
        elif what == 3 and other.article:
            self.sitting.decide("paragraph.move", line.target, f"article:{other.article}", other.target)
        else:
            self.sitting.decide("article.date", f"article:{article}", "2025-04-16")

    def _item(self) -> None:
        brief = self._brief()
        item = self.rng.choice(brief.items)
        target = targets.item_target(item)
        what = self.rng.randrange(4)
        if what == 0:
            self.sitting.decide("item.title", target, f"新题{self.rng.randrange(9)}".replace("0", "零"))
        elif what == 1:
            self.sitting.decide("item.place", target, self.rng.choice(brief.sections).name, "")
        elif what == 2 and len(brief.items) > 5:
            self.sitting.decide("item.drop", target)
        else:
            self.sitting.decide("story.merge", target, targets.item_target(self.rng.choice(brief.items)))

    def _figure(self) -> None:
        found = [(targets.figure_target(one, item.story)) for item in self._brief().items for one in item.statements]
        operation, *value = self.rng.choice(
            (("statement.accept",), ("statement.drop",), ("statement.status", "target"), ("statement.owner", "开发区"))
        )
        self.sitting.decide(operation, self.rng.choice(found), *value)

    def _undo(self) -> None:
        self.sitting.post("/undo")

    def _redo(self) -> None:
        self.sitting.post("/redo")

    def _draft(self) -> None:
        """Write a draft, change a title in it, and have it taken in by the next one."""
        settings, by = self.bench.settings, By("周敏", NOW)
        written = draft.write(self.bench.order, settings, by).files[0]
        lines = written.read_text(encoding="utf-8").splitlines(keepends=True)
        heads = [k for k, line in enumerate(lines) if line.startswith("### ")]
        k = self.rng.choice(heads)
        head, anchor, _ = lines[k].partition("</a>")
        lines[k] = f"{head}{anchor}稿中改题{'甲乙丙丁'[self.rng.randrange(4)]}\n"
        written.write_text("".join(lines), encoding="utf-8")
        try:
            draft.write(self.bench.order, settings, by)
        except DraftError:
            shutil.rmtree(written.parent)  # somebody at the desk was quicker; the draft is given up
        self.sitting.page("/progress")
        self.sitting.page("/issue")

    def _come(self) -> None:
        if self.late:
            shutil.copy(self.late.pop(), self.bench.order.sources[0])
            self.sitting.post("/read")
            self.bench.wait()
            if self.bench.late and self.rng.random() < 0.7:
                self.sitting.post("/add")

    def _brief(self) -> Brief:
        assert self.bench.brief
        return self.bench.brief

    def anew(self) -> Brief:
        """Build the issue from its sources and its log alone."""
        with Archive(build.archive_of(self.bench.order.out, self.bench.settings)) as archive:
            made = build.proof(self.bench.order, self.bench.settings, archive, silent)
            named = edit.standing(made.edits).sources
            if named:
                made = build.proof(replace(self.bench.order, only=named), self.bench.settings, archive, silent)
        evidence = made.evidence()
        checked, _ = check.checked(made.brief, evidence)
        return edit.apply(checked.brief, made.edits, evidence.recounted).brief


def work(folder: Path, seed: int) -> None:
    """Do 30 things at a desk and compare its issue with one that is built anew from the log."""
    pages = sorted(WEEK.glob("*.txt"))
    (folder / "input").mkdir()
    for page in pages[:-2]:
        shutil.copy(page, folder / "input")
    asked = replace(order(folder / "out"), sources=(folder / "input",), jobs=1)
    opened = sit(config.Settings(folder=folder), asked)
    done = Work(next(opened), Random(seed), pages[-2:])  # noqa: S311  a repeatable sequence
    for _ in range(STEPS):
        done.step()
    done.sitting.page("/issue")
    done.bench.wait()
    shown, again = done.bench.brief, done.anew()
    assert shown
    assert (shown.sections, shown.highlights, shown.figures) == (again.sections, again.highlights, again.figures)
    assert (shown.zones, shown.trends, shown.masthead) == (again.zones, again.trends, again.masthead)
    opened.close()


def test_the_desk_follows_sources_that_an_undo_or_a_draft_names(tmp_path: Path) -> None:
    pages = sorted(WEEK.glob("*.txt"))
    (tmp_path / "input").mkdir()
    for page in pages[:3]:
        shutil.copy(page, tmp_path / "input")
    settings = config.Settings(folder=tmp_path)
    asked = replace(order(tmp_path / "out"), sources=(tmp_path / "input",), jobs=1)
    opened = sit(settings, asked)
    sitting = next(opened)
    bench = sitting.bench

    def lies() -> tuple[int, int]:
        sitting.page("/issue")
        bench.wait()
        sitting.page("/issue")
        return len(bench.readings), len(bench.late)

    written = draft.write(asked, settings, By("周敏", NOW)).files[0]
    assert lies() == (3, 0)
    shutil.copy(pages[3], tmp_path / "input")
    sitting.post("/read")
    bench.wait()
    assert lies() == (3, 1)
    sitting.post("/add")
    bench.wait()
    assert lies() == (4, 0)
    sitting.post("/undo")
    assert lies() == (3, 1)
    shutil.rmtree(written.parent)
    with Archive(build.archive_of(asked.out, settings)) as archive:
        named = tuple(sorted(one.document.id for one in build.proof(asked, settings, archive, silent).readings))
    assert bench.proof
    with closing(Database(build.archive_of(asked.out, settings))) as database:
        EditLog(database).append(bench.proof.brief.issue, (Decision("issue.sources", "issue", named),), "周敏", NOW)
    assert lies() == (4, 0)
    opened.close()


@pytest.mark.runs  # half a minute each
@pytest.mark.parametrize("seed", range(2))
def test_thirty_things_at_a_desk_and_in_drafts_give_what_the_log_says(tmp_path: Path, seed: int) -> None:
    work(tmp_path, seed)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(100, 200))
def test_many_sequences_at_a_desk_give_what_the_log_says(tmp_path: Path, seed: int) -> None:
    work(tmp_path, seed)
