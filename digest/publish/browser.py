"""Print a page with a browser of this machine, where there is no Pango: Edge on Windows, those of 信创 desktops.

The page gets the bundled fonts as data and a policy that loads nothing else; the browser gets a profile of its own,
no network, and limited time. It knows no footnotes and no page numbers of a contents: notes then stand in the text,
as `doctor` says.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digest.errors import PrintError
from digest.publish.faces import FONTS
from digest.publish.glyphs import with_glyphs

if TYPE_CHECKING:
    from collections.abc import Iterator

CHOSEN: Final = "DIGEST_BROWSER"
# As their packages name them: Edge, Chrome, Chromium, 奇安信可信浏览器, 360安全浏览器, UOS 浏览器.
_COMMANDS: Final = (
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "google-chrome", "google-chrome-stable", "chrome"),
    *("chromium", "chromium-browser", "qaxbrowser-safe-stable", "qaxbrowser-safe", "browser360-cn-stable"),
    *("browser360-cn", "uos-browser-stable", "uos-browser", "org.deepin.browser"),
)
_BELOW: Final = (  # the folders of programs on Windows
    "Microsoft/Edge/Application/msedge.exe",
    "Google/Chrome/Application/chrome.exe",
    "Qianxin/QAXBrowser/Application/qaxbrowser.exe",
    "360/360ChromeX/Chrome/Application/360ChromeX.exe",
)
_FOLDERS: Final = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_SECONDS: Final = 120  # ten times what Chromium 142 takes for 91 pages on two cores
_LARGEST: Final = 256 * 1024 * 1024
# --no-pdf-header-footer since Chromium 113, --print-to-pdf-no-header before; each ignores what it does not know.
_OPTIONS: Final = (
    *("--headless=new", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions"),
    *("--disable-sync", "--disable-background-networking", "--disable-component-update", "--mute-audio"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "--print-to-pdf-no-header"),
)
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
_FACES: Final = (
    ("Digest Serif", "normal", "NotoSerifSC-Regular.ttf"),
    ("Digest Serif", "bold", "NotoSerifSC-Bold.ttf"),
    ("Digest Sans", "normal", "NotoSansSC-Medium.ttf"),
)
_NOTES: Final = ".fn { font-size: .8em; color: #555 } .fn::before { content: '〔' } .fn::after { content: '〕' }"
_DAY: Final = re.compile(r'name="dcterms\.created" content="(\d{4})-(\d\d)-(\d\d)"')
_WRITTEN: Final = re.compile(rb"(/(?:CreationDate|ModDate) ?\(D:)(\d{14})")


def browsers() -> tuple[Path, ...]:
    """List the browsers of this machine that can print, the one named in DIGEST_BROWSER alone if there is one."""
    if chosen := os.environ.get(CHOSEN):
        return (Path(chosen),)
    return tuple(dict.fromkeys(_installed()))


def _installed() -> Iterator[Path]:
    yield from (Path(found) for name in _COMMANDS if (found := shutil.which(name)))
    for folder in (os.environ[name] for name in _FOLDERS if name in os.environ):
        yield from (path for below in _BELOW if (path := Path(folder, below)).is_file())
    if (path := Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")).is_file():
        yield path


def print_with(browser: Path, page: str) -> tuple[bytes, tuple[str, ...]]:
    """Print a page of HTML with a browser, and name what had to be put up with.

    The same page and browser give the same bytes: the times that it writes into the file are those of the issue.

    Raises:
        PrintError: it did not start, took too long, or made no PDF with a page.
    """
    page, missing = with_glyphs(page)
    with tempfile.TemporaryDirectory(prefix="digest-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / "brief.html", folder / "brief.pdf"
        source.write_text(_dressed(page), "utf-8")
        _run(browser, folder, source, target)
        printed = _dated(_checked(browser, target), page)
    return printed, missing


def _dressed(page: str) -> str:
    """Put fonts, the policy and the look of notes into a page; its encoding first, sought in 1,024 bytes."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    head = f'<meta charset="utf-8">{policy}<style>{_fonts()}{_NOTES}</style>'
    return page.replace("<head>", f"<head>{head}", 1) if "<head>" in page else head + page


@cache
def _fonts() -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f"src: url(data:font/ttf;base64,{b64encode((FONTS / name).read_bytes()).decode()}) }}\n"
        for family, weight, name in _FACES
    )


def _run(browser: Path, folder: Path, source: Path, target: Path) -> None:
    """Have a browser print a file.

    Raises:
        PrintError: it did not start, failed, or took too long.
    """
    as_root = sys.platform == "linux" and hasattr(os, "geteuid") and os.geteuid() == 0
    command = [
        str(browser),
        *_OPTIONS,
        *(["--no-sandbox"] if as_root else []),  # as root Chromium does not start with it
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    try:
        ran = subprocess.run(  # noqa: S603  a browser of this machine, with fixed words
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=_SECONDS,
            cwd=folder,
        )
    except subprocess.TimeoutExpired as error:
        raise PrintError(f"no PDF: {browser.name} took longer than {_SECONDS} seconds", _other()) from error
    except OSError as error:
        raise PrintError(f"no PDF: {browser} does not start ({error.strerror})", _other()) from error
    if ran.returncode:
        raise PrintError(f"no PDF: {browser.name} ended with status {ran.returncode}", _other())


def _other() -> str:
    return f"name another browser in {CHOSEN}, or install Pango"


def _checked(browser: Path, target: Path) -> bytes:
    """Read what a browser printed, if it is a whole PDF.

    Raises:
        PrintError: it is none.
    """
    import pypdfium2  # noqa: PLC0415  only where a PDF was asked for

    try:
        with target.open("rb") as file:
            printed = file.read(_LARGEST)
        with pypdfium2.PdfDocument(printed) as document:
            whole = len(document) > 0 and b"%%EOF" in printed[-64:]
    except (OSError, pypdfium2.PdfiumError):
        whole = False
    if not whole:
        raise PrintError(f"no PDF: {browser.name} made no whole file", _other())
    return printed


def _dated(printed: bytes, page: str) -> bytes:
    """Put the issue's day, where the page names it, in the place of the moment of printing."""
    day = _DAY.search(page)
    moment = f"{''.join(day.groups()) if day else '20000101'}000000".encode()
    return _WRITTEN.sub(lambda found: found[1] + moment, printed)
