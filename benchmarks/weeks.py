"""Build a week of invented reports and score what its receipt says: stories, order, topic, conflicts, follow-ups.

    python benchmarks/weeks.py FOLDER/NAME …                  print the figures of each week and their mean
    python benchmarks/weeks.py FOLDER/NAME --list             … and what is not right
    python benchmarks/weeks.py FOLDER/NAME --first-look WHO   … and add them to first_looks.jsonl: once a set, ever

A week is NAME.jsonl (articles with `event`, `kind`, `followup_of`, `conflict`, `section`), NAME.prefs.jsonl (pairs of
events, the better first) and NAME.nearmiss.jsonl (pairs that must stay apart).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from itertools import combinations
from pathlib import Path
from typing import Any

from statements import build, note

OFF = ("other", "offtopic")  # how the two sorts of sets name what does not belong
SECTIONS = ("政策", "项目", "创新", "招商与环境", "数据")  # a set that knows others says nothing of ours
_GOLD = ("event", "kind", "followup_of", "grade", "conflict", "section")


def rows(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def score(base: Path) -> tuple[dict[str, Any], list[str]]:
    """Build a week and score it: the figures, and the lines that say what is not right."""
    articles = {row["id"]: row for row in rows(base.with_name(f"{base.name}.jsonl"))}
    plain = [
        json.dumps({k: v for k, v in row.items() if k not in _GOLD}, ensure_ascii=False) for row in articles.values()
    ]
    with tempfile.TemporaryDirectory() as folder:
        receipt = json.loads(build(plain, Path(folder)).read_text(encoding="utf-8"))
    return judged(base, articles, receipt["stories"])


def judged(base: Path, articles: dict[str, Any], stories: list[dict[str, Any]]) -> tuple[dict[str, Any], list[str]]:
    """Compare the stories of a receipt with the gold."""
    where = {name: k for k, story in enumerate(stories) for name in story["articles"]}
    events: dict[str, list[str]] = {}
    for row in articles.values():
        events.setdefault(row["event"], []).append(row["id"])
    wanted = {p for p in combinations(sorted(articles), 2) if articles[p[0]]["event"] == articles[p[1]]["event"]}
    made = {p for story in stories for p in combinations(sorted(story["articles"]), 2)}
    dropped = {e: all(n in where and stories[where[n]].get("dropped") for n in names) for e, names in events.items()}
    place = {e: min(where.get(n, 10**6) for n in names) + 10**5 * dropped[e] for e, names in events.items()}
    prefs = rows(base.with_name(f"{base.name}.prefs.jsonl"))
    wrong = [row for row in prefs if place[row["better"]] >= place[row["worse"]]]
    near = rows(base.with_name(f"{base.name}.nearmiss.jsonl"))
    merged = [n for n in near if any(where.get(x) == where.get(y) for x in events[n["a"]] for y in events[n["b"]])]
    off = [e for e, names in events.items() if articles[names[0]]["kind"] in OFF and _is_off(articles, names)]
    lost = [e for e, names in events.items() if e not in off and dropped[e] and articles[names[0]]["kind"] not in OFF]
    led = {s["articles"][0]: s for s in stories if s["articles"][0] in articles}
    disputed = {row["event"] for row in articles.values() if row.get("conflict")}
    said = {articles[name]["event"] for name, story in led.items() if story.get("conflicts")}
    follow = {(row["event"], row["followup_of"]) for row in articles.values() if row.get("followup_of")}
    linked = {
        (articles[name]["event"], articles[one]["event"])
        for name, story in led.items()
        for one in story.get("follows") or []
        if one in articles
    }
    sections = [
        (name, articles[name]["section"], story["section"])
        for name, story in led.items()
        if articles[name].get("section") in SECTIONS and not story.get("dropped") and articles[name]["event"] not in off
    ]
    misplaced = [row for row in sections if row[1] != row[2]]
    figures = {
        "precision": _share(len(wanted & made), len(made)), "recall": _share(len(wanted & made), len(wanted)),
        "near_misses_merged": len(merged), "preferences": _share(len(prefs) - len(wrong), len(prefs)),
        "off_topic_out": _share(sum(dropped[e] for e in off), len(off)), "on_topic_lost": len(lost),
        "conflicts": _share(len(disputed & said), len(disputed)), "conflicts_false": len(said - disputed),
        "follow_ups": _share(len(follow & linked), len(follow)), "follow_ups_false": len(linked - follow),
        "sections": _share(len(sections) - len(misplaced), len(sections)), "articles": len(articles),
    }  # fmt: skip
    lines = [f"not merged: {_named(articles, pair)}" for pair in sorted(wanted - made)]
    lines += [f"merged: {_named(articles, pair)}" for pair in sorted(made - wanted)]
    lines += [f"order: {row['better']} below {row['worse']}: {row.get('why', '')}" for row in wrong]
    lines += [f"off topic, in: {_title(articles, events[e][0])}" for e in off if not dropped[e]]
    lines += [f"lost: {_title(articles, events[e][0])}" for e in lost]
    lines += [f"conflict missed: {e} {_title(articles, events[e][0])}" for e in sorted(disputed - said)]
    lines += [f"conflict false: {e} {_title(articles, events[e][0])}" for e in sorted(said - disputed)]
    lines += [f"follow-up missed: {pair}" for pair in sorted(follow - linked)]
    lines += [f"follow-up false: {pair}" for pair in sorted(linked - follow)]
    lines += [f"section {got}, wanted {want}: {_title(articles, name)}" for name, want, got in misplaced]
    return figures, lines


def _is_off(articles: dict[str, Any], names: list[str]) -> bool:
    """Say whether an event must stay out: in sets that name `offtopic`, `other` is routine that may stay."""
    named = any(row["kind"] == "offtopic" for row in articles.values())
    return articles[names[0]]["kind"] == "offtopic" if named else True


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def _title(articles: dict[str, Any], name: str) -> str:
    return f"{name} {articles[name]['headline']}"


def _named(articles: dict[str, Any], pair: tuple[str, str]) -> str:
    return " | ".join(_title(articles, name) for name in pair)


def main() -> int:
    """Score the weeks that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weeks", type=Path, nargs="+", metavar="FOLDER/NAME")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--first-look", metavar="WHO")
    args = parser.parse_args()
    found = []
    for base in args.weeks:
        figures, lines = score(base)
        found.append(figures)
        print(*(lines if args.list else ()), json.dumps(figures, ensure_ascii=False), sep="\n")
        if args.first_look:
            note(base.with_name(f"{base.name}.jsonl"), args.first_look, figures, area="weeks")
    if len(found) > 1:
        print(json.dumps({key: round(sum(one[key] for one in found) / len(found), 4) for key in found[0]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
