"""The sample brief beside the tests, and its PDF printed once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import sample

if TYPE_CHECKING:
    from digest.model import Brief


@pytest.fixture(scope="session")
def brief() -> Brief:
    return sample.brief()


@pytest.fixture(scope="session")
def pdf(brief: Brief) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(sample.rendered(brief, "weekly", "pdf"))


@pytest.fixture(scope="session")
def pdf_text(pdf: pypdfium2.PdfDocument) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pdf)
