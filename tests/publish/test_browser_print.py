"""A PDF by a browser: asked with fixed words, held to a time, its file looked at before it counts."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
import pytest
from browsers import fake_browser

from digest.errors import PrintError
from digest.publish import browser

PAGE = (
    '<!DOCTYPE html><html lang="zh"><head><title>周报</title>'
    '<meta name="dcterms.created" content="2025-04-21"></head>'
    '<body style="font-family: Digest Serif"><p>增长5.2%<span class="fn">《江畔日报》</span>喆\U0002a6d6</p>'
    "</body></html>"
)


@pytest.mark.parametrize(
    ("does", "said"), [("fail", "ended with status 7"), ("rubbish", "made no whole file"), ("none", "no whole file")]
)
def test_a_browser_that_fails_is_named_with_what_to_do(tmp_path: Path, does: str, said: str) -> None:
    with pytest.raises(PrintError, match=said) as caught:
        browser.print_with(fake_browser(tmp_path, does), PAGE)
    assert "DIGEST_BROWSER" in caught.value.remedy


def test_a_browser_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_SECONDS", 1)
    with pytest.raises(PrintError, match="took longer than 1 seconds"):
        browser.print_with(fake_browser(tmp_path, "hang"), PAGE)


def test_a_browser_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PrintError, match="does not start"):
        browser.print_with(tmp_path / "none", PAGE)


def test_it_gets_a_profile_of_its_own_and_leaves_nothing_behind(tmp_path: Path) -> None:
    browser.print_with(fake_browser(tmp_path), PAGE)
    asked = (tmp_path / "asked").read_text("utf-8").splitlines()
    (profile,) = (word.partition("=")[2] for word in asked if word.startswith("--user-data-dir="))
    assert not Path(profile).parent.exists()
    assert not Path(unquote(asked[-1].removeprefix("file://"))).exists()


def test_what_the_fonts_have_not_is_replaced_and_named(tmp_path: Path) -> None:
    _, notes = browser.print_with(fake_browser(tmp_path), PAGE)
    assert any("U+2A6D6" in note for note in notes)


def test_the_one_named_is_the_one_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(browser.CHOSEN, str(tmp_path / "mine"))
    assert browser.browsers() == (tmp_path / "mine",)


def test_browsers_are_found_in_the_folders_of_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edge = tmp_path / "Microsoft/Edge/Application/msedge.exe"
    edge.parent.mkdir(parents=True)
    edge.touch()
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path))
    assert edge in browser.browsers()


@pytest.mark.runs
def test_chromium_prints_the_same_bytes_twice_with_our_fonts_and_no_head_of_its_own() -> None:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium here")
    first, _ = browser.print_with(Path(found), PAGE)
    second, _ = browser.print_with(Path(found), PAGE)
    with pypdfium2.PdfDocument(first) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert "增长5.2%〔《江畔日报》〕喆〓" in text
    assert "file://" not in text
    assert b"Digest" in first or b"Noto" in first
    assert first == second
