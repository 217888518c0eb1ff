"""What a brief says of its problems: Chinese, for its readers, and the same kinds wherever a problem is made."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from string import Formatter
from typing import get_args

import pytest
from week import ROOT

from digest import lexicon, publish
from digest.model import Checked, Problem, ProblemKind
from digest.pipeline.specimen import specimen

WORDS = lexicon.table("problems")
SOURCE = "week_04.pdf"  # the only word in Latin letters that the lines of problems may hold
DETAILS = {
    "twin": "江畔日报", "page": "3", "count": "12", "number": "5", "name": "附表一", "title": "望沧开发区首季开门红",
    "total": "9亿元", "parts": "5亿元、3亿元", "part": "30个", "whole": "26个", "day": "2025年4月1日",
}  # fmt: skip
LATIN = re.compile(r"[A-Za-z]+")


def every_problem() -> tuple[Problem, ...]:
    """A problem of each kind, with reason and remedy as the program words them."""
    reason, remedy = "page 3 is broken (exit status 3)", "pip install 'digest[ocr]', then: digest show /srv/in/a.pdf"
    details = tuple(DETAILS.items())
    kinds: tuple[ProblemKind, ...] = get_args(ProblemKind)
    origins = {kind: SOURCE if kind.startswith("source_") else f"2025/{SOURCE}" for kind in kinds}
    return tuple(Problem(origin, kind, reason, remedy, details) for kind, origin in origins.items())


def names_in(words: str) -> set[str]:
    """The details that the words of a kind are filled in with."""
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_every_kind_of_problem_has_its_words_and_no_words_are_without_a_kind() -> None:
    assert set(WORDS) == set(get_args(ProblemKind))
    assert len(set(WORDS.values())) == len(WORDS)


@pytest.mark.parametrize("form", ["md", "html", "docx", "text"])
def test_a_brief_prints_of_every_problem_its_source_and_chinese_words_only(form: str) -> None:
    brief = replace(specimen().brief, problems=every_problem())
    rendered = publish.render(Checked(brief), "weekly", form)
    page = publish.named(form).read(rendered.content)
    start = page.index("来源问题")
    lines = page[start : page.index("报：各位领导", start)] if form == "text" else page[start:]
    lines = lines[: lines.rindex(WORDS["set_aside"]) + len(WORDS["set_aside"])]
    for words in WORDS.values():
        assert words.format_map(DETAILS) in lines
    assert LATIN.findall(lines.replace(SOURCE, "")) == []
    assert lines.count(SOURCE) == len(WORDS)
    assert "/" not in lines
    assert rendered.lost() == ()


def test_a_problem_met_twice_in_a_source_is_printed_once() -> None:
    twice = (Problem("a.docx", "unread_notes", "its footnotes are not read"),) * 2
    brief = replace(specimen().brief, problems=twice)
    markdown = publish.render(Checked(brief), "weekly", "md").content.decode()
    assert markdown.count(WORDS["unread_notes"]) == 1


def test_a_source_on_the_web_goes_by_its_whole_name_and_a_file_by_its_own() -> None:
    problems = (
        Problem("要闻/园区", "source_silent", "nothing new since 2025-04-01", "", (("day", "2025年4月1日"),)),
        Problem("2025/16/江畔日报.pdf", "encrypted", "the PDF is encrypted"),
    )
    markdown = publish.render(Checked(replace(specimen().brief, problems=problems)), "weekly", "md").content.decode()
    assert "- 要闻/园区：自2025年4月1日起没有更新" in markdown
    assert "- 江畔日报.pdf：文件已加密，未读" in markdown


def test_whoever_names_a_problem_gives_the_details_that_its_words_need() -> None:
    seen: set[str] = set()
    for path in sorted((ROOT / "digest").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and path.name != "wire.py":
                strings = {node.value for node in ast.walk(function) if isinstance(node, ast.Constant)}
                for kind in strings & set(WORDS) if _names_problems(function) else ():
                    seen.add(str(kind))
                    given = {"page"} if "printed_page.problem" in ast.unparse(function) else {"title"}
                    counted = {
                        "count" for node in ast.walk(function) if isinstance(node, ast.keyword) and node.arg == "count"
                    }
                    assert names_in(WORDS[kind]) <= {str(one) for one in strings} | given | counted, (path.name, kind)
    by_error = {"empty", "unknown_format", "pictures", "undecodable", "malformed", "encrypted"}  # intake._KINDS
    assert seen | by_error | {"unreadable"} == set(WORDS)


def _names_problems(function: ast.FunctionDef) -> bool:
    """Whether a function makes a problem, or what one is made of."""
    calls = (ast.unparse(one.func) for one in ast.walk(function) if isinstance(one, ast.Call))
    return any(name in {"Problem", "printed_page.problem", "problem", "partial", "_Contradiction"} for name in calls)
