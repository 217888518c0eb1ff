"""Invented articles and the files they come in: web pages, feeds, Word files, archives, built by the tests."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass
from html import escape

_ZONES = ("青澜高新区", "望沧经开区", "岚州综合保税区", "澄原经济技术开发区", "江畔自贸片区", "溪桥产业园")
_OPENINGS = (
    "本报讯（记者 {name}）4月{day}日，{zone}举行一季度重大项目集中开工仪式，{count}个项目总投资{money}亿元。",
    "近日，记者从{zone}管委会获悉，今年前三个月全区规模以上工业增加值同比增长{percent}%，增速居全省前列。",
    "4月{day}日上午，走进{zone}的智能工厂，{count}条生产线正在满负荷运转，工人们忙着赶制出口订单。",
)
_MIDDLES = (
    "据了解，该项目占地{count}亩，建成后年产值可达{money}亿元，带动就业{people}余人。",
    "“我们当天提交材料，当天就拿到了营业执照，服务比想象的还要快。”企业负责人{name}说。",
    "截至目前，{zone}已集聚高新技术企业{count}家，去年实现税收{money}亿元，增长{percent}%。",
    "在政策支持方面，对符合条件的企业给予最高{people}万元补助，并提供人才公寓和子女入学保障。",
    "会议要求，各有关部门要主动靠前服务，推动项目早开工、早投产、早见效，确保全年目标任务顺利完成。",
    "{zone}还与三所高校共建实验室，围绕新材料、集成电路和生物医药等方向开展联合研究。",
)
_CLOSINGS = (
    "下一步，{zone}将继续优化营商环境，力争全年引进项目{count}个以上。",
    "预计到今年年底，全区出口总额将突破{money}亿元。",
)
_OLD_SENTENCES = (
    "本報訊 青瀾高新區昨日舉行簽約儀式，{count}個項目總投資{money}億元，涉及半導體、新材料等產業。",
    "據統計，今年前三個月全區工業總產值同比增長{percent}%，出口額達到{money}億元，創歷史新高。",
    "園區負責人表示，將繼續優化營商環境，為企業提供更好的服務，推動經濟高質量發展。",
    "記者了解到，該項目預計明年投產，屆時可帶動就業{people}餘人，並為當地帶來可觀的稅收。",
    "與會專家認為，開發區應當加強國際合作，把握數字經濟發展的機遇，實現產業轉型升級。",
)
_NAMES = ("张明远", "李静", "王海涛", "陈思", "赵小楠", "周立")


@dataclass(frozen=True, slots=True)
class Written:
    """An invented article."""

    headline: str
    body: tuple[str, ...]

    @property
    def text(self) -> str:
        """The article as a reader lays it out."""
        return "\n".join((self.headline, *self.body)) + "\n"


def articles(number: int, seed: int = 1) -> tuple[Written, ...]:
    """Invent articles in simplified characters, the same ones for the same seed."""
    dice = random.Random(seed)  # noqa: S311  invented text, no secret
    return tuple(_article(dice) for _ in range(number))


def _article(dice: random.Random) -> Written:
    zone = dice.choice(_ZONES)

    def fill(template: str) -> str:
        return _fill(dice, template, zone)

    body = [fill(dice.choice(_OPENINGS)), *(fill(one) for one in dice.sample(_MIDDLES, dice.randint(1, 5)))]
    return Written(fill(zone + "前三个月引进项目{count}个"), (*body, fill(dice.choice(_CLOSINGS))))


def traditional(number: int, seed: int = 1) -> tuple[Written, ...]:
    """Invent articles in traditional characters, all of them in Big5."""
    dice = random.Random(seed)  # noqa: S311  as above
    return tuple(
        Written(
            _fill(dice, "青瀾高新區前三個月引進項目{count}個", ""),
            tuple(_fill(dice, one, "") for one in dice.sample(_OLD_SENTENCES, dice.randint(2, 5))),
        )
        for _ in range(number)
    )


def _fill(dice: random.Random, template: str, zone: str) -> str:
    return template.format(
        zone=zone,
        name=dice.choice(_NAMES),
        day=dice.randint(1, 28),
        count=dice.randint(3, 280),
        money=dice.randint(20, 9999) / 10,
        percent=dice.randint(10, 250) / 10,
        people=dice.randint(1, 60) * 100,
    )


def web_page(written: Written, label: str = "utf-8") -> str:
    """Set an article as a news site's page, with the furniture such a page has."""
    body = "".join(f"<p>　　{escape(paragraph)}</p>" for paragraph in written.body)
    title = escape(written.headline)
    return (
        f'<!DOCTYPE html><html><head><meta charset="{label}"><title>{title}_江畔新闻网</title>'
        '<script>var a = "<p>不是正文，也不是句子。</p>";</script></head><body>'
        '<div class="top-nav"><a href="/">首页</a> <a href="/a">要闻</a> <a href="/b">园区</a></div>'
        f'<div class="main"><h1>{title}</h1>'
        '<div class="info">2025-04-14 08:30 来源：江畔日报 作者：张明远 字号：大 中 小</div>'
        f'<div class="content">{body}<p>（责任编辑：李静）</p></div>'
        '<div class="related"><h3>相关阅读</h3><ul><li><a href="/1">另一条新闻的标题，也有一个逗号</a></li></ul></div>'
        "</div>"
        '<div class="footer">版权所有 江畔新闻网，未经书面授权，不得转载或镜像。</div></body></html>'
    )


def rss(written: tuple[Written, ...], label: str = "utf-8") -> str:
    """Set articles as a feed."""
    items = "".join(
        f"<item><title>{escape(one.headline)}</title><link>https://news.example/{at}</link><guid>item-{at}</guid>"
        "<pubDate>Mon, 14 Apr 2025 08:30:00 +0800</pubDate>"
        f"<description>{escape(_paragraphs(one))}</description></item>"
        for at, one in enumerate(written)
    )
    channel = f"<channel><title>江畔日报</title>{items}</channel>"
    return f'<?xml version="1.0" encoding="{label}"?><rss version="2.0">{channel}</rss>'


def _paragraphs(written: Written) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in written.body)


_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f"<w:styles {_WORD}>"
    '<w:style w:styleId="t"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="2"><w:name w:val="heading 2"/></w:style></w:styles>'
)


def paragraph(string: str, style: str = "") -> str:
    """Write a paragraph of a Word file."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{escape(string)}</w:t></w:r></w:p>'


def docx(body: str, styles: str = STYLES, before: str = "") -> bytes:
    """Write a Word file; `before` stands above its root element."""
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"{before}<w:document {_WORD}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": styles,
        }
    )


def word_file(written: Written) -> bytes:
    """Set an article as a Word file."""
    return docx(paragraph(written.headline, "1") + "".join(paragraph(one) for one in written.body))


def archive(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name, (2025, 4, 14, 8, 0, 0)), content, method)
    return packed.getvalue()
