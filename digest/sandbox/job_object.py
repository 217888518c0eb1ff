"""Windows: a job object that holds a child to its memory, its processor time and itself alone.

What Windows gives to a program without rights of its own: no more memory than `memory`, no second process, no more
user time than is granted, and the child ends with its parent. Not given: that it opens no file of the user and no
socket; there only the audit hook of `confined` stands. `doctor` says so.

Source: JOBOBJECT_EXTENDED_LIMIT_INFORMATION, jobapi2.h and winnt.h of the Windows SDK. Written after the documented
layouts and tested against a library of the tests; experimental until it ran on Windows.
"""

from __future__ import annotations

import ctypes
from typing import Any, Final, Protocol

_PROCESS_TIME, _ACTIVE_PROCESS, _PROCESS_MEMORY, _DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x2, 0x8, 0x100, 0x400, 0x2000
_EXTENDED_LIMITS: Final = 9  # JobObjectExtendedLimitInformation
_TICKS: Final = 10_000_000  # of 100 nanoseconds in a second
_SET_QUOTA_AND_TERMINATE: Final = 0x0100 | 0x0001
_QUERY: Final = 0x0400


class Process(Protocol):
    """What is needed of a child: its number."""

    @property
    def pid(self) -> int:
        """Its number."""


class BasicLimits(ctypes.Structure):
    """A JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("largest_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """A JOBOBJECT_EXTENDED_LIMIT_INFORMATION; six counters of input and output stand between."""

    _fields_ = (
        ("basic", BasicLimits),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


class Job:
    """A job with one child in it; closing it ends the child."""

    def __init__(self, process: Process, memory: int, kernel: Any = None) -> None:  # noqa: ANN401  kernel32
        self._kernel = kernel or _kernel32()
        self._memory = memory
        self._job = self._kernel.CreateJobObjectW(None, None)
        self._process = self._kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE | _QUERY, 0, process.pid)
        held = self._job and self._process and self._limit(0)
        self.holds = bool(held and self._kernel.AssignProcessToJobObject(self._job, self._process))

    def allow(self, seconds: int) -> None:
        """Grant user time for one more source: past it Windows ends the process."""
        if self.holds:
            self._limit(self._used() + seconds * _TICKS)

    def close(self) -> None:
        """End whatever still runs in the job."""
        for handle in (self._job, self._process):
            if handle:
                self._kernel.CloseHandle(handle)
        self._job = self._process = None
        self.holds = False

    def _limit(self, ticks: int) -> bool:
        """Set the limits; `ticks` is the user time the process may have taken in all, 0 for no limit."""
        limits = ExtendedLimits(process_memory=self._memory)
        limits.basic.flags = _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_EXCEPTION | _KILL_ON_CLOSE
        limits.basic.active_processes = 1
        if ticks:
            limits.basic.flags |= _PROCESS_TIME
            limits.basic.process_time = ticks
        size = ctypes.sizeof(limits)
        return bool(self._kernel.SetInformationJobObject(self._job, _EXTENDED_LIMITS, ctypes.byref(limits), size))

    def _used(self) -> int:
        times = [ctypes.c_uint64() for _ in ("creation", "exit", "kernel", "user")]
        self._kernel.GetProcessTimes(self._process, *map(ctypes.byref, times))
        return times[-1].value


def _kernel32() -> Any:  # noqa: ANN401  a library of Windows
    """Load kernel32 with the types of its handles: an int of C would cut them."""
    kernel = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009  there is none elsewhere
    handle, number = ctypes.c_void_p, ctypes.c_uint32
    kernel.CreateJobObjectW.restype, kernel.CreateJobObjectW.argtypes = handle, [handle, ctypes.c_wchar_p]
    kernel.OpenProcess.restype, kernel.OpenProcess.argtypes = handle, [number, ctypes.c_int, number]
    kernel.SetInformationJobObject.argtypes = [handle, ctypes.c_int, handle, number]
    kernel.AssignProcessToJobObject.argtypes = [handle, handle]
    kernel.GetProcessTimes.argtypes = [handle] * 5
    kernel.CloseHandle.argtypes = [handle]
    return kernel
