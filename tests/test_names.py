"""Names from outside, of files, papers, settings and letters: what cannot be seen in them is seen as □, everywhere."""

from __future__ import annotations

import json
import os
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner
from week import WEEK, Command, order

from digest import config, files, publish
from digest.archive import record
from digest.cli.commands import app
from digest.deliver import letters
from digest.deliver.addresses import Mailbox
from digest.errors import SourceError
from digest.model import Article, Byline, Checked, Text
from digest.pipeline import build, intake
from digest.pipeline.specimen import specimen
from digest.publish.listing import issue
from digest.read import bundle
from digest.text.visible import visible, visible_lines

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.runs  # many whole builds

PAGE = WEEK / "2025-04-14_江畔日报_05版.txt"
TURNED, WIDTHLESS, ESCAPE, HALF = "\u202e", "\u200b", "\x1b", "\udcff"
HOSTILE = (TURNED, "\u2066", "\u200f", WIDTHLESS, "\u2060", "\ufeff", ESCAPE, "\x07", "\x9b", HALF, "\U000e0041")


def is_seen(text: str) -> bool:
    """Whether a text has no character of the general categories that are not drawn (line ends and tabs aside)."""
    return all(char in "\n\t\r" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"} for char in text)


@pytest.mark.parametrize("char", HOSTILE)
def test_what_cannot_be_seen_is_shown_as_a_box_of_one_character(char: str) -> None:
    assert visible(f"江畔{char}日报") == "江畔□日报"
    assert visible_lines(f"江畔{char}日报\n\t05版") == "江畔□日报\n\t05版"


@pytest.mark.parametrize(
    "name", ["江畔日报·A3版", "R&D <周报> 'x\"", "2079年参考★", "𠮷野家", "café — №5", "〔2025〕3号"]
)
def test_what_can_be_seen_stays_as_it_is(name: str) -> None:
    assert visible(name) == name
    assert visible_lines(name) == name


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_a_file_name_that_is_no_utf8_costs_at_most_its_own_source(digest: Command, tmp_path: Path, locale: str) -> None:
    folder = tmp_path / "input"
    folder.mkdir()
    (folder / PAGE.name).write_bytes(PAGE.read_bytes())
    other = "招商引资一季报\n望沧开发区一季度签约项目12个，总投资36亿元。".encode()
    for name, content in ((b"2025-04-15_\xff\xfe_01\xe7\x89\x88.txt", other), (b"\xff\x1b[31m.txt", b"")):
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:  # noqa: PTH118, PTH123  bytes
            file.write(content)
    ran = digest("build", "--format", "md,html,docx", env={"LC_ALL": locale})
    assert ran.returncode == 3
    assert ran.stderr.splitlines() == [
        "digest: □□[31m.txt: the file is empty — put the page's text into it or remove it"
    ]
    made = tmp_path / "out/latest"
    receipt = json.loads((made / "receipt.json").read_text(encoding="utf-8"))
    assert "2025-04-15_□□_01版.txt" in {one["origin"] for one in receipt["sources"]}
    assert all(is_seen((made / name).read_text(encoding="utf-8")) for name in ("brief.md", "brief.html"))
    assert "望沧开发区" in digest("search", "签约项目", env={"LC_ALL": locale}).stdout


def test_a_draft_of_such_a_file_is_published(digest: Command, tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"2025-04-14_\xff_01.txt")  # noqa: PTH118  bytes
    with open(path, "wb") as file:  # noqa: PTH123  bytes
        file.write(PAGE.read_bytes())
    assert digest("build", os.fsdecode(path), "--draft").returncode == 0
    assert digest("publish", "out/2025-W16/draft.md", "--format", "md").returncode == 0


def test_files_archives_and_their_papers_go_by_visible_names(tmp_path: Path) -> None:
    (tmp_path / f"2025-04-14_江畔{TURNED}日报_05版.txt").write_bytes(PAGE.read_bytes())
    ((name, path),) = files.sources((tmp_path,))
    assert name == "2025-04-14_江畔□日报_05版.txt"
    assert path.read_bytes() == PAGE.read_bytes()
    assert [name for name, _ in files.walk((tmp_path,))] == [name]
    (reading,), problems = intake.read_sources((tmp_path,), "Asia/Shanghai")
    assert problems == ()
    assert reading.document.origin == name
    assert all(is_seen(article.publication or "") for article in reading.layout.articles)


def test_members_of_an_archive_go_by_visible_names(tmp_path: Path) -> None:
    from zipfile import ZipFile  # noqa: PLC0415  only here

    with ZipFile(tmp_path / "week.zip", "w") as archive:
        archive.writestr(f"05{TURNED}版.txt", PAGE.read_bytes())
    (member,) = bundle.unpack("week.zip", (tmp_path / "week.zip").read_bytes())
    assert member.origin == "week.zip/05□版.txt"


def test_a_problem_that_quotes_its_source_shows_what_it_quotes(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        f'{{"headline": "甲", "body": "乙丙丁。"}}\n{{"headline": "戊", "date": "{TURNED}x"}}\n', encoding="utf-8"
    )
    _, problems = intake.read_sources((tmp_path,), "Asia/Shanghai")
    assert problems
    assert all(is_seen(str(problem)) for problem in problems)


def test_an_error_of_reading_shows_the_name_it_has(tmp_path: Path) -> None:
    (tmp_path / f"a{TURNED}.txt").symlink_to(PAGE)
    (tmp_path / PAGE.name).write_bytes(PAGE.read_bytes())
    _, problems = intake.read_sources((tmp_path / f"a{TURNED}.txt", tmp_path / PAGE.name), "Asia/Shanghai")
    assert all(is_seen(str(problem)) for problem in problems)
    with pytest.raises(SourceError):
        files.read_source(tmp_path / f"a{TURNED}.txt")


def headline_turned(tmp_path: Path) -> Path:
    """A page whose headline turns the direction of writing, and whose body would clear a terminal."""
    page = tmp_path / "2025-04-14_江畔日报_05版.txt"
    body = (
        f"江畔开发区一季度完成工业投资58.3亿元，{ESCAPE}[2J同比增长12.6%，增速比去年同期提高3.1个百分点。"
        "区内新开工项目17个，其中装备制造项目6个，全部按计划推进。\n"
        "开发区管委会表示，下一步将继续做好项目服务，让企业安心投产，二季度还有9个项目将陆续开工建设。\n"
    )
    page.write_text(f"江畔开发区{TURNED}首季开门红\n\n{body}", encoding="utf-8")
    return page


def test_a_headline_that_turns_the_direction_of_writing_is_printed_straight_in_every_format(tmp_path: Path) -> None:
    made = build.build(order(tmp_path / "out", headline_turned(tmp_path), formats=publish.FORMATS), config.Settings())
    (item,) = made.brief.items
    assert TURNED in item.headline.string  # the text of a source is its own
    for form in (*publish.FORMATS, *publish.LETTERS):
        rendered = publish.render(made.checked, "weekly", form)
        words = publish.named(form).read(rendered.content)
        assert TURNED not in words
        assert ESCAPE not in words
        assert rendered.lost() == (), form
    assert made.problems == ()


def test_a_rendering_that_lost_the_straight_headline_is_found(tmp_path: Path) -> None:
    made = build.build(order(tmp_path / "out", headline_turned(tmp_path), formats=("md",)), config.Settings())
    rendered = publish.render(made.checked, "weekly", "md")
    cut = replace(rendered, content=rendered.content.replace("首季开门红".encode(), "首季".encode()))
    assert cut.lost()


def test_the_terminal_is_not_steered_by_a_source(tmp_path: Path) -> None:
    page = headline_turned(tmp_path)
    ran = CliRunner().invoke(app, ["show", str(page)])
    assert ran.exit_code == 0
    assert "江畔开发区□首季开门红" in ran.stdout
    assert is_seen(ran.stdout)
    made = CliRunner().invoke(app, ["build", str(page), "-o", str(tmp_path / "out"), "--format", "md", "--explain"])
    assert is_seen(made.stdout)
    found = CliRunner().invoke(app, ["search", "工业投资", "-o", str(tmp_path / "out")])
    assert "58.3亿元" in found.stdout
    assert is_seen(found.stdout)


def test_settings_that_are_printed_are_visible_and_paths_stay() -> None:
    settings = config.Settings(
        out=f"out{TURNED}",
        brief=config.BriefTable(name=f"周{TURNED}报", unit=f"招商{ESCAPE}处", to=(f"报{WIDTHLESS}：各位",)),
        section=(config.SectionTable(title=f"政{TURNED}策"),),
        collect=config.CollectTable(source=(config.SourceTable(name=f"要{TURNED}闻", url="https://a.example/"),)),
    )
    assert (settings.brief.name, settings.brief.unit, settings.brief.to) == ("周□报", "招商□处", ("报□：各位",))
    assert settings.section[0].title == "政□策"
    assert settings.collect.source[0].name == "要□闻"
    assert settings.out == f"out{TURNED}"


def test_rows_of_older_archives_come_back_with_visible_names() -> None:
    headline = Text.of(f"首季{TURNED}开门红")
    bylines = (Byline(f"周{TURNED}立", "记者", headline),)
    paper = f"江畔{TURNED}日报"
    old = Article("1", "d", f"a{HALF}.txt", headline, publication=paper, page=f"0{WIDTHLESS}5", bylines=bylines)
    read = record.loads(record.dumps(old).replace(HALF, "\\udcff"))
    assert (read.origin, read.publication, read.page, read.bylines[0].name) == ("a□.txt", "江畔□日报", "0□5", "周□立")
    assert read.headline == old.headline


def test_heads_of_letters_and_names_of_attachments_are_visible() -> None:
    assert letters.clean(f"江畔{TURNED}周报\r\nBcc: a@b.example") == "江畔□周报 Bcc: a@b.example"
    contents = letters.Contents("x", "x", "x", (letters.Attachment(f"周{TURNED}报.pdf", "application/pdf", b"%PDF"),))
    assert TURNED.encode() not in letters.body(contents).content
    assert "%E2%96%A1" in letters.body(contents).content.decode()  # □
    assert letters.clean(Mailbox("a@b.example", f"张{TURNED}三").name) == "张□三"


def test_a_folder_with_such_a_name_is_no_issue() -> None:
    receipt = json.dumps(
        {"stories": [], "first": "2025-04-14", "last": "2025-04-20", "files": {"brief.md": ""}}
    ).encode()
    assert issue("2025-W16", receipt)
    assert issue(f"2025{TURNED}-W16", receipt) is None
    assert issue(f"2025{HALF}", receipt) is None


def test_a_masthead_from_hostile_settings_reaches_every_format_visible() -> None:
    name = config.BriefTable(name=f"园区{TURNED}动态{ESCAPE}").name
    brief = replace(specimen().brief, masthead=replace(specimen().brief.masthead, name=name))
    for form in (*publish.FORMATS, *publish.LETTERS):
        words = publish.named(form).read(publish.render(Checked(brief), "weekly", form).content)
        assert TURNED not in words
        assert "园区□动态□" in "".join(words.split()), form
