"""The process in which untrusted bytes are read: it gives up what it does not need, then answers one source at a time.

What it gives up, in this order; what the system cannot do is left out and not among the words of its first answer.

limits    POSIX; on Windows by the parent, with a job object: memory, and processor seconds for
          each source. POSIX too: few open files, no file written, no core dumped.
files     Linux, Landlock: nothing can be opened but Python's own folders, for reading; no TCP.
calls     Linux on x86-64 and ARM64, seccomp: no socket, no program started, no process forked, no other one traced.
python    Everywhere: an audit hook refuses sockets, programs and files opened for writing. It stops a reader that was
          talked into something, not one whose process was taken over; that is what the kernel's three are for.

Not given up: reading Python's own libraries, and processor time and memory up to the limits. A reader that was taken
over could change what this process says of the sources it reads after that one.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import signal
import struct
import sys
import sysconfig
from base64 import b64encode
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.errors import SourceError
from digest.sandbox import wire

try:
    import resource
except ImportError:  # Windows, where the parent lays the child's limits on it: `job_object`
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_OPEN_FILES = 64
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 4, 38, 22


def main(settings: str) -> None:
    """Answer each source that comes in on standard input until it ends.

    `settings` is JSON: the function's name as "module:function", `memory` in bytes, `seconds` of processor time for
    each source. A source is a line of JSON (`origin`, `size`, `options`) and `size` bytes; an answer is one line: a
    document (`wire`), `{"picture": base64}`, `{"values": {…}}`, `{"error": [class, what, remedy]}` or
    `{"limit": …}`. The first line says what is enforced.
    """
    order = json.loads(settings)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints must not stand among the answers
    enforced = list(_confine(order["memory"]))
    _say(answers, json.dumps({"enforced": enforced}))
    while header := sys.stdin.buffer.readline():
        source = json.loads(header)
        data = sys.stdin.buffer.read(source["size"])
        _allow(order["seconds"])
        _say(answers, _answer(order["function"], source, data))


def _say(answers: BinaryIO, line: str) -> None:
    answers.write(line.encode("ascii") + b"\n")
    answers.flush()


def _answer(function: str, source: dict[str, Any], data: bytes) -> str:
    module, _, name = function.partition(":")
    try:
        made = getattr(import_module(module), name)(source["origin"], data, **source["options"])
        if isinstance(made, dict):
            return json.dumps({"values": made})
        return json.dumps({"picture": b64encode(made).decode()}) if isinstance(made, bytes) else wire.dumps(made)
    except SourceError as error:
        return json.dumps({"error": [type(error).__name__, error.what, error.remedy]})
    except MemoryError:
        return json.dumps({"limit": "memory"})
    except RecursionError:
        return json.dumps({"limit": "nesting"})
    except Exception as error:  # noqa: BLE001  whatever a parser throws at hostile bytes costs this source only
        return json.dumps(
            {"error": ["Malformed", f"{source['origin']}: its reader failed ({type(error).__name__})", ""]}
        )


def _allow(seconds: int) -> None:
    """Grant processor time for one more source: past it the kernel ends the process with SIGXCPU."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _confine(memory: int) -> Iterator[str]:
    """Give up what is not needed; yield the word of what is enforced from now on."""
    if resource is not None:
        _limit(memory)
        yield "limits"
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
            if _restrict_files(libc):
                yield "files"
            if _restrict_calls(libc):
                yield "calls"
    sys.addaudithook(_refuse)
    yield "python"


def _limit(memory: int) -> None:
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    for limit, value in limits.items():
        with suppress(ValueError, OSError):  # macOS has no limit on address space
            resource.setrlimit(limit, (value, value))


# Landlock (linux/landlock.h): the rights there are, by version of its interface, and the two that are granted.
_CREATE, _ADD, _RESTRICT, _ASK_VERSION, _PATH_BENEATH = 444, 445, 446, 1, 1
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # version: number of rights; later versions have the last one's
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_TCP, _SIGNALS_AND_SOCKETS = 0b11, 0b11
_TCP_SINCE, _SCOPES_SINCE = 4, 6
_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache",
    "/proc/cpuinfo", "/proc/self", "/sys/devices/system/cpu", "/dev/null", "/dev/urandom",
)  # fmt: skip


def _restrict_files(libc: ctypes.CDLL) -> bool:
    """Let nothing be opened but Python's own folders and the system's libraries, for reading."""
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return False
    rights = (1 << _FILE_RIGHTS.get(version, _FILE_RIGHTS[max(_FILE_RIGHTS)])) - 1
    attributes = struct.pack("=Q", rights)
    attributes += struct.pack("=Q", _TCP) if version >= _TCP_SINCE else b""
    attributes += struct.pack("=Q", _SIGNALS_AND_SOCKETS) if version >= _SCOPES_SINCE else b""
    rules = libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if rules < 0:
        return False
    for path in _readable():
        with suppress(OSError):
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            granted = _READ_FILE | (_READ_FOLDER if path.is_dir() else 0)
            libc.syscall(_ADD, rules, _PATH_BENEATH, struct.pack("=Qi", granted, handle), 0)
            os.close(handle)
    done: bool = libc.syscall(_RESTRICT, rules, 0) == 0
    os.close(rules)
    return done


def _readable() -> Iterator[Path]:
    """Yield what Python needs to load modules: its library, the installed packages, this package's own folder."""
    own = Path(__file__).parent.parent
    yield own
    yield from (Path(path) for path in (*_SYSTEM, *sysconfig.get_paths().values(), sysconfig.get_config_var("LIBDIR")))
    # A folder on the path that holds this package itself is somebody's working copy, with their papers beside it.
    yield from (Path(path) for path in sys.path if Path(path) != own.parent or own.parent.name == "site-packages")


# seccomp (linux/seccomp.h, linux/filter.h): system calls by number, for the two machines this runs on.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _DENY, _UNKNOWN = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38  # EPERM; ENOSYS, so that callers fall back
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in seccomp_data
_CLONE_THREAD, _X32 = 0x00010000, 0x40000000
_MODE_FILTER = 2
_CALLS = {
    # machine: (audit architecture, clone, clone3, denied: socket connect bind listen accept sendto sendmsg socketpair
    #           accept4 sendmmsg, execve execveat fork vfork, ptrace process_vm_readv/writev pidfd_getfd bpf io_uring*
    #           userfaultfd perf_event_open mount keyctl, setsid)
    "x86_64": (
        0xC000003E, 56, 435,
        (41, 42, 49, 50, 43, 44, 46, 53, 288, 307, 59, 322, 57, 58, 101, 310, 311, 438, 321, 425, 426, 427, 323, 298,
         165, 250, 112),
    ),
    "aarch64": (
        0xC00000B7, 220, 435,
        (198, 203, 200, 201, 202, 206, 211, 199, 242, 269, 221, 281, 117, 270, 271, 438, 280, 425, 426, 427, 282, 241,
         40, 219, 157),
    ),
}  # fmt: skip


class _Program(ctypes.Structure):
    """A struct sock_fprog: how many instructions, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _restrict_calls(libc: ctypes.CDLL) -> bool:
    """Deny the system calls that reach the network, start programs or processes, or look into other ones."""
    calls = _CALLS.get(platform.machine())
    if calls is None:
        return False
    program = b"".join(_filter(*calls))
    buffer = ctypes.create_string_buffer(program, len(program))
    order = _Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    done: bool = libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(order), 0, 0) == 0
    return done


def _filter(machine: int, clone: int, clone3: int, denied: tuple[int, ...]) -> Iterator[bytes]:
    """Write the filter: of another machine's calls none, of clone only threads, of the denied none, all others."""

    def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("=HBBI", code, then, otherwise, value)

    yield step(_LOAD, _MACHINE)
    yield step(_EQUAL, machine, 1, 0)
    yield step(_RETURN, _DENY)
    yield step(_LOAD, _NUMBER)
    yield step(_AT_LEAST, _X32, 0, 1)
    yield step(_RETURN, _DENY)
    yield step(_EQUAL, clone3, 0, 1)
    yield step(_RETURN, _UNKNOWN)
    for number in denied:
        yield step(_EQUAL, number, 0, 1)
        yield step(_RETURN, _DENY)
    yield step(_EQUAL, clone, 0, 3)
    yield step(_LOAD, _FIRST_ARGUMENT)
    yield step(_ANY_BIT, _CLONE_THREAD, 1, 0)
    yield step(_RETURN, _DENY)
    yield step(_RETURN, _ALLOW)


_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "os.startfile",
    "pty.",
    "ftplib.",
    "http.",
    "smtplib.",
    "urllib.",
    "shutil.",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.symlink",
    "os.link",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what no reader has to do; called by the interpreter before it does it."""
    if event == "open":
        _, mode, flags = (*arguments, None, None, None)[:3]
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & _WRITING):
            raise PermissionError("a reader writes no files")
    elif event.startswith(_REFUSED):
        raise PermissionError(f"a reader does not do this: {event}")
