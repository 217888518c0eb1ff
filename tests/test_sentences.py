"""Where sentences end, and what stays together."""

import pytest

from digest.text.sentences import sentences

CASES = {
    "two plain sentences": ["项目已投产。", "二期明年开工。"],
    "a quotation stays whole": ["“手续少了。时间短了。”经办人说。", "他当天就拿到了执照。"],
    "a quotation without a speaker behind it ends by itself": ["他说：“手续少了。”", "企业当天开工。"],
    "a closing bracket belongs to its sentence": ["年产电机10万台（套）。", "产品销往海外。"],
    "a colon and a semicolon end nothing": ["其中：一期20亿元；二期15亿元。"],
    "the last sentence may lack its stop": ["项目已投产。", "二期明年开工"],
}


@pytest.mark.parametrize("pieces", CASES.values(), ids=CASES.keys())
def test_a_paragraph_splits_into_its_sentences(pieces: list[str]) -> None:
    paragraph = "".join(pieces)
    assert [paragraph[start:end] for start, end in sentences(paragraph)] == pieces


def test_a_line_end_ends_a_sentence_even_inside_an_unclosed_quotation() -> None:
    assert len(sentences("“没有收尾的引文\n下一段。")) == 2


def test_an_unclosed_quotation_does_not_swallow_a_paragraph() -> None:
    assert len(sentences("“" + "项目进展顺利，各方满意。" * 60)) > 10


@pytest.mark.parametrize("piece", ["1,1", "（", "“", "年", "。”"])
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    assert sentences(piece * 100_000) is not None
