"""The postman's round: each letter owed is tried once; what became of it is on disk before the next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from digest.deliver.lines import Lost, Trouble, Verdict
from digest.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from digest.archive.outbox import Kept, Letter, Outbox
    from digest.deliver.lines import Line

_LOSSES: Final = 3  # letters in a row whose connection was lost: then it is the server
_REMEDIES: Final = {
    "refused": "correct the address, then: digest mail retry",
    "deferred": "the next runs try again",
    "in_doubt": "ask the recipient, then: digest mail settle --sent or --resend",
}


@dataclass(slots=True)
class Round:
    """What became of a round's letters: how many stand how, those that did not go, and why it ended early."""

    standings: Counter[str] = field(default_factory=Counter)
    told: list[tuple[Kept, Verdict]] = field(default_factory=list)
    trouble: str = ""
    left: int = 0

    def problems(self) -> Iterator[Problem]:
        """Word what a person should know of the round."""
        for kept, verdict in self.told:
            words = f"{verdict.standing.replace('_', ' ')}: {verdict.note}".removesuffix(": ")
            yield _problem(kept, words, verdict.standing)
        if self.trouble:
            number = self.standings["deferred"]
            what = f"{number} letters" if number > 1 else "1 letter"
            remedy = "the next runs try again; digest doctor looks at the server"
            yield Problem(what, "letter", f"deferred: {self.trouble}", remedy)
        if self.left:
            reason = "left for the next run: this one was told to stop"
            yield Problem(f"{self.left} letters", "letters_left", reason)


def doubts(outbox: Outbox, at: datetime) -> tuple[Problem, ...]:
    """Put the letters in doubt that an earlier run left between dot and answer; name them and all unsettled ones.

    Call it only while holding the lock.
    """
    why = "in doubt: the run before ended while it was handed over"
    before = tuple(_problem(kept, f"in doubt: {kept.note}", "in_doubt") for kept in outbox.doubted())
    return (*before, *(_problem(kept, why, "in_doubt") for kept in outbox.doubt(at)))


def _problem(kept: Kept, words: str, standing: str) -> Problem:
    return Problem(f"letter of {kept.issue} to {kept.address}", "letter", words, _REMEDIES[standing])


def deliver(
    outbox: Outbox, owed: Sequence[Kept], line: Line, at: datetime, stopped: Callable[[], bool] = lambda: False
) -> Round:
    """Try each letter once, over one connection; a letter whose connection was lost is tried on a second one.

    When the server takes no letters, the rest is put off and none of them is to blame. `stopped` is asked between
    letters: the letter in hand ends, the others stay owed.
    """
    done = Round()
    losses = 0
    for place, kept in enumerate(owed):
        if stopped():
            done.left = len(owed) - place
            break
        try:
            verdict = _twice(outbox, kept.number, outbox.letter(kept.number), line, at)
        except Trouble as error:
            _put_off(outbox, owed[place:], at, str(error), done)
            break
        except Lost as error:
            losses += 1
            verdict = Verdict("deferred", str(error))
            if losses == _LOSSES or str(error).startswith("421"):
                _put_off(outbox, owed[place:], at, str(error), done)
                break
        else:
            losses = 0
        outbox.ended(kept.number, verdict.standing, at, verdict.note)
        done.standings[verdict.standing] += 1
        if verdict.standing != "sent":
            done.told.append((kept, verdict))
    line.close()
    return done


def _twice(outbox: Outbox, number: int, letter: Letter, line: Line, at: datetime) -> Verdict:
    def before_dot() -> None:
        outbox.committing(number, at)

    try:
        return line.letter(letter, before_dot)
    except Lost:
        return line.letter(letter, before_dot)


def _put_off(outbox: Outbox, rest: Sequence[Kept], at: datetime, why: str, done: Round) -> None:
    outbox.postpone((kept.number for kept in rest), at, why)
    done.trouble = why
    done.standings["deferred"] += len(rest)
