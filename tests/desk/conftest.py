"""Desks on the sample week."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sitting import Sitting, sit
from week import WEEK, order

from digest import config

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sitting(tmp_path: Any) -> Iterator[Sitting]:  # noqa: ANN401  a Path
    """A desk of its own on a copy of the sample week."""
    shutil.copytree(WEEK, tmp_path / "input")
    settings = config.Settings(folder=tmp_path)
    yield from sit(settings, replace(order(tmp_path / "out"), sources=(tmp_path / "input",)))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    """One desk for tests that change nothing."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(WEEK, folder / "input")
    settings = config.Settings(folder=folder)
    yield from sit(settings, replace(order(folder / "out"), sources=(folder / "input",)))
