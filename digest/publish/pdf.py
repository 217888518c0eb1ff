"""A printed page's HTML in, the bytes of a PDF out; knows what to say where WeasyPrint cannot be imported."""

from __future__ import annotations

import ctypes.util
import sys
import warnings
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

from digest.engine import resting
from digest.errors import PrintError
from digest.publish import browser

if TYPE_CHECKING:
    from collections.abc import Iterator

_REMEDY = (
    "install it with: sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    if sys.platform != "win32"
    else "install Microsoft Edge or Chrome, or name a browser in DIGEST_BROWSER"
)


def print_pdf(page: str) -> tuple[bytes, tuple[str, ...]]:
    """Print a page of HTML as PDF/UA-1, and name what had to be put up with; the same page gives the same bytes.

    Raises:
        PrintError: there is neither Pango nor a browser, or a font that is not ours would be embedded.
    """
    try:
        # WeasyPrint prints advice of its own where Pango is missing and warns where the machine has no fonts.
        with warnings.catch_warnings(action="ignore"), redirect_stdout(StringIO()), _plain_names():
            from digest.publish.typeset import typeset  # noqa: PLC0415  half a second, and needs Pango
    except OSError as error:
        return _by_browser(page, error)
    with resting():
        return typeset(page)


def _by_browser(page: str, why: OSError) -> tuple[bytes, tuple[str, ...]]:
    """Print with the first browser of this machine that can.

    Raises:
        PrintError: there is none, or none of them can.
    """
    failed = PrintError(f"no PDF without Pango or a browser ({str(why).splitlines()[0]})", _REMEDY)
    for one in browser.browsers():
        try:
            return browser.print_with(one, page)
        except PrintError as error:
            failed = error
    raise failed from why


def _nowhere(name: str) -> None:
    """Find no library of any name."""
    del name


@contextmanager
def _plain_names() -> Iterator[None]:
    """Let libraries be found by their own names only, as Linux does.

    WeasyPrint asks `find_library` for names of other systems first, which starts ldconfig and a compiler for
    each: 0.2 s of the 0.5 s its import takes.
    """
    stock = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _nowhere
    try:
        yield
    finally:
        ctypes.util.find_library = stock
