"""Build each group of a set of gold statements as an issue of its own and score what its receipt says it printed.

    python benchmarks/statements.py CASES.jsonl             print the figures
    python benchmarks/statements.py CASES.jsonl --list      … and what is not right
    python benchmarks/statements.py CASES.jsonl --first-look WHO
                                                            … and add them to first_looks.jsonl: once a set, ever

A set is JSON Lines of articles with gold, as the yardstick's README describes; the scorer is that of the yardstick.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from digest import config
from digest.pipeline import build as pipeline
from digest.pipeline.order import Order
from digest.text.period import Period

ROOT = Path(__file__).resolve().parent.parent
SCORER = ROOT.parent / "shared" / "yardstick" / "statements" / "score_statements.py"
LOOKS = ROOT / "benchmarks" / "first_looks.jsonl"
TOP = 60  # items of an issue: all of a group's articles


def groups(cases: Path) -> dict[str, list[str]]:
    """Read the articles of each group, gold left out, as lines of JSON."""
    found: dict[str, list[str]] = {}
    for line in cases.read_text(encoding="utf-8").splitlines():
        if line.strip():
            case = json.loads(line)
            case.pop("gold", None)
            found.setdefault(case["id"].rsplit("-", 1)[0], []).append(json.dumps(case, ensure_ascii=False))
    return found


def build(lines: list[str], folder: Path) -> Path:
    """Build an issue of some articles, whatever their weeks, and give its receipt."""
    source = folder / "articles.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    days = sorted(date.fromisoformat(json.loads(line)["date"]) for line in lines)
    order = Order((source,), folder, ("md",), Period(days[0], days[-1]), TOP, False, "weekly", days[-1])  # noqa: FBT003
    return next(path for path in pipeline.build(order, config.Settings()).files if path.name == "receipt.json")


def score(cases: Path, *, listed: bool = False) -> tuple[dict[str, float | str], list[str]]:
    """Score a set: the figures, and the lines that say what is not right."""
    with tempfile.TemporaryDirectory() as folder:
        receipts = []
        for name, lines in groups(cases).items():
            place = Path(folder) / name
            place.mkdir()
            receipts.append(str(build(lines, place)))
        command = [sys.executable, str(SCORER), str(cases), *receipts, "--json", *(["--list"] if listed else [])]
        *rest, last = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    return json.loads(last), rest


def note(cases: Path, who: str, figures: dict[str, float | str], area: str = "statements") -> None:
    """Add a first look to the list; a set that has been looked at is refused."""
    digest = hashlib.sha256(cases.read_bytes()).hexdigest()
    known = LOOKS.read_text(encoding="utf-8").splitlines() if LOOKS.exists() else []
    if any(json.loads(line)["sha256"] == digest for line in known):
        raise SystemExit("this set has had its first look")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, check=True, text=True, cwd=ROOT
    )
    look = {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "area": area,
        "sha256": digest,
        "by": who,
        "figures": figures,
    }
    with LOOKS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(look, ensure_ascii=False) + "\n")


def main() -> None:
    """Score a set and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--list", action="store_true", help="name what is not right")
    parser.add_argument("--first-look", metavar="WHO", help="who wrote it without seeing the code")
    args = parser.parse_args()
    if not SCORER.is_file():
        raise SystemExit(f"skipped: no scorer at {SCORER}")
    figures, lines = score(args.cases, listed=args.list)
    print("\n".join(lines))
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    if args.first_look:
        note(args.cases, args.first_look, figures)


if __name__ == "__main__":
    main()
