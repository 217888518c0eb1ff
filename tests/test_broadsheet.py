"""The second generator of pages: its gold is what it printed, and a label that cannot be proved is refused."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from week import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    pytest.importorskip("fontTools", reason="the page generator needs fontTools: pip install 'digest[fonts]'")
    monkeypatch.syspath_prepend(str(ROOT))
    loaded = {name: importlib.import_module(f"training.broadsheet.{name}") for name in ("ink", "page", "gold")}
    if lost := loaded["ink"].missing_fonts():
        pytest.skip(f"fonts are missing: {', '.join(lost)}")
    return loaded


def one_line(modules: dict[str, ModuleType], text: str) -> Any:  # noqa: ANN401 — modules loaded from a folder have no types
    ink, page = modules["ink"], modules["page"]
    glyphs = [ink.Glyph(char, "song", ink.Element("a1", "headline")) for char in text]
    sheet = ink.Sheet(300, 100, lines=[ink.Line(glyphs, [20.0] * len(text), 20, 50, 20)])
    return page.Page(sheet, {}, [], "blocks", 1)


def test_a_dump_is_labelled_by_its_marks_in_whatever_order_they_come(modules: dict[str, ModuleType]) -> None:
    made, marks = one_line(modules, "春耕"), modules["ink"].MARKS
    labelled = modules["gold"].of_dump(made, "plain", "耕 春\n", f"{chr(marks + 1)} {chr(marks)}\n")
    assert labelled["labels"] == [{"start": 0, "end": 3, "article": "a1", "role": "headline"}]
    assert labelled["aligned"] == 1.0


@pytest.mark.parametrize(("text", "order"), [("春秋", (0, 1)), ("春耕", (1, 0)), ("春", (0, 1))])
def test_a_dump_that_is_not_what_its_marks_print_is_refused(
    modules: dict[str, ModuleType], text: str, order: tuple[int, ...]
) -> None:
    marked = "".join(chr(modules["ink"].MARKS + i) for i in order)
    with pytest.raises(modules["gold"].Misaligned):
        modules["gold"].of_dump(one_line(modules, "春耕"), "plain", text, marked)


@pytest.mark.usefixtures("modules")
def test_pages_drawn_row_by_row_are_left_to_tools_that_look_at_positions() -> None:
    tools = importlib.import_module("training.tools")
    readable = [tool for tool in tools.TOOLS if tools.is_readable(tool, "rows")]
    assert readable == ["plain", "layout", "pdfminer"]


@pytest.mark.usefixtures("modules")
def test_a_made_page_gives_back_each_headline_and_paragraph_from_its_dump(tmp_path: Path) -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (poppler-utils)")
    command = [sys.executable, "-m", "training.broadsheet.make", "--seed", "5", "--n", "1", "--tools", "pdf,plain"]
    ran = subprocess.run([*command, "--out", str(tmp_path)], capture_output=True, check=False, cwd=ROOT, text=True)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "pdf" / "page-00.pdf").read_bytes().startswith(b"%PDF")
    gold = json.loads((tmp_path / "plain" / "page-00.gold.json").read_text(encoding="utf-8"))
    dump = (tmp_path / "plain" / "page-00.txt").read_bytes().decode()
    assert gold["aligned"] == 1.0
    assert len(gold["articles"]) > 4
    for aid, article in gold["articles"].items():
        for role, texts in (("headline", [article["headline"] or ""]), ("body", article["paragraphs"])):
            mine = [label for label in gold["labels"] if (label["article"], label["role"]) == (aid, role)]
            labelled = "".join(dump[label["start"] : label["end"]] for label in mine)
            assert sorted("".join(labelled.split())) == sorted("".join("".join(texts).split()))
    ends = [dump[i] for i in gold["paragraph_ends"]]
    assert set(ends) <= set("。！？”）")
    assert len(ends) == sum(len(article["paragraphs"]) for article in gold["articles"].values())
