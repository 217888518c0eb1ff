"""Run our command, and kill -9 it at its n-th step: before or after every write of a file, the outbox or the line."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from digest import cli, files, outbox, store
from digest.deliver import lines

if TYPE_CHECKING:
    from collections.abc import Callable

LAST = int(sys.argv.pop(1))
done = 0


def step() -> None:
    global done  # noqa: PLW0603  one counter for all that is wrapped
    done += 1
    if done == LAST:
        os.kill(os.getpid(), signal.SIGKILL)


def wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
    def stepping(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401  whatever the function takes
        step()
        given = function(*arguments, **named)
        step()
        return given

    return stepping


for owner, names in (
    (files, ("publish", "sweep")),
    (os, ("replace", "fsync")),
    (outbox.Outbox, ("close", "doubt", "committing", "ended", "letter", "forget")),
    (store.Archive, ("keep",)),
    (lines.SmtpLine, ("open", "letter", "_envelope", "_end", "close")),
):
    for name in names:
        setattr(owner, name, wrapped(getattr(owner, name)))

cli.main()
