"""`digest templates`: what a designer of templates needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digest.publish import names

if TYPE_CHECKING:
    from pathlib import Path

    from week import Command


def test_a_copied_template_is_listed_and_passes_its_check(digest: Command, tmp_path: Path) -> None:
    assert digest("templates", "copy", "official", "简报").returncode == 0
    (tmp_path / "digest.toml").write_text('templates = "templates"', encoding="utf-8")
    listed = digest("templates", "list").stdout.split()
    assert set(names()) | {"简报"} <= set(listed)
    checked = digest("templates", "check", "简报")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert [line.split()[1] for line in checked.stdout.splitlines()] == [
        *("md", "html", "pdf", "docx", "mail", "text", "index")
    ]


def test_a_mistake_in_a_template_is_named_with_its_line_and_status_4(digest: Command, tmp_path: Path) -> None:
    digest("templates", "copy", "weekly")
    (tmp_path / "digest.toml").write_text('templates = "templates"', encoding="utf-8")
    (tmp_path / "templates/weekly/mail.txt.j2").write_text("一\n{{ brief.titel }}", encoding="utf-8")
    checked = digest("templates", "check", "weekly")
    assert checked.returncode == 4
    assert "mail.txt.j2 line 2: Brief has no 'titel'" in checked.stderr


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", ".."])
def test_a_copy_stays_in_the_folder_of_templates(digest: Command, tmp_path: Path, name: str) -> None:
    assert digest("templates", "copy", "weekly", name).returncode == 2
    assert not list(tmp_path.iterdir())


def test_a_copy_overwrites_nothing(digest: Command) -> None:
    assert digest("templates", "copy", "weekly").returncode == 0
    again = digest("templates", "copy", "weekly")
    assert again.returncode == 2
    assert "is there already" in again.stderr
