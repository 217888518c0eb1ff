"""版面: pages as pictures with their articles over them, and boundaries that are mended by one operation."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from sitting import Sitting, printed_page, sit
from week import WEEK, order

from digest import config, sandbox
from digest.desk import page_view
from digest.desk.pictures import Pictures
from digest.edit import targets
from digest.errors import SourceError
from digest.model import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.model import Article
    from digest.pipeline.intake import Reading

NAME = "2025-04-17_砚坪日报_01版.pdf"


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    """A desk on the sample week and a PDF."""
    folder = tmp_path_factory.mktemp("pictured")
    shutil.copytree(WEEK, folder / "input")
    (folder / "input" / NAME).write_bytes(printed_page())
    yield from sit(config.Settings(folder=folder), replace(order(folder / "out"), sources=(folder / "input",)))


def the_pdf(sitting: Sitting) -> Reading:
    return next(one for one in sitting.bench.readings if one.document.origin == NAME)


def rows(sitting: Sitting, **asked: str) -> Any:  # noqa: ANN401  what the page is laid out from
    return page_view.shown(sitting.bench, asked)


def test_a_pdf_is_a_picture_with_each_line_in_its_articles_colour(pictured: Sitting) -> None:
    document = the_pdf(pictured).document
    assert [tuple(round(side) for side in size) for size in document.sizes] == [(595, 842)]
    shown = rows(pictured, of=document.id[:16])
    assert shown["picture"]
    areas = {one.row: one for one in shown["areas"]}
    assert len(areas) == len(shown["lines"])
    for line in shown["lines"]:
        area = areas[line.at]
        assert area.colour == line.colour
        assert 0 <= area.left < area.left + area.width <= 595
        assert 0 <= area.top < area.top + area.height <= 842
    page = pictured.page(f"/pages?of={document.id[:16]}")
    assert page.count("<rect") == len(areas)
    answer = pictured.client.get(f"/picture?of={document.id[:16]}&sheet=1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert "max-age" in answer.headers["cache-control"]


def test_the_picture_shows_ink_where_the_boxes_are(pictured: Sitting) -> None:
    import io  # noqa: PLC0415  here only

    from PIL import Image  # noqa: PLC0415  as above

    document = the_pdf(pictured).document
    picture = Image.open(io.BytesIO(pictured.client.get(f"/picture?of={document.id[:16]}").content)).convert("L")
    scale = picture.height / document.sizes[0][1]
    for line in document.lines:
        assert line.box
        edges = (line.box.left, line.box.top, line.box.right, line.box.bottom)
        assert picture.crop(tuple(round(edge * scale) for edge in edges)).getextrema()[0] < 100
    assert picture.crop((0, 0, picture.width, round(50 * scale))).getextrema()[0] > 200  # the margin


@pytest.mark.parametrize(
    "asked", ["of=../../etc/passwd", "of=", "of=ffff", "sheet=1", "of=a&sheet=../1", "of=a&sheet=99999"]
)
def test_no_picture_but_of_a_page_that_lies_here(pictured: Sitting, asked: str) -> None:
    assert pictured.client.get(f"/picture?{asked}").status_code == 404


def test_a_dump_has_its_lines_and_no_picture(pictured: Sitting) -> None:
    reading = next(one for one in pictured.bench.readings if one.document.origin.endswith(".txt"))
    shown = rows(pictured, of=reading.document.id[:16])
    assert not shown["picture"]
    assert shown["areas"] == ()
    assert [line.number for line in shown["lines"]] == list(range(1, len(shown["lines"]) + 1))
    assert pictured.client.get(f"/picture?of={reading.document.id[:16]}").status_code == 404


def test_a_figure_leads_to_its_place_and_its_line_back_to_it(pictured: Sitting) -> None:
    brief = pictured.bench.brief
    assert brief
    mine = {one.id for one in the_pdf(pictured).layout.articles}
    found = [(one, item) for item in brief.items for one in item.statements if one.article in mine]
    one, item = found[0]
    target = targets.figure_target(one, item.story)
    page = pictured.page(f"/pages?at={target}")
    assert 'class="lit"' in page
    shown = rows(pictured, at=target)
    lit = [line for line in shown["lines"] if line.lit]
    assert str(one.text) in "".join(piece.string for line in lit for piece in line.pieces)
    assert any(line.figure == f"{one.article}#{target}" for line in lit)
    (area,) = [area for area in shown["areas"] if area.kind == "lit"]
    whole = next(area for area in shown["areas"] if area.row == lit[0].at)
    assert whole.left <= area.left < area.left + area.width <= whole.left + whole.width + 0.1
    back = re.search(r'class="to" href="(/figures[^"#]*)', page)
    assert back
    assert str(one.text) in pictured.page(back[1])


def test_pictures_are_kept_by_content_up_to_a_size_and_a_source_that_is_gone_has_none(tmp_path: Path) -> None:
    pdf = printed_page()
    documents = [Document(str(k) * 64, NAME, "", "pdf", (), sizes=((595.0, 842.0),)) for k in range(3)]
    first = Pictures(tmp_path)
    asked = []

    def source() -> bytes:
        asked.append(1)
        return pdf

    made = first.picture(documents[0], 1, source)
    assert made
    assert first.picture(documents[0], 1, source) == made
    assert len(asked) == 1
    assert first.picture(documents[1], 2, source) is None  # it has one page
    assert first.picture(documents[1], 1, lambda: None) is None
    assert first.picture(documents[1], 1, lambda: b"%PDF-1.4 broken") is None
    first.close()
    small = Pictures(tmp_path, most=len(made) * 3 // 2)
    small.picture(documents[1], 1, source)
    small.close()
    assert [path.name[0] for path in tmp_path.glob("*.jpg")] == ["1"]


def test_what_a_drawing_child_says_is_a_picture_or_refused() -> None:
    with sandbox.Child("digest.read.sheet:draw") as child, pytest.raises(SourceError):
        child.draw("a.txt", "不是图".encode())
    with sandbox.Child() as child, pytest.raises(SourceError, match="no picture"):
        child.draw("a.txt", "一行字\n".encode())
    with sandbox.Child("digest.read.sheet:draw") as child, pytest.raises(SourceError, match="no document"):
        child.read("a.pdf", printed_page())


class TestMending:
    """Boundaries and roles, one operation each; facts and issue follow."""

    @staticmethod
    def lines(sitting: Sitting) -> tuple[str, Any, Any]:
        """Give the page of a dump with two articles: its name, the last lines of the first and those of the second."""
        for reading in sitting.bench.readings:
            shown = page_view.shown(sitting.bench, {"of": reading.document.id})
            held = [[line for line in shown["lines"] if line.article == one.id] for one in shown["articles"]]
            bodies = [[line for line in found if line.role == "正文"] for found in held]
            for first, second in pairwise(bodies):
                if len(first) > 4 and len(second) > 4:
                    return reading.document.id, first, second
        raise AssertionError

    @staticmethod
    def article(sitting: Sitting, name: str) -> Article:
        return next(one for reading in sitting.bench.readings for one in reading.layout.articles if one.id == name)

    def test_lines_are_moved_together_and_go_on_with_their_paragraph(self, sitting: Sitting) -> None:
        _, first, second = self.lines(sitting)
        moved = second[1:3]
        words = ["".join(piece.string for piece in line.pieces) for line in moved]
        before = len(self.article(sitting, first[0].article).paragraphs)
        answer = sitting.post(
            "/decide",
            {
                "operation": "paragraph.move",
                "targets": json.dumps([line.target for line in moved]),
                "values": json.dumps([f"article:{first[-1].article}", first[-1].target]),
            },
        )
        assert answer.status_code == 200, answer.text
        now = self.article(sitting, first[-1].article)  # at once, before the facts are found again
        assert "".join(words) in "".join(one.text.string for one in now.paragraphs)
        assert len(now.paragraphs) <= before + 2
        assert words[0] not in "".join(one.text.string for one in self.article(sitting, second[0].article).paragraphs)
        sitting.bench.wait()
        in_brief = [
            report.article
            for item in sitting.bench.brief.items
            for report in item.story.reports  # type: ignore[union-attr]
        ]
        assert all(one == self.article(sitting, one.id) for one in in_brief)

    @pytest.mark.parametrize(
        ("role", "field"), [("kicker", "kicker"), ("subtitle", "subtitle"), ("headline", "headline")]
    )
    def test_a_line_becomes_a_head_by_one_operation(self, sitting: Sitting, role: str, field: str) -> None:
        _, first, _ = self.lines(sitting)
        assert sitting.decide("line.role", first[3].target, role).status_code == 200
        words = "".join(piece.string for piece in first[3].pieces)
        assert str(getattr(self.article(sitting, first[3].article), field)) == words

    def test_a_line_becomes_a_byline_caption_subhead_furniture_and_a_paragraph_again(self, sitting: Sitting) -> None:
        name, first, _ = self.lines(sitting)
        target, article = first[3].target, first[3].article
        whole = self.article(sitting, article)
        for role, shown in (
            ("byline", "署名"),
            ("caption", "图片说明"),
            ("subhead", "小标题"),
            ("furniture", "不属报道"),
            ("body", "正文"),
        ):
            assert sitting.decide("line.role", target, role, f"article:{article}").status_code == 200
            row = next(one for one in page_view.shown(sitting.bench, {"of": name})["lines"] if one.target == target)
            assert row.role == shown
            assert row.sure  # a person said so
        again = self.article(sitting, article)
        assert list(map(str, again.body)) == list(map(str, whole.body))

    def test_a_boundary_without_a_headline_splits_an_article_and_joining_gives_it_back(self, sitting: Sitting) -> None:
        _, first, _ = self.lines(sitting)
        whole = self.article(sitting, first[0].article)
        assert sitting.decide("article.split", f"article:{whole.id}", first[2].target, "body").status_code == 200
        layout = next(one.layout for one in sitting.bench.readings if whole.id in {a.id for a in one.layout.articles})
        new = layout.articles[[one.id for one in layout.articles].index(whole.id) + 1]
        assert new.headline is None
        assert new.paragraphs[0].text.string.startswith("".join(piece.string for piece in first[2].pieces))
        assert sitting.decide("article.merge", f"article:{whole.id}", f"article:{new.id}").status_code == 200
        assert list(map(str, self.article(sitting, whole.id).body)) == list(map(str, whole.body))

    def test_a_line_that_names_no_day_is_no_date(self, sitting: Sitting) -> None:
        _, first, _ = self.lines(sitting)
        article = first[0].article
        line = next(one for one in first if not re.search(r"\d+月\d+日", "".join(p.string for p in one.pieces)))
        answer = sitting.decide("line.role", line.target, "date")
        assert (answer.status_code, "没有日期" in answer.json()["message"]) == (422, True)
        assert sitting.decide("article.date", f"article:{article}", "2025-04-16").status_code == 200
        assert str(self.article(sitting, article).published) == "2025-04-16"

    @pytest.mark.parametrize("named", ["[]", "[1]", "{}", "no", json.dumps(["line:x:1-2"] * 1001)])
    def test_what_names_no_lines_is_refused(self, shared: Sitting, named: str) -> None:
        fields = {"operation": "line.role", "targets": named, "values": '["body"]'}
        assert shared.post("/decide", fields).status_code == 422
        assert shared.bench.log == ()


def test_a_source_of_many_articles_is_shown_some_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    lines = [
        json.dumps({"headline": f"第{k}条", "body": f"砚坪经济开发区第{k}次例会召开。", "published": "2025-04-16"})
        for k in range(45)
    ]
    (tmp_path / "input" / "2025-04-16_某报.jsonl").write_text("\n".join(lines), encoding="utf-8")
    opened = sit(config.Settings(folder=tmp_path), replace(order(tmp_path / "out"), sources=(tmp_path / "input",)))
    sitting = next(opened)
    shown = page_view.shown(sitting.bench, {"sheet": "3"})
    assert shown["sheets"] == (1, 2, 3)
    assert len(shown["articles"]) == 5
    wanted = sitting.bench.readings[0].layout.articles[25]
    assert wanted.id in {one.id for one in page_view.shown(sitting.bench, {"article": wanted.id})["articles"]}
    opened.close()


def test_the_places_of_lines_are_those_of_the_source(pictured: Sitting) -> None:
    document = the_pdf(pictured).document
    for line in rows(pictured, of=document.id[:16])["lines"]:
        span = targets.line_span(line.target)
        assert span
        assert (
            document.text[slice(*Span(*span))].replace(" ", "")[:4]
            == "".join(piece.string for piece in line.pieces).replace(" ", "")[:4]
        )
