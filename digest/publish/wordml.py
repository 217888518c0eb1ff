"""The small words of WordprocessingML: runs, fields, links, footnotes, tables; and a package whose bytes never change.

Names and orders of elements are those of ISO/IEC 29500-1, 17.3 (paragraphs, runs), 17.4 (tables), 17.11 (footnotes).
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from lxml import etree

from digest.publish.escape import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document

_NEVER = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP file can tell
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_JOINER = "\u2060"  # keeps lines whole in the PDF; fonts of Word draw it as a box
_SMALL = 17  # half points
_LONGEST_NAME = 40  # characters of a bookmark's name
_SEPARATORS = """<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"""


def part(tag: str, *children: Any, **values: object) -> Any:  # noqa: ANN401  lxml elements
    """Make the element w:`tag` with attributes w:`name`."""
    element = OxmlElement(f"w:{tag}")
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


def run(text: str, *, bold: bool = False, small: bool = False, raised: bool = False) -> Any:  # noqa: ANN401
    """Make a run of text; `raised` is how the number of a note stands."""
    looks = part("rPr")
    if bold:
        looks.append(part("b"))
    if small:
        looks.append(part("sz", val=_SMALL))
    if raised:
        looks.append(part("vertAlign", val="superscript"))
    words = part("t")
    words.text = one_line(text).replace(_JOINER, "")
    words.set(qn("xml:space"), "preserve")
    return part("r", *([looks] if len(looks) else []), words)


def tab() -> Any:  # noqa: ANN401
    """Make a run that goes to the next tab stop."""
    return part("r", part("tab"))


def field(order: str) -> list[Any]:
    """Make the runs of a field that Word fills in, such as PAGE."""
    told = part("instrText")
    told.text = f" {order} "
    told.set(qn("xml:space"), "preserve")
    shown = part("t")
    shown.text = ""
    return [
        part("r", part("fldChar", fldCharType="begin", dirty="true")),
        part("r", told),
        part("r", part("fldChar", fldCharType="separate")),
        part("r", shown),
        part("r", part("fldChar", fldCharType="end")),
    ]


def bookmark_name(anchor: str) -> str:
    """Make a name that a bookmark may have."""
    return re.sub(r"\W", "_", f"a_{anchor}", flags=re.ASCII)[:_LONGEST_NAME]


class Package:
    """A Word document that is being written: bookmarks, links and footnotes are numbered here."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.body = document.element.body
        self._marks = 0
        self._notes: list[Any] = []

    def add(self, block: Any) -> Any:  # noqa: ANN401
        """Put a paragraph or table at the end of the text."""
        self.body.sectPr.addprevious(block)
        return block

    def bookmark(self, anchor: str) -> list[Any]:
        """Make a place that links lead to."""
        self._marks += 1
        return [part("bookmarkStart", id=self._marks, name=bookmark_name(anchor)), part("bookmarkEnd", id=self._marks)]

    def link(self, address: str, runs: Sequence[Any]) -> Any:  # noqa: ANN401
        """Let runs lead to a place of the document (`#anchor`) or of the web."""
        if address.startswith("#"):
            return part("hyperlink", *runs, anchor=bookmark_name(address[1:]))
        link = part("hyperlink", *runs)
        link.set(qn("r:id"), self.document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        return link

    def footnote(self, runs: Sequence[Any], style: str) -> Any:  # noqa: ANN401
        """Make a footnote of runs and give the run that calls it."""
        number = len(self._notes) + 1
        sign = part("r", part("rPr", part("vertAlign", val="superscript")), part("footnoteRef"))
        told = part("p", part("pPr", part("pStyle", val=style)), sign, run(" "), *runs)
        self._notes.append(part("footnote", told, id=number))
        return part("r", part("rPr", part("vertAlign", val="superscript")), part("footnoteReference", id=number))

    def bytes(self) -> bytes:
        """Write the document; the same one gives the same bytes."""
        notes = parse_xml(f"<w:footnotes {nsdecls('w')}>{_SEPARATORS}</w:footnotes>")
        notes.extend(self._notes)
        content = etree.tostring(notes, xml_declaration=True, encoding="UTF-8", standalone=True)
        place = PackURI("/word/footnotes.xml")
        self.document.part.relate_to(
            Part(place, _FOOTNOTES, content, self.document.part.package), RELATIONSHIP_TYPE.FOOTNOTES
        )
        written = BytesIO()
        self.document.save(written)
        return _timeless(written)


def _timeless(written: BytesIO) -> bytes:
    """Pack a package again without the time it was packed."""
    packed = BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as goal:
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename, _NEVER)
            plain.compress_type = zipfile.ZIP_DEFLATED
            goal.writestr(plain, source.read(entry))
    return packed.getvalue()
