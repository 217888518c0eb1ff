"""What a Text promises about the places of its characters."""

import copy
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Fact, Span, Text

SOURCE = "开 发\n区 达 到 2200 余 个"


def squeeze(text: str) -> str:
    return "".join(text.split())


@st.composite
def texts(draw: st.DrawFn) -> Text:
    cuts = sorted(draw(st.lists(st.integers(0, len(SOURCE)), min_size=2, max_size=8)))
    return Text.join(Text.of(SOURCE, a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False))


@given(texts(), st.integers(-20, 20), st.integers(-20, 20))
def test_a_slice_keeps_the_places_of_its_characters(text: Text, start: int, end: int) -> None:
    part = text[start:end]
    assert part.string == text.string[start:end]
    assert "".join(SOURCE[a:b] for a, b in part.spans) == part.string


@given(texts(), texts())
def test_joined_texts_keep_their_places(one: Text, other: Text) -> None:
    both = Text.join((one, other))
    assert both.string == one.string + other.string
    assert "".join(SOURCE[a:b] for a, b in both.spans) == both.string


def test_stretches_that_touch_become_one_span() -> None:
    assert Text.join((Text.of(SOURCE, 0, 3), Text.of(SOURCE, 3, 5))).spans == (Span(0, 5),)


def test_stripping_drops_blanks_at_both_ends_and_their_places() -> None:
    assert Text.of(" 区 ").strip() == Text("区", (Span(1, 2),))
    assert Text.of("  ").strip() == Text("", ())


def test_a_text_of_one_stretch_is_the_same_however_its_place_is_given() -> None:
    by_place, by_spans = Text("开发", 3), Text("开发", (Span(3, 5),))
    assert by_place == by_spans
    assert hash(by_place) == hash(by_spans)
    assert by_place.spans == by_spans.spans == (Span(3, 5),)


def test_a_text_whose_places_do_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="2 characters"):
        Text("开发", (Span(0, 1),))


def test_what_crosses_to_another_process_comes_back_as_it_was() -> None:
    text = Text("签约35亿元", (Span(3, 5), Span(9, 13)))
    fact = Fact(
        "money", text[2:], text, "by hand", value=Decimal(3500000000), unit="CNY", measure="总投资", salience=0.5
    )
    assert pickle.loads(pickle.dumps((text, fact))) == (text, fact)  # noqa: S301  our own
    assert copy.deepcopy(fact) == fact
