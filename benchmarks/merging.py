#!/usr/bin/env python3
"""Measure merging and ranking on many generated articles: time against that of their facts, memory, and growth.

    python benchmarks/merging.py [100000] [--length 800]

Prints one line of JSON for N/2 and N articles each, made in this process one size after the other: seconds for the
facts, for merge and rank, their share, the peak of resident memory, and time(N) / time(N/2). The bars of the desk are
a share of 0.25, 1.5 GB and a growth of 2.3. The articles are drawn from forty patterns over three hundred zones, two
thousand firms and a year of days; every third event is told by a second paper in other words. They are as
short as the news of a feed; --length makes each at least so many characters long, as reports on a page are.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import sys
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

from digest import edit, facts, lexicon
from digest.model import Article, Paragraph, Report, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARE, GIGABYTES, GROWTH = 0.25, 1.5, 2.3
_FIRST, _LAST = (
    "砺沅箬凌苇霁衡泓曦岑芷沐澄谷霓磐云启朗屿珩璟澔沁栩",
    "沅川晟航光岭箔图溪兰恩宇帆虹驰枢衡润禾屿岳霖舟桐彦",
)
_BUSINESS = ("储能", "新材", "智能装备", "生物医药", "光学", "微电子", "冷链", "食品", "氢能", "机器人")
_THINGS = ("电池基地", "研发中心", "智能工厂", "产业园", "生产线", "检测平台", "中试基地", "物流枢纽")
_EVENTS = (("签约落户", "签署投资协议"), ("开工", "开工建设"), ("投产", "建成投产"), ("扩建", "启动扩建"))
_PAPERS = ("岚州经济报", "江畔日报", "澄原晚报", "望沧时报", "栖云早报")


def articles(count: int, seed: int = 7, length: int = 0) -> Iterator[Article]:
    """Draw `count` invented articles of some 180 characters, or of `length`."""
    draw = random.Random(seed)  # noqa: S311  no secret
    zones = [line.split("\t")[0].split()[0] for line in lexicon.lines("zones") if line[0] != "@"][:300]
    number = 0
    while number < count:
        zone, firm = draw.choice(zones), draw.choice(_FIRST) + draw.choice(_LAST) + draw.choice(_BUSINESS)
        thing, (short, long) = draw.choice(_THINGS), draw.choice(_EVENTS)
        day = date(2024, 1, 1) + timedelta(days=draw.randrange(366))
        sum_, land, jobs = draw.randrange(12, 1800) / 10, draw.randrange(20, 1400), draw.randrange(5, 60) * 50
        head = f"{firm}{thing}{short}{zone}"
        body = (
            (
                f"{day.month}月{day.day}日，{firm}{thing}在{zone}{long}。项目总投资{sum_}亿元，占地{land}亩，"
                f"达产后预计年产值{sum_ * 1.6:.1f}亿元，带动就业{jobs}人。"
            ),
            (
                f"据介绍，{firm}是一家专精特新企业，去年实现营业收入{sum_ * 0.7:.1f}亿元，"
                f"同比增长{draw.randrange(20, 400) / 10}%。"
                f"{zone}为项目配备了服务专员，审批时间压缩到{draw.randrange(2, 30)}天。"
            ),
            f"今年以来，全区已有{draw.randrange(4, 60)}个项目开工，完成工业投资{draw.randrange(100, 3000) / 10}亿元。",
        )
        body += tuple(_aside(draw, zone) for _ in range(0, length - sum(map(len, body)), len(_aside(draw, zone))))
        yield _article(number, day + timedelta(days=1), draw.choice(_PAPERS), head, body)
        number += 1
        if draw.random() < 1 / 3 and number < count:
            other = (
                f"{zone}又添新项目 {firm}投资约{sum_:.0f}亿元",
                (
                    f"昨天，{firm}的{thing}在{zone}{long}，投资约{sum_:.0f}亿元，占地{land}亩，计划招工{jobs}人左右。",
                    "附近的居民早早来到现场，盼着家门口的新岗位。" + body[2],
                ),
            )
            yield _article(number, day + timedelta(days=1), draw.choice(_PAPERS), *other)
            number += 1


def _aside(draw: random.Random, zone: str) -> str:
    """Word what a longer report goes on with."""
    return (
        f"“从递交材料到拿证只用了{draw.randrange(2, 30)}天，比原来少跑{draw.randrange(2, 9)}趟。”一家企业的负责人说。"
        f"{zone}管委会有关负责人介绍，去年以来，全区先后走访企业{draw.randrange(40, 900)}家次，"
        f"协调解决用地、用工、用电等问题{draw.randrange(20, 400)}个，兑现奖补资金{draw.randrange(100, 9000)}万元，"
        f"企业满意率达到{draw.randrange(900, 999) / 10}%。下一步将继续完善服务清单，让更多项目早落地、早投产。"
    )


def _article(number: int, day: date, paper: str, head: str, body: tuple[str, ...]) -> Article:
    whole, at = "\n".join((head, *body)), len(head) + 1
    paragraphs = []
    for line in body:
        paragraphs.append(Paragraph("body", Text.of(whole, at, at + len(line))))
        at += len(line) + 1
    return Article(
        f"g{number:06d}", f"g{number:06d}", "generated", Text.of(whole, 0, len(head)),
        paragraphs=tuple(paragraphs), page="02", published=day, publication=paper,
    )  # fmt: skip


def measured(count: int, length: int = 0) -> dict[str, float]:
    """Find the facts of `count` articles, merge and rank them, and time both in seconds of the processor."""
    gc.collect()
    reports, spent = [], 0.0
    for article in articles(count, length=length):
        start = time.process_time()
        reports.append(Report(article, facts.extract(article, on=article.published)))
        spent += time.process_time() - start
    before = _gigabytes()
    start = time.process_time()
    fingerprints = edit.Fingerprints()
    stories = edit.merge(tuple(reports), fingerprints)
    ranking = edit.rank(stories, fingerprints=fingerprints)
    edited = time.process_time() - start
    return {
        "articles": count,
        "stories": len(stories),
        "kept": len(ranking.items),
        "facts_s": round(spent, 1),
        "edit_s": round(edited, 1),
        "share": round(edited / spent, 3),
        "gigabytes_before": round(before, 2),
        "gigabytes": round(_gigabytes(), 2),
    }


def _gigabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> int:
    """Measure, print, and say whether the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--length", type=int, default=0, help="characters of an article at least")
    asked = parser.parse_args()
    count = asked.count
    half, whole = measured(count // 2, asked.length), measured(count, asked.length)
    growth = round(whole["edit_s"] / max(half["edit_s"], 0.1), 2)
    print(json.dumps(half), json.dumps(whole), json.dumps({"growth": growth}), sep="\n")
    fits = whole["share"] <= SHARE and whole["gigabytes"] <= GIGABYTES and growth <= GROWTH
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
