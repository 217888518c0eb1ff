"""Read pages as scans: drawn at 200 dots an inch, laid one degree askew, with noise; quality and seconds a page.

    python benchmarks/scan.py FOLDER [PAGES]      FOLDER holds NAME.pdf beside NAME.gold.json (training/broadsheet)

The scorer is the yardstick's own, ../shared/yardstick/score_pages.py. Character recognition is the extra `ocr`.
"""

from __future__ import annotations

import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from digest import page, read
from digest.model import Clipping, Report
from digest.report.json import clippings

SCORER = Path(__file__).resolve().parent.parent.parent / "shared" / "yardstick" / "score_pages.py"
DOTS, SKEW, NOISE, BLUR = 200, 1.0, 14.0, 2


def scan(pdf: Path, seed: int) -> bytes:
    """Draw the first page of a PDF as a scanner gives it: askew, grey, a little blurred, speckled, as JPEG."""
    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=DOTS / 72, grayscale=True).to_pil()
    askew = drawn.rotate(SKEW if seed % 2 else -SKEW, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    soft = askew.reduce(BLUR).resize(askew.size, Image.Resampling.BICUBIC)
    grey = (np.asarray(askew, float) + np.asarray(soft, float)) / 2 * 0.88 + 18
    noisy = grey + np.random.default_rng(seed).normal(0, NOISE, grey.shape)
    out = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype("uint8")).save(out, "JPEG", quality=85, dpi=(DOTS, DOTS))
    return out.getvalue()


def main() -> int:
    """Read every page and print its scores, then their means."""
    folder = Path(sys.argv[1])
    pages = sorted(folder.glob("*.pdf"))[: int(sys.argv[2]) if len(sys.argv) > 2 else None]  # noqa: PLR2004
    spent: list[float] = []
    with tempfile.TemporaryDirectory() as where:
        for seed, pdf in enumerate(pages):
            data = scan(pdf, seed)
            start = time.perf_counter()
            document = read.read(f"{pdf.stem}.jpg", data)
            layout = page.split(document)
            spent.append(time.perf_counter() - start)
            shown = clippings((Clipping(document, layout, tuple(Report(one, ()) for one in layout.articles)),))
            (Path(where) / f"{pdf.stem}.json").write_text(json.dumps(shown), encoding="utf-8")
            (Path(where) / pdf.name).symlink_to(pdf.resolve())
            gold = pdf.with_suffix(".gold.json")
            (Path(where) / gold.name).symlink_to(gold.resolve())
        command = [sys.executable, str(SCORER), where, where, "--json"]
        scores = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)["pages"]
    for name, row in sorted(dict(scores).items()):
        print(name, {key: round(row[key] or 0, 3) for key in ("articles_f80", "body_iou", "headline")})
    for key in ("articles_f80", "body_iou", "headline"):
        print(f"{key:<14}{statistics.mean(row[key] or 0 for row in dict(scores).values()):.3f}")
    print(f"seconds       {statistics.median(spent):.1f} a page, {max(spent):.1f} at most")
    return 0


if __name__ == "__main__":
    sys.exit(main())
