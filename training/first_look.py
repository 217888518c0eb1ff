"""Score the facts of articles that nothing was fitted on, once: a first look.

    python -m training.first_look GOLD.jsonl [--errors]

A set counts the first time it is scored; then it joins training/gold, and its figures stay in
benchmarks/first_looks.jsonl.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import facts, page
from training.judging import NUMERIC, are_right

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Fact

ANSWERS = {
    "money": {"money"}, "quantity": {"quantity", "duration"}, "percent": {"percent", "ratio", "growth"},
    "ratio": {"ratio", "percent", "growth"}, "duration": {"duration", "quantity"}, "rank": {"rank"},
}  # fmt: skip
CONFIDENT = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.92, 0.95)


def main() -> int:
    """Print the figures of one file of gold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", action="store_true", help="name what is wrong")
    args = parser.parse_args()
    rows = [row for line in args.gold.read_text(encoding="utf-8").splitlines() for row in _judged(json.loads(line))]
    found = [row for row in rows if row["found"]]
    out: dict[str, Any] = {"figures": len(rows), "found": _share(row["found"] for row in rows)}
    for key in ("value", "bound", "modality", "condition", "period", "measure", "label", "owner", "joint"):
        out[key] = _share(row[key] for row in found)
    for least in CONFIDENT:
        sure = [row for row in found if row["confidence"] >= least and not row["said condition"]]
        mains = [row for row in rows if row["main"]]
        out[f"at {least}"] = {
            "printed": len(sure), "joint": _share(row["joint"] for row in sure),
            "mains kept": _share(row in sure for row in mains),
        }  # fmt: skip
    sys.stdout.write(json.dumps(out, ensure_ascii=False, indent=1) + "\n")
    if args.errors:
        sys.stdout.writelines(
            f"{row['confidence']:.2f} {row['text']}\n"
            for row in sorted(found, key=lambda row: -row["confidence"])
            if not row["joint"]
        )
        sys.stdout.writelines(f"missed {row['text']}\n" for row in rows if not row["found"])
    return 0


def _judged(article: dict[str, Any]) -> Iterator[dict[str, Any]]:
    day = date.fromisoformat(article["date"]) if article.get("date") else None
    said = facts.extract(page.plain(article["text"], day), on=day)
    for gold in article["facts"]:
        if gold["type"] in NUMERIC:
            near = [
                one
                for one in said
                if one.kind in ANSWERS[gold["type"]]
                and one.spans[0].start < gold["end"]
                and gold["start"] < one.spans[-1].end
            ]
            yield _one(
                article, {"label_alt": (), "owner_alt": (), "condition": False, **gold}, near[0] if near else None
            )


def _one(article: dict[str, Any], gold: dict[str, Any], fact: Fact | None) -> dict[str, Any]:
    text = article["text"]
    before, after = text[max(0, gold["start"] - 40) : gold["start"]], text[gold["end"] : gold["end"] + 10]
    around = f"{article['id']} {before}【{gold['text']}】{after}".replace("\n", "/")
    if fact is None:
        return {"found": False, "main": gold.get("main", False), "text": around, "confidence": 0.0}
    label, owner = (part.string if part else "" for part in (fact.label, fact.owner))
    modalities = {gold["modality"], *gold.get("modality_alt", ())}
    said = f"{label}{owner}{fact.measure or ''}{fact.subject or ''}"
    whose, what = are_right({owner}, label, gold)
    right = {
        "value": _same(fact, gold),
        "bound": fact.bound == gold["bound"],
        "modality": fact.modality in modalities and fact.polarity == gold["polarity"],
        "condition": fact.condition == gold["condition"],
        "period": fact.period == gold["period"],
        "measure": any(word in said for word in (gold.get("about") or "").split("|")),
        "label": what,
        "owner": whose,
    }
    joint = right["label"] and right["owner"] and right["modality"]
    marks = "".join(name[0].upper() for name in ("label", "owner", "modality") if not right[name])
    wanted = f"{gold['owner'] and gold['owner']['text']} {gold['label']} {gold['modality']}"
    rest = {"confidence": fact.confidence, "said condition": fact.condition, "joint": joint}
    text = f"{marks} {around} | {wanted} | {owner} {label} {fact.modality}"
    return {"found": True, "main": gold.get("main", False), "text": text, **rest, **right}


def _same(fact: Fact, gold: dict[str, Any]) -> bool:
    value = str(gold["value"])
    if ".." in value:
        return [_number(part) for part in value.split("..")] == [
            fact.low and float(fact.low),
            fact.high and float(fact.high),
        ]
    said, wanted = _number(str(fact.value)), _number(value)
    return (
        str(fact.value) == value
        if said is None or wanted is None
        else abs(said - wanted) <= 1e-6 * max(1.0, abs(wanted))
    )


def _number(text: str) -> float | None:
    top, _, bottom = text.partition("/")
    try:
        return float(Decimal(top) / Decimal(bottom or 1))
    except (InvalidOperation, ZeroDivisionError):
        return None


def _share(marks: Iterator[bool]) -> float:
    count = Counter(map(bool, marks))
    return round(count[True] / max(1, count.total()), 4)


if __name__ == "__main__":
    sys.exit(main())
