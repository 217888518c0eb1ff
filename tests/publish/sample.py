"""A brief of invented news: four papers, five sections, long and short, one event in two papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from digest import facts, publish
from digest.model import (
    NUMERIC,
    Article,
    Brief,
    Checked,
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
    Status,
    Story,
    Sum,
    Text,
    ZoneRow,
)

if TYPE_CHECKING:
    from pathlib import Path

PAPERS = {"澄江日报": "3", "云岭开发区报": "A2", "经济观察周刊": "5", "白鹭晨报": "1"}
ZONES = {
    "澄江高新区": ("i-1", "i-5", "i-9"),
    "云岭经济技术开发区": ("i-2", "i-6", "i-10"),
    "白鹭综合保税区": ("i-3", "i-7"),
    "青屏新区": ("i-4", "i-8"),
}
_SURE = 0.9


class Writer:
    """Writes articles into one document, so that every text has its place."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, words: str) -> Text:
        """Add a text to the document."""
        start = len(self.text)
        self.text += words + "\n"
        return Text(words, Text.of(self.text, start, start + len(words)).spans)


def within(whole: Text, words: str) -> Text:
    """Take the stretch of a text that has these words."""
    start = whole.string.index(words)
    return whole[start : start + len(words)]


@cache
def found(quote: Text) -> tuple[Fact, ...]:
    """Find the figures of a text."""
    article = Article("", "0", "", None, paragraphs=(Paragraph("body", quote),))
    return tuple(fact for fact in facts.extract(article, on=None) if fact.kind in NUMERIC)


def fact(quote: Text, words: str) -> Fact:
    """Find the figure of a text that has these words."""
    return next(one for one in found(quote) if one.text.string == words)


def stated(
    quote: Text, words: str, label: str = "", *, owner: Text | None = None, status: Status | None = None
) -> Statement:
    """State the figure of a sentence: its value is read from the words, its label is a slice of the sentence."""
    one = fact(quote, words)
    return Statement(
        kind=one.kind,
        text=one.text,
        owner=owner,
        label=within(quote, label) if label else None,
        value=one.value,
        unit=one.unit,
        low=one.low,
        high=one.high,
        bound=one.bound,
        status=status or one.modality,
        period=None,
        running=None,
        article="",
        anchor="",
        source=source("", 1, "", None),
        quote=quote,
        confidence=_SURE if label else 0.0,
    )


def rendered(brief: Brief, template: str, form: str, *, folders: tuple[Path, ...] = ()) -> bytes:
    """Print a brief as if it had been checked."""
    return publish.render(Checked(brief), template, form, folders=folders).content


def words(content: bytes, form: str) -> str:
    """Read the words of a file as its reader sees them."""
    return publish.named(form).read(content)


def source(paper: str, day: int, byline: str, headline: str | None) -> Source:
    return Source(f"input/{paper}.txt", paper, date(2025, 4, day), PAPERS.get(paper), (byline,), headline)


def report(lead: Text, headline: Text | None, taken: tuple[Fact, ...], where: Source) -> Report:
    article = Article(
        lead.string[:8],
        "0",
        where.origin,
        headline,
        paragraphs=(Paragraph("body", lead),),
        page=where.page,
        published=where.published,
        publication=where.publication,
    )
    return Report(article, taken)


def item(  # noqa: PLR0913, PLR0917  one argument a field
    rank: int,
    section: str,
    headline: Text,
    summary: tuple[Text, ...],
    statements: tuple[Statement, ...],
    sources: tuple[Source, ...],
    *,
    composed: bool = False,
    notes: tuple[Remark, ...] = (),
) -> Item:
    anchor = f"i-{rank}"
    zone = next((name for name, anchors in ZONES.items() if anchor in anchors), "")
    owner = next((within(text, zone) for text in (headline, *summary) if zone and zone in text.string), None)
    given = tuple(replace(one, owner=one.owner or owner) for one in statements)
    taken = tuple(fact(one.quote, str(one)) for one in given)
    reports = tuple(report(summary[0], headline, taken if k == 0 else (), where) for k, where in enumerate(sources))
    reasons = (Reason("数据", 3.5, "含投资额等数据3处"), Reason("层级", 2.0, "涉及国家级开发区"))
    written = Item(
        Story(f"st{rank}", reports),
        anchor,
        rank,
        section,
        headline,
        composed,
        summary,
        (),
        reasons,
        sources,
        notes,
    )
    return stating(written, *given)


def stating(item: Item, *statements: Statement) -> Item:
    """Let an item state these figures, as figures of its lead report; its notes too."""
    lead = item.story.reports[0].article
    notes = tuple(Remark(tuple(_of(piece, item) for piece in note.pieces)) for note in item.notes)
    given = tuple(replace(one, article=lead.id, anchor=item.anchor, source=item.sources[0]) for one in statements)
    return replace(item, statements=given, notes=notes)


def _of(piece: Statement | Text | Own, item: Item) -> Statement | Text | Own:
    return replace(piece, anchor=item.anchor, source=item.sources[0]) if isinstance(piece, Statement) else piece


def brief() -> Brief:
    """Write the whole brief."""
    w = Writer()
    rows: list[Item] = []

    s1 = w.write(
        "澄江高新技术产业开发区管委会4月14日印发《澄江高新区支持先进制造业若干措施》，自5月1日起施行，有效期三年。"
    )
    s2 = w.write("措施提出，对新建投资超过2亿元的项目，按设备投资额的8%给予补助，单个项目最高不超过3000万元。")
    s3 = w.write("“政策就是要让企业算得清账。”管委会副主任周启明说，今年安排专项资金6.5亿元，比上年增长12.5%。")
    rows.append(
        item(
            1,
            "政策",
            w.write("澄江高新区出台二十条措施支持先进制造业"),
            (s1, s2, s3),
            (
                stated(s3, "6.5亿元", "专项资金"),
                stated(s3, "12.5%", "专项资金"),
                stated(s2, "最高不超过3000万元", "单个项目"),
                stated(s2, "8%", "设备投资额"),
            ),
            (source("澄江日报", 15, "记者 沈一帆", None), source("白鹭晨报", 16, "通讯员 顾北辰", None)),
            notes=(
                Remark(
                    (
                        Own("多报比对：《澄江日报》称"),
                        stated(s3, "6.5亿元", "专项资金"),
                        Own("，《白鹭晨报》称6亿元，差额待核。"),
                    )
                ),
            ),
        )
    )
    s1 = w.write(
        "本报讯 近日，云岭经济技术开发区推行“一枚印章管审批”，将原由9个部门承担的142项审批事项划转至行政审批局。"
    )
    s2 = w.write("改革后，工业项目从签约到开工平均用时由118天压减至63天。")
    rows.append(
        item(
            2,
            "政策",
            within(s1, "云岭经济技术开发区推行“一枚印章管审批”"),
            (s1, s2),
            (stated(s1, "142项", "审批事项"),),
            (source("云岭开发区报", 16, "记者 陆 远", None),),
            composed=True,
        )
    )
    s1 = w.write(
        "4月16日，总投资128.6亿元的星澜半导体12英寸特色工艺晶圆制造项目在白鹭综合保税区开工，这是该区设立以来单体投资最大的工业项目。"
    )
    s2 = w.write("项目分两期建设，一期投资约76亿元，规划月产能4万片，预计2027年6月投产，达产后年产值可达95亿元以上。")
    s3 = w.write("据介绍，白鹭综合保税区今年一季度新签约亿元以上项目23个，协议投资额341.2亿元，同比增长18.7%。")
    o1 = w.write("白鹭综保区负责人表示，项目用地面积680亩，已有11家配套企业意向落户，带动就业2600余人。")
    rows.append(
        item(
            3,
            "项目",
            w.write("星澜半导体晶圆制造项目在白鹭综合保税区开工 总投资128.6亿元"),
            (s1, s2, s3),
            (
                stated(s1, "128.6亿元", "总投资"),
                stated(s2, "约76亿元", "一期投资"),
                stated(s2, "95亿元以上", "年产值"),
                stated(s3, "341.2亿元", "协议投资额"),
                stated(s3, "18.7%", "协议投资额"),
                stated(o1, "680亩", "用地面积"),
                stated(o1, "2600余人", "带动就业", status="expected"),
            ),
            (source("白鹭晨报", 17, "记者 韩晓舟 摄影 罗 宁", None), source("澄江日报", 17, "记者 沈一帆", None)),
            notes=(Remark((Own("续报：本刊第15期曾报道该项目签约。"),)),),
        )
    )
    s1 = w.write("青屏新区装备制造产业园二期4月15日封顶，建筑面积21.3万平方米，可容纳企业40余家。")
    rows.append(
        item(
            4,
            "项目",
            w.write("青屏新区装备制造产业园二期封顶"),
            (s1,),
            (stated(s1, "21.3万平方米", "建筑面积"),),
            (source("经济观察周刊", 18, "本刊记者 丁 越", None),),
        )
    )
    s1 = w.write(
        "澄江高新区固态电池中试平台日前通过验收，平台由远岫新能源与三所高校共建，累计投入4.2亿元，申请发明专利87件，其中授权31件。"
    )
    s2 = w.write("验收专家组认为，平台研制的固态电解质膜离子电导率达到1.2 mS/cm，达到国内先进水平。")
    rows.append(
        item(
            5,
            "创新",
            w.write("固态电池中试平台在澄江高新区通过验收"),
            (s1, s2),
            (stated(s1, "4.2亿元", "累计投入"), stated(s1, "87件", "申请发明专利")),
            (source("澄江日报", 18, "记者 沈一帆 通讯员 何 田", None),),
        )
    )
    s1 = w.write("云岭经开区一季度新增国家高新技术企业36家，总数达到418家；技术合同成交额29.7亿元，增长31%。")
    s2 = w.write("The zone’s R&D centre, run with NovaChem GmbH, will open in Q3 2025.")
    rows.append(
        item(
            6,
            "创新",
            w.write("云岭经开区高新技术企业增至418家"),
            (s1, s2),
            (stated(s1, "418家", "高新技术企业"), stated(s1, "29.7亿元", "技术合同成交额")),
            (source("云岭开发区报", 18, "记者 陆 远", None),),
        )
    )
    s1 = w.write("白鹭综保区4月12日至15日赴粤港澳大湾区开展招商推介，走访企业34家，现场签约项目8个，签约金额57亿元。")
    s2 = w.write("“不比优惠比服务，不拼地价拼生态。”白鹭综保区招商局局长方卓然在推介会上说。")
    rows.append(
        item(
            7,
            "招商与环境",
            w.write("白鹭综保区赴大湾区招商签约57亿元"),
            (s1, s2),
            (stated(s1, "57亿元", "签约金额"), stated(s1, "8个", "签约项目")),
            (source("白鹭晨报", 16, "记者 韩晓舟", None),),
        )
    )
    s1 = w.write(
        "青屏新区上线“企业诉求一键办”，企业通过手机提交的用水、用电、用工、融资等诉求，由专班在2小时内响应、3个工作日内办结。"
    )
    s2 = w.write("截至4月10日，平台累计受理诉求1276件，办结率98.4%，满意率99.1%。")
    rows.append(
        item(
            8,
            "招商与环境",
            w.write("青屏新区：企业诉求一键办"),
            (s1, s2),
            (stated(s2, "98.4%", "办结率"), stated(s2, "1276件", "受理诉求")),
            (source("经济观察周刊", 18, "本刊记者 丁 越", None),),
        )
    )
    s1 = w.write(
        "统计显示，一季度澄江高新区实现地区生产总值286.4亿元，同比增长7.9%；规模以上工业增加值增长10.2%，固定资产投资增长15.6%。"
    )
    s2 = w.write("进出口总额112.3亿元，其中出口84.5亿元，分别增长6.1%和9.8%。")
    rows.append(
        item(
            9,
            "数据",
            w.write("澄江高新区一季度地区生产总值增长7.9%"),
            (s1, s2),
            (
                stated(s1, "286.4亿元", "地区生产总值"),
                stated(s1, "7.9%", "地区生产总值"),
                stated(s1, "10.2%", "规模以上工业增加值"),
                stated(s2, "112.3亿元", "进出口总额"),
                stated(s2, "84.5亿元", "出口"),
            ),
            (source("澄江日报", 17, "记者 沈一帆", None),),
        )
    )
    s1 = w.write("云岭经开区一季度完成税收收入18.6亿元，增长5.3%，实现“开门红”。")
    rows.append(
        item(
            10,
            "数据",
            w.write("云岭经开区一季度税收18.6亿元"),
            (s1,),
            (stated(s1, "18.6亿元", "税收收入"), stated(s1, "5.3%", "税收收入")),
            (source("云岭开发区报", 17, "记者 陆 远", None),),
        )
    )
    return _brief(tuple(rows))


COSTS = {"澄江高新区": "12亿元", "云岭经开区": "6亿元", "白鹭综保区": "3亿元"}


def charted(
    brief: Brief,
    costs: list[tuple[str, str]],
    status: Status = "actual",
    words: str = "总投资{}",
    sure: float = 0.9,
) -> Brief:
    """Give the brief's first items a cost each, and a table of them."""
    writer, items, rows = Writer(), list(brief.items), []
    for place, (zone, cost) in enumerate(costs):
        quote = writer.write(f"{zone}{words.format(cost)}。")
        owner = within(quote, zone) if zone else None
        one = stated(quote, cost, words[:3], owner=owner, status=status)
        items[place] = stating(items[place], replace(one, confidence=sure))
        rows.append(Figure(items[place].statements[0]))
    section = replace(brief.sections[0], items=tuple(items))
    return replace(brief, sections=(section,), figures=tuple(rows), zones=())


def _brief(rows: tuple[Item, ...]) -> Brief:
    titles = dict.fromkeys(row.section for row in rows)
    firsts = [row.statements[0] for row in rows if row.statements and row.rank in (1, 3, 5, 7, 9)]
    highlights = tuple(Highlight(one.quote, one) for one in firsts)
    figures = tuple(Figure(one) for row in rows for one in row.statements[:2])
    begun = tuple(one for row in rows for one in row.statements if str(one) == "128.6亿元")
    zones = tuple(
        ZoneRow(name, len(anchors), 0, int(bool(costs)), 0, Sum(costs), Sum(), anchors=anchors)
        for name, anchors in ZONES.items()
        for costs in (begun[:1] if "i-3" in anchors else (),)
    )
    sources = tuple(dict.fromkeys(where for row in rows for where in row.sources))
    dropped = (
        Dropped(source("经济观察周刊", 18, "本刊记者 丁 越", "春日赏花好去处"), "与开发区无关"),
        Dropped(source("白鹭晨报", 16, "记者 韩晓舟", None), "同一事件已采用《澄江日报》稿"),
    )
    return Brief(
        "2025-W16",
        date(2025, 4, 14),
        date(2025, 4, 20),
        date(2025, 4, 21),
        Masthead("开发区动态周报", "澄江市开发区研究中心", 16, 116),
        highlights,
        figures,
        tuple(Section(title, tuple(row for row in rows if row.section == title)) for title in titles),
        sources,
        dropped,
        (Problem("input/扫描件.bin", "unknown_format", "not a text file", "give it a known format (.txt)"),),
        zones=zones,
    )


def explained() -> Brief:
    """The same brief, asked to print its reasons."""
    return replace(brief(), explain=True)


HOSTILE = (
    "{{7*7}} {% raw %} {#id} {: #x }",
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "[点这里](javascript:alert(1)) ![图](http://example.com/a.png) <http://example.com>",
    "# 标题 ## 再来 #",
    "**粗** *斜* _线_ __双__ `码` ```栏``` ~~删~~",
    "1. 第一 2) 第二",
    "- 减号开头",
    "+ 加号开头",
    "> 引用 &gt; &amp; &copy; &#65;",
    "| 竖 | 线 | --- |",
    "[^1]: 脚注 [^i-1-1] [x]: http://example.com",
    "    缩进 \\ 反斜杠 \\* \\_",
    "=== --- *** ___",
    ": 定义",
    "<!-- 注释 --> <![CDATA[x]]> <?php ?>",
    "”引号“ “嵌套”——《书名》 '单' \"双\"",
    "5~8亿元 10~20% ~1~",
    'x" onload="alert(1)" style="background:url(file:///etc/passwd)',
    "ab\x02cd\x03ef\u2028gh\u0000ij",
    "@import url(http://example.com/x.css); }</style>",
)


def about(hostile: str) -> Brief:
    """Write a brief of one item with these words in every field that a source or a person fills."""
    w = Writer()
    told = f"前言 {hostile} "
    quote = w.write(f"{told}投资12.5%以上。")
    plain = w.write(hostile)
    name = quote[3 : 3 + len(hostile)]
    where = Source(hostile, hostile, date(2025, 4, 15), hostile, (hostile,), hostile)
    one = replace(stated(quote[len(told) :], "12.5%以上"), label=name, owner=name, quote=quote, confidence=_SURE)
    kept = Item(
        Story("st1", (report(quote, plain, (), where),)),
        "i-1",
        1,
        hostile,
        plain,
        composed=True,
        summary=(plain, quote),
        statements=(),
        reasons=(Reason("words", 1.0, hostile),),
        sources=(where,),
        notes=(Remark((Own(hostile),)),),
    )
    kept = stating(kept, one)
    (one,) = kept.statements
    return Brief(
        hostile,
        date(2025, 4, 14),
        date(2025, 4, 20),
        date(2025, 4, 21),
        Masthead(hostile, hostile, 1, 2, hostile, hostile, (hostile,)),
        (Highlight(quote, one),),
        (Figure(one, Own(hostile)),),
        (Section(hostile, (kept,)),),
        (where,),
        (Dropped(where, hostile),),
        (Problem(hostile, "same", hostile, hostile, (("twin", hostile),)),),
        explain=True,
    )


def of_length(count: int) -> Brief:
    """Write a brief of so many items, the sample's over and over."""
    rows = brief().items
    items = tuple(_again(rows[k % len(rows)], k + 1) for k in range(count))
    return replace(_brief(items), highlights=_brief(items[:9]).highlights, figures=_brief(items[:10]).figures)


def _again(row: Item, rank: int) -> Item:
    return stating(replace(row, anchor=f"i-{rank}", rank=rank), *row.statements)
