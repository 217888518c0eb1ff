"""Score the events of articles against gold: found with their class, and of those agent, object, modality, polarity.

    python -m training.events GOLD.jsonl [GOLD.jsonl ...] [--errors]

An event is found where a fact of kind "event" overlaps its trigger and has one of the classes that `CLASSES` gives for
the gold's. Marks of a first (首创) are no events of the gold and are left out; what `repeat_mentions` lists is neither
wanted nor wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import facts, page

if TYPE_CHECKING:
    from digest.model import Fact

# The classes of the lexicon that answer to one of the gold: the gold calls opening what readers know by three names.
CLASSES = {
    "sign": {"签约"}, "start": {"开工"}, "finish": {"竣工", "验收"}, "produce": {"投产"}, "settle": {"落户", "签约"},
    "open": {"开通", "投产", "授牌"}, "approve": {"获批", "验收"}, "award": {"授牌", "入选"}, "select": {"入选"},
    "release": {"发布政策", "发布"}, "hold": {"举办"}, "finance": {"融资"}, "list": {"融资", "入选"},
    "achieve": {"突破"}, "cancel": {"取消"}, "suspend": {"暂停"}, "postpone": {"推迟"}, "apply": {"申报"},
    "effect": {"施行", "发布政策"}, "repeal": {"废止"}, "acquire": {"收购"}, "ship": {"启运", "开通"},
    "reorganise": {"重组"}, "relocate": {"搬迁"},
}  # fmt: skip


def main() -> int:
    """Print the figures of some files of gold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--errors", action="store_true", help="name what is wrong")
    args = parser.parse_args()
    count: Counter[str] = Counter()
    lines: list[str] = []
    for file in args.gold:
        for line in file.read_text(encoding="utf-8").splitlines():
            _score(json.loads(line), count, lines)
    if args.errors:
        sys.stdout.writelines(f"{line}\n" for line in sorted(lines))
    hits = count["found"]
    shares = {key: round(count[key] / max(1, hits), 4) for key in ("modality", "polarity", "agent", "object")}
    both = {"f1": round(2 * hits / max(1, 2 * hits + count["missed"] + count["extra"]), 4)}
    found = {"gold": hits + count["missed"], "found": hits, "extra": count["extra"]}
    sys.stdout.write(json.dumps(found | both | shares, ensure_ascii=False) + "\n")
    return 0


def _score(row: dict[str, Any], count: Counter[str], lines: list[str]) -> None:
    day = date.fromisoformat(row["date"]) if row.get("date") else None
    told = facts.extract(page.plain(row["text"], day), on=day)
    mine = [fact for fact in told if fact.kind == "event" and fact.value != "首创"]
    for gold in (one for one in row["facts"] if one["type"] == "event"):
        fact = next((one for one in mine if _meets(one, gold) and one.value in CLASSES[gold["class"]]), None)
        around = _around(row, gold["start"], gold["end"])
        if fact is None:
            count["missed"] += 1
            other = next((str(one.value) for one in mine if _meets(one, gold)), "-")
            lines.append(f"missed {gold['class']} ({other}) {around}")
            continue
        mine.remove(fact)
        right = _right(fact, gold)
        count.update({"found": 1, **right})
        said = f"{fact.modality} {fact.polarity} | {fact.subject} | {fact.measure}"
        wanted = f"{gold['modality']} {gold['polarity']} | {gold['agent']} | {gold['object']}"
        lines += [f"{key} {around} | {said} || {wanted}" for key, holds in right.items() if not holds]
    repeated = [one for one in row["repeat_mentions"] if one.get("type") == "event"]
    for fact in (one for one in mine if not any(_meets(one, gold) for gold in repeated)):
        count["extra"] += 1
        lines.append(f"extra {fact.value} {_around(row, fact.spans[0].start, fact.spans[-1].end)}")


def _meets(fact: Fact, gold: dict[str, Any]) -> bool:
    return bool(fact.spans[0].start < gold["end"] and gold["start"] < fact.spans[-1].end)


def _right(fact: Fact, gold: dict[str, Any]) -> dict[str, bool]:
    return {
        "modality": fact.modality == gold["modality"],
        "polarity": fact.polarity == gold["polarity"],
        "agent": gold["agent"] is None or _shares(fact.subject, gold["agent"]),
        "object": gold["object"] is None or _shares(f"{fact.measure}{fact.subject}", gold["object"]),
    }


def _shares(said: str | None, wanted: str) -> bool:
    """Whether one names the other, or they share half of the shorter one's pairs of characters."""
    if not said:
        return False
    left, right = (set(pairwise(one)) for one in (said, wanted))
    return said in wanted or wanted in said or 2 * len(left & right) >= min(len(left), len(right))


def _around(row: dict[str, Any], start: int, end: int) -> str:
    text: str = row["text"]
    said = f"{text[max(0, start - 30) : start]}【{text[start:end]}】{text[end : end + 16]}"
    return f"{row['id']} {said}".replace("\n", "/")


if __name__ == "__main__":
    sys.exit(main())
