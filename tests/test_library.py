"""The library: stable names, typed, loaded when used; what its guide shows is what it does."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
from contextlib import redirect_stdout
from typing import Any

import pytest
from week import ROOT

import digest

_BLOCK = re.compile(r"```python\n(.*?)```(?:\n\nprints\n\n```\n(.*?)```)?", re.DOTALL)


def test_what_the_guide_shows_is_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    blocks = _BLOCK.findall((ROOT / "docs" / "library.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 5
    for code, printed in blocks:
        out = io.StringIO()
        with redirect_stdout(out):
            exec(compile(code, "docs/library.md", "exec"), names)  # noqa: S102  our own guide
        if printed:
            assert out.getvalue() == printed


def test_every_name_can_be_had_and_the_stub_has_the_same_names() -> None:
    for name in digest.__all__:
        assert getattr(digest, name) is not None
    stub = ast.parse((ROOT / "digest" / "__init__.pyi").read_text(encoding="utf-8"))
    typed = {alias.asname for node in ast.walk(stub) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert typed | {"__version__"} == set(digest.__all__)


def test_every_function_of_the_library_says_what_it_promises() -> None:
    for name in digest.__all__:
        found = getattr(digest, name)
        assert not callable(found) or found.__doc__, name


def test_import_loads_no_stage() -> None:
    code = "import sys, digest; print([name for name in sys.modules if name.startswith('digest.')])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=ROOT)
    assert ran.stdout.strip() == "[]"


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = digest.nothing  # type: ignore[attr-defined]
