"""A figure's attribution in, the chance that its statement is true and worth print out: what the models doubt, weighed.

Two models see the same words about an attribution (how far a candidate is ahead, where the owner stands, what is next
to label and figure): a linear one, and trees for what only counts together. The score is the sum of both, calibrated
on articles by hands left out of the fit. Of the printable figures of those, the tenth that is surest was wrong or not
to be printed in .067, the fifth in .102 and three tenths in .159; the linear one alone has .083, .131 and .181.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from digest.facts import labels, owners, refusals
from digest.learned import linear, trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.facts.attribution import Attribution, Chosen
    from digest.facts.cast import Cast
    from digest.facts.labels import Label
    from digest.facts.owners import Owner


def confidence(one: Attribution) -> float:
    """Return how probable it is that label, owner and modality of a figure are right together and worth print.

    What is not to be printed at all has next to none: 0.0 says that nobody asked.
    """
    if one.label is None or one.owner is None or is_refused(one, one.label, one.owner):
        return _NEVER
    model = _model()
    return linear.calibrated(model.words, model.score(doubts(one, one.label, one.owner)))


class Model(NamedTuple):
    """The linear model with the calibration of the sum, and the trees with their columns: 1 for a word in it."""

    words: linear.Model
    columns: tuple[str, ...]
    trees: trees.Model

    def score(self, found: Iterable[str]) -> float:
        """Add the log-odds of both."""
        known = dict.fromkeys(found)  # in order: a sum of floats depends on it
        return self.words.score(known) + self.trees.odds([float(column in known) for column in self.columns])


@cache
def _model() -> Model:
    shapes = linear.content("confidence_trees")
    return Model(linear.model("confidence"), tuple(shapes["features"]), trees.model(shapes))


def is_refused(one: Attribution, label: Label, owner: Owner) -> bool:
    """Whether a figure is never printed beside its owner and label: by what they are, or by their sentence's form."""
    string = label.string(one.sentence.text)
    return (
        labels.is_old_value(one.sentence, one.k)
        or labels.is_no_measure(one.figure, string)
        or _is_vague(one, owner)
        or labels.is_verb(one.sentence, one.figure, label)
        or labels.is_clause(string)
        or labels.is_verbal(owner.name)
        or labels.is_announcer(owner.name)
        or labels.is_cut(one.sentence, one.figure, label)
        or labels.is_figure_of_speech(one.figure, one.sentence.text)
        or labels.is_split(one.figure, one.sentence.text)
        or _is_forbidden(one, label, owner)
    )


def _is_forbidden(one: Attribution, label: Label, owner: Owner) -> bool:
    """Whether the form of its sentence forbids to print a figure beside its owner and label."""
    return (
        refusals.has_rival(one.scene, owner, label)
        or refusals.has_other(one.scene, owner, label)
        or refusals.is_rate(one.sentence, one.k, label)
        or refusals.is_mark(one.sentence, one.figure)
        or refusals.is_many(owner)
        or refusals.is_venue(one.sentence, owner)
        or refusals.is_later(one.sentence, owner)
        or refusals.is_spoken(one.sentence, owner)
        or refusals.is_due(one.sentence, one.figure)
        or refusals.is_promised(one.sentence, one.figure, owner)
        or refusals.is_each(one.sentence, one.k, one.whole_label or label)
        or refusals.is_condition_of(one.sentence, one.k, one.whole_label or label)
        or refusals.is_taken_back(one.sentence, one.figure)
        or refusals.is_part_of_name(one.sentence, one.whole_label or label)
        or refusals.is_of_part(one.sentence, owner, label)
        or "由" in label.words
        or refusals.is_of_other_place((one.whole_label or label).string(one.sentence.text), owner)
        or refusals.is_of_firm(label.string(one.sentence.text), owner)
        or refusals.is_list(one.sentence, one.k, one.labels)
        or refusals.is_of_opener(one.sentence, one.figure, owner, label)
        or refusals.is_joint(one.sentence, owner, label)
        or refusals.is_act(label.string(one.sentence.text))
        or labels.is_base(one.sentence, one.figure, (one.whole_label or label).spans)
        or refusals.is_content(one.sentence, one.figure, owner)
        or one.figure.finding.restates is not None
    )


def _is_vague(one: Attribution, owner: Owner) -> bool:
    """Whether an owner is one of many things (设备), a noun that only another passage has, or 全省 of some province."""
    if owner.kind == "whole":
        return owner.name not in ("全国", "我国")
    far = owner.mention[0] != one.sentence.reading.passage.index
    return owner.phrase is not None and (far or owner.phrase.is_word)


_NEVER = 0.01
_STEPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995)


def _step(chosen: Chosen) -> int:
    return bisect_right(_STEPS, chosen.probability)


def doubts(one: Attribution, label: Label, owner: Owner) -> list[str]:
    """Describe how sure an attribution is to the model of confidence."""
    sentence, figure, scene = one.sentence, one.figure, one.scene
    finding, text, unit = figure.finding, sentence.text, figure.unit_class
    where = owners.where(owner.mention, sentence, figure)
    near = text[max(sentence.start, figure.start - 40) : figure.start]
    behind = "edge" if text[figure.end : figure.end + 1] in labels.EDGES else "word"
    zones, orgs, things = _counts(scene.cast)
    found = [
        f"owner {_step(one.of_owner)}", f"label {_step(one.of_label)}",
        f"owner ahead {min(int(one.of_owner.margin), 6)}", f"label ahead {min(int(one.of_label.margin), 6)}",
        owner.kind, where, f"{owner.kind} {where}",
        f"zones {zones} {owner.kind}", f"orgs {orgs} {owner.kind}", f"things {things} {owner.kind}",
        f"rule owner {finding.subject == owner.name}", label.source, f"{label.source[:6]} {unit} {behind}",
        f"rule {labels.overlap(label.string(text), finding.measure)}", f"length {min(len(label.string(text)), 10)}",
        unit, one.modality, f"condition {finding.condition}", finding.polarity, f"bound {finding.bound}",
        sentence.reading.passage.role,
        f"quoted {scene.quoted > 0}", f"figures {min(len(sentence.figures), 8)}", f"each {'分别' in near}",
        f"of which {'其中' in near}", f"between {_between(owner, one)}",
        f"whole {label.string(text) if len(label.string(text)) <= _SHORT else ''}",
        f"completed {one.whole_label != label} {unit}",
        f"form {labels.form(sentence, label)}", f"tag {labels.form(sentence, label).split()[1]} {unit}",
        f"rival {owner.kind} {_rival(one, label)}",
        *_around(one, one.whole_label or label),
    ]  # fmt: skip
    if owner.kind == "zone":
        found.append(f"main {owner.entity is scene.cast.main} orgs {orgs} {where}")
    for name, (opener, word) in (("sentence", scene.opens), ("clause", scene.clause_opens)):
        found.append(f"{name} opens {'noun' if opener is None else opener is owner.entity or word}")
    found.append(f"{owner.kind} {label.string(text)[-2:]}")
    if where.startswith("in"):
        around = text[owner.mention[1] - 1 : owner.mention[1]], text[owner.mention[2] : owner.mention[2] + 1]
        found.append(f"listed {not _LIST.isdisjoint(around)} {owner.kind}")
        found.append(f"gap {min((figure.start - owner.mention[2]) // 8, 6)} {owner.kind}")
        found += ["says"] * owners.says(text, owner.mention[2])
    return found


def _around(one: Attribution, label: Label) -> Iterator[str]:
    """Yield what stands around a figure and its label: the words next to them, the verb, the figure before."""
    sentence, figure, k = one.sentence, one.figure, one.k
    clause = sentence.clause_start(figure.start)
    first, last = label.spans[0][0], label.spans[-1][1]
    ahead = next(sentence.tokens_before(first, sentence.start), None)
    if ahead is None or ahead.end < first or first == clause:
        yield "before edge"
    else:
        yield f"before {ahead.tag[:2] or ahead.word}"
    behind = next(sentence.tokens_after(figure.end, sentence.end), None)
    yield f"next {behind.word if behind else ''}"
    verbs = (token.word for token in sentence.tokens_before(figure.start, clause) if token.tag[:1] == "v")
    yield f"verb {next(verbs, '')}"
    yield f"strange {sum(token.tag == '' for a, b in label.spans for token in sentence.tokens_after(a, b))}"
    if k and sentence.figures[k - 1].start >= clause:
        yield f"follows {sentence.figures[k - 1].unit_class} {figure.unit_class} {sentence.figures[k - 1].end <= first}"
    commas = sentence.text.count("，", sentence.start, figure.start)
    yield f"commas {min(commas, 6)}"
    yield f"label gap {min(figure.start - last, 6)}"


def _rival(one: Attribution, label: Label) -> str:
    """Describe the noun between the owner and its figure that might own it instead: the first word of its clause."""
    sentence, (passage, _, end) = one.sentence, one.owner.mention if one.owner else (-1, 0, 0)
    begin = end if passage == sentence.reading.passage.index else sentence.start
    first, last = label.spans[0][0], label.spans[-1][1]
    rows = one.scene.cast.topics.rows.get(sentence.reading.passage.index, ())
    k = bisect_right(rows, one.figure.start, key=attrgetter("start"))
    some = [
        phrase
        for phrase in rows[max(0, k - 8) : k]
        if begin <= phrase.start and phrase.end <= one.figure.start and not (phrase.start < last and first < phrase.end)
    ]
    opening = [phrase for phrase in some if phrase.start == sentence.clause_start(phrase.start)]
    return f"{min(len(some), 3)} {len(opening) > 0}"


_SHORT = 5
_LIST = frozenset("、和及与")


def _counts(whole: Cast) -> tuple[int, ...]:
    """Count the zones, the organisations and the other things of an article, up to three each."""
    kinds = [entity.kind for entity in whole.entities]
    return tuple(
        min(sum(kinds.count(kind) for kind in some), 3) for some in (("zone",), ("org",), ("thing", "project"))
    )


def _between(owner: Owner, one: Attribution) -> int:
    """Count the mentions between an owner and its figure, up to three."""
    passage, _, end = owner.mention
    if passage != one.sentence.reading.passage.index:
        return 3
    return min(one.scene.cast.between(passage, end, one.figure.start), 3)
