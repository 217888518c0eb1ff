"""A random source in, invented articles out: every name, number and sentence is made of the slots below.

The pages only need texts that behave like news: a headline that says words of its body, names that recur in one
article and hardly in another, datelines, quotations, figures, subheads, briefs, captions, tables and advertisements.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏"
    "陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
)
_GIVEN = (
    "安邦成达恩芳刚浩宏华佳健江杰娟军凯兰磊丽亮玲龙梅敏明宁鹏平"
    "强琴青荣瑞珊诗涛婷伟文霞欣雪岩燕阳怡英勇宇园远月云泽志舟卓子"
)
_PLACE_1 = "澄岚青望沧云棠溪鹿鹤松柏兰桐枫霞汀浦泽渚洛淮涟汶泗渭湟澧沅汾漳滦潞洮岷嵩崤庐衡恒"
_PLACE_2 = "州原江川屿城陵口阳山湾沙门台泉林塘桥亭冈岭津源溪水"
_ZONES = ("高新区", "经开区", "保税区", "开发区", "产业园", "新区", "科技城", "临港片区", "农高区", "自贸片区")
_BODIES = (
    "管委会",
    "市委",
    "市政府",
    "发改局",
    "商务局",
    "科技局",
    "行政审批局",
    "农业农村局",
    "税务局",
    "海关",
    "人社局",
    "投资促进局",
)
_FIRM_1 = "澜启昱曜恒霁岳衡凌擎昶晟钧泓瀚煜朗昀禾稷隆茂欣腾跃聚创汇智"
_FIRM_2 = "舟域森川石源洋图景瑞维信科程材辰能泰力和达通元光"
_FIRM_3 = (
    "精密",
    "智能",
    "生物",
    "新材",
    "能源",
    "半导体",
    "食品",
    "药业",
    "物流",
    "种业",
    "重工",
    "电气",
    "环保",
    "软件",
)
_WEEK = "一二三四五六日"

TOPICS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    # products, verbs of the trade, units
    "装备制造": (
        ("数控机床", "工业机器人", "伺服驱动器", "盾构机", "减速机", "液压件"),
        ("装配", "调试", "交付"),
        ("台", "套"),
    ),
    "生物医药": (
        ("重组蛋白", "体外诊断试剂", "吸入制剂", "中药饮片", "疫苗佐剂"),
        ("提纯", "灌装", "临床试验"),
        ("支", "盒"),
    ),
    "新能源": (("储能电池", "光伏玻璃", "风电叶片", "制氢电解槽", "充电桩"), ("并网", "封装", "下线"), ("兆瓦", "套")),
    "现代农业": (("早稻", "设施番茄", "冬小麦", "生猪", "淡水虾苗", "茶叶"), ("播种", "采收", "分拣"), ("亩", "吨")),
    "口岸物流": (
        ("跨境电商包裹", "冷链货物", "中欧班列", "保税维修件", "滚装汽车"),
        ("通关", "装卸", "查验"),
        ("标箱", "列"),
    ),
    "营商环境": (("施工许可", "企业开办", "环评审批", "水电报装", "竣工备案"), ("受理", "踏勘", "办结"), ("件", "项")),
    "文旅": (("古镇夜游", "非遗工坊", "研学线路", "滨河绿道", "民宿"), ("布展", "接待", "演出"), ("场", "万人次")),
    "教育卫生": (("社区医院", "托育中心", "职业学院", "家庭医生", "午间配餐"), ("签约", "义诊", "开课"), ("所", "个")),
    "水利交通": (
        ("引水工程", "城际铁路", "跨江大桥", "高标准农田", "农村公路"),
        ("浇筑", "铺轨", "验收"),
        ("公里", "处"),
    ),
    "集成电路": (("功率器件", "硅片", "封装基板", "光刻胶", "车规芯片"), ("流片", "封测", "量产"), ("万片", "颗")),
    "财税金融": (("科创债券", "首贷户", "留抵退税", "产业基金", "绿色信贷"), ("授信", "放款", "申报"), ("笔", "户")),
    "消费市场": (("家电以旧换新", "早市", "汽车下乡", "餐饮消费券", "首店"), ("开业", "结算", "补货"), ("单", "家")),
}

_LEADS = (
    "{m}月{d}日，{zone}举行{p}项目开工仪式，{firm}将在这里建设{p}基地，计划总投资{n}亿元，占地{n2}亩。",
    "记者从{zone}{body}获悉，今年前{k}个月，{zone}{t}产业产值达到{n}亿元，同比增长{g}%。",
    "近日，{firm}生产的第{n2}{u}{p}在{zone}{v}，发往{place2}。",
    "“从递交材料到拿到批复，只用了{k}天。”日前，{firm}负责人{who}在{zone}{body}办完手续后说。",
    "{m}月{d}日上午，{place}{body}召开{p}工作推进会，研究部署下一阶段{p}的{v}工作。",
    "清晨{k}时，{place}的{p}现场已是一片忙碌，{who}带着工友开始了一天的{v}。",
    "今年以来，{place}围绕{p}做文章，累计{v}{n2}{u}，带动{n3}户群众增收。",
    "由{firm}牵头的{p}技术攻关项目通过专家验收，填补了{place}在这一领域的空白。",
    "{zone}{body}日前印发《{place}{p}发展若干措施》，从资金、用地、人才等{k}个方面支持{t}发展。",
    "位于{place}的{firm}二期厂房昨天封顶，比原计划提前了{n3}天。",
    "一条{n2}米长的{p}生产线，{k}名工人，每天{v}{n3}{u}，这是记者在{firm}看到的一幕。",
    "{place2}客商{who}没有想到，自己在{place}订的{p}，{k}天就完成了{v}。",
)
_SENTENCES = (
    "据介绍，{firm}成立于{y}年，主要从事{p}的研发和生产，现有员工{n2}人，去年产值{n}亿元。",
    "“我们把{p}的{v}时间从{n3}天压缩到{k}天。”{zone}{body}负责人{who}说。",
    "项目建成后，预计年产{p}{n2}{u}，新增就业岗位{n3}个。",
    "目前，{p}一期工程已完成{v}，设备正陆续进场，预计{m}月底投入使用。",
    "数据显示，{place}现有{t}企业{n2}家，其中规模以上企业{n3}家。",
    "{who}告诉记者，过去{v}一次要跑{k}个部门，如今在一个窗口就能办完。",
    "为破解用地难题，{zone}盘活闲置厂房{n}万平方米，引进{p}项目{k}个。",
    "“订单排到了明年{m}月，最缺的是熟练工。”{firm}车间主任{who}指着正在{v}的{p}说。",
    "{zone}还设立了{n}亿元的{t}引导基金，已投项目{k}个，撬动社会资本{n2}亿元。",
    "与去年同期相比，{p}出口额增长{g}%，主要销往东南亚和中东。",
    "{firm}总工程师{who}介绍，新工艺使{p}的合格率由{g}%提高到{h}%。",
    "{place}{body}相关负责人表示，下一步将继续完善{p}配套，力争到{y2}年{t}产值突破{n2}亿元。",
    "在{place}，像{who}这样从事{p}{v}的还有{n2}人，人均年收入超过{n3}万元。",
    "不少企业反映，{p}价格波动较大，{v}环节成本偏高，希望有关部门加强引导。",
    "{who}是当地有名的能手，种了{n3}年地，如今在手机上就能看到{p}的长势。",
    "根据方案，{place}将分{k}批推进{p}建设，今年计划完成{n2}{u}。",
    "专家认为，{t}竞争的关键在于{p}的质量，谁先解决{v}的难点，谁就能占得先机。",
    "截至{m}月{d}日，{zone}共{v}{p}{n2}{u}，完成年度任务的{g}%。",
    "为此，{body}组织了{k}支服务队，上门帮助{firm}等企业解决{v}中的问题{n3}个。",
    "“{p}好不好，要看市场认不认。”{who}说，公司每年拿出{g}%的收入用于研发。",
    "记者看到，{v}现场井然有序，工作人员正对{p}逐一登记。",
    "这一做法在{place2}推广后，{p}的{v}效率提高了{g}%。",
    "{firm}与{place2}大学共建实验室，围绕{p}开展{k}项联合攻关。",
    "去年，{place}接连遭遇干旱和低温，{p}一度减产，{body}及时调拨物资{n2}吨。",
    "今年{m}月，{zone}启动“{slogan}”行动，对{p}项目实行专班推进。",
    "按照规定，符合条件的{p}项目最高可获得{n2}万元补助，申报截至{m}月{d}日。",
    "该项目分两期建设，一期投资{n}亿元，{p}生产线{k}条，二期将于{y2}年启动。",
    "家住{place}的{who}算了一笔账：用上{p}后，每年能省下{n2}元。",
    "{who}坦言，刚开始大家对{p}心里没底，直到第一批{v}完成才放下心来。",
    "同时，{place}把{p}纳入考核，每月通报一次，{k}个月没有进展的予以约谈。",
)
_ENDINGS = (
    "据悉，{p}全部建成后，将成为{place}规模最大的{t}基地。",
    "“日子有奔头，{p}就有干头。”{who}说。",
    "截至目前，{zone}已有{n2}家企业从中受益。",
    "下一步，{place}将在{p}上持续发力，让更多群众受益。",
    "{body}提醒，{p}办理时间为工作日上午{k}时至下午{k2}时。",
)
_HEADS = (
    "{zone}{p}项目开工",
    "{firm}{p}下线",
    "{place}{p}“{v}”忙",
    "{place}：{p}带富一方人",
    "小{p}闯出大市场",
    "{zone}{t}产值增长{g}%",
    "{n}亿元{p}项目落户{zone}",
    "{firm}二期投产",
    "{k}天办成一件事",
    "{place}打出{p}组合拳",
    "{p}跑出“{place}速度”",
    "{zone}为企业解难题{n3}个",
    "让{p}不再难",
    "{place}今年新增{p}{n2}{u}",
    "{p}何以在{place}扎根",
    "{who}和他的{p}",
    "{place}{body}推行{p}“一窗受理”",
    "守好{p}这道关",
    "{place}前{k}个月{v}{p}{n2}{u}",
    "{firm}：靠{p}走出国门",
    "{p}价格回落 {place}多措并举保供应",
    "{zone}出台{k}条措施支持{t}",
    "从{v}看{place}{t}之变",
    "{p}里的新账本",
)
_HALVES = (
    "让企业少跑路",
    "{k}个部门现场办公",
    "首批{p}月底交货",
    "惠及{n2}户居民",
    "{place}这样回应",
    "群众拍手称好",
    "{who}：值得",
    "带动就业{n3}人",
)
_TITLES = (
    "{p}记",
    "{place}的清晨",
    "{who}印象",
    "又见{place}",
    "老街灯火",
    "那碗面",
    "山水之间",
    "慢下来",
    "{place}行",
    "守夜人",
)
_KICKERS = (
    "{slogan}",
    "{zone}",
    "——来自{place}的报道",
    "今年前{k}个月",
    "聚焦{t}",
    "{place}{body}优化服务",
    "总投资{n}亿元",
    "走进{t}一线",
)
_DECKS = (
    "{p}{v}提速{g}%",
    "已有{n2}家企业受益",
    "——{place}{t}调查",
    "{firm}年产{p}{n2}{u}",
    "力争{y2}年产值达{n2}亿元",
    "带动就业{n3}人",
)
_SUBHEADS = (
    "{p}从哪里来",
    "把{v}做细",
    "{slogan}",
    "资金跟着项目走",
    "办事不再难",
    "一张清单管到底",
    "{k}天的背后",
    "算好长远账",
    "让人才留下来",
    "补上短板",
    "从制造到智造",
    "市场说了算",
)
_SLOGANS = (
    "稳中求进",
    "项目为王",
    "春耕备耕",
    "暖企惠民",
    "攻坚突破",
    "向新而行",
    "产业兴区",
    "拼出开门红",
    "实干争先",
    "服务上门",
    "乘势而上",
)
_CAPTIONS = (
    "图为{firm}工人在{v}{p}。",
    "{m}月{d}日，工作人员在{place}{v}{p}。",
    "{place}的{p}现场。",
    "俯瞰{zone}一角。",
    "{who}（右）在查看{p}的{v}情况。",
    "{m}月{d}日拍摄的{place}{p}。",
    "近日，{place}{p}进入{v}季，农户抢抓晴好天气作业。",
)
_CREDITS = ("{by} 摄", "本报记者 {by} 摄", "{by}/摄", "（资料图片）", "通讯员 {by} 摄", "新华社发", "")
_CAPTION_TITLES = ("{p}忙", "{v}正当时", "{slogan}", "{place}新貌", "厂区见闻", "一线图景", "抢抓农时")
LABELS = (
    "园区动态",
    "产业观察",
    "一线见闻",
    "政策解读",
    "民生关注",
    "区域新闻",
    "走基层",
    "营商环境",
    "聚焦项目",
    "科技前沿",
    "保供稳价",
    "深度",
    "时评",
    "特别报道",
    "开放前沿",
    "聚焦重点项目建设",
    "民生",
    "权威发布",
    "一线",
    "稳产保供在行动",
)
BRIEF_NAMES = ("简讯", "短讯", "要闻速递", "一周看点", "园区短波", "各地", "快讯", "信息窗")
PAGE_NAMES = ("要闻", "综合", "区域", "产业", "园区", "经济", "民生", "地方新闻", "农经", "国内", "开发区周刊", "特刊")
EDITORS = (
    "本版责编：{a} 美编：{b}",
    "责任编辑 {a}  校对 {b}",
    "编辑：{a} 版式：{b} 电话：0{t}-{q}",
    "责编/{a} 美编/{b} 审读/{c}",
    "本版编辑 {a} {b} 邮箱：news{t}@example.com",
    "主编：{a}　编辑：{b}　校对：{c}",
)
PAPERS = ("日报", "晚报", "时报", "晨报", "经济报", "商报", "新报", "农民报")
_AD_LINES = (
    "{firm}诚聘英才",
    "{p}厂家直销",
    "热线电话：0{t3}-{q}",
    "地址：{place}{zone}兴业路{n3}号",
    "{place}{slogan}购物节",
    "全场{p}{k}折起",
    "本活动最终解释权归{firm}所有",
    "公告",
    "兹有{firm}遗失公章一枚，声明作废。",
    "招租：{place}厂房{n2}平方米",
    "祝贺{firm}成立{k}周年",
)
TABLE_HEADS = (
    ("指标", "数值", "同比"),
    ("园区", "项目数", "投资额（亿元）"),
    ("品种", "均价（元）", "环比"),
    ("地区", "产值", "增速", "排名"),
    ("月份", "出口", "进口"),
)


@dataclass
class Paragraph:
    """A paragraph or subhead: its role and its words."""

    role: str
    text: str


@dataclass
class Article:
    """An invented article; `more` gives further sentences so that a layout can fill its room."""

    key: str
    headline: str
    kicker: str = ""
    decks: list[str] = field(default_factory=list)
    byline: str = ""
    byline_place: str = "none"  # head, own line at the end (tail), behind the last sentence (inline), none
    paragraphs: list[Paragraph] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    slots: dict[str, str] = field(default_factory=dict)
    brief_style: str = ""
    jump_from: str = ""
    jump_to: str = ""


def name(random: Random) -> str:
    """Invent a person's name."""
    return random.choice(_SURNAMES) + "".join(random.sample(_GIVEN, random.choice((1, 2, 2))))


def place(random: Random) -> str:
    """Invent the name of a place."""
    return random.choice(_PLACE_1) + random.choice(_PLACE_2)


def firm(random: Random) -> str:
    """Invent a firm's short name."""
    return random.choice(_FIRM_1) + random.choice(_FIRM_2) + random.choice(_FIRM_3)


def _number(random: Random) -> str:
    return random.choice(
        (
            f"{random.uniform(1, 99):.1f}",
            f"{random.uniform(1, 9):.2f}",
            str(random.randint(2, 98)),
            str(random.randint(1, 40) * 10),
        )
    )


class Writer:
    """Writes sentences about one topic, place and firm, so that what belongs together shares its names."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.topic = random.choice(list(TOPICS))
        self.products, self.verbs, self.units = TOPICS[self.topic]
        self.product = random.choice(self.products)
        self.place = place(random)
        self.zone = self.place + random.choice(_ZONES)
        self.firm = firm(random)
        self.slogan = random.choice(_SLOGANS)
        self.people = [name(random) for _ in range(3)]
        self._used: list[str] = []

    def fill(self, template: str) -> str:
        """Fill a template's slots."""
        r = self.random
        product = self.product if r.random() < 0.7 else r.choice(self.products)
        return template.format(
            zone=self.zone,
            place=self.place,
            place2=place(r),
            t=self.topic,
            p=product,
            v=r.choice(self.verbs),
            u=r.choice(self.units),
            firm=self.firm,
            who=r.choice(self.people),
            body=r.choice(_BODIES),
            slogan=self.slogan,
            by=name(r),
            n=_number(r),
            n2=str(r.randint(10, 9800)),
            n3=str(r.randint(3, 300)),
            g=f"{r.uniform(1, 60):.1f}",
            h=f"{r.uniform(90, 99.9):.1f}",
            k=str(r.randint(2, 12)),
            k2=str(r.randint(4, 6)),
            m=str(r.randint(1, 12)),
            d=str(r.randint(1, 28)),
            y=str(r.randint(1998, 2024)),
            y2=str(r.randint(2026, 2030)),
            t3=str(r.randint(311, 999)),
            q=str(r.randint(2000000, 8999999)),
        )

    def one(self, pool: tuple[str, ...]) -> str:
        """Write one sentence of a pool, none twice until all were used."""
        fresh = [t for t in pool if t not in self._used] or list(pool)
        chosen = self.random.choice(fresh)
        self._used.append(chosen)
        return self.fill(chosen)

    def paragraph(self) -> str:
        """Write a paragraph of one to four sentences."""
        return "".join(self.one(_SENTENCES) for _ in range(self.random.choice((1, 1, 2, 2, 3, 4))))


def _clause(w: Writer) -> str:
    """Write a clause without its marks, as decks are."""
    clauses = [part for part in w.one(_SENTENCES).replace("“", "").replace("”", "").split("，") if 6 <= len(part) <= 22]
    return clauses[0].rstrip("。：、") if clauses else w.one(_DECKS)


def _headline(w: Writer) -> str:
    """Write a headline: of one part, of two with a gap, a clause of the news itself, or a title that says little."""
    way = w.random.random()
    if way < 0.55:
        return w.one(_HEADS)
    if way < 0.75:
        return " ".join(part.replace(" ", "") for part in (w.one(_HEADS), w.one(_HALVES))[:: w.random.choice((1, -1))])
    return _clause(w) if way < 0.88 else w.one(_TITLES)


def article(random: Random, key: str, size: int) -> Article:
    """Write an article of about `size` characters."""
    w = Writer(random)
    style = random.choice(("lead", "lead", "tail", "inline", "paren", "head", "head", "mark", "none"))
    names = [name(random) for _ in range(random.choice((1, 1, 1, 2)))]
    joined = random.choice((" ", " ", "、")).join(names)
    opening = {
        "lead": f"本报讯（记者 {joined}）",
        "tail": random.choice(("本报讯 ", "")),
        "inline": "本报讯 ",
        "paren": random.choice(("本报讯 ", "")),
    }.get(
        style,
        random.choice(("", "", "", f"本报{w.place}{random.randint(1, 12)}月{random.randint(1, 28)}日电 ", "新华社电 ")),
    ).replace(
        "本报讯",
        random.choice(("本报讯", "本报讯", "本报讯", f"{w.place}日报讯", f"本报{w.place}讯", f"{w.place}晚报讯")),
    )
    made = Article(key, _headline(w), names=names if style != "none" else [])
    if random.random() < 0.35:
        made.kicker = w.one(_KICKERS) if random.random() < 0.7 else _clause(w)
    if random.random() < 0.3:
        made.decks = [w.one(_DECKS) if random.random() < 0.6 else _clause(w) for _ in range(random.choice((1, 1, 2)))]
    made.paragraphs.append(Paragraph("body", opening + w.one(_LEADS)))
    subheads = size > 400 and random.random() < 0.6
    while sum(len(p.text) for p in made.paragraphs) < size:
        if subheads and len(made.paragraphs) > 2 and made.paragraphs[-1].role == "body" and random.random() < 0.25:
            made.paragraphs.append(Paragraph("subhead", w.one(_SUBHEADS)))
        made.paragraphs.append(Paragraph("body", w.paragraph()))
    if random.random() < 0.5:
        made.paragraphs[-1].text += w.one(_ENDINGS)
    role = random.choice(("", "记者 ", "本报记者 "))
    made.byline_place, made.byline = {
        "tail": ("tail", random.choice(("", "（")) + role + joined),
        "inline": ("inline", random.choice(("本报记者 ", "记者 ", "")) + joined),
        "paren": ("inline", f"（{random.choice(('', '记者 ', '通讯员 '))}{joined}）"),
        "head": (
            "head",
            random.choice(("本报记者 ", "□ 本报记者 ", "■ 记者 ", "", "记者 ", "本报通讯员 ", "○ "))
            + joined
            + random.choice(("", "", f" 通讯员 {name(random)}")),
        ),
        "mark": ("head", random.choice(("□", "■", "▶", "◎", "●", "■■", "□ 本报记者")) + " " + joined),
    }.get(style, ("none", ""))
    if made.byline.startswith("（") and not made.byline.endswith("）"):
        made.byline += "）"
    if style in {"inline", "paren"} and made.byline_place == "inline":
        made.names = names
    made.captions = [w.fill(random.choice(_CAPTIONS)) + " " + w.fill(random.choice(_CREDITS)) for _ in range(2)]
    made.captions = [caption.strip() for caption in made.captions]
    made.slots = {"caption_title": w.fill(random.choice(_CAPTION_TITLES)), "firm": w.firm, "place": w.place}
    return made


def brief(random: Random, key: str, style: str) -> Article:
    """Write a brief of two to four sentences; `style` says how its headline is set."""
    w = Writer(random)
    made = Article(key, _headline(w).replace(" ", ""), brief_style=style)
    opening = random.choice(("", "", "本报讯 ", f"{random.randint(1, 12)}月{random.randint(1, 28)}日，"))
    made.paragraphs = [
        Paragraph(
            "body", opening + w.one(_LEADS) + "".join(w.one(_SENTENCES) for _ in range(random.choice((0, 1, 1, 2))))
        )
    ]
    if random.random() < 0.3:
        names = [name(random)]
        made.byline, made.byline_place, made.names = f"（{names[0]}）", "inline", names
    return made


def advertisement(random: Random) -> list[str]:
    """Write the lines of an advertisement."""
    w = Writer(random)
    return [w.fill(line) for line in random.sample(_AD_LINES, random.randint(2, 5))]


def table(random: Random) -> list[list[str]]:
    """Invent a table: its head row and three to six rows of figures."""
    head = random.choice(TABLE_HEADS)
    rows = [[place(random), *(_number(random) for _ in head[1:])] for _ in range(random.randint(3, 6))]
    return [list(head), *rows]


def editors(random: Random) -> str:
    """Write the line of the page's editors."""
    return random.choice(EDITORS).format(
        a=name(random), b=name(random), c=name(random), t=random.randint(10, 99), q=random.randint(60000000, 89999999)
    )


def day(random: Random) -> str:
    """Write the day of the page."""
    return random.choice(
        ("{y}年{m}月{d}日 星期{w}", "{y}.{m}.{d} 星期{w}", "{y}年{m}月{d}日", "星期{w} {y}年{m}月{d}日")
    ).format(y=random.randint(2005, 2025), m=random.randint(1, 12), d=random.randint(1, 28), w=random.choice(_WEEK))
