"""Newspaper pages printed by the tests: invented articles, set in bands and strips of columns, as PDF."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from sources import articles

FONTS = Path(__file__).resolve().parents[1] / "digest" / "fonts"
_KICKERS = ("岚州出台十项措施支持中试平台建设", "一季度开门红", "走进望沧经开区重点项目现场")
_SUBTITLES = ("已有136家企业享受政策", "全年计划总投资210亿元")
_SUBHEADS = ("把人才留下来", "让设备“跑”起来", "从图纸到样机")
_CAPTIONS = ("图为青澜高新区的智能工厂生产线。 周立 摄", "工人在望沧经开区的车间里检查产品。 本报记者 陈思 摄")
_LABELS = ("园区动态", "聚焦高质量发展", "政策解读")
_HEADS = (
    "溪桥产业园三条生产线满负荷运转",
    "岚州综合保税区“一次办”跑出加速度",
    "澄原经开区为企业送来真金白银",
    "江畔自贸片区外贸额首破百亿元",
    "青澜高新区与三所高校共建实验室",
    "望沧经开区重大项目集中开工",
    "中试平台补上成果转化关键一环",
    "小零件闯出大市场",
)


@dataclass(frozen=True, slots=True)
class Story:
    """An invented article as it is to be printed; "" is what it lacks. A vertical headline takes a column."""

    headline: str
    body: tuple[str, ...]
    kicker: str = ""
    subtitle: str = ""
    byline: str = ""
    tail: str = ""
    caption: str = ""
    label: str = ""
    subhead: str = ""
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Design:
    """How a page is set, in points and ems."""

    size: float = 10.0
    column: float = 16.0
    gutter: float = 15.0
    leading: float = 1.5
    headline: float = 22.0
    rules: bool = False
    masthead: bool = True


HAND = f"<style>@font-face {{ font-family: s; src: url(file://{FONTS}/NotoSerifSC-Regular.ttf) }}</style>"
Strip = tuple[tuple["Story", int], ...]  # stories under each other, each with its number of columns


def page(bands: tuple[tuple[Strip, ...], ...], design: Design | None = None, *, uncompressed: bool = False) -> bytes:
    """Print one page: bands of strips, from the top."""
    from weasyprint import HTML  # noqa: PLC0415  0.5 s, paid only where a page is printed

    design = design or Design()
    strips = [[max(columns for _, columns in strip) for strip in band] for band in bands]
    width = max(_width(sum(row), design) for row in strips)
    rows = "".join(
        "<table><tr>"
        + f'<td style="width:{design.gutter}pt;padding:0"></td>'.join(
            f'<td style="width:{_width(columns, design)}pt">'
            + "".join(_story(story, wide, design) for story, wide in strip)
            + "</td>"
            for strip, columns in zip(band, row, strict=True)
        )
        + "</tr></table>"
        for band, row in zip(bands, strips, strict=True)
    )
    head = (
        '<div class="folio"><b>05版 园区</b><i>江畔日报</i><u>2025年4月14日 星期一<br>责编：周立 美编：陈思</u></div>'
    )
    return bytes(
        HTML(string=f"<style>{_style(design, width)}</style>{head if design.masthead else ''}{rows}").write_pdf(
            uncompressed_pdf=uncompressed
        )
    )


def placed(*words: tuple[float, float, float, str], width: float = 400, height: float = 300, **options: bool) -> bytes:
    """Print (left, top, size, string) in points on one page, in the order given."""
    from weasyprint import HTML  # noqa: PLC0415  as above

    size = f"@page {{ size: {width}pt {height}pt; margin: 0 }}"
    style = f"<style>{size} div {{ position: absolute; white-space: pre }}</style>"
    drawn = "".join(
        f'<div style="left:{left}pt;top:{top}pt;font:{size}pt/1 s">{escape(string)}</div>'
        for left, top, size, string in words
    )
    return bytes(HTML(string=HAND + style + drawn).write_pdf(**options))


def _width(columns: int, design: Design) -> float:
    return columns * design.column * design.size + (columns - 1) * design.gutter


def _style(design: Design, width: float) -> str:
    size, head = design.size, design.headline
    return (
        f"@font-face {{ font-family: s; src: url(file://{FONTS}/NotoSerifSC-Regular.ttf) }}"
        f"@font-face {{ font-family: h; src: url(file://{FONTS}/NotoSansSC-Medium.ttf) }}"
        f"@page {{ size: {width + 60}pt 6000pt; margin: 30pt }}"
        f"body {{ font: {size}pt/{design.leading} s; margin: 0; text-align: justify }}"
        "table { border-collapse: collapse; table-layout: fixed; margin: 0 0 18pt }"
        "td { padding: 0; vertical-align: top }"
        f"h1 {{ font: {head}pt/1.25 h; margin: 4pt 0; text-align: center }}"
        f".down {{ width: {head * 1.05}pt; margin: 0 {size}pt }}"
        f".kicker, .subtitle {{ font-size: {size * 1.45}pt; text-align: center; line-height: 1.3 }}"
        f".label {{ font: {size * 1.3}pt/1.2 h; margin-bottom: {size * 1.6}pt; text-align: left }}"
        f".byline {{ text-align: center; margin-bottom: {size * 0.7}pt }}"
        f".tail {{ text-align: right }}"
        f".subhead {{ font: {size * 1.05}pt/1.4 h; text-align: center; margin: {size}pt 0 }}"
        ".photo { break-inside: avoid } .picture { background: #ccc; height: 70pt }"
        f".caption {{ font-size: {size * 0.9}pt; margin: 3pt 0 {size}pt }}"
        f".text {{ column-gap: {design.gutter}pt }} p {{ margin: 0; text-indent: 2em; orphans: 1; widows: 1 }}"
        f".story {{ margin-bottom: 14pt; {'border-bottom: 1pt solid; padding-bottom: 8pt' if design.rules else ''} }}"
        ".folio { font: 13pt/1.2 h; height: 40pt } .folio i { margin: 0 60pt; font-style: normal }"
        ".folio u { font-size: 8pt; text-decoration: none; display: inline-block } .folio b { font-weight: normal }"
    )


def _story(story: Story, columns: int, design: Design) -> str:
    def part(name: str, string: str) -> str:
        return f'<div class="{name}">{escape(string)}</div>' if string else ""

    head = "<br>".join(story.headline) if story.vertical else escape(story.headline)
    middle = len(story.body) // 2
    text = "".join(
        (part("subhead", story.subhead) if k == middle and k else "") + f"<p>{escape(paragraph)}</p>"
        for k, paragraph in enumerate(story.body)
    )
    picture = f'<div class="photo"><div class="picture"></div>{part("caption", story.caption)}</div>'
    picture = picture if story.caption else ""
    columns = columns - 1 if story.vertical else columns
    body = f'<div class="text" style="columns:{columns}">{picture}{text}{part("tail", story.tail)}</div>'
    if story.vertical:
        head = f'<td style="width:{_width(1, design) + design.gutter}pt"><h1 class="down">{head}</h1></td>'
        body = f'<table><tr>{head}<td style="width:{_width(columns, design)}pt">{body}</td></tr></table>'
        return f'<div class="story">{part("label", story.label)}{body}</div>'
    return (
        f'<div class="story">{part("label", story.label)}{part("kicker", story.kicker)}<h1>{head}</h1>'
        f"{part('subtitle', story.subtitle)}{part('byline', story.byline)}{body}</div>"
    )


def stories(number: int, seed: int = 1) -> tuple[Story, ...]:
    """Invent stories, each with some of the parts a story may have; the same ones for the same seed."""
    dice = random.Random(seed)  # noqa: S311  repeatable, no secret
    heads = dice.sample(_HEADS, k=min(number, len(_HEADS)))
    written = articles(2 * number, seed=dice.randrange(1000))
    return tuple(
        _dressed(dice, (*written[2 * k].body, *written[2 * k + 1].body), heads[k % len(heads)]) for k in range(number)
    )


def _dressed(dice: random.Random, body: tuple[str, ...], headline: str) -> Story:
    story = Story(headline, body)
    for part, choices, share in (
        ("kicker", _KICKERS, 0.3),
        ("subtitle", _SUBTITLES, 0.2),
        ("label", _LABELS, 0.2),
        ("caption", _CAPTIONS, 0.3),
        ("subhead", _SUBHEADS, 0.3),
        ("byline", ("本报记者 陈思", "■ 周立 王海涛"), 0.3),
        ("tail", ("（李静）", "张明远 陈思"), 0.2),
    ):
        if dice.random() < share:
            story = replace(story, **{part: dice.choice(choices)})
    return story
