"""The command as users meet it: what it prints, where, and the status it leaves with."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from week import ROOT, WEEK, Command

from digest.cli import commands

if TYPE_CHECKING:
    from pathlib import Path

PAGE = WEEK / "2025-04-14_江畔日报_05版.txt"


def test_build_writes_the_issue_and_the_same_under_latest(digest: Command, tmp_path: Path) -> None:
    ran = digest("build", WEEK, "-o", "out")
    assert (ran.returncode, ran.stderr) == (0, "")
    names = ["brief.html", "brief.md", "brief.pdf", "receipt.json"]
    for folder in ("2025-W16", "latest"):
        assert sorted(path.name for path in (tmp_path / "out" / folder).iterdir()) == names
    assert ran.stdout.splitlines()[0] == "out/2025-W16/brief.md"
    receipt = json.loads((tmp_path / "out/2025-W16/receipt.json").read_text(encoding="utf-8"))
    for name, digest_of in receipt["files"].items():
        assert hashlib.sha256((tmp_path / "out/2025-W16" / name).read_bytes()).hexdigest() == digest_of


@pytest.mark.runs
def test_order_time_zone_and_hash_seed_change_no_byte(digest: Command, tmp_path: Path) -> None:
    pages = sorted(WEEK.glob("*.txt"))
    digest("build", *pages, "-o", "a", env={"TZ": "UTC", "PYTHONHASHSEED": "1"})
    digest("build", *reversed(pages), "-o", "b", env={"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "2", "LANG": "C"})
    for name in ("brief.md", "brief.html", "brief.pdf"):
        one, other = (tmp_path / folder / "2025-W16" / name for folder in "ab")
        assert one.read_bytes() == other.read_bytes(), name


def test_a_bad_source_costs_itself_only_and_is_named(digest: Command, tmp_path: Path) -> None:
    week = tmp_path / "week"
    week.mkdir()
    (week / PAGE.name).write_bytes(PAGE.read_bytes())
    (week / "empty.txt").write_bytes(b"")
    (week / "noise.txt").write_bytes(bytes(range(256)) * 40)
    (week / "list.txt").write_text("牛奶 鸡蛋 面包\n", encoding="utf-8")
    ran = digest("build", week, "--format", "md")
    assert ran.returncode == 3
    lines = ran.stderr.splitlines()
    assert len(lines) == 3
    for name, line in zip(
        ("empty.txt: the file is empty", "list.txt: no article", "noise.txt: not a text"), lines, strict=True
    ):
        assert line.startswith(f"digest: {name}")
        assert " — " in line
    assert (tmp_path / "out/2025-W16/brief.md").exists()


@pytest.mark.parametrize("sources", [["nothing-here"], ["missing.txt"], ["empty.txt"]])
def test_when_nothing_can_be_read_nothing_is_written(digest: Command, tmp_path: Path, sources: list[str]) -> None:
    (tmp_path / "nothing-here").mkdir()
    (tmp_path / "empty.txt").write_bytes(b"")
    ran = digest("build", *sources)
    assert ran.returncode == 2
    assert ran.stderr.startswith("digest: ")
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--week", "2025-W60"],
        ["build", "--format", "md,doc"],
        ["build", "--since", "2025-04-14"],
        ["build", "--week", "2025-W16", "--since", "2025-04-14"],
        ["build", "--since", "2025-04-20", "--until", "2025-04-14"],
        ["build", "-c", "none.toml"],
        ["build", "--top", "-1"],
        ["bild"],
    ],
)
def test_wrong_arguments_are_named_with_status_2(digest: Command, arguments: list[str]) -> None:
    ran = digest(*arguments)
    assert ran.returncode == 2
    assert ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_week_without_pages_says_so(digest: Command) -> None:
    ran = digest("build", WEEK, "--week", "2024-W01")
    assert ran.returncode == 2
    assert "2024-W01" in ran.stderr


def test_an_output_folder_that_cannot_be_written_is_status_5(digest: Command, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    ran = digest("build", PAGE, "--format", "md", "-o", "out")
    assert ran.returncode == 5
    assert "choose another folder" in ran.stderr


def test_an_unknown_template_is_status_4(digest: Command) -> None:
    ran = digest("build", PAGE, "--format", "md", "--template", "nothere")
    assert ran.returncode == 4
    assert "nothere" in ran.stderr


def test_explain_prints_parts_that_add_up_to_the_score(digest: Command) -> None:
    ran = digest("build", WEEK, "--format", "md", "--explain", "-q")
    scores: list[tuple[float, list[float]]] = []
    for line in ran.stdout.splitlines():
        first, *rest = line.split()
        if line.startswith("     "):
            scores[-1][1].append(float(first))
        else:
            scores.append((float(rest[0]), []))
    assert len(scores) >= 10
    for score, parts in scores:
        assert abs(score - sum(parts)) < 0.006 * (len(parts) + 1)


def test_show_prints_articles_and_facts_on_the_terminal(digest: Command) -> None:
    ran = digest("show", PAGE)
    assert ran.returncode == 0
    for words in ("江畔高新区首季工业增加值增长9.4%", "58.3亿元", "工业投资"):
        assert words in ran.stdout.replace("\n", "")


def test_show_gives_programs_every_part_with_its_place(digest: Command) -> None:
    (document,) = json.loads(digest("show", PAGE, "--json").stdout)["documents"]
    text = PAGE.read_text(encoding="utf-8")
    for article in document["articles"]:
        for part in (*article["paragraphs"], *article["facts"], *article["captions"]):
            assert "".join("".join(text[a:b] for a, b in part["spans"]).split()) == "".join(part["text"].split())


def test_facts_reads_lines_and_names_the_bad_ones(digest: Command) -> None:
    rows = ['{"id": 1, "date": "2025-04-14", "text": "项目总投资35亿元。"}', "not json", '{"id": 3}', ""]
    ran = digest("facts", "--jsonl", stdin="\n".join(rows))
    assert ran.returncode == 3
    assert [line.split(":")[1] for line in ran.stderr.splitlines()] == [" line 2", " line 3"]
    (found,) = [json.loads(line) for line in ran.stdout.splitlines()]
    money = next(fact for fact in found["facts"] if fact["kind"] == "money")
    assert (found["id"], money["value"], money["unit"], money["start"], money["end"]) == (1, "3500000000", "CNY", 5, 9)


def test_init_starts_a_folder_that_doctor_finds_well(digest: Command, tmp_path: Path) -> None:
    assert digest("init", "周报").returncode == 0
    ran = digest("doctor", "-c", tmp_path / "周报" / "digest.toml")
    assert ran.returncode == 0, ran.stdout
    assert "MISSING" not in ran.stdout


def test_init_overwrites_nothing(digest: Command, tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text("# mine")
    ran = digest("init")
    assert ran.returncode == 2
    assert (tmp_path / "digest.toml").read_text() == "# mine"


def test_doctor_names_what_is_wrong_and_the_remedy(digest: Command, tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text("sorces = []")
    ran = digest("doctor")
    assert ran.returncode == 2
    assert "did you mean sources?" in ran.stdout


def test_settings_name_the_masthead_and_count_the_issues(digest: Command, tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text('[brief]\nname = "青澜周报"\nfirst_issue = "2025-W01"\n', encoding="utf-8")
    digest("build", PAGE, "--format", "md")
    brief = (tmp_path / "out/latest/brief.md").read_text(encoding="utf-8")
    assert "# 青澜周报" in brief
    assert "第16期（总第16期）" in brief


def test_help_shows_examples_for_every_command(digest: Command) -> None:
    for command in ("build", "show", "facts", "init"):
        assert "Example" in digest(command, "--help").stdout


def commands_of(name: str) -> list[str]:
    """The commands a README shows in its code blocks, comments left out."""
    blocks = (ROOT / name).read_text(encoding="utf-8").split("```")[1::2]
    lines = [line.split(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith(("digest ", "make ", "pipx "))]


def test_every_command_of_the_readmes_exists(digest: Command) -> None:
    listed = digest("--help").stdout
    used = {line.split()[1] for line in commands_of("README.md") if line.startswith("digest ")}
    assert len(used) >= 5
    for command in used:
        assert f" {command} " in listed, command


def test_both_readmes_show_the_same_commands() -> None:
    assert commands_of("README.md") == commands_of("README.zh-CN.md")


def test_facts_of_many_texts_come_in_order_however_many_processes_share_them(digest: Command) -> None:
    rows = [json.dumps({"id": k, "text": f"项目总投资{k + 1}亿元。"}, ensure_ascii=False) for k in range(200)]
    rows[70] = "no JSON"
    alone = digest("facts", stdin="\n".join(rows))
    shared = digest("facts", "--jobs", "2", stdin="\n".join(rows))
    assert shared.stdout == alone.stdout
    assert [json.loads(line)["id"] for line in shared.stdout.splitlines()] == [k for k in range(200) if k != 70]
    assert shared.returncode == 3
    assert "line 71" in shared.stderr


def test_an_interrupt_while_a_command_is_still_loaded_is_a_status_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "_spoken", interrupted)
    with pytest.raises(SystemExit) as left:
        commands.main()
    assert left.value.code == commands.INTERRUPTED
    assert capsys.readouterr() == ("", "")
