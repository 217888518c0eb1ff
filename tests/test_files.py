"""Files are published whole or not at all; sources are regular files with names of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from places import place

from digest import files
from digest.errors import OutputError, Unreadable


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    files.publish(tmp_path / "a" / "brief.md", b"old")
    files.publish(tmp_path / "a" / "brief.md", b"new")
    assert (tmp_path / "a" / "brief.md").read_bytes() == b"new"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["brief.md"]


def test_when_writing_fails_the_old_file_stands_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "brief.md"
    files.publish(path, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device", handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"brief\.md: No space left"):
        files.publish(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="choose another folder"):
        files.publish(tmp_path / "out" / "brief.md", b"")


def test_a_folder_and_its_files_name_the_same_sources(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden"):
        (tmp_path / name).write_text("x")
    by_folder = files.sources((tmp_path,))
    by_file = files.sources((tmp_path / "b.txt", tmp_path / "a.txt", tmp_path / "a.txt"))
    assert [name for name, _ in by_folder] == ["a.txt", "b.txt"]
    assert by_folder == by_file


def test_what_is_no_regular_file_is_listed_and_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/hostname")
    (tmp_path / "folder").symlink_to("/etc")
    assert [name for name, _ in files.sources((tmp_path,))] == ["link", "pipe"]
    for name in ("pipe", "link", "missing"):
        with pytest.raises(Unreadable, match=name):
            files.read_source(tmp_path / name)


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "latest.txt").symlink_to("a.txt")
    ((name, path),) = files.sources((tmp_path / "latest.txt",))
    assert (name, files.read_source(path)) == ("latest.txt", b"x")


def test_a_file_past_the_limit_is_refused_with_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "big.txt").write_bytes(b"x" * 20)
    monkeypatch.setattr(files, "LARGEST_SOURCE", 10)
    with pytest.raises(Unreadable, match="more than the limit of 10"):
        files.read_source(tmp_path / "big.txt")


WITHOUT_UNIX = """
import os, sys
sys.modules.update(dict.fromkeys(("fcntl", "resource")))
del os.fork, os.register_at_fork
from digest.cli import main
main()
"""


@pytest.mark.parametrize("command", [["build", "-q"], ["search", "增长"], ["schedule", "install", "--windows"]])
def test_commands_start_where_the_modules_of_unix_are_missing(command: list[str], tmp_path: Path) -> None:
    here = place(tmp_path / "a", 25)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_UNIX, *command], cwd=here, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
