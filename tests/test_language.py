"""The language of the help: chosen by flag, environment, settings, locale; its catalogue complete and compiled."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import typer
from week import ROOT

from digest.cli import app, language

if TYPE_CHECKING:
    from pathlib import Path

    from week import Command

pofile = pytest.importorskip("babel.messages.pofile", reason="catalogues are compiled with Babel")
sys.path.insert(0, str(ROOT / "docs"))
import make_catalogue  # noqa: E402  a script beside the guides

PO = ROOT / "digest/locale/zh/LC_MESSAGES/jianbao.po"
HAN = re.compile(r"[\u4e00-\u9fff]")


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


def test_every_word_of_the_command_line_has_a_chinese_one_and_none_is_left_over() -> None:
    known = pofile.read_po(BytesIO(PO.read_bytes()))
    asked = {*make_catalogue.words(typer.main.get_command(app)), *language.HEADS}
    assert {one.id for one in known if one.id} == asked
    assert [one.id for one in known if one.id and not HAN.search(one.string)] == []


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
