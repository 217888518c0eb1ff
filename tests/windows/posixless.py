"""Take away what Windows has not, and run the command: modules, calls of the system, signals and their timers.

Run as a script with the arguments of `digest`. The child that reads untrusted sources loses the same. The lock is
filelock's, which has its own way on each system, and keeps here what it loaded before.
"""

from __future__ import annotations

import multiprocessing.util  # noqa: F401  what the standard library loads of POSIX it keeps
import os
import shutil
import signal
import sqlite3  # noqa: F401  as above
import subprocess
import sys
import tempfile  # noqa: F401  as above
from types import ModuleType

MODULES = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline")
CALLS = (
    *("fork", "forkpty", "killpg", "getuid", "geteuid", "getgid", "getegid", "getpgid", "getppid", "setsid", "uname"),
    *("statvfs", "sched_getaffinity", "register_at_fork", "chown", "mkfifo", "wait3", "wait4", "nice", "sysconf"),
)
SIGNALS = ("SIGKILL", "SIGALRM", "SIGHUP", "SIGXCPU", "SIGPIPE", "SIGUSR1", "setitimer", "alarm")


def take_away() -> None:
    """Leave this process without the modules, calls and signals of POSIX."""
    import filelock  # noqa: F401, PLC0415  it brings the lock of its system, there as here

    for library, name in ((subprocess, "signal"), (shutil, "os")):  # which have ways of their own on Windows
        setattr(library, name, _copied(getattr(library, name)))
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for holder, names in ((os, CALLS), (signal, SIGNALS)):
        for name in names:
            if hasattr(holder, name):
                delattr(holder, name)


def _copied(module: ModuleType, **changed: object) -> ModuleType:
    copy = ModuleType(module.__name__)
    vars(copy).update({**vars(module), **changed})
    return copy


def in_child() -> None:
    """Do the same in the child that reads, and have it take its system for Windows."""
    take_away()
    from digest.sandbox import confined  # noqa: PLC0415  only now

    confined.sys = _copied(sys, platform="win32")  # type: ignore[assignment]


class _NoPango:
    """Finds no WeasyPrint, as where its libraries are missing."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


if __name__ == "__main__":
    take_away()
    if os.environ.get("NO_PANGO"):
        sys.meta_path.insert(0, _NoPango())  # type: ignore[arg-type]
    from digest.sandbox import child

    here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  nothing but os is needed
    loaded = f"sys.path.insert(0, {here!r}); import posixless; posixless.in_child(); del sys.path[0]; from digest"
    child._START = child._START.replace("from digest", loaded, 1)  # noqa: SLF001  so that the child has no more
    from digest.cli import main

    main()
