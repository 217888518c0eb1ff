"""A template prints statements, sums, words of the papers and of the brief; a figure it computes stops it by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
import sample

from digest import publish
from digest.errors import TemplateError
from digest.model import Checked, Own, Remark, Sum, Text
from digest.publish.provenance import Length, Mark, Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Brief
    from digest.publish import Rendered

Fill = Callable[..., "Rendered"]
FIRST = "{% set item = brief.items[0] %}{% set fact = (item | listed)[0] %}{% set one = fact.figure %}\n"


@pytest.fixture
def fill(brief: Brief, tmp_path: Path) -> Fill:
    """Render the sample by a template of one file."""

    def filled(text: str, form: str = "md", file: str = "brief.md.j2", of: Brief = brief, **others: str) -> Rendered:
        (tmp_path / "mine").mkdir(exist_ok=True)
        (tmp_path / "mine" / file).write_text(text, encoding="utf-8")
        for name, content in others.items():
            (tmp_path / "mine" / f"{name}.j2").write_text(content, encoding="utf-8")
        return publish.render(Checked(of), "mine", form, folders=(tmp_path,))

    return filled


def test_each_sort_is_printed_and_recorded_in_order(fill: Fill, brief: Brief) -> None:
    made = fill(
        "{% for item in brief.items[:1] %}{{ item.headline }}{{ (item | listed)[0].figure }}{% endfor %}"
        "{% for row in brief.zones %}{% if row.announced %}{{ row.announced }}{% endif %}{% endfor %}"
        "{{ brief.printed | day }}{{ brief.masthead.name }}{{ brief.masthead.number }}{{ '第3类' }}{{ brief.first }}"
    )
    item, sum_ = brief.items[0], next(row.announced for row in brief.zones if row.announced)
    shown = [(one.sort, one.value) for one in made.printed if one.value != "第3类"]  # a literal is known before
    assert shown == [
        ("text", item.headline),
        ("statement", item.statements[0]),
        ("sum", sum_),
        ("own", Own("2025年4月21日")),
        ("setting", "开发区动态周报"),
        ("count", 16),
        ("count", brief.first),
    ]
    assert made.content.decode() == (
        "澄江高新区出台二十条措施支持先进制造业6.5亿元128.6亿元2025年4月21日开发区动态周报16第3类2025-04-14\n"
    )


def test_a_remark_is_recorded_piece_by_piece(fill: Fill) -> None:
    made = fill("{{ brief.items[0].notes[0] }}")
    assert [(one.sort, one.words) for one in made.printed] == [
        ("own", "多报比对：《澄江日报》称"),
        ("statement", "6.5亿元"),
        ("own", "，《白鹭晨报》称6亿元，差额待核。"),
    ]


@pytest.mark.parametrize(
    "printed",
    [
        "{{ one.value }}",
        "{{ one.value | float }}",
        "{{ one.value | int }}",
        "{{ one.value | round | int }}",
        "{{ (one.value / 100000000) | round(1) }}亿元",
        "{{ one.value | string }}",
        "{{ one.value | e }}",
        "{{ one.value | escape }}",
        "{{ one.value | forceescape }}",
        "{{ one.value | string | safe }}",
        "{{ one.value | safe }}",
        "{{ one.value | tojson }}",
        "{{ one.value | pprint }}",
        "{{ one.value | urlencode }}",
        "{{ one.value | yaml }}",
        "{{ one.value | points }}",
        "{{ one.value | strong }}",
        "{{ one.value | float | points }}",
        "{{ one.value | abs }}",
        "{{ one.value | attr('real') }}",
        "{{ one.value.adjusted() }}",
        "{{ one.value.__int__() }}",
        "{{ (one.value // 1).as_integer_ratio()[0] }}",
        "{{ [one.value] | max }}",
        "{{ [one.value] }}",
        "{{ [one.value] | join('、') }}",
        "{{ [one.value, one.value] | sum }}",
        "{{ item.statements | sum('value') }}",
        "{{ item.statements | map(attribute='text.string') | join }}",
        "{{ {'a': one.value} | xmlattr }}",
        "{{ {'a': one.value} }}",
        '{{ "%.1f" | format(one.value) }}',
        '{{ "%.1f" % one.value }}',
        '{{ "{}".format(one.value) }}',
        '{{ ("%s" | safe) % one.value }}',
        '{{ ("%s" | safe) | format(one.value) }}',
        '{{ ("约" | safe) + one.text.string }}',
        "{{ one.text.string }}",
        "{{ one.text.string | upper }}",
        "{{ one.text.string | replace('6.5', '65') }}",
        "{{ one | replace('6.5', '65') }}",
        "{{ one | string | replace('6.5', '65') }}",
        "{{ one | string }}",
        "{{ one | striptags }}",
        "{{ one | strong | replace('6.5', '65') }}",
        "{{ item.headline | replace('二十', '30') }}",
        "{{ item.summary[1] | string | truncate(40, true) }}",
        "{{ item.summary[1].string[:40] }}",
        "{{ item | summary | striptags }}",
        "{{ item | summary | replace('8**%', '80**%') }}",
        "{{ (item | summary) + one.text.string }}",
        "{% set made = one.value ~ '元' %}{{ made }}",
        "{% set made = (item | summary) ~ one.value %}{{ made }}",
        "{{ one.value ~ '元' if one else '' }}",
        "{% set made %}{{ one }}{% endset %}{{ made | replace('6.5', '65') }}",
        "{% set made | replace('6.5', '65') %}{{ one }}{% endset %}{{ made }}",
        "{% macro shown(what) %}{{ what.value }}{% endmacro %}{{ shown(one) }}",
        "{% autoescape false %}{{ one.value }}{% endautoescape %}",
        "{% filter replace('6.5', '65') %}{{ one }}{% endfilter %}",
        "{{ item.score }}",
        "{{ 1.0 * item.score }}",
        "{{ one.confidence }}",
        "{{ one.value.__class__(34) }}{{ 34 }}",
    ],
)
def test_a_figure_that_a_template_computes_is_named_with_file_and_line(fill: Fill, printed: str) -> None:
    with pytest.raises(TemplateError) as error:
        fill(f"{FIRST}\n{printed}\n")
    assert "brief.md.j2 line 3" in str(error.value)
    assert error.value.remedy


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("{{ one ~ '，' ~ fact.label }}", "6.5亿元，专项资金"),
        ("{{ '约' ~ one }}", "约6.5亿元"),
        ("{{ one | e }}", "6.5亿元"),
        ("{{ one | strong }}", "**6.5亿元**"),
        ("{{ '第12号' }}", "第12号"),
        ("{{ '12号' if one.value > 100 else '13号' }}", "12号"),
        ("{{ 12 }}、{{ 0.4 }}", "12、0.4"),
        ("{{ '<b>1</b>' | safe }}", "<b>1</b>"),
        ("{{ brief.items | length * 2 }}", "20"),
        ("{{ item.sources[0].page }}版", "3版"),
        ("{{ [one, one.owner] | join('，') }}", "6.5亿元，澄江高新区"),
        ("{% set made %}{{ one }}{% endset %}{{ made }}", "6.5亿元"),
        ("{% macro shown(what) %}<{{ what }}>{% endmacro %}{{ shown(one) }}", "<6.5亿元>"),
        ("{% macro bold() %}**{{ caller() }}**{% endmacro %}{% call bold() %}{{ one }}{% endcall %}", "**6.5亿元**"),
        ("{% for name, rows in brief.items | groups('section') if name == '政策' %}{{ name }}{% endfor %}", "政策"),
        ("{% if one.value | int > 100 and one.value | float > 100 %}大{% endif %}", "大"),
        ("{% if item.score > 5 %}重{% endif %}{{ item.score | points }}", "重+5.5"),
    ],
)
def test_what_is_printed_value_by_value_passes(fill: Fill, printed: str, shown: str) -> None:
    assert fill(f"{FIRST}{printed}").content.decode() == f"{shown}\n"


def test_a_literal_number_lets_no_figure_of_its_size_pass(fill: Fill) -> None:
    with pytest.raises(TemplateError, match=r"Decimal '650000000\.0'"):
        fill(f"{FIRST}{{{{ 650000000 }}}}{{{{ one.value }}}}")


def test_the_message_says_what_to_write(fill: Fill) -> None:
    with pytest.raises(TemplateError) as error:
        fill(f"{FIRST}{{{{ one.value }}}}")
    assert "Decimal '650000000.0' is a figure without evidence" in error.value.what
    assert "{{ fact.figure }}" in error.value.remedy
    with pytest.raises(TemplateError, match="print one of its fields: owner, label, figure"):
        fill(f"{FIRST}{{{{ fact }}}}")


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_macros_result_is_escaped_once(fill: Fill, brief: Brief, form: str) -> None:
    file = {"md": "brief.md.j2", "html": "page.html.j2"}[form]
    named = replace(brief, masthead=replace(brief.masthead, name="R&D*1* <园区>"))
    text = "{% import 'inner.j2' as inner %}{% macro outer(what) %}{{ inner.shown(what) }}{% endmacro %}"
    inner = "{% macro shown(what) %}{{ what }}{% endmacro %}"
    made = fill(f"{text}{{{{ outer(brief.masthead.name) }}}}", form, file, named, inner=inner).content.decode()
    assert made.strip() == {"md": r"R&amp;D\*1\* &lt;园区&gt;", "html": "R&amp;D*1* &lt;园区&gt;"}[form]


@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        ("{% for row in brief.figures %}{{ row.zone }}{% endfor %}", "{{ row | owner }}"),
        ("{% for row in brief.figures %}{{ row.measure }}{% endfor %}", "{{ row | measure }}"),
        ("{% for row in brief.figures %}{{ row.status }}{% endfor %}", "{{ row | status }}"),
        ("{% for fact in brief.items[0].facts %}{% endfor %}", "item | listed"),
    ],
)
def test_a_field_that_there_was_before_names_what_to_write(fill: Fill, printed: str, instead: str) -> None:
    with pytest.raises(TemplateError) as error:
        fill(f"\n{printed}")
    assert "brief.md.j2 line 2" in str(error.value)
    assert instead in str(error.value)


def test_what_a_source_says_is_no_markup_of_a_template(fill: Fill) -> None:
    with pytest.raises(TemplateError, match=r"leave \| safe out"):
        fill("{{ brief.items[3].headline.string | safe }}")


@pytest.mark.parametrize(
    ("value", "sort"),
    [
        (Own("3条"), "own"),
        (Text.of("增长3%"), "text"),
        (Sum(), "sum"),
        (Remark((Own("续报"),)), "own"),
        (3, "count"),
        (None, "count"),
        (Length(33.3), "literal"),
        (Length(50) / 3 + 1, "literal"),
        (Mark("i-1-2"), "literal"),
        ("没有数字", "literal"),
    ],
)
def test_what_may_be_printed_has_a_sort(value: object, sort: str) -> None:
    recorder = Recorder()
    recorder.know([value] if isinstance(value, Text) else [])
    assert recorder.admit(value) == str(value)
    assert {one.sort for one in recorder.printed} == {sort}


@pytest.mark.parametrize("value", [Decimal(3), 3.5, Fraction(1, 3), 2j, "3条", "三〇３条", ["3"], {"3": 1}, (1, 2)])
def test_what_has_no_evidence_is_not_admitted(value: object) -> None:
    recorder = Recorder()
    with pytest.raises(TemplateError):
        recorder.admit(value)
    assert recorder.printed == []


def test_strings_of_the_settings_may_have_digits_and_those_of_reports_may_not() -> None:
    recorder, brief = Recorder(), sample.brief()
    recorder.give({"brief": brief})
    assert recorder.admit("2025-W16") == "2025-W16"
    with pytest.raises(TemplateError):
        recorder.admit(brief.items[0].summary[2].string)
