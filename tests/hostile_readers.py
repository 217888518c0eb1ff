"""Readers that do what no reader may, run in the sandbox by its tests; what they could do, they say in the text."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from digest.model import Document, Line, Span

if TYPE_CHECKING:
    from collections.abc import Callable


def document(text: str) -> Document:
    """Say something."""
    return Document(id="x", origin="x", text=text, encoding="utf-8", lines=())


def obey(origin: str, data: bytes, **options: str) -> Document:  # noqa: ARG001  called like a reader
    """Do what the source says."""
    what, _, argument = data.decode().partition(" ")
    return document(str(_ORDERS[what](argument)))


def _tried(attempt: Callable[[], object]) -> str:
    try:
        return f"done: {attempt()}"
    except Exception as error:  # noqa: BLE001  whatever kept it from being done
        return f"refused: {type(error).__name__}"


def _libc_socket() -> int:
    """Ask the kernel for a socket past Python's own checks."""
    made: int = ctypes.CDLL(None, use_errno=True).socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    if made < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return made


def _libc_open(path: str) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    handle: int = libc.open(path.encode(), os.O_RDONLY)
    if handle < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return handle


def _libc_write(path: str) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    handle: int = libc.open(path.encode(), os.O_WRONLY | os.O_CREAT, 0o600)
    if handle < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return handle


def _libc_fork() -> int:
    child: int = ctypes.CDLL(None, use_errno=True).fork()
    if child == 0:
        os._exit(0)
    if child < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return child


def _die(name: str) -> None:
    os.kill(os.getpid(), signal.Signals[name])


def _spin(_: str) -> None:
    while True:
        pass


def _fail(_: str) -> None:
    raise LookupError("a bug in a parser")


def _nest(_: str) -> int:
    return 1 + _nest("")


def _noise(_: str) -> str:
    sys.stdout.write('{"error": ["OutputError", "noise", ""]}\n')
    sys.stdout.flush()
    os.write(1, b"noise\n")
    return "quiet"


_ORDERS: dict[str, Callable[[str], object]] = {
    "say": str,
    "grow": lambda size: len(b"x" * int(size)),
    "spin": _spin,
    "sleep": lambda seconds: time.sleep(float(seconds)),
    "die": _die,
    "exit": lambda code: os._exit(int(code)),
    "fail": _fail,
    "nest": _nest,
    "noise": _noise,
    "long": lambda size: "x" * int(size),
    "environment": lambda _: sorted(os.environ),
    "folder": lambda _: str(Path.cwd()),
    "read": lambda path: _tried(lambda: Path(path).read_text()),
    "write": lambda path: _tried(lambda: Path(path).write_text("x")),
    "connect": lambda port: _tried(lambda: socket.create_connection(("127.0.0.1", int(port)), 1)),
    "run": lambda path: _tried(lambda: subprocess.run([path], check=True)),
    "kernel-read": lambda path: _tried(lambda: _libc_open(path)),
    "kernel-write": lambda path: _tried(lambda: _libc_write(path)),
    "kernel-socket": lambda _: _tried(_libc_socket),
    "kernel-fork": lambda _: _tried(_libc_fork),
}


def outside(origin: str, data: bytes) -> Document:  # noqa: ARG001  as above
    """Give a document whose line stands outside its text, as a reader that was taken over might."""
    return Document(id="x", origin="x", text="x", encoding="utf-8", lines=(Line(Span(0, 10_000)),))


def surrogate(origin: str, data: bytes) -> Document:  # noqa: ARG001  as above
    """Give a text that cannot be written to a file."""
    return document("\ud800")
