"""What the committed models were fitted on: a digest of each page and model, and the versions of the tools.

A fit takes long; that its inputs and outputs are still those of the manifest is proved in a moment.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from importlib.metadata import version
from pathlib import Path

LEARNED = Path(__file__).resolve().parents[2] / "digest" / "learned"
MANIFEST = Path(__file__).with_name("manifest.json")
_PACKAGES = ("fonttools", "jieba", "lightgbm", "numpy", "pdfminer.six", "pikepdf", "pymupdf", "pypdf", "pypdfium2")
_DIGITS = 16


def digest(data: bytes) -> str:
    """Return the digest of a page or model."""
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def pages(folder: Path) -> dict[str, str]:
    """Return the digest of all pages of a folder and of what the tools print for them, in the order of their names."""
    found = hashlib.sha256()
    for path in sorted(folder.glob("*.json")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return {"all": found.hexdigest()[:_DIGITS]}


def models() -> dict[str, str]:
    """Return the digest of each model of pages."""
    return {
        path.stem: digest(path.read_bytes())
        for kind in ("box", "grid", "dump")
        for path in sorted(LEARNED.glob(f"{kind}_*.json"))
    }


def tools() -> dict[str, str]:
    """Return the versions of what the pages and models depend on."""
    said = subprocess.run(["pdftotext", "-v"], capture_output=True, check=True, text=True).stderr  # noqa: S607  of poppler-utils
    return {"pdftotext": said.split()[2], **{name: version(name) for name in _PACKAGES}}


def golds(folder: Path) -> dict[str, str]:
    """Return the digest of the gold of each page: what its generator alone decides, whatever the tools print for it."""
    return {
        path.stem: digest(json.dumps(json.loads(path.read_bytes()), ensure_ascii=False).encode())
        for path in sorted(folder.glob("*.json"))
        if "." not in path.stem
    }


def write(folder: Path) -> None:
    """Write down what was just fitted."""
    record = {"tools": tools(), "models": models(), "pages": pages(folder), "gold": golds(folder)}
    MANIFEST.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read() -> dict[str, dict[str, str]]:
    """Return the manifest."""
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))


def wrong(folder: Path) -> list[str]:
    """Name what differs from the manifest: tools, models, and the pages of the folder."""
    known = read()
    return [
        f"{kind} {name}: {known[kind].get(name)} in the manifest, {found.get(name)} here"
        for kind, found in (("tools", tools()), ("models", models()), ("pages", pages(folder)), ("gold", golds(folder)))
        for name in sorted({*known[kind], *found})
        if known[kind].get(name) != found.get(name)
    ]
