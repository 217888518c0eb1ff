"""Stories and those of earlier issues in, what each takes up out: 续报, with the figures that are new in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from digest.edit.figures import amounts, buckets, same_measure
from digest.edit.fingerprint import Fingerprints, zone_key
from digest.edit.headline import headline
from digest.edit.keyfacts import key_facts
from digest.edit.likeness import APART
from digest.edit.stories import follows, same_events
from digest.model import NUMERIC, Earlier, Own, Remark, Remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digest.edit.figures import Amount
    from digest.edit.statements import ReportContext
    from digest.model import Item, Report, Statement, Story, Text

_TELLING: Final = 3  # significant digits that make a figure known again whatever it is said to measure
_FRESH: Final = 3  # new figures that a note names


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a story takes up, the oldest first, and the earlier reports themselves."""

    earlier: tuple[Earlier, ...]
    reports: tuple[Report, ...]

    @property
    def again(self) -> bool:
        """Say whether the event itself was reported before."""
        return any(one.again for one in self.earlier)


def recall(
    stories: Sequence[Story], memory: Sequence[Remembered] = (), fingerprints: Fingerprints | None = None
) -> Mapping[str, Recalled]:
    """Find what each story takes up in earlier issues and in this one: the same event, or an earlier stage of a thing.

    Keys are the ids of the stories that take something up.
    """
    made = fingerprints or Fingerprints()
    past = {one.story.id: one for one in memory}
    past_stories = [one.story for one in past.values()]
    again = same_events(stories, past_stories, made)
    staged = follows(stories, past_stories, made)
    recalled = {}
    for story in stories:
        known = {one.id: one for one in (*again.get(story.id, ()), *staged.get(story.id, ()))}
        before = sorted(known.values(), key=_printed)
        if before:
            repeated = {one.id for one in again.get(story.id, ())}
            earlier = tuple(
                _earlier(past.get(one.id, Remembered("", one)), made, again=one.id in repeated) for one in before
            )
            recalled[story.id] = Recalled(earlier, tuple(report for one in before for report in one.reports))
    return recalled


def _printed(story: Story) -> tuple[str, str]:
    return min(str(report.article.published or "") for report in story.reports), story.id


def _earlier(one: Remembered, fingerprints: Fingerprints, *, again: bool) -> Earlier:
    first = min(one.story.reports, key=lambda report: (str(report.article.published or ""), report.article.id))
    return Earlier(
        issue=one.issue,
        story=one.story.id,
        articles=tuple(report.article.id for report in one.story.reports),
        headline=headline(one.story.reports[0])[0].string,
        published=first.article.published,
        publication=first.article.publication,
        stage=fingerprints(one.story.reports[0]).kind.why,
        again=again,
    )


def fresh(context: ReportContext, recalled: Recalled) -> tuple[Statement, ...]:
    """Give the key facts of a report that no earlier report has, in whatever words, rounding or unit."""
    known = [amount for earlier in recalled.reports for amount in amounts(earlier.facts)]
    told = {fact.spans: amounts((fact,)) for fact in context.report.facts if fact.kind in NUMERIC}
    return tuple(
        one for one in key_facts(context) if not any(_same(mine, old) for mine in told[one.spans] for old in known)
    )


def _same(mine: Amount, old: Amount) -> bool:
    telling = mine.measure and same_measure(mine.measure, old.measure)
    return mine.agrees(old) and bool(telling or min(mine.digits, old.digits) >= _TELLING)


def note(item: Item) -> Iterator[Remark]:
    """Word what a story takes up and what is new in it: 续报：4月2日《甲报》曾报道“…”（项目签约）。新数据：…."""
    if not item.follows:
        return
    last = item.follows[-1]
    day = f"{last.published.month}月{last.published.day}日" if last.published else "此前"
    paper = f"《{last.publication}》" if last.publication else ""
    yield Remark((Own(f"续报：{day}{paper}曾报道“{last.headline}”（{last.stage}）。"), *_new(item.fresh)))


def _new(found: Iterable[Statement]) -> Iterator[Statement | Text | Own]:
    named = [one for one in found if one.label][:_FRESH]
    for number, one in enumerate(named):
        yield Own("、" if number else "新数据：")
        yield Own(one.heading)
        yield one
    if named:
        yield Own("。")


def sought(stories: Iterable[Story], fingerprints: Fingerprints) -> dict[str, date]:
    """Name what earlier stories are sought by, each with the day of the oldest that it finds by itself.

    A name finds what is taken up however long ago; a figure finds the same event, which is told within days, and only
    beside a name an earlier stage.
    """
    found: dict[str, date] = {}
    for story in stories:
        days = [report.article.published or date.min + APART for report in story.reports]
        names = {name for report in story.reports for name in fingerprints(report).names}
        for sign in signs(story, fingerprints):
            since = date.min if sign in names else min(days) - APART
            found[sign] = min(since, found.get(sign, since))
    return found


def signs(story: Story, fingerprints: Fingerprints) -> frozenset[str]:
    """Name what a story can be known by again: its names, and each figure of its zone with three digits or more."""
    found: set[str] = set()
    for report in story.reports:
        one = fingerprints(report)
        found |= one.names
        where = zone_key(one.zone) if one.zone else one.scope
        telling = (amount for amount in one.figures if amount.digits >= _TELLING)
        found |= {f"{where}|{unit}|{bucket}" for amount in telling for unit, bucket in buckets(amount)}
    return frozenset(found)
