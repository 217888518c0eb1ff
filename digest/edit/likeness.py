"""Two fingerprints in, the odds that they are of one event out: who, where, what kind, which figures, words and when.

The features are named numbers; what each is worth was fitted on whole weeks that other hands wrote (`training.stories`)
and stands in `learned/stories.json`. Only what no likeness can outweigh is ruled out before: another week, another
stage of a works, batches of two cities, the months of a series.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from itertools import pairwise
from math import log, log1p
from typing import TYPE_CHECKING, Final

from digest import lexicon
from digest.edit.figures import Amount, fine_bucket, same_measure
from digest.edit.fingerprint import STEM, Fingerprint, is_han, provinces, zone_key
from digest.edit.postings import common
from digest.edit.terms import RAREST, digits
from digest.edit.topics import OTHER, Kind
from digest.learned.linear import Model, model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.model import Zone

# Reports of one event come within a week of each other; a later one is a follow-up.
APART: Final = timedelta(days=7)
# A name or figure that more reports than this share tells no event from another.
COMMON: Final = 24
PROJECTS: Final = 2  # stages below are those of a policy
PARK = re.compile(r"(?:产业园|产业园区|工业园|科技园|园区|片区|基地|小镇|新城)$")
RULED_OUT: Final = -20.0  # the odds of what cannot be one event, in nats
_HELD_BY_FEW: Final = 3  # a name or figure that so many share is as good as unique
_SAMPLE: Final = 400  # reports that tell how rare a word is
_FEWEST: Final = 30  # … fewer do not: a week of ten reports has every word rarely
_RARE: Final = 0.6  # words whose weight in these reports tells an event from others
# Kinds that one event may be told as: a rule as help for firms, a machine as research or as a start of production.
_ALLIED: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("policy", "service"), ("policy", "innovation"), ("service", "innovation"), ("innovation", "finish"),
        ("sign", "promotion"), ("ranking", "data"), ("service", "start"), ("service", "finish"),
        ("planned", "sign"), ("planned", "start"), ("planned", "finish"), ("planned", "promotion"),
        ("planned", "policy"), ("reform", "policy"), ("meeting", "data"), ("meeting", "promotion"),
        ("ranking", "innovation"), ("data", "finish"),
    )
)  # fmt: skip
# What a sport report tells of the weather, and a festival of its acts, does not make two events of one.
_OUTSIDE: Final = frozenset({"sport", "weather", "leisure"})
_CONFLICT: Final = 0.7  # two versions of one figure
_OTHER_FIGURE: Final = 1.5  # … and two figures too far apart to be versions of one
_VERSIONS: Final = 1.5
_FIGURE: Final = 0.6  # a figure that agrees: 6亿元 and 6亿元
_FIGURE_DIGIT: Final = 0.4  # … and for each further significant digit: 127.6亿元 gives 1.8
_SAME_MEASURE: Final = 1.4
_LEAST_RARE: Final = 0.3
_WHOLE: Final = "总投资"
_SURE_FIGURES: Final = 2  # figures that make one project of two that share no name
# Beyond these a feature says nothing more.
_MOST: Final = {"rare": 4.0, "names": 3.0, "figures": 6.0, "conflicts": 3.0, "numbers": 8.0, "length": 2.0}
_A_LONG_REPORT: Final = 1000  # characters
# Words alone make no event. Of six weeks left out in turn .82 of the pairs are found at a precision of .975 where one
# of these must be shared, .83 at .972 where none must.
_TELLING: Final = ("names", "figures", "numbers", "zone", "place", "city", "home")
NAMES: Final = (
    "contained", "rare", "rarest", "names", "figures", "conflicts", "numbers", "zone", "other_zone", "place", "city",
    "elsewhere", "issuer", "kind", "allied", "batch", "period", "other_period", "day", "other_day", "gap", "paper",
    "stage", "strangers", "no_figure", "headed", "home", "one_of_all", "length",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Index:
    """How many reports hold each name, each figure and, of `size` of them, each word, number and pair of characters.

    Names and figures that few hold are as rare as any and are not in it; their keys are hashes.
    """

    names: dict[int, int]
    figures: dict[int, int]
    words: Counter[int]
    numbers: Counter[int]
    pairs: Counter[str]
    size: int

    def share(self, held_by: int) -> float:
        """Weigh by how few of the reports hold a thing: 1 for one of them, 0 for all."""
        return _share(max(self.size, _FEWEST), held_by)


@lru_cache(maxsize=1 << 12)
def _share(size: int, held_by: int) -> float:
    return log1p(size / max(1, held_by)) / log1p(size)


def counted(fingerprints: Sequence[Fingerprint]) -> Index:
    """Count what the reports hold."""
    sample = fingerprints[:: max(1, len(fingerprints) // _SAMPLE)]
    return Index(
        names=common((name for one in fingerprints for name in one.names), _HELD_BY_FEW + 1),
        figures=common(
            (key for one in fingerprints for key in {fine_bucket(amount) for amount in one.figures}), _HELD_BY_FEW + 1
        ),
        words=Counter(word for one in sample for word in one.terms.words),
        numbers=Counter(number for one in sample for number in one.terms.numbers),
        pairs=Counter(pair for one in sample for pair in set(_pairs(one.text))),
        size=len(sample),
    )


def likeness(left: Fingerprint, right: Fingerprint, index: Index, fitted: Model | None = None) -> float:
    """Give the log-odds that two reports are of one event; `RULED_OUT` where something rules it out."""
    if ruled_out(left, right):
        return RULED_OUT
    found = features(left, right, index)
    return (fitted or model("stories")).weigh(found) if any(found[name] for name in _TELLING) else RULED_OUT


def features(left: Fingerprint, right: Fingerprint, index: Index) -> dict[str, float]:
    """Give what speaks for and against one event, by the names of `NAMES`; the order of the two does not matter."""
    shared, smaller = _shared_words(left, right, index)
    rare = [weight for weight in shared if weight > _RARE]
    figures, conflicts = _compare(left.figures, right.figures, index)
    cities, others = left.places - provinces(), right.places - provinces()
    a, b = left.kind, right.kind
    one, other = left.text, right.text
    found = {
        "contained": sum(weight * weight for weight in shared) / smaller if smaller else 0.0,
        "rare": sum(rare),
        "rarest": max(shared, default=0.0),
        "names": sum(_rarity(index.names.get(hash(name), 1)) for name in sorted(left.names & right.names)),
        "figures": figures,
        "conflicts": conflicts,
        "numbers": _shared_numbers(left, right, index),
        "zone": bool(left.zones & right.zones),
        "other_zone": bool(left.zone and right.zone and not left.zones & right.zones),
        "place": bool(left.places & right.places),
        "city": bool(cities & others),
        "elsewhere": _elsewhere(left.places, right.places),
        "issuer": _other_issuer(left, right),
        "kind": a.name == b.name,
        "allied": _allied(a, b),
        "batch": left.batch != right.batch,
        "period": bool(left.periods & right.periods),
        "other_period": bool(left.periods and right.periods and not left.periods & right.periods),
        "day": bool(left.days & right.days),
        "other_day": bool(left.days and right.days and not left.days & right.days),
        "gap": _apart(left, right) / APART,
        "paper": bool(left.article.publication) and left.article.publication == right.article.publication,
    }
    found["stage"] = a.stage is not None and b.stage is not None and a.stage != b.stage
    found["no_figure"] = bool(left.figures and right.figures) and not figures
    found["strangers"] = min(_strangers(left.names, other), _strangers(right.names, one))
    found["headed"] = max(_holds_headline(left, other, index), _holds_headline(right, one, index))
    found["home"] = max(_home(left, right, index), _home(right, left, index))
    found["one_of_all"] = {left.scope, right.scope} == {"national", "local"} and bool(left.zone or right.zone)
    found["length"] = max(len(one), len(other)) / _A_LONG_REPORT
    return {name: min(float(value), _MOST.get(name, 1.0)) for name, value in found.items()}


def _other_works(left: Fingerprint, right: Fingerprint) -> bool:
    """Say whether two reports are of works on two days, or of two projects that share neither name nor figure.

    None of 205 pairs of one event in four weeks is, 66 of two events that share a tenth of their words are.
    """
    a, b = left.kind.stage, right.kind.stage
    if a is None or b is None:
        return False
    apart = bool(left.days and right.days and not left.days & right.days)
    if a != b:
        return apart or _too_early(left, right) or _too_early(right, left)
    if min(a, b) < PROJECTS or left.batch or right.batch:
        return False
    return apart or _two_projects(left, right)


def _two_projects(left: Fingerprint, right: Fingerprint) -> bool:
    """Say whether two reports give what a project costs, no name of one is in the other and no two figures agree.

    A welder's day at the new works does not say what they cost.
    """
    if not (left.names and right.names and _has_sum(left) and _has_sum(right)):
        return False
    if min(_strangers(left.names, right.text), _strangers(right.names, left.text)) < 1:
        return False
    agreed = sum(any(one.agrees(other) for other in right.figures) for one in left.figures)
    return agreed < _SURE_FIGURES


def _has_sum(one: Fingerprint) -> bool:
    return any(amount.fact.kind == "money" and amount.measure == _WHOLE for amount in one.figures)


def _too_early(one: Fingerprint, other: Fingerprint) -> bool:
    """Say whether a report was printed before the day of the event that the other reports."""
    printed = one.article.published
    return bool(printed and other.days and printed < min(other.days))


def _foreign(left: Fingerprint, right: Fingerprint) -> bool:
    """Say whether two reports are each about a zone that the other does not name anywhere, not even in part.

    Of 219 pairs of one event in five weeks none is (one zone's name is read with a word before it).
    """
    if left.zone is None or right.zone is None or left.zones & right.zones:
        return False
    return not (_speaks_of(right, left.zone) or _speaks_of(left, right.zone))


def _speaks_of(one: Fingerprint, zone: Zone) -> bool:
    """Say whether a report has two characters in a row of a zone's own name: 澄原 of 澄原经开区."""
    name = zone_key(zone)
    stem = next((name[:k] for k in range(STEM, len(name)) if name[k:] in _types()), name)
    text = one.text
    return any(stem[k : k + STEM] in text for k in range(len(stem) - 1))


@cache
def _types() -> frozenset[str]:
    return frozenset({key for pair in lexicon.table("zone_forms")["types"].items() for key in pair})


def _strangers(names: frozenset[str], text: str) -> float:
    """Give the share of the names at the head of one report that the text of another does not have anywhere."""
    return sum(name not in text for name in names) / len(names) if names else 0.0


def _pairs(text: str) -> Iterator[str]:
    """Yield each two Chinese characters in a row."""
    return (a + b for a, b in pairwise(text) if is_han(a) and is_han(b))


def _holds_headline(one: Fingerprint, text: str, index: Index) -> float:
    """Give the share of a report's headline, by weight, that another's text holds, in pairs of characters.

    Papers word one event in many ways, but what is rare in a headline comes back in the bodies of the others.
    """
    headline = one.article.headline
    pairs = _pairs_of(headline.string) if headline else ()
    weights = [index.share(index.pairs[pair]) ** 2 for pair in pairs]
    found = sum(weight for pair, weight in zip(pairs, weights, strict=True) if pair in text)
    return found / sum(weights) if weights else 0.0


@lru_cache(maxsize=1 << 12)
def _pairs_of(text: str) -> tuple[str, ...]:
    return tuple(sorted(set(_pairs(text))))


def _home(one: Fingerprint, other: Fingerprint, index: Index) -> float:
    """Say whether a report begins with the place that the other's paper is called by, by how rare that is."""
    place = (one.article.publication or "")[:STEM]
    if len(place) < STEM or not (place in other.lead or place in str(other.article.headline or "")):
        return 0.0
    return index.share(index.pairs[place])


def _shared_words(left: Fingerprint, right: Fingerprint, index: Index) -> tuple[list[float], float]:
    """Weigh the words that both hold, and give the weight of all words of the one that holds less."""
    one, other = (dict(zip(each.terms.words, each.terms.weights, strict=True)) for each in (left, right))

    def weight(word: int, rarity: float) -> float:
        return rarity / RAREST * index.share(index.words[word])

    whole = [sum(weight(*pair) ** 2 for pair in held.items()) for held in (one, other)]
    return [weight(word, one[word]) for word in sorted(one.keys() & other.keys())], min(whole)


def _shared_numbers(left: Fingerprint, right: Fingerprint, index: Index) -> float:
    """Weigh the numbers that both print, by their digits and by how few reports print them."""
    shared = sorted({*left.terms.numbers} & {*right.terms.numbers})
    size = max(1, index.size)
    return sum(digits(one) * log1p(size / max(1, index.numbers[one])) / log1p(size) for one in shared)


def _apart(left: Fingerprint, right: Fingerprint) -> timedelta:
    """How long after each other two reports were printed; nothing where a day is not known."""
    one, other = left.article.published, right.article.published
    return abs(one - other) if one and other else timedelta()


def ruled_out(left: Fingerprint, right: Fingerprint) -> bool:
    """Say what no likeness outweighs: another week, zone or stage of a works, batches of two cities, other months."""
    if _apart(left, right) > APART or (left.phases and right.phases and not left.phases & right.phases):
        return True
    if left.issues != right.issues and "provincial" in (left.scope, right.scope):
        return True  # a province, and a zone that gives out a rule of its own
    if {left.scope, right.scope} == {"national", "provincial"} and left.kind.name == right.kind.name == "ranking":
        return True  # the ministry ranks the zones of the country, and a province its own
    if _foreign(left, right) or _other_works(left, right) or _other_province(left, right):
        return True
    # Works begun in two cities, and the weather of two cities.
    if (left.batch and right.batch) or left.kind.off or right.kind.off:
        return _elsewhere(left.places, right.places)
    series = left.kind.name == right.kind.name == "data" and left.periods and right.periods
    return bool(series and not left.periods & right.periods)


def _other_province(left: Fingerprint, right: Fingerprint) -> bool:
    """Say whether one report is of a province and the other of another one or of a place there.

    None of 332 pairs of one event in six weeks is; two provinces' rules of one year share half their words.
    """
    one, other = left.places & provinces(), right.places & provinces()
    if not one or not other or one & other:
        return False
    if _heads(left, one) and _heads(right, other):
        return True  # each province tells what a ranking of the whole country says of it
    return "provincial" in (left.scope, right.scope) and "national" not in (left.scope, right.scope)


def _heads(report: Fingerprint, names: frozenset[str]) -> bool:
    """Say whether a headline has one of some names."""
    headline = str(report.article.headline)
    return any(name in headline for name in names)


def _other_issuer(left: Fingerprint, right: Fingerprint) -> bool:
    """Say whether a whole country and a place speak, or a province and a zone that issues a rule of its own."""
    if {left.scope, right.scope} == {"national", "local"}:
        return True
    return left.issues != right.issues and "provincial" in (left.scope, right.scope)


def _elsewhere(left: frozenset[str], right: frozenset[str]) -> bool:
    """Say whether two events are in different cities, or, where no city is named, in different provinces."""
    cities, others = left - provinces(), right - provinces()
    if cities and others:
        return not cities & others
    return bool(left and right) and not left & right


def _allied(a: Kind, b: Kind) -> bool:
    """Say whether one event is often told as either kind."""
    outside = a.name in _OUTSIDE and b.name in _OUTSIDE
    return a.name == b.name or OTHER in (a, b) or outside or frozenset({a.name, b.name}) in _ALLIED


def _rarity(held_by: int) -> float:
    """Weigh a name by how few reports share it: 1 for three of them, 0 for more than is rare."""
    return 0.0 if held_by > COMMON else 1.0 / (1.0 + log(max(1.0, held_by / _HELD_BY_FEW)))


def _compare(left: tuple[Amount, ...], right: tuple[Amount, ...], index: Index) -> tuple[float, float]:
    """Weigh the figures that agree and the measures on which the two disagree."""
    left, right = (tuple(one for one in held if one.fact.kind != "duration") for held in (left, right))
    points, used, agreed = 0.0, set[int](), set[str]()
    for one in left:
        fitting = [(k, other) for k, other in enumerate(right) if k not in used and one.agrees(other)]
        if fitting:
            k, other = min(fitting, key=lambda pair: (pair[1].measure != one.measure, pair[0]))
            used.add(k)
            agreed.add(one.measure)
            points += _worth(one, other, index)
    rivals: dict[str, float] = {}
    for one in left:
        for other in right:
            same = one.measure and one.measure == other.measure and one.unit == other.unit
            if same and one.measure not in agreed and not one.agrees(other):
                rivals.setdefault(one.measure, _CONFLICT if _near(one, other) else _OTHER_FIGURE)
    return points, sum(rivals.values())


def _near(one: Amount, other: Amount) -> bool:
    small, large = sorted((abs(one.middle), abs(other.middle)))
    return large <= _VERSIONS * small


def _worth(one: Amount, other: Amount, index: Index) -> float:
    digits = min(one.digits, other.digits)
    held_by = index.figures.get(hash(fine_bucket(one if one.digits >= other.digits else other)), 1)
    same = _SAME_MEASURE if one.measure and same_measure(one.measure, other.measure) else 1.0
    return (_FIGURE + _FIGURE_DIGIT * (digits - 1)) * same * max(_LEAST_RARE, _rarity(held_by))
