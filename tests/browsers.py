"""Browsers that are none: they take the words of a browser and print, fail, hang or write rubbish."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SCRIPT = """#!{python}
import sys, time, warnings
from pathlib import Path
Path(__file__).with_name("asked").write_text(chr(10).join(sys.argv[1:]), "utf-8")
target = next(word.partition("=")[2] for word in sys.argv if word.startswith("--print-to-pdf="))
source = Path(sys.argv[-1].removeprefix("file://"))
does = {does!r}
if does == "fail":
    sys.exit(7)
if does == "hang":
    time.sleep(60)
if does == "rubbish":
    Path(target).write_bytes(b"%PDF-1.7 cut short")
if does == "print":
    import logging
    logging.disable()
    from weasyprint import HTML
    HTML(string=source.read_text("utf-8").replace("float: footnote", "")).write_pdf(target)
"""


def fake_browser(folder: Path, does: str = "print") -> Path:
    """Write a browser into a folder; it notes in the file `asked` what it was asked."""
    path = folder / "browser"
    path.write_text(_SCRIPT.format(python=sys.executable, does=does), "utf-8")
    path.chmod(0o755)
    return path
