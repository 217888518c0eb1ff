"""A PDF of one page in, the text that each of the tools people use prints for it out."""

from __future__ import annotations

import importlib.util
import io
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_POPPLER = {"plain": (), "raw": ("-raw",), "layout": ("-layout",)}


def _poppler(*options: str) -> Callable[[bytes], str]:
    def dump(data: bytes) -> str:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "page.pdf")
            path.write_bytes(data)
            command = ["pdftotext", *options, "-enc", "UTF-8", str(path), "-"]
            return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")  # noqa: S603  a tool by name

    return dump


def _pypdf(data: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415  each tool is needed only by whom asks for it

    return str(PdfReader(io.BytesIO(data)).pages[0].extract_text())


def _pdfminer(data: bytes) -> str:
    """Let pdfminer break ties by the order in which it meets its boxes.

    By itself it compares their addresses in memory, so that one file comes out in another order in another run.
    """
    from pdfminer import high_level, layout  # noqa: PLC0415

    seen: dict[int, tuple[int, Any]] = {}  # the object is held, so that its address is not given to another
    numbers = count()

    def serial(thing: object) -> int:
        if id(thing) not in seen:
            seen[id(thing)] = next(numbers), thing
        return seen[id(thing)][0]

    layout.id = serial  # type: ignore[attr-defined]  a name the module looks up among the built-in ones
    try:
        return str(high_level.extract_text(io.BytesIO(data)))
    finally:
        del layout.id  # type: ignore[attr-defined]


def _pymupdf(data: bytes) -> str:
    import pymupdf  # noqa: PLC0415

    with pymupdf.open(stream=data, filetype="pdf") as document:
        return str(document[0].get_text())


TOOLS: dict[str, Callable[[bytes], str]] = {
    **{name: _poppler(*options) for name, options in _POPPLER.items()},
    "pypdf": _pypdf,
    "pdfminer": _pdfminer,
    "pymupdf": _pymupdf,
}
_IN_DRAWING_ORDER = frozenset({"raw", "pypdf", "pymupdf", "spaced", "bare"})


def is_readable(tool: str, order: str) -> bool:
    """Return whether a tool's dump of a page drawn in this order can be read at all.

    What a tool prints in drawing order of a page drawn row by row across the columns mixes the articles for good.
    """
    return order != "rows" or tool not in _IN_DRAWING_ORDER


def missing(tool: str) -> bool:
    """Return whether a tool is not installed."""
    if tool in _POPPLER:
        return shutil.which("pdftotext") is None
    return importlib.util.find_spec(tool) is None
