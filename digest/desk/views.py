"""What each screen shows, laid out so that its page computes nothing: the bench in, plain rows out."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from digest import lexicon, publish
from digest.archive import store
from digest.desk import page_view
from digest.desk.marked import Mark, Piece, pieces
from digest.edit import targets
from digest.edit.clauses import forms
from digest.edit.sentence import told
from digest.errors import UsageError
from digest.model import SURE, Own, Span, Text
from digest.publish.evidence import time_word

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from digest.desk.bench import Bench
    from digest.model import Article, Brief, Edit, Item, Problem, Report, Section, Source, Statement

Asked: TypeAlias = "Mapping[str, str]"
Shown = dict[str, Any]
UNSURE: Final = SURE["figures"]


@dataclass(frozen=True, slots=True)
class Screen:
    """One of the seven: its name in addresses, and its title."""

    name: str
    title: str


def issue_name(issue: str, language: str = "zh") -> str:
    """Word the name of an issue: 2025年第16期."""
    year, week, number = issue.partition("-W")
    if not week:
        return issue.replace("_", "—")
    return f"{year}年第{int(number)}期" if language == "zh" else f"No. {int(number)} of {year}"


def frame(bench: Bench, who: str) -> Shown:
    """Lay out what stands around every screen."""
    proof = bench.proof
    return {
        "issue": proof.brief.issue if proof else "",
        "weeks": bench.weeks,
        "late": bench.late,
        "reading": bench.progress,
        "fault": bench.fault,
        "last": _moment(bench.log[-1].when)[11:] if bench.log else "",
        "can_undo": bench.can_undo(who),
        "can_redo": bench.can_redo(who),
        "unapplied": bench.refused,
        "counts": {**dict.fromkeys(SHOWN, 0), "figures": sum(one.open for one in checklists(bench))},
    }


# 来稿


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source: what it is called, what was made of it, and what is wrong with it."""

    name: str
    title: str
    articles: int
    used: int
    problems: tuple[tuple[str, str], ...]
    id: str = ""


def _sources(bench: Bench, _asked: Asked) -> Shown:
    proof = bench.proof
    if proof is None:
        return {"rows": (), "refused": (), "folder": _folder(bench)}
    used = {report.article.id for item in proof.ranking.items for report in item.story.reports}
    by_origin = {origin: tuple(found) for origin, found in groupby(sorted(proof.problems, key=_origin), key=_origin)}
    rows = tuple(
        SourceRow(
            name=one.document.origin,
            title=page_view.paper(one.document),
            articles=len(one.layout.articles),
            used=sum(article.id in used for article in one.layout.articles),
            problems=tuple(_worded(problem) for problem in by_origin.pop(one.document.origin, ())),
            id=one.document.id[:16],
        )
        for one in proof.readings
    )
    refused = tuple((origin, tuple(map(_worded, found))) for origin, found in by_origin.items())
    return {"rows": rows, "refused": refused, "folder": _folder(bench)}


def _origin(problem: Problem) -> str:
    return problem.origin


def _folder(bench: Bench) -> str:
    return "、".join(bench.settings.sources)


def _worded(problem: Problem) -> tuple[str, str]:
    """Word a problem in Chinese, as a brief does, and what to do about it."""
    words = lexicon.table("problems").get(problem.kind)
    said = str(words).format(**dict(problem.details)) if words else problem.reason
    return said, problem.remedy


# 数据


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement as it is looked over: its words, whose, what, of what time, how real, how sure, and why."""

    id: str
    version: int
    one: Statement
    owner: str
    label: str
    status: str
    unsure: bool
    because: str
    highlighted: bool
    time: str

    @property
    def tenths(self) -> int:
        """How sure it is, for the meter."""
        return round(self.one.confidence * 10)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The statements of an article, the least certain first."""

    article: Article
    item: Item
    rows: tuple[StatementRow, ...]

    @property
    def open(self) -> int:
        """How many of them should be looked at."""
        return sum(row.unsure for row in self.rows)


def checklists(bench: Bench) -> tuple[Checklist, ...]:
    """Lay out the statements of the issue article by article, the one with the least certain statement first."""
    return bench.kept("checklists", partial(_checklists, bench))


def _checklists(bench: Bench) -> tuple[Checklist, ...]:
    brief = bench.brief
    if brief is None:
        return ()
    lit = {(one.statement.article, one.statement.spans) for one in brief.highlights}
    found = []
    for item in brief.items:
        for report in item.story.reports:
            mine = {one.spans: one for one in (*item.fresh, *item.statements) if one.article == report.article.id}
            rows = (_statement_row(one, item, bench.versions, lit) for one in mine.values())
            if held := tuple(sorted(rows, key=_least_certain)):
                found.append(Checklist(report.article, item, held))
    return tuple(sorted(found, key=lambda one: _least_certain(one.rows[0])))


def _figures(bench: Bench, asked: Asked) -> Shown:
    listed = checklists(bench)
    chosen = next((one for one in listed if one.article.id == asked.get("of")), next(iter(listed), None))
    if chosen is None:
        return {"listed": (), "chosen": None, "next": ""}
    return {
        "listed": listed,
        "chosen": chosen,
        "text": _marked(chosen.article, chosen.rows),
        "next": next((one.article.id for one in listed if one is not chosen and one.open), ""),
        "statuses": tuple((name, str(one["tabled"])) for name, one in lexicon.table("status").items()),
        "owners": _owners(chosen),
    }


def _owners(chosen: Checklist) -> tuple[str, ...]:
    """Offer the names of an article for owners, those of its other statements first."""
    report = next(one for one in chosen.item.story.reports if one.article.id == chosen.article.id)
    named = [str(row.one.owner) for row in chosen.rows if row.one.owner]
    named += [fact.text.string for fact in report.facts if fact.kind in {"zone", "org", "project", "place"}]
    return tuple(dict.fromkeys(named))


def _least_certain(row: StatementRow) -> tuple[bool, float]:
    """Order statements: what is not sure first, the least sure of it before the others."""
    return not row.unsure, row.one.confidence


def _statement_row(
    one: Statement, item: Item, versions: Mapping[str, int], lit: Container[tuple[str, tuple[Span, ...]]] = ()
) -> StatementRow:
    target = targets.figure_target(one, item.story)
    return StatementRow(
        id=target,
        version=versions.get(target, 0),
        one=one,
        owner=str(one.owner or ""),
        label=one.heading,
        status=str(lexicon.table("status")[one.status]["tabled"]),
        unsure=one.confidence < UNSURE,
        because=" ".join(str(span.start) for span in one.because),
        highlighted=(one.article, one.spans) in lit,
        time=time_word(one),
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of an article, cut where figures and what decided them stand."""

    role: str
    pieces: tuple[Piece, ...]


def _marked(article: Article, rows: Iterable[StatementRow]) -> tuple[Passage, ...]:
    listed = tuple(rows)
    marks = [Mark(row.id, row.one.spans, row.unsure) for row in listed]
    reasons = [Mark("", (span,)) for row in listed for span in row.one.because]
    heads = (("kicker", article.kicker), ("headline", article.headline), ("subtitle", article.subtitle))
    named = [(role, text) for role, text in heads if text]
    named += [(one.role, one.text) for one in article.paragraphs] + [("caption", text) for text in article.captions]
    return tuple(Passage(role, tuple(pieces(text, marks + reasons))) for role, text in named)


# 编排


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as it stands in the list: where it would go by one step, and what should be looked at."""

    target: str
    anchor: str
    rank: int
    title: str
    section: str
    version: int
    sources: str
    up: str
    down: str
    here: str
    warnings: tuple[tuple[str, ...], ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence that a summary can have: whether it has it, and what the summary is when it is clicked.

    `words` are those that the summary has of it. `forms` are the others that it may have, with the summary then.
    """

    words: str
    chosen: bool
    then: str
    forms: tuple[tuple[str, str], ...] = ()


def _values(*parts: str) -> str:
    """Word the value of a decision as a field of a form holds it."""
    return json.dumps(parts, ensure_ascii=False)


def _issue(bench: Bench, asked: Asked) -> Shown:
    brief = bench.brief
    if brief is None:
        return {"sections": (), "chosen": None, "show": ""}
    rows = bench.kept("items", partial(_item_rows, brief, bench.versions))
    chosen = next((one for one in brief.items if one.anchor == asked.get("item")), next(iter(brief.items), None))
    return {
        "sections": tuple(
            (_section_row(section, bench.versions), tuple(rows[item.anchor] for item in section.items))
            for section in brief.sections
        ),
        "chosen": rows[chosen.anchor] if chosen else None,
        "detail": _detail(chosen, bench) if chosen else None,
        "others": tuple(row for row in rows.values() if chosen is None or row.anchor != chosen.anchor),
        "show": next((one for one in _PREVIEWS if one == asked.get("show")), ""),
        "cut": _cut(bench),
        "behind_last": rows[brief.items[-1].anchor].target if brief.items else "",
    }


_PREVIEWS: Final = ("preview", "whole")  # of the item that is chosen, or of the issue


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section: what it is called, and what edits know it by."""

    name: str
    title: str
    target: str
    version: int


def _section_row(section: Section, versions: Mapping[str, int]) -> SectionRow:
    target = targets.section_target(section)
    return SectionRow(section.name, section.title, target, versions.get(target, 0))


def _item_rows(brief: Brief, versions: Mapping[str, int]) -> dict[str, ItemRow]:
    named = [(section.name, [targets.item_target(item) for item in section.items]) for section in brief.sections]
    doubled = _doubled(brief)
    rows: dict[str, ItemRow] = {}
    for s, section in enumerate(brief.sections):
        for k, item in enumerate(section.items):
            target = named[s][1][k]
            rows[item.anchor] = ItemRow(
                target=target,
                anchor=item.anchor,
                rank=len(rows) + 1,
                title=str(item.headline),
                section=section.name,
                version=versions.get(target, 0),
                sources="；".join(_cited(source) for source in item.sources),
                up=_up(named, s, k),
                down=_down(named, s, k),
                here=_values(section.name, named[s][1][k - 1] if k else ""),
                warnings=tuple(_warnings(item, doubled)),
                own=not item.story.reports,
            )
    return rows


Named: TypeAlias = "list[tuple[str, list[str]]]"


def _up(named: Named, s: int, k: int) -> str:
    section, targets = named[s]
    if k:
        return _values(section, targets[k - 2] if k > 1 else "")
    return _values(named[s - 1][0], named[s - 1][1][-1]) if s else ""


def _down(named: Named, s: int, k: int) -> str:
    section, targets = named[s]
    if k + 1 < len(targets):
        return _values(section, targets[k + 1])
    return _values(named[s + 1][0], "") if s + 1 < len(named) else ""


def _cited(source: Source) -> str:
    paper = f"《{source.publication}》" if source.publication else source.origin
    day = f"{source.published.month}月{source.published.day}日" if source.published else ""
    return f"{paper}{day}{source.page or ''}"


_LONG_TITLE: Final = 24  # characters that a line of the contents holds


def _doubled(brief: Brief) -> dict[tuple[object, ...], int]:
    """Count the items that print the same figure of the same measure."""
    return Counter(
        key
        for item in brief.items
        for key in {(one.value, one.unit, one.heading) for one in item.statements if one.is_sure("item")}
    )


def _warnings(item: Item, doubled: Mapping[tuple[object, ...], int]) -> Iterator[tuple[str, ...]]:
    """Yield what should be looked at, each with what fills in its `{}`."""
    if len(str(item.headline)) > _LONG_TITLE:
        yield "标题{}字", str(len(str(item.headline)))
    if any(doubled.get((one.value, one.unit, one.heading), 0) > 1 for one in item.statements if one.is_sure("item")):
        yield ("数据在别条重复",)
    facts = [fact for report in item.story.reports for fact in report.facts]
    if facts and not any(fact.kind in {"zone", "place"} for fact in facts):
        yield ("没有地点",)
    if not item.summary:
        yield ("没有摘要",)


def _detail(item: Item, bench: Bench) -> Shown:
    """Lay out an item to be changed: the sentences it can tell, its notes, its reports and figures."""
    report = item.story.reports[0] if item.story.reports else None
    reports = tuple(one for one in item.story.reports)
    clauses = _clauses(item, report) if report else ()
    return {
        "title": str(item.headline),
        "clauses": clauses,
        "shorter": tuple(form for one in clauses for form in one.forms),
        "written": "\n".join(str(one) for one in item.summary if isinstance(one, Own)),
        "summary": "".join(map(str, item.summary)),
        "notes": "\n".join(map(str, item.notes)),
        "reports": tuple(
            (one.article, json.dumps([targets.article_target(one.article.id)]) if index else "")
            for index, one in enumerate(reports)
        ),
        "figures": tuple(_statement_row(one, item, bench.versions) for one in item.statements),
        "highlight": next((one for one in bench.brief.highlights if one.anchor == item.anchor), None)
        if bench.brief
        else None,
    }


def _clauses(item: Item, report: Report) -> tuple[Clause, ...]:
    """Lay out the sentences of a report, as the summary has them where it has a shorter form."""
    sentences = tuple(one.text for one in told(report))
    there = [one for one in item.summary if isinstance(one, Text)]
    now = [next((one for one in there if _is_part(one, whole)), None) for whole in sentences]
    own = [str(one) for one in item.summary if isinstance(one, Own)]

    def then(k: int, form: Text | None) -> str:
        kept = (form if n == k else one for n, one in enumerate(now))
        # The + keeps a name in full (该区〔…〕) where the summary has it so; elsewhere it changes nothing.
        return _values(*(f"@{report.article.id}:{targets.places(one.spans)}+" for one in kept if one), *own)

    return tuple(
        Clause(
            words=str(now[k] or whole),
            chosen=now[k] is not None,
            then=then(k, None if now[k] else whole),
            forms=_shorter(whole, now[k], partial(then, k)),
        )
        for k, whole in enumerate(sentences)
    )


def _is_part(text: Text, whole: Text) -> bool:
    return all(any(a <= start and end <= b for a, b in whole.spans) for start, end in text.spans)


def _shorter(whole: Text, now: Text | None, then: Callable[[Text], str]) -> tuple[tuple[str, str], ...]:
    """Offer the other forms of a sentence that is in the summary, the longest first."""
    offered = sorted(dict.fromkeys((whole, *forms(whole))), key=len, reverse=True) if now else ()
    return tuple((one.string, then(one)) for one in offered if one != now)


def _cut(bench: Bench) -> tuple[tuple[str, str], ...]:
    return tuple((str(cut.item.headline), cut.why) for cut in bench.proof.ranking.cut) if bench.proof else ()


# 审签


@dataclass(frozen=True, slots=True)
class LogRow:
    """An entry of the log in words."""

    when: str
    who: str
    operation: str
    was: str
    value: str
    undone: bool


OPERATIONS: Final[Mapping[str, str]] = {
    "article.merge": "并篇",
    "article.split": "拆篇",
    "article.drop": "去掉一篇",
    "paragraph.move": "移段",
    "line.role": "改行的角色",
    "article.headline": "改报道标题",
    "article.kicker": "改引题",
    "article.byline": "改署名",
    "article.date": "改日期",
    "article.page": "改版次",
    "statement.accept": "数据核过",
    "statement.drop": "删数据",
    "statement.owner": "改主体",
    "statement.label": "改指标",
    "statement.status": "改性质",
    "story.merge": "并条",
    "story.part": "分条",
    "item.place": "移条目",
    "item.title": "改标题",
    "item.summary": "改摘要",
    "item.text": "写编者段",
    "item.notes": "写编者注",
    "item.drop": "删条目",
    "item.own": "自写一条",
    "section.title": "改栏目名",
    "section.place": "移栏目",
    "highlight.on": "列入要点",
    "highlight.off": "移出要点",
    "highlight.text": "改要点",
    "row.off": "删表中一行",
    "masthead": "改报头",
    "issue.sources": "定来稿",
    "issue.published": "印出",
    "sign": "签字",
}


def _signing(bench: Bench, _asked: Asked) -> Shown:
    rows = tuple(
        LogRow(
            when=_moment(one.when),
            who=one.who,
            operation=OPERATIONS.get(one.operation, one.operation),
            was=one.was,
            value=_shown_value(one),
            undone=one.undone_by is not None,
        )
        for one in reversed(bench.log)
    )
    return {"stages": bench.stages(), "log": rows, "signer": ""}


def _moment(when: str) -> str:
    return when[:16].replace("T", " ")


def _shown_value(one: Edit) -> str:
    status = lexicon.table("status")
    if one.operation == "statement.status" and one.value and one.value[0] in status:
        return str(status[one.value[0]]["tabled"])
    return "；".join(part for part in one.value if part and not part.startswith(("@", "story:", "article:", "line:")))


# 发布

STANDINGS: Final[Mapping[str, str]] = {
    "queued": "待寄",
    "committing": "正在寄",
    "sent": "已寄出",
    "refused": "被拒",
    "deferred": "暂缓",
    "in_doubt": "存疑",
}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter and what became of it."""

    address: str
    audience: str
    standing: str
    at: str
    note: str


def _printing(bench: Bench, _asked: Asked) -> Shown:
    formats = tuple((name, name.upper(), name in bench.settings.formats) for name in publish.FORMATS)
    letters = tuple(
        LetterRow(one.address, one.audience, STANDINGS[one.standing], one.at.isoformat(" ", "minutes")[:16], one.note)
        for one in bench.letters()
    )
    return {
        "formats": formats,
        "printed": bench.printed(),
        "may_publish": bench.may_publish(),
        "may_send": bench.may_publish() and bool(bench.printed()),
        "sender": bench.settings.mail.sender,
        "addresses": bench.addresses(),
        "letters": letters,
        "standings": tuple(Counter(one.standing for one in letters).items()),
        "doubts": bench.doubts,
    }


# 查档


def _archive(bench: Bench, asked: Asked) -> Shown:
    wanted = {name: asked.get(name, "") for name in ("words", "zone", "since", "until", "least")}
    problem = ""
    found: tuple[store.Found, ...] = ()
    if any(wanted.values()):
        try:
            found = bench.search(_query(wanted))
            problem = "" if found else "没有找到；少写几个条件再查。"
        except UsageError as error:
            problem = str(error)
    brief = bench.brief
    return {
        "asked": wanted,
        "problem": problem,
        "found": found,
        "line": bench.line(asked.get("story", "")),
        "stories": tuple((one.story.id, str(one.headline)) for one in brief.items if one.follows) if brief else (),
        "zones": brief.trends if brief else (),
    }


def _query(wanted: Mapping[str, str]) -> store.Query:
    """Read what is searched for.

    Raises:
        UsageError: a day or an amount is none.
    """
    try:
        since, until = (date.fromisoformat(wanted[name]) if wanted[name] else None for name in ("since", "until"))
    except ValueError as error:
        raise UsageError(f"日期写错了：{error}") from error
    scale = {"": 1.0, "万": 1e4, "亿": 1e8}
    match = re.fullmatch(r"(\d{1,12}(?:\.\d{1,6})?)(万|亿|)元?", wanted["least"]) if wanted["least"] else None
    if wanted["least"] and not match:
        raise UsageError("数额写成 50亿 或 3000万 的样子")
    words = tuple(wanted["words"].split())
    if words and not any(char.isalnum() for char in wanted["words"]):
        raise UsageError("要查的词里没有字")
    least = float(match[1]) * scale[match[2]] if match else None
    return store.Query(words=words, zone=wanted["zone"].strip(), since=since, until=until, least=least)


SHOWN: Final[Mapping[str, Callable[[Bench, Asked], Shown]]] = {
    "sources": _sources,
    "pages": page_view.shown,
    "figures": _figures,
    "issue": _issue,
    "signing": _signing,
    "printing": _printing,
    "archive": _archive,
}
