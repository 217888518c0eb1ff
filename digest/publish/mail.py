"""A brief in, the body of a letter out: HTML that mail programs understand, and plain text, a brief of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.publish.escape import one_line

if TYPE_CHECKING:
    from digest.model import Brief
    from digest.publish.templates import Shelf

_BLANK = re.compile(r"\n\s*(?=<)")
_ENDS = re.compile(r"[ \t]+$", re.MULTILINE)
_GAP = re.compile(r"\n{3,}")


def marked_up(shelf: Shelf, brief: Brief) -> bytes:
    """Fill `mail.html.j2` and put its style sheet into the elements; what a mail program may drop is @media only."""
    from css_inline import CSSInliner  # noqa: PLC0415  only where a letter is written

    page = shelf.fill("mail.html.j2", brief=brief)
    inliner = CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)
    return (_BLANK.sub("\n", inliner.inline(page)).strip() + "\n").encode()


def bare(shelf: Shelf, brief: Brief) -> bytes:
    """Fill `mail.txt.j2`; every line of a source stays one line."""
    text = shelf.fill("mail.txt.j2", one_line, brief=brief)
    return (_GAP.sub("\n\n", _ENDS.sub("", text)).strip() + "\n").encode()
