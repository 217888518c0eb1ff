"""A brief of a few invented reports that uses every part there is, to try a template on before an issue needs it.

It goes the way of every issue: read, split, facts, ranked, checked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from digest import config, edit
from digest.archive import store
from digest.model import Masthead, Problem
from digest.pipeline import build, check
from digest.pipeline.intake import silent
from digest.pipeline.order import Order

if TYPE_CHECKING:
    from digest.model import Checked

_REPORTS: Final = Path(__file__).with_name("specimen.jsonl")
_PAST: Final = (
    {("开发区", "青澜高新区"): 1, ("事项", "项目签约"): 3},
    {("开发区", "青澜高新区"): 0, ("事项", "项目签约"): 4},
    {("开发区", "青澜高新区"): 1, ("事项", "项目签约"): 3},
)
_MASTHEAD: Final = Masthead(
    "样刊", "编辑部", 16, 16, "内部", "0016", ("报：各位领导",), "https://example.cn/", "mailto:end@example.cn"
)
_PROBLEM: Final = Problem("扫描件.bin", "unknown_format", "not a text file", "give it as text")


def specimen() -> Checked:
    """Make the brief of the invented reports, with trends, reasons and a source that could not be read."""
    settings = config.Settings()
    with TemporaryDirectory() as folder:
        order = Order((_REPORTS,), Path(folder) / "out", ("md",), None, 0, True, "weekly", date(2025, 4, 20))  # noqa: FBT003
        with store.Archive(build.archive_of(order.out, settings)) as archive:
            proof = build.proof(order, settings, archive, silent)
    zones, trends = edit.zone_table(proof.ranking, edit.last_zones(_PAST)), edit.trends(proof.ranking, _PAST)
    brief = replace(proof.brief, masthead=_MASTHEAD, problems=(_PROBLEM,), zones=zones, trends=trends)
    return check.checked(brief, replace(proof, past=_PAST).evidence())[0]
