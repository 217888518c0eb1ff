"""The seven screens in a real browser: typical mendings by keys alone, nothing too wide, nothing axe finds."""

from __future__ import annotations

import shutil
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from sitting import printed_page, sit
from week import WEEK, order

from digest import config
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
SCREENS = (
    "sources",
    "pages",
    "figures",
    "issue",
    "issue?show=preview",
    "issue?show=whole",
    "signing",
    "printing",
    "archive",
)
MOST = 6  # keys a typical mending may take, the words that are typed aside


@contextmanager
def served(sitting: Sitting) -> Iterator[str]:
    """Serve a desk on a port of its own while the block runs, and give the address to come in by."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        object.__setattr__(sitting.desk, "door", access.Door.at(port))
        server_config = uvicorn.Config(application(sitting.desk), log_level="error", lifespan="off", ws="none")
        server = uvicorn.Server(server_config)
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


@pytest.fixture
def pictured(tmp_path: Path) -> Iterator[Sitting]:
    """A desk of its own on the sample week and a page that is printed."""
    shutil.copytree(WEEK, tmp_path / "input")
    (tmp_path / "input" / "2025-04-17_砚坪日报_01版.pdf").write_bytes(printed_page())
    yield from sit(config.Settings(folder=tmp_path), replace(order(tmp_path / "out"), sources=(tmp_path / "input",)))


def of_pdf(sitting: Sitting) -> str:
    return next(one.document.id[:16] for one in sitting.bench.readings if one.document.origin.endswith(".pdf"))


def test_a_click_on_the_picture_chooses_its_line_and_the_line_lights_it_up(pictured: Sitting) -> None:
    with opened(pictured) as page:
        page.goto(f"{page.home}/pages?of={of_pdf(pictured)}")
        for _ in range(600):
            if page.evaluate("document.querySelector('.picture img').naturalWidth") > 500:
                break
            page.wait_for_timeout(100)
        assert page.evaluate("document.querySelector('.picture').offsetWidth") > 400
        place = page.locator("rect[data-line]").nth(4)
        wanted = place.get_attribute("data-line")
        place.click()
        assert page.locator("main [data-row][aria-current=true]").get_attribute("data-row") == wanted
        assert place.get_attribute("class").endswith("now")
        assert page.locator("rect.mine").count() > 1
        page.keyboard.press("ArrowDown")
        assert not place.get_attribute("class").endswith("now")


def test_axe_finds_nothing_on_a_page_with_its_picture(pictured: Sitting) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe")
    with opened(pictured, 390) as page:
        page.goto(f"{page.home}/pages?of={of_pdf(pictured)}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert [one["id"] for one in found.response["violations"]] == []


def test_a_boundary_is_moved_by_one_drag_and_facts_follow(sitting: Sitting) -> None:
    with opened(sitting) as page:
        page.goto(f"{page.home}/pages")
        page.wait_for_selector(".edge")
        edge = page.locator(".edge").nth(1)
        begins = edge.locator("xpath=..")
        article, above = begins.get_attribute("data-article"), begins.get_attribute("data-above")
        number = int(begins.locator(".no").inner_text())
        to = page.locator(f"[data-pick] > li:nth-child({number - 2})")
        words = to.locator("span").nth(2).inner_text()
        assert to.get_attribute("data-article") == above
        edge.drag_to(to)
        settled(page, sitting, lambda: operations(sitting) == ["paragraph.move"] * 2)
        page.wait_for_selector(f'[data-pick] > li:nth-child({number - 2})[data-article="{article}"]')
        sitting.bench.wait()
        layouts = [one.layout for one in sitting.bench.proof.readings]  # type: ignore[union-attr]
        mended = next(one for layout in layouts for one in layout.articles if one.id == article)
        assert words in "".join(one.text.string for one in mended.paragraphs)


def test_lines_are_chosen_with_shift_and_moved_by_a_key(sitting: Sitting) -> None:
    with opened(sitting) as page:
        page.goto(f"{page.home}/pages")
        page.wait_for_selector("main [data-row][aria-current=true]")
        keys(page, "j", "j", "j", "Shift+ArrowDown", "Shift+ArrowDown")
        assert page.locator(".picked").count() == 3
        keys(page, "f")
        settled(page, sitting, lambda: operations(sitting) == ["line.role"] * 3)


@pytest.mark.parametrize(
    ("key", "value"),
    [("g", "kicker"), ("d", "subtitle"), ("y", "byline"), ("z", "subhead"), ("p", "body"), ("c", "caption")],
)
def test_a_role_is_one_key(sitting: Sitting, key: str, value: str) -> None:
    with opened(sitting) as page:
        page.goto(f"{page.home}/pages")
        page.wait_for_selector("main [data-row][aria-current=true]")
        keys(page, "j", "j", "j", *(("z",) if key == "p" else ()))
        if key == "p":
            settled(page, sitting, lambda: operations(sitting) == ["line.role"])
            page.wait_for_selector("main [data-row][aria-current=true] .role:text('小标题')")
        keys(page, key)
        settled(page, sitting, lambda: value in [one.value[0] for one in sitting.bench.log])
