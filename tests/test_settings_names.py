"""What the settings name and there is not; what a Chinese keyboard slips into them; the commands that look at them."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from digest import config
from digest.errors import UsageError
from digest.pipeline import settings_names

if TYPE_CHECKING:
    from pathlib import Path

    from week import Command

UNKNOWN = """
formats = ["md", "pfd"]
[brief]
template = "weekyl"
[[section]]
title = "项目"
kinds = ["项目签约", "项目签约了"]
[[recipients]]
name = "甲"
sections = ["项目", "没有的栏目"]
attach = ["pdf", "word"]
template = "offical"
"""


def loaded(folder: Path, text: str) -> config.Settings:
    path = folder / "digest.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path)


def test_every_name_that_nothing_goes_by_is_named_and_no_other(tmp_path: Path) -> None:
    named = [one.reason.rpartition(" ")[2] for one in settings_names.unknown(loaded(tmp_path, UNKNOWN))]
    assert named == ["pfd", "weekyl", "项目签约了", "没有的栏目", "word", "offical"]
    assert settings_names.unknown(config.Settings()) == ()


def test_the_kinds_of_the_sample_settings_are_known(tmp_path: Path) -> None:
    sample = (files("digest") / "sample.toml").read_text(encoding="utf-8")
    section = next(line.removeprefix("# ") for line in sample.splitlines() if line.startswith("# section"))
    assert settings_names.unknown(loaded(tmp_path, section)) == ()


def test_doctor_check_and_build_name_them(tmp_path: Path, digest: Command) -> None:
    (tmp_path / "digest.toml").write_text('[[section]]\ntitle = "项目"\nkinds = ["项目签约了"]\n', encoding="utf-8")
    (tmp_path / "input").mkdir()
    page = (
        "2025年4月14日 第05版\n\n青澜高新区新能源项目开工\n\n本报讯 青澜高新区新能源项目4月13日开工，总投资35亿元。\n"
    )
    (tmp_path / "input" / "2025-04-14_江畔日报_05版.txt").write_text(page, encoding="utf-8")
    for arguments in (("doctor",), ("config", "check"), ("build", "--format", "md")):
        done = digest(*arguments)
        assert "there is no 项目签约了" in done.stdout + done.stderr, arguments
        assert "项目签约" in done.stdout + done.stderr
        assert done.returncode == 3, (arguments, done.stderr)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[brief]\nname = “园区参考”\n", "full-width “"),
        ('[brief]\nname ： "园区参考"\n', "full-width ："),
        ('formats = ["md"，"pdf"]\n', "full-width ，"),
        ("[profile]\ntopics = { 人工智能 = 2.0 }\n", 'put 人工智能 in quotes: "人工智能" = …'),
        ("[profile.topics]\n生物医药 = 1.0\n", "put 生物医药 in quotes"),
    ],
)
def test_what_a_chinese_keyboard_slips_in_is_hinted_at(text: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        loaded(tmp_path, text)
    assert hint in str(refused.value)


def test_full_width_signs_inside_quotes_and_comments_are_no_slip(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        loaded(tmp_path, '[brief]\nname = "园区：“参考”" x  # 刊名：“参考”\n')
    assert refused.value.remedy == "mend that line"


@pytest.mark.parametrize(
    "text",
    [
        'sources = "input"', '[schedule]\nat = "7点"', "[brief]\nname = 3", '[brief]\ntop = "many"',
        '[[collect.source]]\nname = "a"\nurl = "www.example.cn"', '[collect]\nproxy = "proxy.example.cn"',
        '[mail]\nunsubscribe = "退订 链接"', '[[recipients]]\nname = "a"\nskip_empty = "no"', 'brief = "a"',
    ],
)  # fmt: skip
def test_no_message_shows_a_regular_expression_or_a_word_of_python(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        loaded(tmp_path, text)
    said = str(refused.value)
    for word in ("pattern", "tuple", "^", "\\d", "dictionary", "instance", "valid string", "valid integer", "boolean"):
        assert word not in said
    assert "write " in said


@pytest.mark.parametrize(("written", "day"), [("周一", "Mon"), ("星期日", "Sun"), ("礼拜天", "Sun"), ("Fri", "Fri")])
def test_a_weekday_may_be_written_in_chinese(written: str, day: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, f'[schedule]\nday = "{written}"').schedule.day == day


def test_what_is_no_weekday_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"schedule\.day"):
        loaded(tmp_path, '[schedule]\nday = "周八"')


def test_a_commented_value_that_is_not_the_default_says_that_it_is_an_example() -> None:
    sample = (files("digest") / "sample.toml").read_text(encoding="utf-8")
    defaults, table, below = config.Settings().model_dump(mode="json"), "", False
    for line in sample.splitlines():
        if line.startswith("["):
            table, below = line.partition("]")[0][1:], False
        if not line.startswith("# ") or " = " not in line or line.startswith("# [["):
            continue
        value = tomllib.loads(line.removeprefix("# "))
        ((key, written),) = value.items()
        below = below or "as are those below" in line
        held = (defaults[table] if table else defaults)[key]
        assert written == held or below or "example" in line, line


def test_config_show_prints_what_holds_and_its_output_reads_back(tmp_path: Path, digest: Command) -> None:
    text = UNKNOWN + '[profile]\ntopics = { "人工智能" = 2.0 }\n'
    before = loaded(tmp_path, text)
    shown = digest("config", "show").stdout
    (tmp_path / "other").mkdir()
    again = loaded(tmp_path / "other", shown)
    assert again.model_dump() == before.model_dump()


def test_one_bracket_too_few_is_said_of_tables_that_there_can_be_many_of(digest: Command, tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text('[recipients]\nname = "领导"\nto = ["a@example.cn"]\n', encoding="utf-8")
    done = digest("config", "check")
    assert done.returncode == 2
    assert "[recipients]: write it in double brackets, there can be many: [[recipients]]" in done.stderr
    (tmp_path / "digest.toml").write_text('formats = "md"\n', encoding="utf-8")
    assert 'formats: write a list: ["…", "…"]' in digest("config", "check").stderr


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('email = ["a@example.cn"]', "[[recipients]] no. 2: unknown key email — did you mean to?"),
        ('"收件人" = ["a@example.cn"]', "[[recipients]] no. 2: unknown key 收件人 — did you mean to?"),
        ('attachment = ["pdf"]', "[[recipients]] no. 2: unknown key attachment — did you mean attach?"),
        ("colour = 1", "[[recipients]] no. 2: unknown key colour — known here: attach, csv, "),
        ("to = [1]", "[[recipients]] no. 2: to.0: write it in quotes"),
    ],
)
def test_a_key_that_people_write_for_another_is_led_to_it(
    tmp_path: Path, digest: Command, written: str, said: str
) -> None:
    text = f'[[recipients]]\nname = "甲"\n[[recipients]]\nname = "乙"\n{written}\n'
    (tmp_path / "digest.toml").write_text(text, encoding="utf-8")
    assert said in " ".join(digest("config", "check").stderr.split())


def test_a_place_without_sources_and_a_draft_that_is_not_there_say_what_to_do_once(digest: Command) -> None:
    done = digest("build")
    assert (
        done.returncode,
        "no such file or folder — check the name; digest init makes digest.toml and" in done.stderr,
    ) == (
        2,
        True,
    )
    missing = digest("publish", "out/2025-W16/draft.md")
    assert missing.returncode == 2
    assert missing.stderr.count("draft.md") == 1
    assert "make one with: digest build --draft" in missing.stderr
