"""What people do at the desk: each operation enters the log, changes the issue, and is taken back by an undo."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from digest.edit import targets
from digest.model import Span
from digest.pipeline import build, signing

if TYPE_CHECKING:
    from sitting import Sitting

    from digest.model import Article, Brief, Item, Statement


def brief(sitting: Sitting) -> Brief:
    assert sitting.bench.brief
    return sitting.bench.brief


def words(article: Article) -> str:
    """Give all the words of an article's paragraphs: none is lost, whatever role it has."""
    return "".join("".join(str(one.text) for one in article.paragraphs).split())


def figure(sitting: Sitting) -> tuple[str, Statement, Item]:
    item = next(item for item in brief(sitting).items if item.statements)
    return targets.figure_target(item.statements[0], item.story), item.statements[0], item


def test_a_figure_is_accepted_given_an_owner_a_label_a_status_and_dropped(sitting: Sitting) -> None:
    target, before, item = figure(sitting)
    owner = next(str(one.owner) for one in item.statements if one.owner)
    for operation, value in (
        ("statement.accept", ()),
        ("statement.owner", (owner,)),
        ("statement.label", ("省级以上开发区总数",)),
        ("statement.status", ("target",)),
    ):
        assert sitting.decide(operation, target, *value).status_code == 200
    _, now, _ = figure(sitting)
    assert (str(now.owner), now.status, now.confidence) == (owner, "target", 1.0)
    assert "省级以上开发区总数" in str(now.label)
    page = sitting.page("/figures")
    assert "省级以上开发区总数" in page
    for _ in range(4):
        assert sitting.post("/undo").status_code == 200
    assert figure(sitting)[1] == before
    assert sitting.post("/redo").status_code == 200
    assert figure(sitting)[1].confidence == 1.0
    assert sitting.decide("statement.drop", target).status_code == 200
    assert target not in sitting.page("/figures")


def test_items_are_moved_retitled_noted_dropped_and_written(sitting: Sitting) -> None:
    first, second, *_ = brief(sitting).items
    one, other = targets.item_target(first), targets.item_target(second)
    assert sitting.decide("item.place", one, second.section, other).status_code == 200
    assert [item.anchor for item in brief(sitting).items][:2] == [second.anchor, first.anchor]
    assert sitting.decide("item.title", one, "岚州整合开发区").status_code == 200
    notes = {"operation": "item.notes", "target": one, "lines": "请关注\n\n后续"}
    assert sitting.post("/decide", notes).status_code == 200
    moved = next(item for item in brief(sitting).items if item.anchor == first.anchor)
    assert str(moved.headline) == "岚州整合开发区"
    assert [str(note) for note in moved.notes] == ["请关注", "后续"]
    count = len(brief(sitting).items)
    assert sitting.decide("item.drop", other).status_code == 200
    fields = {"title": "本区召开例会", "text": "第一段。\n\n第二段。", "section": second.section}
    assert sitting.post("/own", fields).status_code == 200
    assert len(brief(sitting).items) == count
    own = next(item for item in brief(sitting).items if not item.story.reports)
    assert [str(one.words) for one in own.asides] == ["第一段。", "第二段。"]
    assert "本区召开例会" in sitting.whole()


def test_one_item_is_shown_as_it_will_be_printed_at_once(sitting: Sitting) -> None:
    first, second, *_ = brief(sitting).items
    shown = sitting.page(f"/preview?item={first.anchor}")
    assert str(first.headline) in shown
    assert str(second.headline) not in shown
    assert sitting.decide("item.title", targets.item_target(first), "岚州整合开发区").status_code == 200
    assert "岚州整合开发区" in sitting.page(f"/preview?item={first.anchor}")
    assert sitting.client.get("/preview?item=nothing").status_code == HTTPStatus.NOT_FOUND


def test_what_is_beside_the_list_comes_without_the_list(sitting: Sitting) -> None:
    first, second, *_ = brief(sitting).items
    part = sitting.client.get(f"/issue?item={second.anchor}", headers={"x-part": "detail"}).text
    assert f'id="detail" data-of="{second.anchor}"' in part
    assert "<main" not in part
    assert str(first.headline) not in part.replace(f"{first.headline}</option>", "")


def test_a_sentence_is_clicked_into_a_summary_and_out_of_it(sitting: Sitting) -> None:
    page = sitting.page("/issue")
    item = brief(sitting).items[0]
    from digest.desk.views import _clauses  # noqa: PLC0415  what the page offers

    clauses = _clauses(item, item.story.reports[0])
    out = next(one for one in clauses if not one.chosen)
    assert out.words in page
    assert sitting.decide("item.summary", targets.item_target(item), *json.loads(out.then)).status_code == 200
    assert out.words in "".join(map(str, brief(sitting).items[0].summary))


def test_a_sentence_of_a_summary_is_made_shorter_and_the_others_stay(sitting: Sitting) -> None:
    from digest.desk.views import _clauses  # noqa: PLC0415  what the page offers

    offers = ((item, one) for item in brief(sitting).items for one in _clauses(item, item.story.reports[0]))
    item, clause = next((item, one) for item, one in offers if one.forms)
    words, then = clause.forms[-1]
    assert sitting.decide("item.summary", targets.item_target(item), *json.loads(then)).status_code == 200
    now = next(one for one in brief(sitting).items if one.anchor == item.anchor)
    assert [str(one) for one in now.summary] == [
        words if str(one) == clause.words else str(one) for one in item.summary
    ]
    again = _clauses(now, now.story.reports[0])
    assert [one.chosen for one in again] == [one.chosen for one in _clauses(item, item.story.reports[0])]
    assert words in sitting.page(f"/issue?item={item.anchor}")


def test_a_figure_of_another_article_is_refused_with_its_reason(sitting: Sitting) -> None:
    answer = sitting.decide("item.title", targets.item_target(brief(sitting).items[0]), "总投资9999亿元")
    assert answer.status_code == 422
    assert "9999亿元" in answer.json()["message"]
    assert sitting.bench.log == ()


def test_two_tabs_see_both_texts(sitting: Sitting) -> None:
    target = targets.item_target(brief(sitting).items[0])
    assert sitting.decide("item.title", target, "甲的题目", seen="0").status_code == 200
    answer = sitting.decide("item.title", target, "乙的题目", seen="0")
    assert answer.status_code == 409
    both = answer.json()
    assert (both["theirs"], "乙的题目" in both["mine"]) == ("甲的题目", True)
    assert sitting.decide("item.title", target, "乙的题目", seen=str(both["seen"])).status_code == 200


@pytest.mark.parametrize("operation", ["article.split", "line.role"])
def test_an_article_is_split_given_its_headline_and_merged_again(sitting: Sitting, operation: str) -> None:
    proof = sitting.bench.proof
    assert proof
    reading = proof.readings[0]
    article = reading.layout.articles[0]
    trace = next(one for one in reading.layout.traces if one.text.start > article.paragraphs[-1].text.start)
    line = targets.line_target(reading.document.id, Span(trace.text.start, trace.text.spans[-1].end))
    split = operation == "article.split"
    before = [one.id for one in reading.layout.articles]
    answer = sitting.decide(operation, f"article:{article.id}" if split else line, line if split else "headline")
    assert answer.status_code == 200, answer.text
    sitting.bench.wait()
    now = sitting.bench.proof.readings[0].layout.articles  # type: ignore[union-attr]
    if not split:
        assert str(now[0].headline) == trace.text.string
        return
    assert [one.id for one in now if one.id in before] == before
    assert len(now) == len(before) + 1
    new = next(one for one in now if one.id not in before)
    assert sitting.decide("article.merge", f"article:{article.id}", f"article:{new.id}").status_code == 200
    sitting.bench.wait()
    again = sitting.bench.proof.readings[0].layout.articles[0]  # type: ignore[union-attr]
    assert words(again) == words(article)


def test_two_items_are_one_story_and_two_again(sitting: Sitting) -> None:
    first, second, *_ = brief(sitting).items
    count = len(brief(sitting).items)
    one, other = targets.item_target(first), targets.item_target(second)
    assert sitting.decide("story.merge", one, other).status_code == 200
    sitting.bench.wait()
    assert len(brief(sitting).items) == count - 1
    whole = next(item for item in brief(sitting).items if len(item.story.reports) > len(first.story.reports))
    leaving = second.story.reports[0].article.id
    target = targets.item_target(whole)
    assert sitting.decide("story.part", target, f"article:{leaving}").status_code == 200
    sitting.bench.wait()
    assert len(brief(sitting).items) == count


class TestSigning:
    """Three signatures, and what makes them void."""

    def test_stages_come_in_their_order_and_a_change_makes_them_void(self, sitting: Sitting) -> None:
        assert sitting.post("/sign", {"stage": "复审", "who": "王"}).status_code == 422
        for stage, who in (("初审", "李"), ("复审", "王"), ("终审", "赵")):
            assert sitting.post("/sign", {"stage": stage, "who": who}).status_code == 200
        assert [one.valid for one in sitting.bench.stages()] == [True] * 3
        target = targets.item_target(brief(sitting).items[0])
        assert sitting.decide("item.title", target, "改了题目").status_code == 200
        assert [(one.valid, one.since) for one in sitting.bench.stages()] == [(False, 1)] * 3
        assert sitting.post("/undo").status_code == 200
        assert all(one.valid for one in sitting.bench.stages())  # it is what they signed again

    def test_an_issue_that_must_be_signed_does_not_leave_unsigned(self, sitting: Sitting) -> None:
        desk = sitting.bench.settings.desk.model_copy(update={"needs_signing": True})
        sitting.bench.settings = sitting.bench.settings.model_copy(update={"desk": desk})
        assert sitting.post("/publish", {"format": "md"}).status_code == 422
        assert sitting.bench.printed() == ()

    def test_nothing_is_signed_twice(self, sitting: Sitting) -> None:
        fields = {"stage": "初审", "who": "李"}
        assert [sitting.post("/sign", fields).status_code for _ in range(2)] == [200, 422]

    def test_without_a_signature_a_stage_is_open_only_first(self) -> None:
        assert [one.open for one in signing.stages(("初审", "复审"), (), "x")] == [True, False]


def test_what_is_printed_is_what_was_decided_and_can_be_fetched(sitting: Sitting) -> None:
    target = targets.item_target(brief(sitting).items[0])
    sitting.decide("item.title", target, "编者的题目")
    assert sitting.post("/publish", {"format": "md"}).status_code == 200
    sitting.bench.wait()
    assert "编者的题目" in sitting.page("/file?name=brief.md")
    assert "编者的题目" in (sitting.bench.order.out / "2025-W16" / "brief.md").read_text(encoding="utf-8")


def test_an_edit_is_on_disk_when_the_answer_comes(sitting: Sitting) -> None:
    from digest.archive.edit_log import EditLog  # noqa: PLC0415  another look at the same file
    from digest.archive.state import Database  # noqa: PLC0415  as above

    sitting.decide("item.title", targets.item_target(brief(sitting).items[0]), "存下的题目")
    with Database(build.archive_of(sitting.bench.order.out, sitting.bench.settings)) as database:
        assert [one.value for one in EditLog(database).of("2025-W16")] == [("存下的题目",)]
