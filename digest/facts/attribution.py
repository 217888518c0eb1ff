"""An article's passages with their findings in; whose each figure is, what it measures, when, and how sure, out.

Candidates are spans of the text (labels, owners, periods); fitted rankers order them (`learned/label`, `owner`,
`period`), and `confidence` says how probable it is that they are right together. What each is fitted on, and how right
it is on articles left out, is in `training/`.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from digest.facts import labels, owners, periods
from digest.facts.cast import cast
from digest.facts.clause import sentences, tokens
from digest.facts.confidence import confidence
from digest.facts.nouns import Topics
from digest.learned import linear
from digest.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from digest.facts.clause import Figure, Sentence
    from digest.facts.finding import Finding
    from digest.facts.labels import Label
    from digest.facts.owners import Owner, Scene
    from digest.facts.periods import Period, Times
    from digest.facts.reading import Reading
    from digest.model import Modality, Span


class Chosen(NamedTuple):
    """Which candidate is best, its probability, and how far its score is ahead of the next."""

    best: int
    probability: float
    margin: float


# Of figures sure enough for print whose time, a stretch, stands in their sentence, 695 of 765 have the right one at .7
# and 749 of 858 at any; on files of gold left out, a count to date and its whole year taken for the same.
_SURE_TIME = 0.7


class Attribution(NamedTuple):
    """What was chosen for a figure, and how sure each choice is."""

    sentence: Sentence
    figure: Figure
    k: int  # which of the sentence's figures
    label: Label | None
    owner: Owner | None
    period: Period | None
    modality: Modality
    scene: Scene
    of_label: Chosen
    of_owner: Chosen
    of_period: Chosen
    labels: Sequence[Label | None]  # those of the sentence's figures, its own at `k`
    running: tuple[int, int] | None  # where a stretch that goes on until now stands in the passage

    @property
    def whole_label(self) -> Label | None:
        """The label with the words without which it would say something else."""
        counted = self.owner is not None and self.owner.kind in ("group", "noun")
        return labels.complete(self.sentence, self.k, self.label, self.labels, counted=counted) if self.label else None

    @property
    def is_dated(self) -> bool:
        """Whether the text says what time the figure holds for, surely enough to print it."""
        told = self.period is not None and periods.is_told(self.period, self.figure)
        return told and self.of_period.probability >= _SURE_TIME


def _modality(sentence: Sentence, k: int, dated: Sequence[Finding]) -> Modality:
    """Return the modality of a figure; what holds for a day to come in its sentence is no fact yet (2026年，…增长)."""
    own = sentence.figures[k].finding.modality
    if own == "target" and labels.is_old_value(sentence, k):
        return "actual"  # 力争占比由38%提到45%
    if own in ("target", "expected") and _is_over(sentence, sentence.figures[k], dated):
        return "actual"
    return _ahead(sentence, sentence.figures[k], dated) if own == "actual" else own


def _is_over(sentence: Sentence, figure: Figure, dated: Sequence[Finding]) -> bool:
    """Whether a day that has passed stands in a clause of its own between a cue and a figure: 预计…；前2个月产值9亿元.

    What it is compared with (比去年增长8%) and what changes since (从去年的4亿元) leaves an aim an aim.
    """
    k = bisect_left(dated, figure.finding.start, key=_START) - 1
    cue = sentence.reading.modalities.deciding(sentence, figure.start)
    day = sentence.reading.on
    last = dated[k].last if k >= 0 else None
    if cue is None or day is None or last is None or last >= day:
        return False
    text, place = sentence.text, sentence.reading.plain.index(dated[k].start)
    if place < cue[0] or place < sentence.start or text[place - 1 : place] in _COMPARES:
        return False
    apart = cue[1] <= place and any(mark in text[cue[1] : place] for mark in _OVER)
    return apart or text[slice(*cue)] == "到"  # 到2025年底只剩49个, told in 2026


_COMPARES = frozenset("比较从由自以于同")
_OVER = "，；：（、"


def _ahead(sentence: Sentence, figure: Figure, dated: Sequence[Finding]) -> Modality:
    """Return the modality of the date that opens a figure's sentence, where no other follows: 2026年，…增长7%."""
    k = bisect_left(dated, figure.finding.start, key=_START) - 1
    start = sentence.reading.plain.span(sentence.start, sentence.start + 1)[0]
    return dated[k].modality if k >= 0 and dated[k].start == start else "actual"


_START = attrgetter("start")
_NOTHING = Chosen(-1, 0.0, 0.0)
_FAR_AHEAD = 9.0  # the margin of an only candidate
_ONLY = Chosen(0, 1.0, _FAR_AHEAD)


def best(
    relation: str,
    figure: Figure,  # noqa: ARG001  training asks for its gold
    options: Sequence[object],
    describe: Callable[[], Sequence[list[str]]],
) -> Chosen:
    """Choose the candidate that the model of a relation scores highest; an only one is not described."""
    if len(options) < 2:  # noqa: PLR2004
        return _ONLY if options else _NOTHING
    score = linear.model(relation).score
    return ranked([score(features) for features in describe()])


def ranked(scores: Sequence[float]) -> Chosen:
    """Choose the highest score."""
    if not scores:
        return _NOTHING
    first = max(range(len(scores)), key=scores.__getitem__)
    margin = min((scores[first] - score for k, score in enumerate(scores) if k != first), default=_FAR_AHEAD)
    return Chosen(first, linear.softmax(scores)[first], margin)


def attributions(
    passages: Sequence[tuple[Reading, Sequence[Finding]]],
    named: Iterable[Finding],
    choose: Callable[..., Chosen] = best,
    *,
    settle: bool = True,
) -> Iterator[Attribution]:
    """Yield what is chosen for every figure of an article in reading order.

    `choose` is given the relation, the figure, its candidates and what describes them; training puts the gold there,
    and then the form of the sentence is not to `settle` anything.
    """
    cut = [tokens(reading, findings) for reading, findings in passages]
    whole = cast([reading for reading, _ in passages], named, Topics.of([reading for reading, _ in passages], cut))
    earlier: list[Finding] = []
    last: Owner | None = None
    known = periods.times(findings for _, findings in passages)
    for (reading, findings), words in zip(passages, cut, strict=True):
        dated = sorted((one for one in findings if one.first and one.last), key=lambda one: one.start)
        for sentence in sentences(reading, findings, words):
            row: list[Label | None] = []
            done: list[Attribution] = []
            for k, figure in enumerate(sentence.figures):
                label, of_label = _label(sentence, k, row, choose)
                scene = owners.scene(sentence, k, label, last, whole)
                model = done[k - labels.back(label)] if label and 0 < labels.back(label) <= k else None
                options = (
                    owners.candidates(scene, row) if not (model and settle) or owners.is_in_row(sentence, k) else []
                )
                if model and settle:  # what measures the same is of the same: 产值8亿元，增长5%
                    owner = owners.settled(sentence, k, model.owner, label, options)
                    of_owner, period, of_period = model.of_owner, model.period, model.of_period
                else:
                    owner, of_owner = _owner(scene, options, choose, settle=settle)
                apart = model and periods.parts(model.figure.finding, model.period, figure.finding, dated)
                if not model or not settle or apart:
                    before = done[-1].period if done else None
                    period, of_period = _period(scene, (dated, earlier), known, before, choose)
                known = known._replace(last=period) if period and period.value else known
                row.append(label)
                last = owner or last
                modality = _modality(sentence, k, dated)
                done.append(
                    Attribution(
                        sentence,
                        figure,
                        k,
                        label,
                        owner,
                        period,
                        modality,
                        scene,
                        of_label,
                        of_owner,
                        of_period,
                        row,
                        periods.running(sentence, figure, dated),
                    )
                )
            yield from done
        earlier = [*earlier[-_MOST_EARLIER:], *dated]


_MOST_EARLIER = 20  # dates of the passages before that are kept


def _label(
    sentence: Sentence, k: int, row: Sequence[Label | None], choose: Callable[..., Chosen]
) -> tuple[Label | None, Chosen]:
    options, figure = labels.candidates(sentence, k, row), sentence.figures[k]
    chosen = choose("label", figure, options, lambda: [labels.features(sentence, figure, one) for one in options])
    return (options[chosen.best] if chosen.best >= 0 else None), chosen


def _owner(
    scene: Scene, options: Sequence[Owner], choose: Callable[..., Chosen], *, settle: bool
) -> tuple[Owner | None, Chosen]:
    ranks = owners.ranks(options)
    described = lambda: [owners.features(one, scene, rank) for one, rank in zip(options, ranks, strict=True)]  # noqa: E731
    chosen = choose("owner", scene.figure, options, described)
    owner = options[chosen.best] if chosen.best >= 0 else None
    if settle:
        owner = owners.settled(scene.sentence, scene.k, owner, scene.label, options)
    return owner, chosen


def _period(
    scene: Scene,
    dates: tuple[Sequence[Finding], Sequence[Finding]],
    known: Times,
    before: Period | None,
    choose: Callable[..., Chosen],
) -> tuple[Period | None, Chosen]:
    options = periods.candidates(scene.sentence, scene.figure, *dates, known)
    described = lambda: [periods.features(one, scene, known, before, len(options)) for one in options]  # noqa: E731
    chosen = choose("period", scene.figure, options, described)
    return (options[chosen.best] if chosen.best >= 0 else None), chosen


def attribute(passages: Sequence[tuple[Reading, Sequence[Finding]]], named: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings of an article in reading order, its figures with owner, label, period and confidence."""
    known = {id(one.figure.finding): one for one in attributions(passages, named)}
    for _, findings in passages:
        for finding in findings:
            one = known.get(id(finding))
            yield _attributed(finding, one) if one else finding


def _attributed(finding: Finding, one: Attribution) -> Finding:
    text, plain = finding.passage.text, one.sentence.reading.plain
    whole = one.whole_label
    label = Text.join(text.cut(*plain.span(*span)) for span in whole.spans) if whole else None
    owner, mention = _owner_text(one, one.owner) if one.owner else (None, ())
    cue = one.sentence.reading.modalities.deciding(one.sentence, one.figure.start)
    because = (*mention, *(label.spans if label else ()), *(text.cut(*plain.span(*cue)).spans if cue else ()))
    return finding._replace(
        modality=one.modality,
        owner=owner,
        label=label,
        period=one.period.value if one.period else None,
        because=because,
        confidence=confidence(one),
        dated=one.is_dated,
        running=text.cut(*one.running) if one.running else None,
    )


def _owner_text(one: Attribution, owner: Owner) -> tuple[Text, tuple[Span, ...]]:
    """Return the owner's name as the article has it in full, and where it is mentioned for the figure."""
    passage = one.figure.finding.passage
    index, start, end = owner.mention
    here = passage.text.cut(*one.sentence.reading.plain.span(start, end)) if index == passage.index else None
    if owner.entity is None:
        text = here or passage.text[:0]
        return text, text.spans
    return owner.entity.text, (here or owner.entity.text).spans
