"""A printed page's HTML in, the bytes of a PDF out, set with the bundled fonts and nothing else.

WeasyPrint may open no file and no address: the style sheets stand in the page, the fonts come from memory.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.errors import PrintError

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

FONTS = Path(__file__).resolve().parent.parent / "fonts"
TEXT_FACE = "NotoSerifSC-Regular.ttf"  # holds every character of the other faces
FAMILIES = frozenset({"Digest Serif", "Digest Sans"})
_REMEDY = "install it with: sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_TAG = re.compile(r"<[^>]*>")
_IGNORABLE = frozenset("\t\n\r\u00ad\u200b\u200c\u200d\u2060\ufeff")  # drawn as nothing by design
_FATAL = (".notdef", "Font-face", "Failed to load")  # what WeasyPrint says and goes on
_AROUND = 12  # characters shown on each side of one that cannot be printed


def press(page: str) -> bytes:
    """Print a page of HTML as PDF/UA-1; the same page gives the same bytes.

    Raises:
        PrintError: Pango is not installed, a character has no glyph in the bundled fonts, or a font that is
            not ours would be embedded.
    """
    weasyprint = _weasyprint()
    _check(page)
    fonts = _only_ours()
    identifier = sha256(page.encode()).hexdigest()[:32].encode()
    with _complaints() as complaints, _justified():
        document = weasyprint.HTML(string=page, url_fetcher=_fetcher()).render(
            font_config=fonts, pdf_variant="pdf/ua-1"
        )
        printed: bytes = document.write_pdf(finisher=_check_fonts, pdf_identifier=identifier, pdf_variant="pdf/ua-1")
    if complaints:
        raise PrintError(complaints[0], "change the text, or the template's style sheet")
    return printed


def _weasyprint() -> Any:  # noqa: ANN401  a module
    """Import WeasyPrint, which needs Pango."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it warns where the machine has no fonts: we bring ours
            import weasyprint
    except OSError as error:
        msg = f"no PDF without Pango ({str(error).splitlines()[0]})"
        raise PrintError(msg, _REMEDY) from error
    return weasyprint


def _justified() -> Any:  # noqa: ANN401  a context manager
    from digest.publish.justify import justified

    return justified()


@cache
def glyphs() -> frozenset[str]:
    """List the characters the bundled fonts can draw."""
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / TEXT_FACE, lazy=True) as face:
        return frozenset(map(chr, face.getBestCmap())) | _IGNORABLE


def _check(page: str) -> None:
    """Refuse a page with a character that no bundled font has, naming it and its place.

    Raises:
        PrintError: there is one.
    """
    if not set(page) - glyphs():
        return
    import html

    text = html.unescape(_TAG.sub("", page.partition("<body")[2]))
    missing = sorted(set(text) - glyphs())
    if not missing:
        return
    place = text.index(missing[0])
    around = text[max(0, place - _AROUND) : place + _AROUND + 1].replace("\n", " ")
    names = "、".join(f"“{char}” (U+{ord(char):04X})" for char in missing[:5])
    msg = f"the bundled fonts have no {names}: …{around}…"
    raise PrintError(msg, "correct the source, or build wider fonts (make fonts)")


def _only_ours() -> Any:  # noqa: ANN401  a FontConfiguration
    """Make a font configuration that knows no font of this machine."""
    from weasyprint.text.fonts import FontConfiguration

    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as empty:
        empty.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig/>')
        empty.flush()
        os.environ["FONTCONFIG_FILE"] = empty.name
        try:
            return FontConfiguration()
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


def _fetcher() -> URLFetcher:
    """Make a fetcher that hands out the bundled fonts under `fonts:` and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyFonts(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  its signature
            name = url.removeprefix("fonts:")
            if url == name or name not in {path.name for path in FONTS.glob("*.ttf")}:
                msg = f"{url[:80]} is not ours to fetch"
                raise ValueError(msg)
            return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/ttf"})

    return OnlyFonts()


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what WeasyPrint warns of: a missing glyph, a font or style it could not use."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if message.startswith(_FATAL):
                heard.append(message)

    logger = logging.getLogger("weasyprint")
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [Ear(logging.WARNING)], False
    try:
        yield heard
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def _check_fonts(document: Any, _pdf: object) -> None:  # noqa: ANN401  WeasyPrint's document
    """Refuse a document that would embed a font of the machine.

    Raises:
        PrintError: there is one.
    """
    foreign = {font.family for font in document.fonts.values()} - FAMILIES
    if foreign:
        msg = f"fonts that are not ours would be embedded: {', '.join(sorted(foreign))}"
        raise PrintError(msg, "use the families Digest Serif and Digest Sans in the style sheet")
