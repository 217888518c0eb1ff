"""The seven screens in a real browser: typical mendings by keys alone, nothing too wide, nothing axe finds."""

from __future__ import annotations

import shutil
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from week import WEEK

from digest.desk import access
from digest.desk.app import application

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sitting import Sitting

playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.runs,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium"),
]
SCREENS = ("sources", "pages", "figures", "issue", "issue?show=preview", "signing", "printing", "archive")
MOST = 6  # keys a typical mending may take, the words that are typed aside


@contextmanager
def served(sitting: Sitting) -> Iterator[str]:
    """Serve a desk on a port of its own while the block runs, and give the address to come in by."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        object.__setattr__(sitting.desk, "door", access.Door.at(port))
        config = uvicorn.Config(application(sitting.desk), log_level="error", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}{access.START}?token={sitting.desk.sessions.ticket()}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def opened(sitting: Sitting, width: int = 1366, scheme: str = "light") -> Iterator[Any]:
    """Open the desk in a browser; what goes wrong in the page is kept in `page.faults`."""
    with served(sitting) as address, playwright.sync_playwright() as played:
        browser = played.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 768}, color_scheme=scheme)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        page.goto(address)
        page.home = address.partition(access.START)[0]
        yield page
        browser.close()
        assert [one for one in page.faults if "frame is sandboxed" not in one] == []  # the preview runs no script


def keys(page: Any, *pressed: str) -> int:  # noqa: ANN401
    """Press keys, type what is longer than one, and count the keys."""
    count = 0
    for one in pressed:
        if one.startswith("»"):
            page.keyboard.insert_text(one[1:])
            continue
        page.keyboard.press(one)
        count += 1
    return count


def settled(page: Any, sitting: Sitting, holds: Callable[[], bool]) -> None:  # noqa: ANN401
    """Wait until the desk has what was decided."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError([one.operation for one in sitting.bench.log])


def operations(sitting: Sitting) -> list[str]:
    return [one.operation for one in sitting.bench.log if one.undone_by is None]


MENDINGS = (
    ("wrong owner", "figures", ("w", "Control+a", "»砚坪经济开发区", "Escape"), "statement.owner"),
    ("wrong status", "figures", ("s", "ArrowDown", "Escape"), "statement.status"),
    ("unsure figure", "figures", ("a",), "statement.accept"),
    ("split article", "pages", ("j", "j", "j", "j", "b"), "article.split"),
    ("lost headline", "pages", ("j", "j", "j", "t"), "line.role"),
    ("merged stories", "issue", ("m", "ArrowDown", "Control+Enter"), "story.merge"),
    ("title", "issue", ("t", "Control+a", "»改过的题目", "Escape"), "item.title"),
    ("order", "issue", ("J",), "item.place"),
    ("drop", "issue", ("x",), "item.drop"),
    ("own item", "issue", ("o", "Tab", "»自写的题目", "Tab", "»自写的正文。", "Control+Enter"), "item.own"),
    ("sign", "signing", ("s", "»李岚", "Control+Enter"), "sign"),
)


@pytest.mark.parametrize(("name", "screen", "pressed", "operation"), MENDINGS, ids=[one[0] for one in MENDINGS])
def test_a_typical_mending_takes_few_keys(
    sitting: Sitting, name: str, screen: str, pressed: tuple[str, ...], operation: str
) -> None:
    del name
    with opened(sitting) as page:
        page.goto(f"{page.home}/{screen}")
        page.wait_for_selector("main [data-row][aria-current=true]")
        assert keys(page, *pressed) <= MOST
        settled(page, sitting, lambda: operation in operations(sitting))


def test_undo_and_redo_are_keys_and_the_help_sheet_names_all(sitting: Sitting) -> None:
    with opened(sitting) as page:
        page.goto(f"{page.home}/issue")
        page.wait_for_selector("main [data-row][aria-current=true]")
        first = [item.anchor for item in sitting.bench.brief.items]  # type: ignore[union-attr]
        keys(page, "J")
        settled(page, sitting, lambda: operations(sitting) == ["item.place"])
        page.wait_for_selector(".state [data-key=u]:not([disabled])")
        keys(page, "u")
        settled(page, sitting, lambda: operations(sitting) == [])
        assert [item.anchor for item in sitting.bench.brief.items] == first  # type: ignore[union-attr]
        page.wait_for_selector(".state [data-key=U]:not([disabled])")
        keys(page, "Control+Shift+Z")
        settled(page, sitting, lambda: operations(sitting) == ["item.place"])
        keys(page, "?")
        shown = page.locator("#help").inner_text()
        assert all(word in shown for word in ("撤销", "下移", "删去", "自写一条", "看样", "改标题"))


def test_typing_is_saved_by_itself_and_never_overwritten(sitting: Sitting) -> None:
    with opened(sitting) as page:
        page.goto(f"{page.home}/issue")
        page.wait_for_selector("main [data-row][aria-current=true]")
        keys(page, "t", "Control+a", "»先写一半")
        settled(page, sitting, lambda: operations(sitting) == ["item.title"])
        keys(page, "»再写完")
        assert page.evaluate("document.activeElement.value") == "先写一半再写完"
        settled(page, sitting, lambda: operations(sitting) == ["item.title"] * 2)
        assert page.evaluate("document.activeElement.value") == "先写一半再写完"


def test_a_file_is_handed_in_and_read(sitting: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "2025-04-17_砚坪日报_01版.txt"
    page_of_week = (WEEK / "2025-04-18_岚州经济报_03版.txt").read_text(encoding="utf-8")
    path.write_text(f"{page_of_week}\n续。\n", encoding="utf-8")
    with opened(sitting) as page:
        page.goto(f"{page.home}/sources")
        page.set_input_files("input[type=file]", str(path))
        page.wait_for_selector("text=砚坪日报", timeout=60_000)
        sitting.bench.wait()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1366, 1600])
def test_no_screen_is_too_wide_or_hard_to_read(shared: Sitting, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe")
    with opened(shared, width, scheme) as page:
        for screen in SCREENS:
            page.goto(f"{page.home}/{screen}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, screen
            found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
            shown = [(one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]]
            assert shown == [], screen
