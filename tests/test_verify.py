"""An office that receives an issue can have every statement made again from the papers, and see which files changed."""

from __future__ import annotations

import json
import shutil
import zipfile
from random import Random
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner
from week import order, summed

from digest import config
from digest.cli import commands
from digest.errors import UsageError
from digest.pipeline import build
from digest.report import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLANTED = 25  # changes of each file; all of them must be named
DIGITS = "0123456789"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample week once."""
    made = build.build(
        order(tmp_path_factory.mktemp("out"), summed(), formats=("md", "html", "docx")), config.Settings()
    )
    return made.files[0].parent


@pytest.fixture
def issue(published: Path, tmp_path: Path) -> Path:
    """Give a copy of the issue that may be changed."""
    return shutil.copytree(published, tmp_path / "issue")


def looked_at(issue: Path) -> verify.Verdict:
    return verify.verify(issue, (summed(),), config.Settings())


def test_an_issue_as_it_was_published_holds(published: Path) -> None:
    verdict = looked_at(published)
    assert verdict.holds
    assert len(verdict.statements) > 40
    assert verdict.missing == ()


def other_digit(text: str, dice: Random) -> str:
    at = dice.choice([k for k, char in enumerate(text) if char in DIGITS])
    return text[:at] + DIGITS[(int(text[at]) + 1) % 10] + text[at + 1 :]


PAIRS = (("增长", "下降"), ("计划", "完成"), ("总投资", "年产值"), ("预计", "已"), ("高新区", "经开区"))


def other_word(text: str, dice: Random) -> str:
    old, new = dice.choice([pair for pair in PAIRS if pair[0] in text])
    return text.replace(old, new, 1)


def changed(path: Path, change: Callable[[str, Random], str], dice: Random) -> None:
    """Change the words of a file; of a Word document those of its text."""
    if path.suffix != ".docx":
        path.write_text(change(path.read_text(encoding="utf-8"), dice), encoding="utf-8")
        return
    with zipfile.ZipFile(path) as package:
        held = {name: package.read(name) for name in package.namelist()}
    held["word/document.xml"] = change(held["word/document.xml"].decode(), dice).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in held.items():
            package.writestr(name, content)


@pytest.mark.parametrize("name", ["brief.md", "brief.html", "brief.docx"])
@pytest.mark.parametrize("change", [other_digit, other_word], ids=["digit", "word"])
def test_a_file_that_was_changed_is_named(issue: Path, name: str, change: Callable[[str, Random], str]) -> None:
    dice, whole = Random(7), (issue / name).read_bytes()  # noqa: S311  repeatable, no secret
    receipt = verify._receipt(issue / "receipt.json")  # noqa: SLF001  read once, not once a change
    for _ in range(PLANTED):
        (issue / name).write_bytes(whole)
        changed(issue / name, change, dice)
        found = verify._changed(issue / name, receipt)  # noqa: SLF001  as above
        assert found is not None
        assert found.name == name


def test_what_was_changed_in_a_file_is_shown(issue: Path) -> None:
    page = issue / "brief.md"
    page.write_text(page.read_text(encoding="utf-8").replace("118.4亿元", "130亿元"), encoding="utf-8")
    verdict = looked_at(page)
    assert [one.name for one in verdict.files] == ["brief.md"]
    assert any("130亿元" in line for line in verdict.files[0].new)
    assert not verdict.holds


FIELDS = {
    "owner": "别处高新区",
    "label": "年销售额",
    "text": "999亿元",
    "value": "1",
    "unit": "USD",
    "status": "limit",
    "period": "1999",
    "quote": "没有这句话。",
    "spans": [[0, 3]],
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_statement_that_its_source_does_not_give_is_named(issue: Path, field: str) -> None:
    receipt = json.loads((issue / "receipt.json").read_text(encoding="utf-8"))
    row = next(row for row in receipt["statements"] if row["place"] == "item")
    row[field] = FIELDS[field]
    (issue / "receipt.json").write_text(json.dumps(receipt, ensure_ascii=False), encoding="utf-8")
    verdict = looked_at(issue)
    wrong = [one for one in verdict.statements if not one.holds]
    assert [one.row[field] for one in wrong] == [FIELDS[field]]
    assert field in (wrong[0].wrong or ()) or field == "spans"


def rewritten(issue: Path, **tables: object) -> None:
    """Replace tables of an issue's receipt."""
    receipt = json.loads((issue / "receipt.json").read_text(encoding="utf-8"))
    (issue / "receipt.json").write_text(json.dumps(receipt | tables, ensure_ascii=False), encoding="utf-8")


SUMS = {"value": "1", "text": "合计999亿元", "unit": "USD", "status": "limit", "label": "planned", "of": []}


@pytest.mark.parametrize("field", SUMS)
def test_a_sum_that_is_not_that_of_its_parts_is_named(issue: Path, field: str) -> None:
    rows = json.loads((issue / "receipt.json").read_text(encoding="utf-8"))["statements"]
    row = next(row for row in rows if "of" in row)
    row[field] = SUMS[field]
    rewritten(issue, statements=rows)
    wrong = [one for one in looked_at(issue).statements if not one.holds]
    assert [one.row["owner"] for one in wrong] == [row["owner"]]
    assert field in (wrong[0].wrong or ())


@pytest.mark.parametrize(
    "tables",
    [
        {"statements": []},
        {"statements": [3]},
        {"statements": [{"place": "item"}]},
        {"stories": None},
        {"documents": [{}]},
        {"last": "yesterday"},
        {"files": {"../brief.md": "0"}},
        {"files": 5},
    ],
)
def test_a_receipt_that_was_emptied_or_bent_is_refused_with_its_name(issue: Path, tables: dict[str, object]) -> None:
    rewritten(issue, **tables)
    with pytest.raises(UsageError, match=r"receipt\.json: no receipt"):
        looked_at(issue)


def test_a_file_that_was_put_beside_those_published_is_named(issue: Path) -> None:
    (issue / "brief.pdf").write_bytes(b"%PDF")
    found = looked_at(issue)
    assert [one.name for one in found.files] == ["brief.pdf"]
    assert any(
        "✗ brief.pdf is not of this issue: of an earlier build, or put there" in one for one in verify.to_lines(found)
    )


def test_a_source_that_is_not_there_is_named_and_its_statements_are_left_open(published: Path, tmp_path: Path) -> None:
    papers = shutil.copytree(summed(), tmp_path / "papers")
    gone = min(papers.glob("*.txt"))
    gone.unlink()
    verdict = verify.verify(published, (papers,), config.Settings())
    assert verdict.missing == (gone.name,)
    assert any(one.wrong is None for one in verdict.statements)
    assert all(one.holds or one.wrong is None for one in verdict.statements)


def test_a_folder_without_a_receipt_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="receipt"):
        verify.verify(tmp_path, (summed(),), config.Settings())


def test_the_command_lists_statements_and_ends_with_status_3_where_one_does_not_hold(issue: Path) -> None:
    run = CliRunner().invoke(commands.app, ["verify", str(issue), str(summed())])
    assert run.exit_code == 0, run.output
    assert "总投资 40亿元" in run.output
    (issue / "brief.html").write_text("<p>", encoding="utf-8")
    run = CliRunner().invoke(commands.app, ["verify", str(issue), str(summed()), "--json"])
    assert run.exit_code == commands.PARTLY
    assert json.loads(run.output)["files"][0]["name"] == "brief.html"
