"""A publisher of e-papers for the tests: six platforms with every trap of theirs, and the day's paper as truth.

All articles are invented. `Publisher.pages` are the bytes by path, `Publisher.truth` the articles by day.
"""

# ruff: noqa: E501, PLR0911  a platform's markup stands on one line, and six platforms make six returns
# ruff: noqa: S311  days are drawn by seed, nothing is secret

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

FAMILIES = ("classic", "new_tree", "html_index", "page_articel", "shtml", "dated_folders")
PAPER = "望沧时报"
_ZONES = ("望沧经开区", "石桥湾高新区", "云岫综保区", "青槐新区", "鹿鸣产业园", "临泽经开区")
_DEEDS = ("签约", "开工", "投产", "验收", "扩建", "并网")
_THINGS = ("储能电池", "精密轴承", "冷链物流", "工业软件", "光学镜片", "生物制剂", "特种玻璃", "智能水表")
_NAMES = ("张　三", "李思远", "王　禾", "赵清川", "陈　默", "欧阳书宁")
_SECTIONS = ("要闻", "综合", "开发区周刊", "经济", "民生", "县域")
SOFT_404 = "<html><head><title>提示</title></head><body><h1>您访问的页面不存在</h1><p>请返回首页。</p></body></html>"


@dataclass
class Story:
    """One article as it was printed."""

    day: date
    page: str
    headline: str
    paragraphs: list[str]
    kicker: str = ""
    subtitle: str = ""
    author: str = ""
    captions: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def names(self) -> str:
        """The author as it is to be read: no name is spread by blanks."""
        return (
            self.author.replace("张　三", "张三").replace("王　禾", "王禾").replace("陈　默", "陈默").replace("　", " ")
        )


@dataclass
class Entry:
    """What a page's list shows: a story, a part of one, or what is no article."""

    page: str
    headline: str
    paragraphs: list[str]
    kicker: str = ""
    subtitle: str = ""
    author: str = ""
    captions: list[str] = field(default_factory=list)


def _story(rng: random.Random, day: date, page: str, at: int) -> Story:
    zone, deed, thing = rng.choice(_ZONES), rng.choice(_DEEDS), rng.choice(_THINGS)
    number = rng.randint(2, 99)
    paragraphs = [
        f"{day.month}月{day.day}日，{zone}{thing}项目{deed}，总投资{number}.{at}亿元，占地{number * 3}亩。",
        f"项目分两期建设，一期建成后年产{thing}{number}万套，预计年产值{number + 7}亿元，带动就业{number * 11}人。",
    ]
    paragraphs += [
        f"{zone}管委会负责人介绍，第{k}批企业已有{number + k}家入驻，用工{number * k}人，厂房面积{k}万平方米。"
        for k in range(rng.randint(0, 3))
    ]
    return Story(
        day, page, f"{zone}{thing}项目{deed} 第{page}版第{at}条", paragraphs,
        kicker=f"总投资{number}亿元" if rng.random() < 0.4 else "",
        subtitle=f"——{zone}一线观察" if rng.random() < 0.3 else "",
        author="　".join(rng.sample(_NAMES, rng.randint(1, 2))) if rng.random() < 0.7 else "",
        captions=[f"图为{zone}{thing}生产车间。 {rng.choice(('李思远', '赵清川'))} 摄"] if rng.random() < 0.3 else [],
    )  # fmt: skip


def paper_of(
    day: date, seed: int, pages: int = 4, a_page: int = 4
) -> tuple[list[Story], dict[str, list[Entry]], list[str]]:
    """Make a day's paper: its stories, what each page lists, and the pages in order (the list may jump)."""
    rng = random.Random(f"{day}-{seed}")
    numbers = [f"{n:02d}" for n in range(1, pages + 1)]
    if pages > 2 and rng.random() < 0.5:
        numbers.remove(numbers[-2])  # the list jumps: 01, 02, 04
    stories: list[Story] = []
    listed: dict[str, list[Entry]] = {number: [] for number in numbers}
    for number in numbers:
        for at in range(1, a_page + 1):
            one = _story(rng, day, number, at)
            stories.append(one)
            listed[number].append(
                Entry(number, one.headline, list(one.paragraphs), one.kicker, one.subtitle, one.author, one.captions)
            )
    first, last = numbers[0], numbers[-1]
    long = Story(
        day,
        first,
        f"望沧{_THINGS[seed % 8]}产业十年记",
        ["十年前，这里只有一条砂石路。", "如今园区里有企业126家，去年产值318亿元。", "路还在往前修，明年再添两条。"],
    )
    stories.append(long)
    listed[first].append(Entry(first, long.headline, [long.paragraphs[0], f"{long.paragraphs[1]}（下转{last}版）"]))
    listed[last].append(Entry(last, f"（上接{first}版）{long.headline}", long.paragraphs[2:]))
    listed[last].append(Entry(last, "广告", ["某牌家具本周让利，欢迎选购。"]))
    listed[last].append(Entry(last, "本版责编　周一鸣", ["周一鸣"]))
    listed[first].append(Entry(first, "图片新闻", [], captions=["图为雨后的望沧大桥。 赵清川 摄"]))
    return stories, listed, numbers


class Publisher:
    """A paper on one platform over some days, newest last; `missing` are the days without an issue."""

    def __init__(  # noqa: PLR0913, PLR0917  what a test may want of a paper
        self, family: str, days: list[date], seed: int = 1, variant: int = 0, pages: int = 4, a_page: int = 4
    ) -> None:
        self.family, self.seed, self.variant, self.count, self.a_page = family, seed, variant, pages, a_page
        rng = random.Random(seed * 7 + len(family))
        self.missing = {day for day in days[1:-1] if rng.random() < 0.12}
        self.days = [day for day in days if day not in self.missing]
        self.pages: dict[str, bytes] = {}
        self.truth: dict[date, list[Story]] = {}
        self.numbers: dict[date, list[str]] = {}
        self._marks = {day: f"{rng.randint(10, 99)}" for day in self.days}
        for at, day in enumerate(self.days):
            self._print(day, self.days[at - 1] if at else None)
        self._fronts()

    def put(self, path: str, markup: str, day: date | None = None) -> None:
        """Set a page; every third day the paper comes in GBK and says it is UTF-8."""
        gbk = day is not None and day.day % 3 == 0
        head = '<meta http-equiv=Content-Type content="text/html; charset=utf-8">'
        whole = f"<html><head>{head}<title>{PAPER}数字报</title></head><body>{markup}</body></html>"
        self.pages[path] = whole.encode("gb18030" if gbk else "utf-8")

    # Addresses: what the platform's folders are called varies with the variant.

    def page_path(self, day: date, number: str) -> str:
        """Give the path of a page."""
        n, v = int(number), self.variant
        match self.family:
            case "classic" if v % 2:
                return f"/wcsb/html/{day:%Y-%m/%d}/nbs.D110000wcsb_{number}.htm"
            case "classic":
                return f"/{('html', 'content', 'page', 'wcsb/html')[v // 2 % 4]}/{day:%Y-%m/%d}/node_{n if v % 4 else number}.htm"
            case "new_tree":
                folder = ("pc/layout", "pad/col", "paper/column", "wcsb/layout", "layout")[v % 5]
                return f"/{folder}/{day:%Y%m/%d}/{('node_', 'l', 'col')[v % 3]}{number}.html"
            case "html_index":
                return f"/wcsb/{day:%Y%m%d}/html/" + ("index.htm" if n == 1 else f"page_{number}.htm")
            case "page_articel":
                return f"/fzrb/content/{day:%Y%m%d}/Page{number}{self._marks[day]}.htm"
            case "shtml":
                return f"/shtml/wcsb/{day:%Y%m%d}/v{number}.shtml"
            case _:
                return f"/wcsb/{day:%Y}/{day:%Y%m%d}/{day:%Y%m%d}_0{number}/{'content_' if v % 2 else ''}{day:%Y%m%d}_0{number}.html"

    def article_path(self, day: date, number: str, at: int) -> str:
        """Give the path of an article."""
        match self.family:
            case "classic" if self.variant % 2:
                return f"/wcsb/html/{day:%Y-%m/%d}/nw.D110000wcsb_{day:%Y%m%d}_{at}-{number}.htm"
            case "classic":
                folder = self.page_path(day, number).rpartition("/")[0]
                return (
                    f"{folder}/content_{day:%d}{number}{at}.htm"
                    if at % 2
                    else f"{folder}/content_{day:%d}{number}{at}_1{at}.htm"
                )
            case "new_tree":
                other = day - timedelta(days=at % 2)  # an article's address may carry another date
                base = self.page_path(day, number).split(f"/{day:%Y%m}")[0].rpartition("/")[0]
                return f"{base}/{('content', 'con', 'c')[self.variant % 3]}/{other:%Y%m/%d}/{('content_', 'c')[self.variant % 2]}{day:%d}{number}{at}.html"
            case "html_index":
                return f"/wcsb/{day:%Y%m%d}/html/content_{day:%Y%m%d}0{number}{at:03d}.htm"
            case "page_articel":
                return f"/fzrb/content/{day:%Y%m%d}/Articel{number}{at:03d}{self._marks[day]}.htm"
            case "shtml":
                return f"/shtml/wcsb/{day:%Y%m%d}/{day:%d}{number}{at:02d}.shtml"
            case _:
                return self.page_path(day, number).removesuffix(".html") + f"_{at}.htm"

    def _fronts(self) -> None:
        newest = self.page_path(self.days[-1], self.numbers[self.days[-1]][0])
        if self.variant % 3 == 2:
            self.pages["/"] = f"<html><script>window.location.href = '{newest}';</script></html>".encode()
            return
        self.pages["/"] = b"<html><head><META HTTP-EQUIV=REFRESH CONTENT='0; URL=paperindex.htm'></head></html>"
        self.pages["/paperindex.htm"] = (
            f'<html><head><meta http-equiv="refresh" content="0;url={newest[1:]}"></head></html>'.encode()
        )

    def _print(self, day: date, before: date | None) -> None:
        stories, listed, numbers = paper_of(day, self.seed, self.count, self.a_page)
        self.truth[day], self.numbers[day] = stories, numbers
        by_headline = {story.headline: story for story in stories}
        for number in numbers:
            links = []
            for at, entry in enumerate(listed[number], 1):
                path = self.article_path(day, number, at)
                links.append((path, entry))
                self.put(path, self._article(entry, day, number, numbers), day)
                if entry.headline in by_headline:
                    by_headline[entry.headline].url = path
            self.put(self.page_path(day, number), self._sheet(day, number, numbers, links, before), day)

    def _relative(self, here: str, there: str) -> str:
        ups = here.strip("/").split("/")[:-1]
        downs = there.strip("/").split("/")
        while ups and downs[:-1] and ups[0] == downs[0]:
            ups, downs = ups[1:], downs[1:]
        return "../" * len(ups) + "/".join(downs)

    def _sheet(
        self, day: date, number: str, numbers: list[str], links: list[tuple[str, Entry]], before: date | None
    ) -> str:
        here = self.page_path(day, number)
        name = _SECTIONS[(int(number) - 1) % len(_SECTIONS)]
        parts = [f"<div>{day.year}年{day.month}月{day.day}日 星期一</div><span>第{number}版：{name}</span>"]
        own = [n for n in numbers if n != number or self.variant % 2 == 0]  # some lists leave the page itself out
        for n in own:
            place = self._relative(here, self.page_path(day, n))
            label = f"第{n}版：{_SECTIONS[(int(n) - 1) % len(_SECTIONS)]}"
            if self.family == "dated_folders":
                parts.append(f"<li onclick=\"window.location='{place}'\">{label}</li>")
            else:
                parts.append(f"<a id=pageLink href={place}>{label}</a>")
        at = numbers.index(number)
        if at + 1 < len(numbers):
            parts.append(
                f"<a class=preart id=ed_next href={self._relative(here, self.page_path(day, numbers[at + 1]))}>下一版</a>"
            )
        if before and self.family != "new_tree":
            parts.append(
                f"<a class=preart href={self._relative(here, self.page_path(before, self.numbers[before][0]))}>上一期</a>"
            )
        areas = "".join(
            f'<area shape=polygon coords="{k * 10},0,{k * 10 + 9},0,{k * 10 + 9},90" href={self._relative(here, path)}?div=-1>'
            for k, (path, _) in enumerate(links)
        )
        parts.append(
            f"<map name=PagePicMap>{areas}</map><img src=../pic/{number}.jpg.2 usemap=#PagePicMap width=350 height=550>"
        )
        attribute = "daoxiang" if self.family == "page_articel" and self.variant % 2 else "href"
        parts.append("<ul class=news-list>")
        for k, (path, entry) in enumerate(links):
            place = self._relative(here, path)
            if self.family == "dated_folders":
                parts.append(f"<li><div id=mp1 onclick=\"openArticle('{place}')\">{entry.headline}</div></li>")
            else:
                parts.append(
                    f"<li><a {attribute}={place}{'?v=1' if k % 2 else ''}><div id=mp1>{entry.headline}</div></a></li>"
                )
        return "".join((*parts, "</ul>"))

    def _article(self, entry: Entry, day: date, number: str, numbers: list[str]) -> str:
        body = "".join(f"<p>　　{words}</p>" for words in entry.paragraphs)
        if self.variant % 4 == 1:
            body = "<br>".join(f"　　{words}" for words in entry.paragraphs)
        pictures = "".join(
            f"<table id=newspic><tr><td><img src=a.jpg></td></tr><tr><td>{words}</td></tr></table>"
            for words in entry.captions
        )
        foot = f"<a href={self.page_path(day, numbers[0])}>返回目录</a><span>第{number}版</span><div>版权所有 望沧报业</div>"
        founder = self.family in {"classic", "new_tree"} and (day.day + self.variant) % 2
        if founder:
            wrap = "<p>{}</p>" if day.day % 4 == 1 else "{}"
            fields = {
                "title": entry.headline,
                "author": entry.author,
                "introtitle": entry.kicker,
                "subtitle": entry.subtitle,
                "nodename": "要闻",
            }
            said = "".join(f"<{tag}>{wrap.format(words) if words else ''}</{tag}>" for tag, words in fields.items())
            content = f"<founder-content><!--enpcontent-->{body}<!--/enpcontent--></founder-content>"
            return f"{pictures}<h1>{entry.headline}</h1><!--enpproperty <articleid>1</articleid>{said}/enpproperty--><div id=ozoom>{content}</div>{foot}"
        k, t, s, a = entry.kicker, entry.headline, entry.subtitle, entry.author
        match self.family:
            case "classic":
                head = f"<founder-introtitle>{k}</founder-introtitle><founder-title>{t}</founder-title><founder-subtitle>{s}</founder-subtitle><founder-author>{a}</founder-author>"
                return f"{head}{pictures}<div id=ozoom>{body}</div>{foot}"
            case "new_tree":
                return f"<p id=PreTitle>{k}</p><p id=Title>{t}</p><p id=SubTitle>{s}</p><p id=Author>{a}</p>{pictures}<div id=ozoom>{body}</div>{foot}"
            case "html_index":
                return f"<div class=bmnr_con_yinti>{k}</div><div class=bmnr_con_biaoti>{t}</div><div class=bmnr_con_futi>{s}</div><div class=bmnr_con_zuozhe>{a}</div>{pictures}<div class=bmnr_con_con>{body}</div>{foot}"
            case "page_articel":
                return f"<div class=neirong><h3>{k}</h3><h2>{t}</h2><h4>{s}</h4><h5>{a}</h5>{pictures}<div id=contenttext>{body}</div></div>{foot}"
            case "shtml":
                return f"<div class=detConYin>{k}</div><h2 class=detConTit>{t}</h2><div class=detConFu>{s}</div><div class=detConAut>{a}</div>{pictures}<div class=details>{body}</div>{foot}"
            case _:
                return f"<div class=shoulder>{k}</div><h1>{t}</h1><div class=subhead>{s}</div><div class=author>{a}</div>{pictures}<div id=content>{body}</div>{foot}"
