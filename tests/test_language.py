"""The language of the help: chosen by flag, environment, settings, locale; its catalogue complete and compiled."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from week import ROOT

from digest.cli import language
from digest.cli.help import _ORDER, broken, width

if TYPE_CHECKING:
    from pathlib import Path

    from week import Command

pofile = pytest.importorskip("babel.messages.pofile", reason="catalogues are compiled with Babel")
sys.path.insert(0, str(ROOT / "docs"))
import make_catalogue  # noqa: E402  a script beside the guides

PO = ROOT / "digest/locale/zh/LC_MESSAGES/jianbao.po"
# Words that are the same in both languages.
SAME = frozenset({"digest: {0}", "digest {0}", "brief.{0}", "chmod 600 {0}", "[bounces]"})


@pytest.mark.parametrize(
    ("arguments", "environment", "spoken"),
    [
        (["--lang", "zh", "build"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["--lang=en"], {"DIGEST_LANG": "zh"}, "en"),
        ([], {"DIGEST_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {}, "en"),
    ],
)
def test_a_flag_beats_the_environment_which_beats_the_locale(
    arguments: list[str], environment: dict[str, str], spoken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert language.chosen(arguments, environment) == spoken


def test_the_settings_beat_the_locale_and_a_broken_file_is_nobodys_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digest.toml").write_text('lang = "zh"\n', encoding="utf-8")
    assert language.chosen([], {"LANG": "en_US.UTF-8"}) == "zh"
    (tmp_path / "other.toml").write_text("lang = ", encoding="utf-8")
    assert language.chosen(["-c", "other.toml"], {}) == "en"


def test_every_word_of_the_program_has_a_chinese_one_and_none_is_left_over() -> None:
    known = pofile.read_po(BytesIO(PO.read_bytes()))
    asked: set[tuple[str, str | None]] = {(text, None) for text in make_catalogue.all_words()}
    asked |= {(word, context) for context, named in make_catalogue.NAMED.items() for word in named}
    assert {(one.id, one.context) for one in known if one.id} == asked
    assert [one.id for one in known if one.id and not one.string] == []
    same = [one.id for one in known if one.id and one.id == one.string and re.search(r"[a-z]{3}", one.id)]
    assert [one for one in same if one not in SAME] == []


def test_each_translation_has_the_values_of_its_message() -> None:
    known = pofile.read_po(BytesIO(PO.read_bytes()))
    values = re.compile(r"\{\d+\}")
    unlike = [one.id for one in known if not set(values.findall(one.string)) <= set(values.findall(str(one.id)))]
    assert unlike == []


def test_the_sentences_of_a_module_are_its_messages_and_not_its_questions(tmp_path: Path) -> None:
    module = tmp_path / "one.py"
    module.write_text(
        'def f(path):\n    "Say nothing in a docstring."\n'
        '    db.execute("SELECT one FROM two")\n'
        '    raise UsageError(f"{path}: missing", "write it")\n'
        "    return f\"{path} is {'never closed' if path else 'open'}; wait\" + 'a kind'\n",
        encoding="utf-8",
    )
    expected = ["{0}: missing", "write it", "{0} is {1}; wait", "never closed", "a kind"]
    assert list(make_catalogue.sentences(module)) == expected


def test_the_catalogue_is_compiled_as_it_is_written() -> None:
    po, mo = make_catalogue.written(make_catalogue.catalogue("zh"))
    assert PO.read_bytes() == po
    assert PO.with_suffix(".mo").read_bytes() == mo


def test_the_help_of_every_command_is_chinese_where_chinese_is_spoken(digest: Command) -> None:
    for arguments in (("-h",), ("build", "-h"), ("mail", "settle", "-h")):
        said = digest("--lang", "zh", *arguments).stdout
        assert said.startswith("用法：")
        assert not re.search(r"\b(the|a|of|is|and)\b", said), arguments
    assert digest("-h", env={"LANG": "en_US.UTF-8", "LC_ALL": ""}).stdout.startswith("Usage:")


@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("command", [(), ("build",), ("mail", "settle"), ("schedule", "install")])
def test_no_line_of_help_is_wider_than_a_terminal_of_80_columns(
    spoken: str, command: tuple[str, ...], digest: Command
) -> None:
    shown = digest("--lang", spoken, *command, "-h", env={"COLUMNS": "80"})
    assert shown.returncode == 0
    assert [line for line in shown.stdout.splitlines() if width(line) > 80] == []
    assert not re.search(r"^\s*[，。、；：）]|[（《“]$", shown.stdout, re.MULTILINE)
    assert ("示例" in shown.stdout) is (spoken == "zh" and command == ("build",))


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        (
            "  init  从这里开始：生成带注释的 digest.toml",
            ["  init  从这里开始：生", "        成带注释的", "        digest.toml"],
        ),
        ("  一份简报，不是报纸", ["  一份简报，不是报纸"]),
        ("  一份一份一份一份一份简报，不是报纸", ["  一份一份一份一份一份", "  简报，不是报纸"]),
        ("", [""]),
        ("  https://example.cn/a-long-address/ok", ["  https://example.cn/a-long-address/ok"]),
    ],
)
def test_a_line_of_help_is_broken_by_columns_and_indented_as_its_text(line: str, lines: list[str]) -> None:
    assert broken(line, 22) == lines


def test_the_commands_are_listed_in_the_order_of_use(digest: Command) -> None:
    listed = re.findall(r"^  (\w+)  ", digest("-h").stdout.partition("Commands:")[2], re.MULTILINE)
    places = [listed.index(one) for one in ("init", "collect", "build", "publish", "send", "search", "restore")]
    assert places == sorted(places)
    assert len(listed) == len(set(listed)) == len(_ORDER)
