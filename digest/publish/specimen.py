"""A small brief of invented news that uses every part there is, to try a template on before an issue needs it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from digest.model import (
    Article,
    Brief,
    Dropped,
    Fact,
    Figure,
    Highlight,
    Item,
    Masthead,
    Own,
    Paragraph,
    Problem,
    Reason,
    Remark,
    Report,
    Section,
    Source,
    Statement,
    Story,
    Sum,
    Text,
    Trend,
    Zone,
    ZoneRow,
)

_HEADLINE = "青澜高新区12.5亿元电池项目开工"  # with a figure: a template that cuts headlines is found out
_SENTENCE = "4月16日，总投资12.5亿元的电池项目在青澜高新区开工，达产后年产值预计30亿元。"
_DAY = date(2025, 4, 16)


def specimen() -> Brief:
    """Write a brief of one item with evidence, a remark, a chart, a problem and a report that was left out."""
    headline, sentence = (Text.of(f"{_HEADLINE}\n{_SENTENCE}", *ends) for ends in _ends())
    zone = Fact("zone", _part(sentence, "青澜高新区"), sentence, "specimen", zone=Zone("青澜高新区", province="江东省"))
    source = Source(
        "2025-04-16_青澜日报_01版.txt", "青澜日报", _DAY, "01", ("记者 林舟",), _HEADLINE, "https://example.cn/1"
    )
    article = Article("1", "0", source.origin, headline, paragraphs=(Paragraph("body", sentence),), published=_DAY)
    story = Story("1", (Report(article, (zone,)),))
    cost, output = (
        _stated(sentence, zone.text, source, *words) for words in (("12.5亿元", "总投资"), ("30亿元", "年产值"))
    )
    reason = Reason("figures", 3.5, "含投资额")
    item = Item(
        story,
        "story-1",
        1,
        "项目",
        headline,
        composed=True,
        summary=(sentence,),
        statements=(cost, output),
        reasons=(reason,),
        sources=(source,),
        notes=(Remark((Own("续报。"),)),),
    )
    return Brief(
        "2025-W16",
        date(2025, 4, 14),
        date(2025, 4, 20),
        date(2025, 4, 20),
        Masthead(
            "样刊", "编辑部", 16, 16, "内部", "0016", ("报：各位领导",), "https://example.cn/", "mailto:end@example.cn"
        ),
        (Highlight(sentence, cost),),
        (Figure(cost, Own("125000万元")),),
        (Section("项目", (item,)),),
        (source,),
        (Dropped(source, "与开发区无关"),),
        (Problem("扫描件.bin", "不能读取", "请换成文字版"),),
        explain=True,
        zones=(ZoneRow("青澜高新区", 1, 0, 1, 0, Sum((cost,)), Sum(), 1),),
        trends=(Trend("开发区", "青澜高新区", (1, 0, 1)),),
    )


def _ends() -> tuple[tuple[int, int], tuple[int, int]]:
    """Say where headline and sentence stand in the text they are of."""
    return (0, len(_HEADLINE)), (len(_HEADLINE) + 1, len(_HEADLINE) + 1 + len(_SENTENCE))


def _part(whole: Text, words: str) -> Text:
    start = whole.string.index(words)
    return whole[start : start + len(words)]


def _stated(sentence: Text, owner: Text, source: Source, words: str, label: str) -> Statement:
    return Statement(
        kind="money",
        text=_part(sentence, words),
        owner=owner,
        label=_part(sentence, label),
        value=Decimal(words.removesuffix("亿元")) * 10**8,
        unit="CNY",
        low=None,
        high=None,
        bound="exact",
        status="expected",
        period=None,
        article="1",
        anchor="story-1",
        source=source,
        quote=sentence,
        confidence=1.0,
    )
