"""What only a browser can tell of the pages: width, contrast and names, and that all of it works from the keyboard."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sample

from digest import publish
from digest.publish.listing import INDEX, Issue, Told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.model import Brief

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: pip install axe-playwright-python")
playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.runs,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium"),
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]  # a letter has no landmarks of its own


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as played:
        started = played.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(brief: Brief, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay the pages into a folder: the issue, a long one, its letter, the list of issues."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "brief.html").write_bytes(sample.rendered(brief, "weekly", "html"))
    (folder / "long.html").write_bytes(sample.rendered(sample.of_length(60), "weekly", "html"))
    hostile = sample.about(" ".join(sample.HOSTILE))
    (folder / "hostile.html").write_bytes(sample.rendered(hostile, "weekly", "html"))
    (folder / "hostile-mail.html").write_bytes(sample.rendered(hostile, "weekly", "mail"))
    (folder / "mail.html").write_bytes(sample.rendered(brief, "weekly", "mail"))
    days = date(2025, 4, 14), date(2025, 4, 20)
    stories = (Told("项目", "电池项目开工", "story-1"), Told("政策", "出台措施", "story-2"))
    issues = [Issue(f"2025-W{week}", *days, ("brief.html",), stories[: week - 14]) for week in (15, 16)]
    listed = publish.listing(issues, name="周报", unit="编辑部", template="weekly")
    (folder / INDEX).write_bytes(listed[INDEX])
    return folder


@contextmanager
def opened(browser: Any, path: Path, width: int = 1200, scheme: str = "light") -> Iterator[Any]:  # noqa: ANN401  Playwright's
    """Open a page in a window of its own; what it asks the network for is kept in `page.asked`."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.asked.append(str(error)))
    page.goto(path.as_uri())
    try:
        yield page
    finally:
        page.close()


def reach(page: Any, selector: str, most: int = 150) -> None:  # noqa: ANN401
    """Go with the Tab key to the first element of a kind."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", selector):
            return
    raise AssertionError(f"{selector} is not reached from the keyboard")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("name", ["brief.html", INDEX, "mail.html"])
def test_axe_finds_nothing(browser: Any, pages: Path, name: str, width: int, scheme: str) -> None:  # noqa: ANN401
    with opened(browser, pages / name, width, scheme) as page:
        rules = WCAG if name == "mail.html" else None
        found = axe.Axe().run(page, options={"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})})
        found = found.response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("width", [360, 768, 1200, 1440])
@pytest.mark.parametrize("name", ["brief.html", "long.html", INDEX, "mail.html", "hostile.html", "hostile-mail.html"])
def test_no_page_scrolls_sideways_or_asks_the_network(browser: Any, pages: Path, name: str, width: int) -> None:  # noqa: ANN401
    with opened(browser, pages / name, width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.asked == [(pages / name).as_uri()]


def test_items_are_filtered_from_the_keyboard(browser: Any, pages: Path) -> None:  # noqa: ANN401
    with opened(browser, pages / "brief.html") as page:
        shown = page.locator("section[id^=part-] article:not([hidden])")
        assert shown.count() == 10
        reach(page, "#words")
        page.keyboard.type("固态电池")
        assert shown.count() == 1
        assert page.locator("#count").inner_text() == "1 条符合，共 10 条"
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        reach(page, ".chips button")
        page.keyboard.press("Space")
        assert (shown.count(), page.locator(".chips [aria-pressed=true]").count()) == (2, 1)
        page.keyboard.press("Space")
        assert shown.count() == 10


def test_items_are_filtered_by_zone_from_the_keyboard(browser: Any, pages: Path) -> None:  # noqa: ANN401
    with opened(browser, pages / "brief.html") as page:
        reach(page, "#zone")
        page.keyboard.press("ArrowDown")
        assert page.locator("#zone").input_value()
        assert 0 < page.locator("section[id^=part-] article:not([hidden])").count() < 10


def test_a_table_is_sorted_from_the_keyboard(browser: Any, pages: Path) -> None:  # noqa: ANN401
    with opened(browser, pages / "brief.html") as page:
        reach(page, "#figures th:nth-child(3) button")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        assert page.locator("#figures th:nth-child(3)").get_attribute("aria-sort") == "descending"
        assert page.locator("#figures tbody td:nth-child(3)").first.inner_text().startswith("286.4亿元")


def test_every_figure_brings_up_its_sentence_and_paper_from_the_keyboard(browser: Any, pages: Path) -> None:  # noqa: ANN401
    with opened(browser, pages / "brief.html") as page:
        assert page.locator("[data-n]").count() == 0  # the script has made buttons of them
        reach(page, "article button[popovertarget]")
        page.keyboard.press("Enter")
        slip = page.locator("[popover]:popover-open")
        assert slip.locator("cite").inner_text() == "《澄江日报》2025年4月15日3版"
        assert len(slip.locator("p").inner_text()) > 20
        page.keyboard.press("Escape")
        assert slip.count() == 0
        told = page.evaluate(
            """[...document.querySelectorAll('[popovertarget]')].map(button => {
                 const slip = document.getElementById(button.getAttribute('popovertarget'));
                 return [button.textContent, slip.querySelector('p').textContent] })"""
        )
        assert len(told) > 30
        assert [pair for pair in told if pair[0] not in pair[1] and not pair[0].isdecimal()] == []


# What stands behind a figure, if it begins a line of its own.
ASTRAY = """() => [...document.querySelectorAll('main button[popovertarget]')].map(button => {
    const rest = button.nextSibling, range = document.createRange();
    if (!rest || rest.nodeType !== 3 || !rest.length) return '';
    range.setStart(rest, 0); range.setEnd(rest, 1);
    const under = range.getBoundingClientRect().top > [...button.getClientRects()].pop().bottom - 3;
    return under ? rest.data[0] : '';
})"""


@pytest.mark.parametrize("width", range(340, 480, 20))
def test_no_line_begins_with_the_mark_that_ends_a_clause(browser: Any, pages: Path, width: int) -> None:  # noqa: ANN401
    with opened(browser, pages / "brief.html", width) as page:
        found = page.evaluate(ASTRAY)
        assert len(found) > 20
        assert not [mark for mark in found if mark and mark in "，。；：、！？）”》"]


def test_a_browser_without_popovers_shows_one_slip_at_a_time(browser: Any, pages: Path) -> None:  # noqa: ANN401
    with opened(browser, pages / "brief.html", 360) as page:
        page.add_init_script("delete HTMLElement.prototype.popover")
        page.reload()
        shown, hidden = page.locator(".open"), page.locator("[popover]").filter(visible=True)
        assert (shown.count(), hidden.count()) == (0, 0)
        figures = page.locator("article button[popovertarget]").all()
        for figure in figures[:2]:
            figure.dispatch_event("click")
            assert shown.count() == 1
            assert shown.get_attribute("id") == figure.get_attribute("popovertarget")
        page.keyboard.press("Escape")
        assert shown.count() == 0


def test_the_list_of_issues_is_searched_from_the_keyboard(browser: Any, pages: Path) -> None:  # noqa: ANN401
    with opened(browser, pages / INDEX) as page:
        seen = [page.locator(what).filter(visible=True) for what in ("li", "section", "h3")]
        assert [one.count() for one in seen] == [3, 2, 3]
        reach(page, "#words")
        page.keyboard.type("措施")
        assert [one.count() for one in seen] == [1, 1, 1]
        assert page.locator("#count").inner_text() == "符合 1 条"
