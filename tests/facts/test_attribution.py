"""What is printed beside a figure: whose it is, what it measures, how real it is, and why that is believed."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jieba
import pytest
from effort import is_linear

from digest import facts, lexicon, page
from digest.archive import record
from digest.config import Settings
from digest.facts import modality
from digest.facts.modality import cues
from digest.lexicon import table
from digest.model import SURE
from digest.pipeline.clip import clip
from digest.report import show
from digest.text import words

if TYPE_CHECKING:
    from digest.model import Fact

HERE = Path(__file__).parent
GOLD = HERE.parents[1] / "training" / "gold"
DAY = date(2025, 12, 5)
NEVER = 0.01  # what must not be printed at all


def cases() -> list[Any]:
    rows = tomllib.loads((HERE / "attribution.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["rule"]) for case in rows]


def figures(text: str) -> list[Fact]:
    found = [fact for fact in facts.extract(page.plain(text, DAY), on=DAY) if facts.derive(fact)]
    return sorted(found, key=lambda fact: fact.text.start)


@pytest.mark.parametrize("case", cases())
def test_a_figure_has_its_owner_label_and_modality(case: dict[str, Any]) -> None:
    found = figures(case["text"])
    assert len(found) == len(case["takes"])
    for fact, line in zip(found, case["takes"], strict=True):
        words_, owner, label, mood, *more = (part.strip() for part in line.split("|"))
        assert fact.text.string == words_
        assert not owner or (fact.owner and fact.owner.string == owner)
        assert not label or (fact.label and label in fact.label.string)
        assert not mood or fact.modality == mood
        assert (fact.polarity == "denied", fact.condition) == ("denied" in more, "condition" in more)


def test_owner_and_label_are_words_of_the_source() -> None:
    text = "柏岚高新区出台新政。\n“今年，园区规上工业增加值增长８％，总投资 3亿元。”柏岚高新区管委会主任石青说。"
    for fact in figures(text):
        for words_ in filter(None, (fact.owner, fact.label)):
            assert "".join(text[slice(*span)] for span in words_.spans) == words_.string
        assert fact.because
        assert 0 < fact.confidence < 1


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u00ad", "\ufeff", "\ue000", "\ufffd", "\u0301"])
def test_a_number_that_an_unseen_character_splits_is_not_to_be_printed(mark: str) -> None:
    split = figures(f"柏岚高新区投资建设的项目总投资8{mark}6.3亿元。")
    assert all(fact.text.string == "86.3亿元" or fact.confidence < SURE["item"] for fact in split)
    whole = figures(f"柏岚高新区投资建设的{mark}项目总投资86.3亿元。")
    assert [fact.confidence > SURE["item"] for fact in whole] == [True]


@pytest.mark.parametrize(("thing", "printed"), [("方面", False), ("维度", False), ("项目", True)])
def test_the_points_of_a_text_are_no_measure(thing: str, printed: bool) -> None:  # noqa: FBT001  a case of two
    found = figures(f"柏岚高新区新引进25个{thing}，总投资35亿元。")
    assert any(fact.text.string == "25个" and fact.confidence >= SURE["item"] for fact in found) is printed


def test_a_part_of_speech_is_the_same_with_either_cut() -> None:
    texts = [json.loads(line)["text"] for line in (GOLD / "round_1.jsonl").read_text(encoding="utf-8").splitlines()]
    known = words.tags()
    for word, tag in words.tagged("".join(texts)):
        assert word not in known or tag in ("n", known[word].replace("x", ""))
        assert not tag or not word.isascii() or word.isdecimal()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("柏岚高新区有10个国际数据合作平台。", "国际数据合作平台"),
        ("柏岚高新区有18个项目总投资97亿元。", "项目"),
        ("柏岚高新区有86家企业。", "企业"),
    ],
)
def test_a_label_that_ends_before_its_noun_is_not_printed(text: str, printed: str) -> None:
    (one,) = (fact for fact in figures(text) if fact.kind == "quantity")
    assert one.label is not None
    assert one.label.string == printed or one.confidence < SURE["item"]
    assert one.label.string != "国际数据" or one.confidence < SURE["item"]


def test_the_verb_of_a_rise_is_no_part_of_its_label() -> None:
    labels = [fact.label.string for fact in figures("柏岚综保区进出口增三成。柏岚综保区能耗下降45%。") if fact.label]
    assert not [label for label in labels if label.endswith(("增", "下降"))]


def test_a_piece_of_a_name_owns_nothing() -> None:
    found = figures("东溟石化有限公司150万吨/年乙烯及下游装置项目开工。该公司投资8亿元。")
    owners = {fact.text.string: fact.owner.string for fact in found if fact.owner}
    assert owners["8亿元"] == "东溟石化有限公司"
    assert "下游装置项目" not in owners.values()


def test_two_names_of_one_zone_are_one_owner() -> None:
    found = figures("湖北柏岚高新区传来消息。柏岚高新区有企业90家。湖北柏岚高新区总投资3亿元。柏岚经开区有企业8家。")
    assert [fact.owner.string for fact in found if fact.owner] == ["柏岚高新区", "柏岚高新区", "柏岚经开区"]


def test_an_old_value_and_a_sum_beside_a_thing_are_not_to_be_printed() -> None:
    found = figures("柏岚高新区内设机构由19个精简至11个。柏岚高新区签下52亿元储能电池项目。")
    sure = {fact.text.string: fact.confidence > 0.1 for fact in found}
    assert sure == {"19个": False, "11个": True, "52亿元": False}


def test_a_fact_comes_back_from_the_archive_with_all_that_was_attributed() -> None:
    (fact,) = figures("柏岚高新区规上工业增加值8亿元。")
    kind, text, quote, measure, subject, _, unit, _, mood, content = record.fact_row(fact)
    assert record.fact((kind, text, quote, measure, subject, unit, mood, content)) == fact


def test_every_cue_stands_somewhere_in_the_gold_or_the_tests() -> None:
    texts = [json.loads(line)["text"] for file in GOLD.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()]
    texts += [file.read_text(encoding="utf-8") for file in (*HERE.rglob("*.toml"), HERE / "test_attribution.py")]
    every = "\n".join(texts)
    assert sorted(word for row in table("cues")["cue"] for word in row["words"] if word not in every) == []


def test_a_guard_keeps_a_cue_from_another_word() -> None:
    text = "行动计划新增3条，企业计划新增2条；重要完成标志；到2028年，施行到2028年。"
    assert [(text[cue.start : cue.end], cue.kind) for cue in cues(text)] == [("计划", "expected"), ("到", "target")]


def test_the_frequency_of_a_word_is_that_of_the_whole_dictionary() -> None:
    """A line of the file says what loading all of it would: common words, rare ones, letters, our own, and none."""
    whole = jieba.Tokenizer()
    whole.initialize()
    own = [line.split()[0] for line in lexicon.lines("words")]
    for word in own:
        whole.add_word(word)
    known = ["项目", "高富帅", "高婕放", "AT&T", "T恤", "1号店", "一丝不挂", "龢", *own]
    assert [words.frequency_in_file(word) for word in known] == [whole.FREQ[word] for word in known]
    assert [words.frequency_in_file(word) for word in ("鼗鼓鼓", "项目的", "")] == [0, 0, 0]


def test_both_cuts_give_the_same_words() -> None:
    pytest.importorskip("rjieba")
    lines = [
        line
        for file in GOLD.glob("*.jsonl")
        for row in file.read_text("utf-8").splitlines()
        for line in json.loads(row)["text"].split("\n")
    ]
    assert [words.words(line) for line in lines] == [words.by_dictionary(line) for line in lines]


@pytest.mark.parametrize(
    "piece", ["该公司", "全区1个", "柏岚高新区1亿元，", "其中项目1个、", "未完成1个的目标", "“我们1家"]
)
def test_attribution_takes_no_more_than_the_length_of_hostile_text(piece: str) -> None:
    assert is_linear(lambda text: facts.extract(page.plain(text, DAY), on=DAY), piece, 2000)


def test_a_modality_is_read_from_the_cues_of_one_file() -> None:
    assert set(modality.CLASSES) == {row["class"] for row in table("cues")["cue"]}


def test_show_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "一页.txt"
    source.write_text(
        "柏岚高新区经济平稳\n今年，柏岚高新区力争规上工业增加值达到80亿元。另据介绍，意向投资5亿元。\n",
        encoding="utf-8",
    )
    clippings, _ = clip([source], Settings(), DAY)
    show.tables(clippings, why=True)
    printed = "".join(capsys.readouterr().out.split())
    for said in ("规上工业增加值", "力争", "目标", "意向"):
        assert said in printed


def times() -> list[Any]:
    rows = tomllib.loads((HERE / "periods.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["rule"]) for case in rows]


@pytest.mark.parametrize("case", times())
def test_a_figure_has_the_time_that_the_text_says(case: dict[str, Any]) -> None:
    day = date(2025, 4, 20)
    found = {fact.text.string: fact for fact in facts.extract(page.plain(case["text"], day), on=day)}
    for line in case.get("running", ()):
        figure, _, words = line.partition(" | ")
        assert str(found[figure].running or "") == words
    for line in case.get("takes", ()):
        figure, period, printed = (part.strip() for part in line.split("|"))
        assert found[figure].dated == (printed == "printed")
        assert not period or found[figure].period == period


def refused() -> list[Any]:
    rows = tomllib.loads((HERE / "refusals.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["rule"]) for case in rows]


@pytest.mark.parametrize("case", refused())
def test_what_the_form_of_a_sentence_forbids_is_not_printed(case: dict[str, Any]) -> None:
    found = {fact.text.string: fact for fact in figures(case["text"])}
    for figure in case.get("never", ()):
        assert _is_refused(found[figure], case["owner"])
    for figure in case.get("leaves", ()):
        fact = found[figure]
        assert fact.owner is not None
        assert fact.owner.string == case["owner"]
        assert fact.confidence > NEVER


def _is_refused(fact: Fact, owner: str) -> bool:
    """Whether a figure is not to be printed as the owner's: it has no confidence, or is attributed to another."""
    return fact.owner is None or fact.owner.string != owner or fact.confidence < SURE["item"]
