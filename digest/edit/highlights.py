"""An item in, its line of the front page out: a sentence of its report with a place, an act and one sure figure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from digest.edit.clauses import forms
from digest.edit.figures import measure_of
from digest.edit.fingerprint import within
from digest.edit.placing import calls_itself
from digest.edit.references import dangles, days, inner, stands_alone
from digest.edit.sentence import told
from digest.edit.statements import contexts, statement
from digest.edit.summary import is_dull, is_routine
from digest.model import KINDS, Highlight, Item, Own, Statement, Text
from digest.text.words import words

if TYPE_CHECKING:
    from digest.edit.fingerprint import Fingerprint, Fingerprints, Scope
    from digest.edit.sentence import Sentence
    from digest.model import Fact

_QUOTED: Final = ("“", "‘", "「")
_LINE: Final = 90  # characters of a line on the front page at most: two printed lines
_GOOD: Final = 45  # … and what reads best: one line and a half
_HEADED: Final = ("money", "quantity", "percent", "growth")  # figures that a headline is made for
_STOPS: Final = tuple("。！？!?")


def highlight(item: Item, fingerprints: Fingerprints) -> Highlight | None:
    """Take the form of a sentence that has the item's first figure, says whose it is and is of a line's length.

    The figure is one of the headline, or the first that is sure enough. The sentence stands by itself, without a label
    of ours, and tells what was done somewhere: where all of an item need another one, are of who was there, or are what
    somebody is quoted with, it has no line here.
    """
    report = item.story.reports[0]
    whole = told(report)
    lines = [line for line in whole if not line.text.string.startswith(_QUOTED) and stands_alone(line)]
    made = contexts(item.story, fingerprints)[0]
    offers = [
        _Line(statement(fact, made), form, k, not _is_told(line.text, item))
        for k, figure in enumerate(_leading(item))
        for fact in report.facts
        if (fact.value, fact.unit) == figure and fact.polarity == "affirmed"
        for line in lines
        for form in forms(line.text)
        if within(fact, form)
        and _is_line(form, line, whole, item, made.one.scope)
        and _is_of_act(fact, form, item, made.one)
    ]
    best = min(offers, key=lambda line: line.rank, default=None)
    return Highlight(best.form, best.statement) if best else None


class _Line(NamedTuple):
    """What may stand on the front page: a statement in its sentence, the figure's place among the item's."""

    statement: Statement
    form: Text
    place: int
    is_further: bool  # not of a sentence of the summary

    @property
    def rank(self) -> tuple[int, bool, bool, bool, int]:
        """What comes first: the first figure, of the summary, with its owner, with a sum of money, of a good length."""
        whose = self.statement.owner is not None and self.statement.owner.string in self.form.string
        return (
            self.place,
            self.is_further,
            not whose,
            not _SUM_OF_MONEY.search(self.form.string),
            abs(len(self.form) - _GOOD),
        )


_SUM_OF_MONEY = re.compile(r"\d(?:[万亿]{1,2})(?:美|欧|日|港)?元")


def _is_line(form: Text, line: Sentence, whole: tuple[Sentence, ...], item: Item, scope: Scope) -> bool:
    """Say whether a form may stand alone on the front page: whole, of a place, no ceremony or opinion."""
    report = item.story.reports[0]
    fits = form.string[-1:] in _STOPS and len(form) <= _LINE
    if not fits or is_dull(form.string) or is_routine(item.headline.string):
        return False
    if dangles(line, form, whole) or inner(line, form, whole):
        return False
    return not days(form, report.article.published) and _has_place(form, item, scope)


_OF_THE_COUNTRY = re.compile("全国|我国|中国|国家")


def _has_place(form: Text, item: Item, scope: Scope) -> bool:
    """Say whether a line or its headline names a place; one with an event or a figure names one that none may know."""
    headline, facts = item.headline, item.story.reports[0].facts
    if scope != "local" or isinstance(headline, Own) or _OF_THE_COUNTRY.search(headline.string + form.string):
        return True
    factual = any(fact.kind in _FACTUAL and within(fact, headline) for fact in facts)
    named = any(fact.kind in _PLACES and (within(fact, form) or fact.text.string in headline.string) for fact in facts)
    return named or (factual and not calls_itself(headline.string))


_FACTUAL: Final = ("event", *_HEADED)


def _is_of_act(fact: Fact, form: Text, item: Item, one: Fingerprint) -> bool:
    """Say whether a form tells of the act that the headline reports, by its words besides names, or what it costs."""
    if one.kind.name not in _ACTS or not isinstance(item.headline, Text) or _WHOLE.match(measure_of(fact)):
        return True
    names = "".join(fact.text.string for fact in one.report.facts if fact.kind in _PLACES)
    asked = {word for word in words(item.headline.string) if len(word) > 1 and word not in names}
    return not asked or any(word in form.string for word in asked)


_WHOLE: Final = re.compile("总投资$|总金额$|总额$")
_ACTS: Final = ("approval", "reform", "policy", "sign", "start", "finish")


def _is_told(sentence: Text, item: Item) -> bool:
    printed = (one for one in item.summary if isinstance(one, Text))
    return any(a.start < b.end and b.start < a.end for one in printed for a in sentence.spans for b in one.spans)


_PLACES: Final = ("zone", "place", "org", "project")


def _leading(item: Item) -> tuple[tuple[Decimal | None, str | None], ...]:
    """List the figures a line may be made for: those of the headline, then those sure enough, best first."""
    report = item.story.reports[0]
    heads = (report.article.headline, report.article.subtitle)
    headed = [
        fact
        for fact in report.facts
        if fact.kind in _HEADED
        and any(within(fact, head) for head in heads)
        and not _HANDFUL.fullmatch(fact.text.string)
    ]
    sure = [one for one in item.statements if one.is_sure("points") and KINDS[one.kind].printed]
    sure.sort(key=lambda one: one.status in _NOT_REACHED)
    figures = [*((one.value, one.unit) for one in headed), *((one.value, one.unit) for one in sure)]
    return tuple(dict.fromkeys((value, unit) for value, unit in figures if isinstance(value, Decimal)))


_NOT_REACHED: Final = ("target", "limit")
# 六大, 四个, 亿元以上: a word of the headline, no figure.
_HANDFUL = re.compile("[一二两三四五六七八九][大个项条类方重型]?|[十百千]?亿元?(?:以上|级)?")
