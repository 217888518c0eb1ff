"""The list of first looks only grows: what a set gave the first time is never rewritten."""

from __future__ import annotations

import itertools
import json
import subprocess

import pytest
from week import ROOT

LOOKS = ROOT / "benchmarks" / "first_looks.jsonl"
KEYS = {"date", "commit", "area", "sha256", "by", "figures"}


def lines(content: str) -> list[str]:
    return [line for line in content.splitlines() if line.strip()]


def grows(versions: list[str]) -> bool:
    """Tell whether each version begins with the one before it."""
    parts = [lines(version) for version in versions]
    return all(new[: len(old)] == old for old, new in itertools.pairwise(parts))


def history() -> list[str]:
    """Read every committed version of the list, the oldest first."""
    name = LOOKS.relative_to(ROOT).as_posix()

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], capture_output=True, check=True, text=True, cwd=ROOT).stdout

    try:
        commits = git("log", "--first-parent", "--reverse", "--format=%H", "--", name).split()
        return [git("show", f"{commit}:{name}") for commit in commits]
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no history of git here")


def test_no_line_was_changed_or_taken_out() -> None:
    assert grows([*history(), LOOKS.read_text(encoding="utf-8")])


def test_a_changed_line_is_found() -> None:
    first, second = '{"figures": {"right": 0.6}}\n', '{"figures": {"right": 0.7}}\n'
    assert grows(["", first, first + second])
    assert not grows([first, second])
    assert not grows([first + second, second])
    assert not grows([first + second, first])


def test_each_line_says_when_on_what_and_by_whom_and_no_set_is_looked_at_twice() -> None:
    looks = [json.loads(line) for line in lines(LOOKS.read_text(encoding="utf-8"))]
    assert all(set(look) == KEYS for look in looks)
    sets = [(look["area"], look["sha256"]) for look in looks]
    assert len(set(sets)) == len(sets)
