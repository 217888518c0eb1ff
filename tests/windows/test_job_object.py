"""The job object of Windows, on a kernel32 that writes down what it was asked."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

from digest.sandbox import job_object


@dataclass
class Kernel:
    """A kernel32 of the tests: `used` is the user time it says the process took, `refuses` what it does not do."""

    used: int = 0
    refuses: str = ""
    calls: list[str] = field(default_factory=list)
    limits: list[job_object.ExtendedLimits] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  any function of it
        def called(*arguments: Any) -> int:  # noqa: ANN401  as above
            self.calls.append(name)
            if name == "SetInformationJobObject":
                self.limits.append(job_object.ExtendedLimits.from_buffer_copy(arguments[2]._obj))  # noqa: SLF001  what byref points to
            if name == "GetProcessTimes":
                arguments[4]._obj.value = self.used  # noqa: SLF001  as above
            return 0 if name == self.refuses else 7

        return called


@dataclass
class Process:
    """A child of the tests."""

    pid: int = 4321


def test_a_child_may_take_no_more_memory_start_nothing_and_does_not_outlive_its_parent() -> None:
    kernel = Kernel()
    job = job_object.Job(Process(), 512 * 1024 * 1024, kernel)
    (limits,) = kernel.limits
    assert job.holds
    assert limits.process_memory == 512 * 1024 * 1024
    assert limits.basic.active_processes == 1
    assert limits.basic.flags == 0x2000 | 0x400 | 0x100 | 0x8


def test_each_source_is_granted_its_own_time_on_top_of_what_was_used() -> None:
    kernel = Kernel(used=50_000_000)
    job = job_object.Job(Process(), 1, kernel)
    job.allow(30)
    assert kernel.limits[-1].basic.process_time == 350_000_000
    assert kernel.limits[-1].basic.flags & 0x2


def test_where_windows_refuses_the_job_nothing_is_claimed_of_it() -> None:
    for call in ("CreateJobObjectW", "OpenProcess", "SetInformationJobObject", "AssignProcessToJobObject"):
        assert not job_object.Job(Process(), 1, Kernel(refuses=call)).holds


def test_closing_the_job_ends_what_runs_in_it_once() -> None:
    kernel = Kernel()
    job = job_object.Job(Process(), 1, kernel)
    job.close()
    job.close()
    assert kernel.calls.count("CloseHandle") == 2


def test_the_layouts_are_those_of_64_bit_windows() -> None:
    assert ctypes.sizeof(job_object.BasicLimits) == 64
    assert ctypes.sizeof(job_object.ExtendedLimits) == 144
