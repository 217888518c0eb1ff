"""The models of pages are those of the manifest, and the generators still make the pages they were fitted on."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING

import pytest
from week import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.fixture
def manifest(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("training.press.manifest")


def test_the_committed_models_are_the_ones_that_were_fitted(manifest: ModuleType) -> None:
    assert manifest.models() == manifest.read()["models"]


def test_a_model_changed_by_hand_is_named(
    manifest: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in manifest.LEARNED.glob("box_*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "box_next.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(manifest, "LEARNED", tmp_path)
    assert [name for name, digest in manifest.models().items() if digest != manifest.read()["models"][name]] == [
        "box_next"
    ]


@pytest.mark.parametrize("name", ["strips-003", "bands-002", "broadsheet_a-007"])
def test_a_page_is_typeset_as_the_manifest_says(manifest: ModuleType, name: str) -> None:
    pytest.importorskip("fontTools", reason="the generators of pages need fontTools: pip install 'digest[training]'")
    pytest.importorskip("pikepdf", reason="the second generator needs pikepdf: pip install 'digest[training]'")
    make = importlib.import_module("training.press.make")
    if name.startswith("broadsheet") and make.missing_fonts():
        pytest.skip("fonts are missing: see training/broadsheet/README.md")
    family, number = name.split("-")
    made = make.page(int(number), family)
    assert manifest.digest(json.dumps(made.gold, ensure_ascii=False).encode()) == manifest.read()["gold"][name]
