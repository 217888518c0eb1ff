"""The two invariants, over every page there is, and what becomes of a statement that is not true."""

from __future__ import annotations

import email
import json
from dataclasses import replace
from email import policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from places import MONDAY, place
from typer.testing import CliRunner
from week import ROOT, WEEK, order

from digest import config, edit, facts, page, publish, read
from digest.archive import store
from digest.cli import app
from digest.model import NUMERIC, Fact, Figure, Highlight, Layout, Own, Remark, Report, Span, Text
from digest.pipeline import build, check
from digest.pipeline.intake import silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Brief

YARDSTICK = ROOT.parent / "shared" / "yardstick" / "pages"
PAGES = sorted(WEEK.glob("*.txt")) + sorted(YARDSTICK.glob("*.txt"))


def squeeze(text: str) -> str:
    return "".join(text.split())


def stands(text: Text, source: str) -> bool:
    return squeeze("".join(source[start:end] for start, end in text.spans)) == squeeze(text.string)


def reports(layout: Layout) -> tuple[Report, ...]:
    return tuple(Report(article, facts.extract(article, on=article.published)) for article in layout.articles)


def test_the_real_pages_are_among_those_tested() -> None:
    if not YARDSTICK.is_dir():
        pytest.skip(f"no yardsticks at {YARDSTICK}")
    assert len(PAGES) > 40


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_fact_is_its_own_evidence_and_nothing_in_a_summary_is_invented(path: Path) -> None:
    document = read.read(path.name, path.read_bytes())
    taken = reports(page.split(document))
    assert taken
    for report in taken:
        for fact in report.facts:
            assert stands(fact.text, document.text), fact
            assert stands(fact.quote, document.text), fact
            assert_derives(fact)
    for item in edit.rank(edit.merge(taken)).items:
        for text in (item.headline, *item.summary):
            assert stands(text, document.text), text


def assert_derives(fact: Fact) -> None:
    """A figure's own words and its rule give its value again."""
    if fact.kind in NUMERIC:
        derived = facts.derive(fact)
        assert derived is not None, fact
        assert (derived.value, derived.low, derived.high) == (fact.value, fact.low, fact.high), fact


def test_the_brief_of_the_sample_week_is_printed_whole(tmp_path: Path) -> None:
    asked, settings = order(tmp_path / "out"), config.Settings()
    with store.Archive(build.archive_of(asked.out, settings)) as archive:
        proof = build.proof(asked, settings, archive, silent)
    checked, problems = check.checked(proof.brief, proof.evidence())
    assert problems == ()
    assert checked.brief == proof.brief


FALSE = "987.6亿元"
SETTINGS = """
formats = ["md", "html", "pdf", "docx"]
[mail]
sender = "简报组 <brief@example.cn>"
server = "127.0.0.1"
security = "none"
[[recipients]]
name = "领导"
to = ["r0@example.cn"]
attach = ["md", "html", "pdf", "docx"]
"""


def planting(brief: Brief) -> Brief:
    """Put a figure that is in no source into an item's list and remark, the highlights and the table of figures."""
    section = brief.sections[0]
    item = section.items[0]
    start = item.statements[0].text.start
    false = replace(item.statements[0], text=Text(FALSE, (Span(start, start + len(FALSE)),)))
    remark = Remark((Own("多报比对：总投资，《甲报》"), false, Own("。")))
    item = replace(item, statements=(false, *item.statements), notes=(*item.notes, remark))
    return replace(
        brief,
        highlights=(Highlight(Text.of(f"总投资{FALSE}。"), false), *brief.highlights),
        figures=(Figure(false), *brief.figures),
        sections=(replace(section, items=(item, *section.items[1:])), *brief.sections[1:]),
    )


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the words of all that has left: files, lists of issues, letters and what is attached to them."""
    forms = {one.suffix: one.name for one in publish.TABLE.values() if not one.letter}
    for path in sorted(folder.rglob("*")):
        if path.suffix in forms:
            yield str(path), publish.named(forms[path.suffix]).read(path.read_bytes())
        elif path.suffix == ".xml":
            yield str(path), path.read_text(encoding="utf-8")
        elif path.suffix == ".eml":
            for part in email.message_from_bytes(path.read_bytes(), policy=policy.default).walk():
                if part.get_content_maintype() == "multipart":
                    continue
                name, content = part.get_filename(""), part.get_content()
                form = forms.get(Path(name).suffix, "html")
                whole = content if isinstance(content, str) else publish.named(form).read(content)
                yield f"{path} {name} {part.get_content_type()}", whole


def test_a_planted_statement_is_in_nothing_that_leaves_and_is_named_in_the_receipt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(tmp_path, 1)
    (tmp_path / "digest.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    compose = edit.compose
    monkeypatch.setattr(edit, "compose", lambda *given, **named: planting(compose(*given, **named)))
    built = CliRunner().invoke(app, ["build", "-q", "--week", "2025-W16"])
    sent = CliRunner().invoke(app, ["send", "--dry-run", "--now", MONDAY])
    assert (built.exit_code, sent.exit_code) == (3, 3), built.output + sent.output
    left = dict(written(tmp_path / "out"))
    assert len(left) >= 2 * 4 + 2 + 2 + 4  # the issue and latest/, the lists, a letter's two bodies and four files
    assert [name for name, words in left.items() if "987.6" in words] == []
    assert sum("58.3亿元" in words for words in left.values()) >= 2 * 4 + 2 + 4
    receipt = json.loads((tmp_path / "out" / "2025-W16" / "receipt.json").read_text(encoding="utf-8"))
    assert FALSE not in json.dumps(receipt["statements"], ensure_ascii=False)
    named = [one["reason"] for one in receipt["problems"] if FALSE in one["reason"]]
    assert [reason.rpartition("could not be found again in its source ")[2] for reason in named] == [
        "(place); left out",
        "(remark); left out",
        "(sentence); left out",
    ]
    assert FALSE in built.output
