"""Measure reading and facts against gold, print the figures, and hold them to benchmarks/floors.json.

    python benchmarks/quality.py            print every figure; status 1 below a floor
    python benchmarks/quality.py --raise    write better figures into floors.json (they never go down)

Two corpora: the project's own sample week, always; and a folder of yardsticks at ../shared/yardstick, where it exists.
A floor holds for the corpus whose digest stands beside it; a changed corpus is named, not compared.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from digest import config
from digest.pipeline import facts_of_lines
from digest.pipeline.clip import clip
from digest.report import json as shown_json

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "benchmarks" / "floors.json"
YARDSTICK = ROOT.parent / "shared" / "yardstick"
YARDSTICK_DAY = date(2025, 12, 31)  # the pages are of 2025: a dateline without a year is to be read so
SLACK = 1e-4  # figures are printed and kept with four digits
# Figures of which less is better; their floor is a ceiling.
COUNTS = ("unfaithful", "han_gaps", "claimed_twice", "false", "vague")


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one corpus, with the digest of the gold they were measured on."""

    corpus: str
    digest: str
    figures: dict[str, float]


def measure() -> Iterator[Measured]:
    """Measure every corpus that is there."""
    yield sample_pages()
    if not YARDSTICK.is_dir():
        sys.stderr.write(f"skipped: no yardsticks at {YARDSTICK}\n")
        return
    yield from yardstick_pages()
    yield from yardstick_press()
    for name in (
        "zone-news-page",
        "zone-news-gold",
        "fewfc-dev",
        "recognizers-units",
        "recognizers-dates",
        "headline-quantity",
    ):
        yield yardstick_facts(name)
    yield yardstick_statements()


def yardstick_statements() -> Measured:
    """Score what the receipts of the yardstick's groups say was printed."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from statements import score  # noqa: PLC0415  a sibling script, found only after the line above

    cases = YARDSTICK / "statements" / "cases.jsonl"
    figures = {key: value for key, value in score(cases)[0].items() if isinstance(value, float)}
    return Measured("statements", _digest([cases]), figures)


def sample_pages() -> Measured:
    """Score the sample week of input/ against tests/page/sample."""
    gold_files = sorted((ROOT / "tests" / "page" / "sample").glob("*.gold.json"))
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from own import score_page  # noqa: PLC0415  a sibling script, found only after the line above

    rows = []
    for gold_file in gold_files:
        page = ROOT / "input" / gold_file.name.replace(".gold.json", ".txt")
        rows.append(score_page(json.loads(gold_file.read_text(encoding="utf-8")), page))
    figures = {key: round(sum(row[key] for row in rows) / len(rows), 4) for key in rows[0]}
    return Measured("sample-week", _digest(gold_files), figures)


def yardstick_pages() -> Iterator[Measured]:
    """Score the pages of the yardstick by family: the real page, news and plain, made."""
    folder = YARDSTICK / "pages"
    scores = _page_scores(folder)
    families = {
        "zone-news-page": ("zone",),
        "news-plain": ("news", "plain"),
        "made": ("made",),
        "other-40": ("news", "plain", "made"),
    }
    for family, starts in families.items():
        rows = [row for name, row in scores.items() if name.startswith(starts)]
        figures = {}
        for key in rows[0]:
            known = [row[key] for row in rows if row.get(key) is not None]
            whole = sum(known) if key in COUNTS else sum(known) / max(1, len(known))
            if key not in ("n_gold", "n_pred", "parts"):
                figures[key] = round(whole, 4)
        gold = sorted(path for path in folder.glob("*.gold.json") if path.name.startswith(starts))
        yield Measured(f"pages/{family}", _digest(gold), figures)


def yardstick_press() -> Iterator[Measured]:
    """Score pages as PDF, and pages of dailies as PDF and as the dumps of six tools."""
    tools = ("pdf", "plain", "raw", "layout", "pypdf", "pdfminer", "pymupdf")
    for name in ("pdf", *(f"press/{tool}" for tool in tools)):
        folder = YARDSTICK / name
        rows = list(_page_scores(folder).values())
        keys = [key for key in ("articles_f80", "articles_f98", "body_iou", "headline") if key in rows[0]]
        figures = {key: round(sum(row[key] or 0 for row in rows) / len(rows), 4) for key in keys}
        if "unfaithful" in rows[0]:
            figures["unfaithful"] = sum(row["unfaithful"] for row in rows)
        yield Measured(name, _digest(sorted(folder.glob("*.gold.json"))), figures)


def _page_scores(folder: Path) -> dict[str, dict[str, float]]:
    """Read every page of a folder and let the yardstick's own scorer compare it with its gold."""
    with tempfile.TemporaryDirectory() as predictions:
        for page in sorted((*folder.glob("*.txt"), *folder.glob("*.pdf"))):
            shown = shown_json.clippings(clip([page], config.Settings(), YARDSTICK_DAY)[0])
            (Path(predictions) / f"{page.stem}.json").write_text(json.dumps(shown), encoding="utf-8")
        scores = json.loads(_run(str(YARDSTICK / "score_pages.py"), str(folder), predictions, "--json"))["pages"]
    return dict(scores)


def yardstick_facts(name: str) -> Measured:
    """Score one file of gold facts."""
    gold = YARDSTICK / "facts" / f"{name}.jsonl"
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as predictions:
        with gold.open("rb") as lines:
            predictions.writelines(f"{line}\n".encode() for line in facts_of_lines.facts_of_lines(lines, []))
        predictions.flush()
        scores = json.loads(_run(str(YARDSTICK / "score_facts.py"), str(gold), predictions.name, "--json"))
    figures = {}
    for key, value in scores.items():
        if isinstance(value, dict):
            figures |= {f"{key}.{part}": score for part, score in value.items() if part not in ("gold", "rows")}
        elif key not in ("rows", "predicted"):
            figures[key] = value
    return Measured(f"facts/{name}", _digest([gold]), figures)


def _run(*command: str) -> str:
    return subprocess.run([sys.executable, *command], capture_output=True, check=True, text=True).stdout


def _digest(files: list[Path]) -> str:
    content = hashlib.sha256()
    for path in files:
        content.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()[:16]


def compare(measured: list[Measured], floors: dict[str, dict[str, object]]) -> list[str]:
    """Name every figure that is worse than its floor."""
    worse = []
    for one in measured:
        kept = floors.get(one.corpus, {})
        if kept.get("digest") != one.digest:
            worse.append(f"{one.corpus}: the corpus changed or has no floors yet; measure and keep them with --raise")
            continue
        for key, floor in dict(kept["figures"]).items():  # type: ignore[call-overload]  JSON
            figure = one.figures.get(key, 0.0)
            below = figure > floor + SLACK if key in COUNTS else figure < floor - SLACK
            if below:
                worse.append(f"{one.corpus} {key}: {figure} is worse than the floor of {floor}")
    return worse


def better(measured: list[Measured], floors: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """Raise the floors to the figures measured; none goes down while its corpus stays the same."""
    raised = dict(floors)
    for one in measured:
        kept = floors.get(one.corpus, {})
        old = dict(kept["figures"]) if kept.get("digest") == one.digest else {}  # type: ignore[call-overload]  JSON
        pick = {key: (min if key in COUNTS else max)(value, old.get(key, value)) for key, value in one.figures.items()}
        raised[one.corpus] = {"digest": one.digest, "figures": pick}
    return raised


def main() -> int:
    """Print the figures and compare or raise the floors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--raise", action="store_true", dest="raising", help="keep better figures as the new floors")
    raising = parser.parse_args().raising
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    measured = []
    for one in measure():
        measured.append(one)
        print(f"{one.corpus:<24}", " ".join(f"{key}={value:g}" for key, value in one.figures.items()), flush=True)
    if raising:
        FLOORS.write_text(json.dumps(better(measured, floors), indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    worse = compare(measured, floors)
    print("\n".join(worse) or "no figure is below its floor")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
