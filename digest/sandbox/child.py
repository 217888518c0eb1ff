"""Run a reader on untrusted bytes in a bounded child process; a source that breaks its limits costs itself only.

What the child cannot do stands in `confined`. It is started once, reads one source after the other, and is started
again when it died.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn, Self

from digest import errors
from digest.errors import Malformed, SourceError, Unreadable
from digest.sandbox import wire
from digest.sandbox.job_object import Job

if TYPE_CHECKING:
    from types import TracebackType

    from digest.model import Document

_MB = 1024 * 1024
_JPEG = b"\xff\xd8\xff"
_START = "import sys; sys.path[:] = sys.argv[2:]; from digest.sandbox.confined import main; main(sys.argv[1])"
# No inherited environment: no proxy, no LD_PRELOAD, no secret. Number libraries would reserve memory for each core.
_ENVIRONMENT = {"LANG": "C.UTF-8", "TZ": "UTC", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
# Python on Windows does not start without the folder of the system.
_ENVIRONMENT |= {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
_ON_WINDOWS = sys.platform == "win32"
# The python.exe of a virtual environment on Windows starts another one, which would not be in the job.
_PYTHON = getattr(sys, "_base_executable", sys.executable) if _ON_WINDOWS else sys.executable
_OVER_QUOTA = 1816  # ERROR_NOT_ENOUGH_QUOTA: how Windows ends a process that took more time than its job grants
_REMEDY = "open it by hand, and give its text as a .txt file"


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one source may cost: memory of the child in bytes, processor and wall clock seconds, and the answer.

    A newspaper page takes 60 MB and well under a second as text or markup, 100 to 300 MB and up to 3 seconds as PDF.
    """

    memory: int = 1024 * _MB
    processor: int = 30
    seconds: int = 60
    answer: int = 256 * _MB


# Character recognition: measured 26 seconds and under 2 GB for a page of 1,500 × 7,400 dots on one core.
PICTURES = Limits(memory=3 * 1024 * _MB, processor=1200, seconds=1800)


class Child:
    """A child process that reads sources; use it in a `with` statement.

    `function` is "module:function", called as function(origin, data, **options) and giving a `Document`, a picture's
    bytes or a dictionary of plain values. `enforced` says what the system enforces on it: some of "limits", "files",
    "calls", "python".
    """

    def __init__(self, function: str = "digest.read:read", limits: Limits | None = None) -> None:
        self._function = function
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._job: Job | None = None
        self.enforced: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, origin: str, data: bytes, **options: str) -> Document:
        """Read a source in the child, which is started if there is none.

        Raises:
            SourceError: what the function raised; `Unreadable` names the limit where one was broken.
        """
        return self._document(origin, data, self._answer(origin, data, options))

    def draw(self, origin: str, data: bytes, **options: str) -> bytes:
        """Draw a page of a source in the child; the function gives the bytes of a JPEG picture.

        Raises:
            SourceError: as `read`; `Malformed` where what comes back is no such picture.
        """
        value = self._value(origin, self._answer(origin, data, options))
        picture = b64decode(str(value["picture"]), validate=True) if value and "picture" in value else b""
        if not picture.startswith(_JPEG):
            self.close()
            raise Malformed(f"{origin}: its reader gave no picture", _REMEDY)
        return picture

    def values(self, origin: str, data: bytes, **options: str) -> dict[str, Any]:
        """Have the function say a source in plain values: strings, numbers, lists and dictionaries of them.

        They are as untrusted as the source was: whoever asks checks each to be of its kind.

        Raises:
            SourceError: as `read`; `Malformed` where what comes back is no dictionary.
        """
        value = self._value(origin, self._answer(origin, data, options))
        found = value.get("values") if value else None
        if not isinstance(found, dict):
            self.close()
            raise Malformed(f"{origin}: its reader gave no values", _REMEDY)
        return found

    def _answer(self, origin: str, data: bytes, options: dict[str, str]) -> bytes:
        overdue = threading.Event()
        timer = threading.Timer(self._limits.seconds, self._stop, [overdue])
        timer.daemon = True
        timer.start()
        try:
            answer = self._ask(origin, data, options)
        except (OSError, ValueError):
            answer = b""
        finally:
            timer.cancel()
        if not answer.endswith(b"\n"):
            raise self._death(origin, overdue=overdue.is_set(), long=len(answer) > 0)
        return answer

    def close(self) -> None:
        """End the child; the next source starts another."""
        process, self._process = self._process, None
        if self._job is not None:
            self._job.close()
            self._job = None
        if process is not None:
            _kill(process)
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe and pipe.close()
            process.wait()

    def _ask(self, origin: str, data: bytes, options: dict[str, str]) -> bytes:
        if self._process is not None and self._process.poll() is not None:
            self.close()  # it died between two sources: that is the fault of neither
        process = self._process or self._started()
        assert process.stdin is not None  # noqa: S101  both are pipes
        assert process.stdout is not None  # noqa: S101
        if self._job is not None:
            self._job.allow(self._limits.processor)
        header = json.dumps({"origin": origin, "size": len(data), "options": options})
        process.stdin.write(header.encode("ascii") + b"\n")
        process.stdin.write(data)
        process.stdin.flush()
        return process.stdout.readline(self._limits.answer)

    def _started(self) -> subprocess.Popen[bytes]:
        settings = {
            "function": self._function,
            "memory": self._limits.memory,
            "seconds": self._limits.processor,
        }
        path = [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100  "" stands for the working folder
        self._process = process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [_PYTHON, "-I", "-S", "-B", "-X", "utf8", "-c", _START, json.dumps(settings), *path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd=os.sep,
            start_new_session=True,
        )
        assert process.stdout is not None  # noqa: S101  a pipe
        self.enforced = tuple(json.loads(process.stdout.readline(_MB))["enforced"])
        if _ON_WINDOWS:  # it has read nothing of anybody yet: its first source comes after this
            self._job = Job(process, self._limits.memory)
            self.enforced = (*(("limits",) if self._job.holds else ()), *self.enforced)
        return process

    def _stop(self, overdue: threading.Event) -> None:
        overdue.set()
        if self._process is not None:
            _kill(self._process)

    def _death(self, origin: str, *, overdue: bool, long: bool) -> SourceError:
        """Say which limit the child died of; the dead child is cleared away."""
        process = self._process
        if process is not None and not long:
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
        code = process.returncode if process is not None else None
        self.close()
        limits = self._limits
        if overdue:
            return Unreadable(f"{origin}: it took longer than {limits.seconds} seconds to read", _REMEDY)
        if long:
            return Unreadable(f"{origin}: more than {limits.answer // _MB:,} MB of text", "split it")
        if code in (_OVER_QUOTA, -getattr(signal, "SIGXCPU", 0) or None):
            return Unreadable(f"{origin}: it took more than {limits.processor} seconds of processor time", _REMEDY)
        cause = signal.Signals(-code).name if code and code < 0 else f"exit status {code}"
        return Unreadable(f"{origin}: its reader died ({cause})", _REMEDY)

    def _document(self, origin: str, data: bytes, answer: bytes) -> Document:
        self._value(origin, answer)
        try:
            return replace(wire.loads(answer), id=hashlib.sha256(data).hexdigest(), origin=origin)
        except ValueError as error:
            self.close()
            raise Malformed(f"{origin}: its reader gave no document ({error})", _REMEDY) from error

    def _value(self, origin: str, answer: bytes) -> dict[str, Any] | None:
        """Read an answer that is no document; None for one that is.

        Raises:
            SourceError: it is an error, or not even that.
        """
        if answer.startswith(b'{"limit":'):
            self.close()
            self._broken(origin, answer)
        if not answer.startswith((b'{"error":', b'{"picture":', b'{"values":')):
            return None
        try:
            value: dict[str, Any] = json.loads(answer)
            if "error" not in value:
                return value
            name, what, remedy = value["error"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            self.close()
            raise Malformed(f"{origin}: its reader gave no document ({error})", _REMEDY) from error
        raise _raised(name)(str(what), str(remedy))

    def _broken(self, origin: str, answer: bytes) -> NoReturn:
        what = {
            "memory": f"it needs more than {self._limits.memory // _MB:,} MB of memory",
            "nesting": "it is nested too deep",
        }
        raise Unreadable(f"{origin}: {what.get(str(json.loads(answer)['limit']), 'past a limit')}", _REMEDY)


def _raised(name: object) -> type[SourceError]:
    """Find the class of an error by its name; anything that is no SourceError becomes one."""
    found = getattr(errors, name, None) if isinstance(name, str) else None
    return found if isinstance(found, type) and issubclass(found, SourceError) else SourceError


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it may have started: it leads a session of its own."""
    if hasattr(os, "killpg"):  # on Windows its job lets it start nothing
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()
