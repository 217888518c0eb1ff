"""Messages found again in the catalogue: whole, with their values, put together of others; what is none stays."""

from __future__ import annotations

import pytest

from digest.translation import Catalogue, catalogue, named, speak

WORDS = Catalogue(
    {
        "{0}: no such file": "{0}：没有这个文件",
        "check the name": "请核对名字",
        "{0} pages are left, {1} were read": "读了{1}页，还剩{0}页",
        "the file is empty": "文件是空的",
        "write {{“id”: …}}": "请写 {{“id”: …}}",
        "{0} letters": "{0}封邮件",
        "{0} new pages since the draft": "底稿之后新来了{0}个版面",
        "{0}: no article in it ({1})": "{0}：里面没有报道（{1}）",
        "line {0}": "第{0}行",
        "line {0} is no article: {1}": "第{0}行不是报道：{1}",
        "{0} is no name — look again": "{0}不是名字——请再看",
        "ok      {0}": "正常    {0}",
        "table\x04read": "读取",
    }
)


@pytest.mark.parametrize(
    ("message", "chinese"),
    [
        ("input/a.txt: no such file — check the name", "input/a.txt：没有这个文件——请核对名字"),
        ("3 pages are left, 14 were read", "读了14页，还剩3页"),
        ("a.txt: the file is empty; 2 letters", "a.txt：文件是空的；2封邮件"),
        ("the file is empty\na.txt: no such file", "文件是空的\na.txt：没有这个文件"),
        ("write {“id”: …}", "请写 {“id”: …}"),
        ("张三 is no name — look again", "张三不是名字——请再看"),
        ("pdg is no name — look again", "pdg 不是名字——请再看"),
        ("3 pages are left, a/b were read", "读了 a/b 页，还剩3页"),
        ("ok      a.txt: the file is empty", "正常    a.txt：文件是空的"),
        ("  2 letters", "  2封邮件"),
        ("a.txt: 2 new pages since the draft", "a.txt：底稿之后新来了2个版面"),
        (
            "a.jsonl: no article in it (line 1 is no article: the file is empty; line 2 is no article: [1]: 3 letters)",
            "a.jsonl：里面没有报道（第1行不是报道：文件是空的；第2行不是报道：[1]：3封邮件）",
        ),
    ],
)
def test_a_message_is_translated_with_its_values_and_parts(message: str, chinese: str) -> None:
    assert WORDS.translated(message) == chinese


@pytest.mark.parametrize(
    "words",
    [
        "",
        "2025-04-14_某报_05版.txt",
        "read",
        "nothing like it: at all",
        "青澜高新区项目开工",
        "x" * 3000 + ": no such file",
    ],
)
def test_what_is_no_message_stays_as_it_is(words: str) -> None:
    assert WORDS.translated(words) == words


def test_english_is_what_the_code_says() -> None:
    assert catalogue("en").translated("a.txt: no such file — check the name") == "a.txt: no such file — check the name"


def test_a_word_of_a_table_is_translated_in_its_context_alone() -> None:
    try:
        speak("zh")
        assert named("read", "stage") == "读取"
        assert named("read", "letter") == "read"
    finally:
        speak("en")
    assert named("read", "stage") == "read"


def test_a_hostile_line_takes_no_time_to_speak_of() -> None:
    line = "a: b, c; " * 220
    assert catalogue("zh").translated(line)
