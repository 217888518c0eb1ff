"""Set a page of HTML with WeasyPrint and the bundled fonts, and with nothing else of the machine or the network.

WeasyPrint may open no file and no address: the style sheets stand in the page, the fonts come from memory, and
fontconfig is told of no font but these. What it would only log, a font it has not, ends the printing.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydyf import Stream  # type: ignore[import-untyped]
from weasyprint import CSS, HTML
from weasyprint.formatting_structure.boxes import TableCellBox, TextBox
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from digest.errors import PrintError
from digest.publish.faces import FONTS, program
from digest.publish.glyphs import with_glyphs
from digest.publish.justify import justified

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = frozenset({"Digest Serif", "Digest Sans"})
FACES = """
@font-face { font-family: "Digest Serif"; src: url(fonts:NotoSerifSC-Regular.ttf) }
@font-face { font-family: "Digest Serif"; font-weight: bold; src: url(fonts:NotoSerifSC-Bold.ttf) }
@font-face { font-family: "Digest Sans"; src: url(fonts:NotoSansSC-Medium.ttf) }
.one-face { font-family: "Digest Serif" !important; font-weight: normal !important }
"""  # given to every page: with no font at all Pango ends the process
_NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig/>'
_FATAL = (".notdef", "Font-face", "Failed to load")  # what WeasyPrint says and goes on
_SHOWN = 20  # characters of a text that does not fit
_BLEED = 4  # CSS pixels: full-width punctuation at a line's end may stand out by its blank half
_TWO_GAPS = re.compile(rb"(-?[0-9.]{1,24})<>(-?[0-9.]{1,24})")
_LONG_GAP = re.compile(rb"-?[0-9]{1,6}\.[0-9]{2,20}")
_VARIANT = "pdf/ua-1"


def typeset(page: str) -> tuple[bytes, tuple[str, ...]]:
    """Set a page of HTML as PDF/UA-1, its identifier made of the page itself; name what had to be put up with.

    A character without a glyph in the bundled fonts is printed as 〓, and a text may run out of its margin: both are
    named, neither costs the PDF.

    Raises:
        PrintError: a font that is not ours would be embedded.
    """
    page, missing = with_glyphs(page)
    identifier = sha256(page.encode()).hexdigest()[:32].encode()
    fonts, fetcher = only_ours(), OnlyFonts()
    with _complaints() as complaints, justified():
        faces = CSS(string=FACES, url_fetcher=fetcher, font_config=fonts)
        source = HTML(string=page, url_fetcher=fetcher)
        document = source.render(font_config=fonts, stylesheets=[faces], pdf_variant=_VARIANT)
        _heed(complaints)
        beyond = tuple(beyond_margins(document))
        printed: bytes = document.write_pdf(finisher=_finish, pdf_identifier=identifier, pdf_variant=_VARIANT)
        _heed(complaints)
    return printed, (*missing, *beyond)


def _heed(complaints: list[str]) -> None:
    """Stop where WeasyPrint would go on with a warning.

    Raises:
        PrintError: it has warned of something the print cannot do without.
    """
    if complaints:
        raise PrintError(complaints[0], "change the text, or the template's style sheet")


def beyond_margins(document: Any) -> Iterator[str]:  # noqa: ANN401  WeasyPrint's document
    """Name each text beyond the right margin of its page or of its cell, with the page."""
    for number, page in enumerate(document.pages, start=1):
        sheet = page._page_box  # noqa: SLF001  where WeasyPrint keeps the boxes of a page
        yield from _beyond(sheet, sheet.content_box_x() + sheet.width, f"the margin of page {number}")
        for cell in sheet.descendants():
            if isinstance(cell, TableCellBox):
                yield from _beyond(cell, cell.border_box_x() + cell.border_width(), f"its cell on page {number}")


def _beyond(box: Any, edge: float, place: str) -> Iterator[str]:  # noqa: ANN401
    for text in box.descendants():
        if isinstance(text, TextBox) and _end(text) > edge + _BLEED:
            yield f"“{text.text.strip()[:_SHOWN]}” runs out of {place}"


def _end(text: Any) -> float:  # noqa: ANN401  a TextBox
    """Say where the last character of a text ends; an ideographic space at a line's end may hang out."""
    blank = len(text.text) - len(text.text.rstrip())
    return float(text.position_x + text.width - blank * text.style["font_size"])


def only_ours() -> FontConfiguration:
    """Make a font configuration that knows no font of this machine."""
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory() as folder:  # on Windows a file that is open here could not be read by fontconfig
        empty = Path(folder, "fonts.conf")
        empty.write_text(_NO_FONTS, "utf-8")
        os.environ["FONTCONFIG_FILE"] = str(empty)
        try:
            return FontConfiguration()
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


class OnlyFonts(URLFetcher):  # type: ignore[misc]
    """Hands out the bundled fonts under `fonts:` and refuses everything else."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  WeasyPrint's signature
        """Give the font of a `fonts:` address.

        Raises:
            ValueError: it is anything else; WeasyPrint goes on without it.
        """
        scheme, _, name = url.partition(":")
        if scheme != "fonts" or name not in {path.name for path in FONTS.glob("*.ttf")}:
            msg = f"{url[:80]} is not ours to fetch"
            raise ValueError(msg)
        return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/ttf"})


class _Ear(logging.Handler):
    """Keeps what WeasyPrint says that must end the printing."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith(_FATAL):
            self.heard.append(message)


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Listen to WeasyPrint in place of its own log."""
    ear, logger = _Ear(), logging.getLogger("weasyprint")
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [ear], False
    try:
        yield ear.heard
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def _finish(document: Any, pdf: Any) -> None:  # noqa: ANN401  WeasyPrint's and pydyf's documents
    """Look a document over before it is written, and say of each head of a table that it is its column's.

    WeasyPrint 70 names the heads of a cell but not their scope, which ISO 14289-1, 7.5 asks for.
    """
    _check_fonts(document)
    for one in pdf.objects:
        if isinstance(one, Stream):
            one.stream = [tidied(part) if _is_text(part) else part for part in one.stream]
            if "Length1" in one.extra:  # a font
                one.stream = [program(b"".join(one.stream))]
                one.extra["Length1"] = len(one.stream[0])
        if isinstance(one, dict) and one.get("S") == "/TH":
            one["A"]["Scope"] = "/Column"


def _is_text(part: object) -> bool:
    """Tell whether a piece of a stream shows text; pictures and forms are pieces of other kinds."""
    return isinstance(part, bytes) and part.endswith(b"TJ")


def tidied(words: bytes) -> bytes:
    """Write a line of glyphs and the gaps between them (ISO 32000-1, 9.4.3) in fewer bytes.

    WeasyPrint writes two gaps of fifteen digits where one of a tenth of a thousandth of an em says the same: 2 % of
    the file.
    """
    joined = _TWO_GAPS.sub(lambda gaps: b"%.1f" % (float(gaps[1]) + float(gaps[2])), words)
    return _LONG_GAP.sub(lambda gap: b"%.1f" % float(gap[0]), joined).replace(b">0<", b"").replace(b">0.0<", b"")


def _check_fonts(document: Any) -> None:  # noqa: ANN401  as above
    """Refuse a document that would embed a font of the machine.

    Raises:
        PrintError: there is one.
    """
    foreign = {font.family for font in document.fonts.values()} - FAMILIES
    if foreign:
        msg = f"fonts that are not ours would be embedded: {', '.join(sorted(foreign))}"
        raise PrintError(msg, "use the families Digest Serif and Digest Sans in the style sheet")
