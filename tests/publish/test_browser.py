"""What only a browser can tell of the pages: nothing scrolls sideways, and filter, sorting, evidence, search work."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from digest import publish
from digest.publish.archive import INDEX, Issue, Told

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Brief

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.runs,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium"),
]

# The page is tried in a frame of a given width; the answer comes back as the host's text.
HOST = """<!DOCTYPE html><meta charset="utf-8"><iframe id="f" style="width:{width}px;height:900px;border:0"></iframe>
<pre id="told"></pre><script>
var f = document.getElementById('f');
f.onload = function () {{ var w = f.contentWindow, d = w.document, told;
  try {{ told = (function () {{ {script} }})() }} catch (e) {{ told = String(e) }}
  document.getElementById('told').textContent = JSON.stringify(told); }};
f.srcdoc = {page};
</script>"""


def tried(page: str, script: str, folder: Path, width: int = 1200) -> Any:  # noqa: ANN401  whatever the script returns
    """Load a page in a browser, run a script beside it, and give what the script returns."""
    unlocked = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    content = json.dumps(unlocked).replace("</", "<\\/")
    (folder / "host.html").write_text(HOST.format(width=width, script=script, page=content), encoding="utf-8")
    seen = subprocess.run(
        [
            str(CHROMIUM),
            *("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--dump-dom"),
            f"--user-data-dir={folder / 'profile'}",
            (folder / "host.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    told = re.search(r'<pre id="told">(.*?)</pre>', seen, re.DOTALL)
    assert told
    return json.loads(html.unescape(told[1]))


@pytest.mark.parametrize("width", [360, 768, 1200])
@pytest.mark.parametrize("form", ["html", "mail"])
def test_no_page_scrolls_sideways(brief: Brief, form: str, width: int, tmp_path: Path) -> None:
    page = publish.render(brief, "weekly", form).decode()
    assert tried(page, "return d.documentElement.scrollWidth", tmp_path, width) <= width


def test_filter_sorting_and_evidence_work(brief: Brief, tmp_path: Path) -> None:
    script = """
      var out = {}, words = d.getElementById('words'), shown = function () {
        return d.querySelectorAll('section[id^=part-] article:not([hidden])').length };
      out.all = shown();
      words.value = '固态电池'; words.dispatchEvent(new w.Event('input')); out.found = shown();
      out.count = d.getElementById('count').textContent;
      words.value = ''; words.dispatchEvent(new w.Event('input'));
      d.querySelector('.chips button').click(); out.chip = shown(); d.querySelector('.chips button').click();
      var head = d.querySelector('#figures th:nth-child(3)');
      head.querySelector('button').click(); head.querySelector('button').click();
      out.sort = head.getAttribute('aria-sort');
      out.first = d.querySelector('#figures tbody td:nth-child(3)').textContent;
      var figure = d.querySelector('article button[popovertarget]'); figure.click();
      var slip = d.querySelector('[popover]:popover-open'); out.slip = slip && slip.textContent;
      return out;"""
    told = tried(publish.render(brief, "weekly", "html").decode(), script, tmp_path)
    assert (told["all"], told["found"], told["count"], told["chip"]) == (10, 1, "1 条符合，共 10 条", 2)
    assert told["sort"] == "descending"
    assert told["first"].startswith("286.4亿元")
    assert told["slip"].endswith("《澄江日报》2025年4月15日3版")


def test_the_list_of_issues_is_searched(tmp_path: Path) -> None:
    days = date(2025, 4, 14), date(2025, 4, 20)
    stories = (Told("项目", "电池项目开工", "story-1"), Told("政策", "出台措施", "story-2"))
    issues = [Issue(f"2025-W{week}", *days, ("brief.html",), stories[: week - 14]) for week in (15, 16)]
    page = publish.listing(issues, name="周报", unit="编辑部", template="weekly")[INDEX].decode()
    script = """
      var words = d.getElementById('words'), shown = function (what) {
        return [].filter.call(d.querySelectorAll(what), function (one) { return one.offsetParent }).length };
      var before = [shown('li'), shown('section'), d.querySelector('search').hidden];
      words.value = '措施'; words.dispatchEvent(new w.Event('input'));
      return [before, [shown('li'), shown('section'), shown('h3')], d.getElementById('count').textContent];"""
    assert tried(page, script, tmp_path) == [[3, 2, False], [1, 1, 1], "符合 1 条"]
