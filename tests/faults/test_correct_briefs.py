"""A correct brief always prints: every page there is alone and in groups, in every format of both templates.

Counted are renderings: one source or group, one template, one format. None may be refused, nothing may be left out by
the check, and every file must hold what its template printed.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest
from week import ROOT, WEEK, order

from digest import config, publish
from digest.archive import store
from digest.pipeline import build, check
from digest.pipeline.intake import silent

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Checked, Problem

pytestmark = pytest.mark.faults

YARDSTICK = ROOT.parent / "shared" / "yardstick"
TEMPLATES = ("weekly", "official")
GROUPS, LARGEST, SEED = 60, 8, 20260401


def sources() -> list[Path]:
    """List every page: our own week, and the yardstick's where it is."""
    own = sorted(path for path in WEEK.iterdir() if path.is_file() and path.suffix in (".txt", ".html", ".pdf"))
    given = (*sorted((YARDSTICK / "pages").glob("*.txt")), *sorted((YARDSTICK / "pdf").glob("*.pdf")))
    return [*own, *given, *sorted((YARDSTICK / "press" / "pdf").glob("*.pdf"))]


@cache
def groups() -> list[tuple[Path, ...]]:
    """Draw random groups of pages."""
    dice = Random(SEED)  # noqa: S311  repeatable, no secret
    return [tuple(dice.sample(sources(), dice.randint(2, LARGEST))) for _ in range(GROUPS)]


def checked(folder: Path, chosen: tuple[Path, ...]) -> tuple[Checked, tuple[Problem, ...]]:
    """Lay out a brief of some sources and check it."""
    settings = config.Settings()
    ordered = order(folder, *chosen)
    with store.Archive(build.archive_of(folder, settings)) as archive:
        proof = build.proof(ordered, settings, archive, silent)
    return check.checked(proof.brief, proof.evidence())


def assert_prints(folder: Path, chosen: tuple[Path, ...]) -> None:
    brief, left_out = checked(folder, chosen)
    assert left_out == ()
    for template in TEMPLATES:
        for form in publish.TABLE:
            rendered = publish.render(brief, template, form)
            assert rendered.lost() == (), (template, form)


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_a_page_alone_prints_in_every_format(path: Path, tmp_path: Path) -> None:
    assert_prints(tmp_path, (path,))


@pytest.mark.parametrize("number", range(GROUPS))
def test_a_group_of_pages_prints_in_every_format(number: int, tmp_path: Path) -> None:
    assert_prints(tmp_path, groups()[number])


def test_a_thousand_renderings_are_tried() -> None:
    if not YARDSTICK.is_dir():
        pytest.skip(f"no yardsticks at {YARDSTICK}")
    assert (len(sources()) + GROUPS) * len(TEMPLATES) * len(publish.TABLE) >= 1000
