"""Our command in a process that has loaded it: each run is a fork of that one and costs no start.

A run may be told to kill itself (-9) at its n-th step. Steps are: every file made, written, renamed or removed, every
change of the database, every line to the mail server and from it. The interpreter's audit hooks, SQLite's trace and
the sockets tell of them; the product knows nothing of it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).resolve().parent
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CALLS = frozenset(("os.rename", "os.remove", "os.mkdir", "os.truncate", "os.chmod", "fcntl.flock", "socket.connect"))
CHANGES = ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "VACUUM")


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended: its status (that of a signal negative), what it said, and its steps if they were counted."""

    status: int
    said: str
    steps: int = 0


class Warm:
    """The process that is forked; up while the `with` lasts."""

    def __enter__(self) -> Self:
        env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(HERE.parent), str(HERE)))}
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()  # it is ready: what follows takes as long as a run does
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def runs(
        self, folder: Path, *words: str, times: int = 1, step: int = -1, after: float = 0, zone: str = ""
    ) -> list[End]:
        """Run our command in a folder, so many times at once.

        Each is killed at its `step`-th step (0 counts them), or when so many seconds `after` its start have passed.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(folder), words, times, step, after, zone]) + "\n")
        self._process.stdin.flush()
        return [End(*one) for one in json.loads(self._process.stdout.readline())]

    def run(self, folder: Path, *words: str, step: int = -1, after: float = 0, zone: str = "") -> End:
        """Run it once; with a zone as if the machine stood there."""
        (end,) = self.runs(folder, *words, step=step, after=after, zone=zone)
        return end


class Steps:
    """The steps of this process, counted from when it is made; it kills itself at the one named."""

    def __init__(self, last: int) -> None:
        self.done, self._last, self._pid = 0, last, os.getpid()
        self._told: set[tuple[str, ...]] = set()
        sys.addaudithook(self._seen)
        self._fsync, os.fsync = os.fsync, self.fsync
        connect = sqlite3.connect
        sqlite3.connect = lambda *given, **named: self._traced(connect(*given, **named))  # type: ignore[assignment]
        socket.socket = _telling(self)  # type: ignore[misc]

    def step(self) -> None:
        """Count one, or end here."""
        if os.getpid() == self._pid:
            self.done += 1
            if self.done == self._last:
                os.kill(self._pid, signal.SIGKILL)

    def fsync(self, number: int) -> None:
        """Wait for the disk, between two steps."""
        self.step()
        self._fsync(number)
        self.step()

    def _seen(self, event: str, given: tuple[Any, ...]) -> None:
        if event in CALLS or (event == "open" and given[2] & WRITING):
            self.step()

    def _traced(self, database: sqlite3.Connection) -> sqlite3.Connection:
        database.set_trace_callback(self._stated)
        return database

    def _stated(self, statement: str) -> None:
        """Count a change; of the archive's many rows the first of each table in a transaction is enough."""
        words = tuple(statement.split(maxsplit=3)[:3])
        if words and words[0] in CHANGES and words not in self._told:
            self.step()
            if words[0] == "INSERT" and not {"letter", "closing"} & set(words):
                self._told.add(words)
        if words and words[0] == "COMMIT":
            self._told.clear()


def _telling(steps: Steps) -> type[socket.socket]:
    class Telling(socket.socket):
        """A socket that steps before and after it sends, and after it hears."""

        def sendall(self, *given: Any) -> None:  # noqa: ANN401  what sockets take
            steps.step()
            super().sendall(*given)
            steps.step()

        def recv(self, *given: Any) -> bytes:  # noqa: ANN401  as above
            got = super().recv(*given)
            steps.step()
            return got

    return Telling


def serve() -> None:
    """Fork a run for each order on standard input, and say how it ended."""
    from digest import cli  # noqa: F401, PLC0415  loaded once, for all
    from digest.pipeline import job  # noqa: F401, PLC0415  loaded once, for all
    from digest.text.words import words  # noqa: PLC0415  as above

    words("开发区")  # its dictionary is loaded at the first
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core: no pool is started for one page
    print("ready", flush=True)  # noqa: T201  for who started it
    for line in sys.stdin:
        folder, arguments, times, step, after, zone = json.loads(line)
        os.environ["TZ"] = zone or "UTC"
        time.tzset()
        with tempfile.TemporaryDirectory() as said:
            paths = [Path(said) / str(number) for number in range(times)]
            pids = [_forked(folder, arguments, path, step) for path in paths]
            if after:
                time.sleep(after)
                for pid in pids:
                    os.kill(pid, signal.SIGKILL)  # one that has ended is not waited for yet: its number is its own
            ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
            told = [path.read_text(encoding="utf-8") if path.exists() else "" for path in paths]
            counts = [int(path.with_suffix(".steps").read_text()) if step == 0 else 0 for path in paths]
        print(json.dumps(list(zip(ends, told, counts, strict=True))), flush=True)  # noqa: T201  the answer


def _forked(folder: str, arguments: list[str], said: Path, step: int) -> int:
    if pid := os.fork():
        return pid
    from digest import cli  # noqa: PLC0415  as above

    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number in (1, 2):
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    sys.argv = ["digest", *arguments]
    steps = Steps(step) if step >= 0 else None
    status = 1
    try:
        cli.main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  a traceback is what the tests look for
        traceback.print_exc()
    if step == 0 and steps:
        said.with_suffix(".steps").write_text(str(steps.done))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # nothing of the process that was forked is ended here


if __name__ == "__main__":
    serve()
