"""A run in Chinese: no English sentence on the terminal, in an issue, or in a letter, whatever goes wrong."""

from __future__ import annotations

import gzip
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from test_problems import every_problem
from week import WEEK

from digest import publish
from digest.model import Checked
from digest.pipeline.specimen import specimen

if TYPE_CHECKING:
    from pathlib import Path

    from week import Command

# What a Chinese line may hold in Latin letters: paths, addresses, options, commands, settings, names in quotes.
NAMES = re.compile(
    r"《[^》]*》|https?://\S+|[\w.~-]*[/.][\w./~-]+|--?[a-z][a-z-]+|[A-Z_]{2,}"
    r"|\b(?:digest|systemctl|sudo apt)(?: [a-z][\w:-]*)*"
    r"|'[^']*'|（可选：[^）]*）|可选：.*|python -m digest.*|-m pip install .*|pipx inject .*"
)
ENGLISH = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}")
CHINESE = {"LANG": "zh_CN.UTF-8", "LC_ALL": "", "DIGEST_USER": "周敏"}
LETTERS = """
formats = ["md"]
[mail]
sender = "简报组 <a@example.cn>"
server = "127.0.0.1"
port = 1
security = "none"
[[recipients]]
name = "领导"
to = ["b@example.cn", "坏"]
"""


def english(words: str) -> list[str]:
    """The lines of a text that hold an English sentence."""
    return [line for line in words.splitlines() if ENGLISH.search(NAMES.sub("", line))]


def test_an_english_sentence_is_seen() -> None:
    assert english("digest: a.txt: the file is empty — put text into it") != []
    assert english("digest: a.txt：文件是空的——请运行 digest build --draft") == []


@pytest.fixture
def place(tmp_path: Path, digest: Command) -> Path:
    """A place with a good week and a file of each kind of fault."""
    assert digest("init", env=CHINESE).returncode == 0
    folder = tmp_path / "input"
    shutil.copytree(WEEK, folder, dirs_exist_ok=True)
    faults = {
        "空.txt": b"", "坏.pdf": b"%PDF-1.4 broken", "a.wps": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        "a.docx": b"PK\x03\x04junk", "x.zip": b"PK\x05\x06" + bytes(18), "x.gz": gzip.compress(b"x"),
        "feed.xml": b"<rss><channel><item><title>a</title></item></channel></rss>", "bin.txt": bytes(range(256)) * 9,
        "l.jsonl": b'{"headline":1}\n{bad\n', "p.html": b"<html><body></body></html>",
        "pic.png": b"\x89PNG\r\n\x1a\n" + bytes(90), "两份.txt": next(WEEK.glob("*.txt")).read_bytes(),
    }  # fmt: skip
    for name, content in faults.items():
        (folder / name).write_bytes(content)
    return tmp_path


COMMANDS = (
    "build --format md,html", "doctor", "inbox", "stats", "search 工业", "search 没有这个词", "config check",
    "schedule install --cron", "verify out/2025-W16", "verify nowhere", "build --week x", "build --nosuch", "nosuch",
    "build --top x", "search --kind x", "build nofile.txt", "templates check nix", "templates copy weekly own",
    "mail status", "send --dry-run", "collect", "papers check", "papers add 不存在报", "story zz", "backup b.db",
    "backup b.db", "restore none.db", "publish out/2025-W16/draft.md", "desk --listen 0.0.0.0",
    "backfill input nothere", "show input/空.txt", "desk people remove x", "build --week 2030-W01",
)  # fmt: skip


def test_no_command_says_an_english_sentence_to_a_chinese_user(place: Path, digest: Command) -> None:
    found: dict[str, list[str]] = {}
    for command in COMMANDS:
        done = digest(*command.split(), env=CHINESE)
        found[command] = english(done.stdout + done.stderr)
    assert {command: lines for command, lines in found.items() if lines} == {}
    assert english((place / "digest.toml").read_text(encoding="utf-8")) == []


def test_mistakes_of_the_settings_are_said_in_chinese(tmp_path: Path, digest: Command) -> None:
    wrong = (
        "[brief]\nname = “x”\n", '[brief]\nnmae = "x"\ntop = "3"\n', "[mail]\nport = 99999\n", 'formats = ["mdd"]\n',
        '[schedule]\nday = "Xyz"\nat = "7"\n', "[brief\n", 'timezone = "Moon"\n', 'folder = "x"\n',
        "top = 3\ntop = 4\n",
    )  # fmt: skip
    for text in wrong:
        (tmp_path / "digest.toml").write_text(f'lang = "zh"\n{text}', encoding="utf-8")
        done = digest("config", "check", env={"LANG": "C", "LC_ALL": ""})
        assert done.returncode != 0, text
        assert english(done.stdout + done.stderr) == [], text


def test_what_became_of_letters_is_said_in_chinese(place: Path, digest: Command) -> None:
    (place / "digest.toml").write_text(f'lang = "zh"\n{LETTERS}', encoding="utf-8")
    shutil.rmtree(place / "input")
    shutil.copytree(WEEK, place / "input")
    said = {}
    for command in ("build", "send", "mail status --all", "mail settle", "mail retry", "mail unsubscribe q@example.cn",
                    "mail subscribe z@example.cn", "mail bounces input", "doctor"):  # fmt: skip
        done = digest(*command.split(), env=CHINESE)
        said[command] = english(done.stdout + done.stderr)
    assert {command: lines for command, lines in said.items() if lines} == {}
    letters = [path.read_text(encoding="utf-8") for path in place.rglob("*.eml")]
    assert letters == [] or all(letters)


@pytest.mark.parametrize("form", ["md", "html", "docx", "text", "mail"])
@pytest.mark.parametrize("template", ["weekly", "official"])
def test_no_output_has_an_english_sentence_over_all_kinds_of_problem(form: str, template: str) -> None:
    brief = replace(specimen().brief, problems=every_problem())
    rendered = publish.render(Checked(brief), template, form)
    words = publish.named(form).read(rendered.content)
    for_browsers = re.compile(r"light dark|default-src .*")  # what meta elements tell browsers
    assert [line for line in english(words) if not for_browsers.fullmatch(line.strip())] == []
    assert "pip" not in words
    assert "exit status" not in words
