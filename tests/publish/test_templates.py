"""A template is a folder of files; a user's folder overrides it file by file, and mistakes are named."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sample

from digest import publish
from digest.errors import OutputError, TemplateError
from digest.pipeline.specimen import specimen
from digest.publish import templates
from digest.publish.filters import filters
from digest.publish.provenance import Recorder

if TYPE_CHECKING:
    from digest.model import Brief


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "weekly").mkdir()
    return tmp_path


def test_a_users_file_takes_the_place_of_ours_and_the_rest_stays(brief: Brief, mine: Path) -> None:
    (mine / "weekly" / "page.css").write_text("body { color: teal }", encoding="utf-8")
    page = sample.rendered(brief, "weekly", "html", folders=(mine,)).decode()
    assert "color:teal" in page
    assert "position-area" not in page
    assert "本期要点" in page


def test_a_users_own_template_is_found_by_its_name(brief: Brief, tmp_path: Path) -> None:
    (tmp_path / "flyer").mkdir()
    (tmp_path / "flyer" / "brief.md.j2").write_text("{{ brief.masthead.name }}！", encoding="utf-8")
    assert sample.rendered(brief, "flyer", "md", folders=(tmp_path,)).decode() == "开发区动态周报！\n"
    assert publish.names((tmp_path,)) == tuple(sorted({"flyer", *publish.names()}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("一\n{{ brief.titel }}", ("line 2", "'titel'", "masthead")),
        ("{{ nobody }}", ("line 1", "'nobody'")),
        ("\n\n{% for item in brief.items %}{{ item.price }}{% endfor %}", ("line 3", "'price'", "headline")),
        ("{% if %}", ("line 1",)),
        ("{{ brief | shout }}", ("line 1", "'shout'")),
        ("一\n{{ 1 / 0 }}", ("line 2", "division")),
        ("{% include 'nothing.j2' %}", ("nothing.j2",)),
    ],
)
def test_a_mistake_in_a_template_names_the_file_the_line_and_what_is_missing(
    brief: Brief, mine: Path, text: str, said: tuple[str, ...]
) -> None:
    (mine / "weekly" / "brief.md.j2").write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError) as error:
        sample.rendered(brief, "weekly", "md", folders=(mine,))
    assert all(word in str(error.value) for word in (*said, "weekly"))


@pytest.mark.parametrize(
    "printed", ["headline.string[:7]", "headline | replace('2', '3')", "summary[0] | string | truncate(20)"]
)
def test_the_specimen_finds_out_a_template_that_cuts_what_it_prints(mine: Path, printed: str) -> None:
    text = f"{{% for item in brief.items %}}{{{{ item.{printed} }}}}{{% endfor %}}"
    (mine / "weekly" / "brief.md.j2").write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError, match="without evidence"):
        sample.rendered(specimen().brief, "weekly", "md", folders=(mine,))


def test_an_unknown_template_or_format_names_those_there_are(brief: Brief) -> None:
    with pytest.raises(TemplateError, match="weekly"):
        sample.rendered(brief, "weakly", "md")
    with pytest.raises(OutputError, match="html"):
        sample.rendered(brief, "weekly", "doc")


@pytest.mark.parametrize("name", ["../weekly", "weekly/..", "", ".", "/etc"])
def test_a_template_is_a_plain_name(brief: Brief, name: str) -> None:
    with pytest.raises(TemplateError):
        sample.rendered(brief, name, "md")


def test_markup_is_escaped_whatever_the_files_ending(brief: Brief, mine: Path) -> None:
    (mine / "weekly" / "page.html.j2").write_text('{{ "<b>" }}{% include "odd.txt" %}', encoding="utf-8")
    (mine / "weekly" / "odd.txt").write_text('{{ "<i>" }}', encoding="utf-8")
    assert sample.rendered(brief, "weekly", "html", folders=(mine,)).decode() == "&lt;b&gt;&lt;i&gt;"


def test_a_file_that_a_template_has_not_is_that_of_the_weekly(brief: Brief, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "page.css").write_text("i { top: 0 }", encoding="utf-8")
    page = sample.rendered(brief, "plain", "html", folders=(tmp_path,)).decode()
    assert "i{top:0}" in page
    assert "本期要点" in page
    assert sample.rendered(brief, "official", "md") == sample.rendered(brief, "weekly", "md")


def test_the_documentation_lists_the_nouns_as_they_are() -> None:
    folder = Path(__file__).parents[2] / "docs"
    made = runpy.run_path(str(folder / "make_nouns.py"))
    written = (folder / "templates.md").read_text(encoding="utf-8")
    assert written == made["page"](written), "run: python docs/make_nouns.py"
    assert "| `Item` |" in written


def test_the_documentation_names_every_filter_and_every_file() -> None:
    page = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z]\w*)` \|", page, re.MULTILINE)) == set(filters(Recorder()))
    files = {path.name for path in (templates.home() / "weekly").iterdir()}
    assert all(f"`{name}`" in page for name in files)
