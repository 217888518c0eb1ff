"""digest.toml: what it may say, and how its mistakes are named."""

from importlib.resources import files
from pathlib import Path

import pytest

from digest import config
from digest.errors import UsageError


def written(folder: Path, text: str) -> Path:
    path = folder / "digest.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = config.load(None)
    assert (settings.out, settings.formats, settings.timezone) == ("out", ("md", "html", "pdf"), "Asia/Shanghai")


def test_paths_count_from_the_folder_of_the_file(tmp_path: Path) -> None:
    settings = config.load(written(tmp_path, 'out = "周报"'))
    assert settings.path(settings.out) == tmp_path / "周报"


def test_every_mistake_is_named_at_once_with_the_nearest_key(tmp_path: Path) -> None:
    text = 'timezone = "Asia/Nowhere"\nsorces = ["a"]\n[brief]\nnam = "周报"\ntop = -1\nfirst_issue = "2025"'
    with pytest.raises(UsageError) as caught:
        config.load(written(tmp_path, text))
    said = str(caught.value)
    for part in (
        "no time zone",
        "sorces — did you mean sources?",
        "brief.nam — did you mean name?",
        "brief.top",
        "2025-W16",
    ):
        assert part in said
    assert len(said.splitlines()) == 5


@pytest.mark.parametrize("text", ["top = ", "[brief\n"])
def test_a_file_that_is_no_toml_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="line"):
        config.load(written(tmp_path, text))


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="digest init"):
        config.load(tmp_path / "none.toml")


def test_the_sample_settings_say_what_holds_without_them(tmp_path: Path) -> None:
    sample = (files("digest") / "sample.toml").read_text(encoding="utf-8")
    bare = config.load(written(tmp_path, sample))
    assert bare == config.Settings(folder=tmp_path)


def test_the_sample_settings_are_right_when_uncommented(tmp_path: Path) -> None:
    sample = (files("digest") / "sample.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") if " = " in line else line for line in sample.splitlines()]
    settings = config.load(written(tmp_path, "\n".join(lines)))
    assert settings.profile.zones == ("青澜高新区",)
    assert settings.brief.to == ("管委会领导", "各局办")
