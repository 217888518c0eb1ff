"""A command in, what it and all its processes cost out: seconds of the wall and of processors, and peaks of memory."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

_EVERY = 0.1
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Cost:
    """What a command cost: wall and processor seconds, peak megabytes of itself and of its largest child."""

    wall: float = 0.0
    processor: float = 0.0
    own_mb: float = 0.0
    child_mb: float = 0.0
    load: float = 0.0
    _seconds: dict[int, float] = field(default_factory=dict)
    _before: dict[int, float] = field(default_factory=dict)

    def start(self) -> None:
        """Note what the processes that run already used up to now."""
        self._before = {one: _used(one)[0] for one in descendants(os.getpid())}

    def look(self, process: int) -> None:
        """Look at a process and at all that this one started (a cluster's, too), from `start` on."""
        for one in descendants(os.getpid()):
            seconds, megabytes = _used(one)
            self._seconds[one] = max(seconds - self._before.get(one, 0.0), self._seconds.get(one, 0.0))
            if one == process:
                self.own_mb = max(self.own_mb, megabytes)
            else:
                self.child_mb = max(self.child_mb, megabytes)
        self.processor = sum(self._seconds.values())


def watched(command: list[str]) -> Cost:
    """Run a command to its end and look at its processes meanwhile; what the last tenth of a second used is missing."""
    cost = Cost(load=os.getloadavg()[0])
    cost.start()
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        cost.look(process.pid)
        time.sleep(_EVERY)
    cost.wall = time.perf_counter() - start
    if process.returncode not in (0, 3):
        msg = f"{command}: status {process.returncode}"
        raise RuntimeError(msg)
    return cost


def descendants(parent: int) -> list[int]:
    """List the children of a process, theirs, and so on."""
    children: dict[str, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and (fields := _fields(path.name)):
            children.setdefault(fields[1], []).append(int(path.name))
    found, waiting = [], [parent]
    while waiting:
        born = children.get(str(waiting.pop()), [])
        found += born
        waiting += born
    return found


def _fields(process: str) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _used(process: int) -> tuple[float, float]:
    fields = _fields(str(process))
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0, 0.0
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "0")
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0, int(peak) / 1024
