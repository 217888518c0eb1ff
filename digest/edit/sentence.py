"""A report in, the sentences of its body out, each with its facts and its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digest import lexicon
from digest.edit.clauses import forms
from digest.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Fact, Report, Text

# What opens a report and says nothing of it: 本报讯（记者 …）, 本报云州4月14日电, 某通讯社某地4月3日电(某某).
_NAMES = r"[（(](?:[^（）()\n]{0,30}?(?:记者|通讯员|特约)[^（）()\n]{0,40}|[\u4e00-\u9fff、 ]{2,14})[）)]"
_PLACE_AND_DAY = r"[\u4e00-\u9fffA-Za-z·—\-]{2,22}?\d{1,2}月\d{1,2}日(?:电|讯|消息)"
# Names that run on into the text: 本报记者 某某 2月15日, 记者 某某 通讯员 某某 从某处获悉.
_REPORTERS = (
    r"(?:■?(?:本报)?(?:记者|通讯员)\s{0,2}[\u4e00-\u9fff]{2,3}(?=日前|近日|昨[日天]|今[日天]|\d{1,2}月\d{1,2}日)"
    r"|(?:(?:记者|通讯员)\s{0,2}[\u4e00-\u9fff]{2,4}\s{1,2}){1,4})?"
)
_OPENING = re.compile(
    r"^\s{0,4}(?:[▶■□◎●◆]\s{0,2})?"
    r"(?:[\u4e00-\u9fffA-Za-z]{0,12}〔\d{4}〕\d{1,4}号\s{0,4})?"
    r"(?:(?:证券代码|证券简称|股票代码|股票简称|公告编号)[：:]\s{0,2}[\u4e00-\u9fffA-Z0-9\-]{2,12}?\s{0,4}(?=[\u4e00-\u9fff])){0,4}"
    r"(?:【[^】\n]{2,8}】)?"
    rf"(?:(?:本报综合|综合)(?:消息|报道)|{_PLACE_AND_DAY}(?:\s{{0,2}}题[：:][^。\n]{{2,40}}\n)?|(?:新华社|中新社|人民网|新华网)"
    rf"[^，。\n]{{0,20}}?(?:电|讯)|[\u4e00-\u9fff]{{2,10}}(?:报|网|社|台)讯(?=\s|{_NAMES})|本报讯|"
    r"[\u4e00-\u9fff]{1,6}(?:网|报|社|台|客户端)(?:讯|消息)[：:]?(?![息号飞])|(?:[\u4e00-\u9fff]{1,4}(?<![通资腾快音视简喜短电])讯)(?=[省市县区今近日前昨]|\d|\s(?:记者|通讯员))|"
    rf"[\u4e00-\u9fff]{{2,12}}报道(?={_NAMES}[：:])|讯(?=[\s（]))?"
    rf"\s{{0,4}}(?:{_NAMES}[：:]?)?"
    rf"(?:(?:记者|通讯员)\s{{1,2}}[\u4e00-\u9fff ]{{2,12}}报道[：:]?)?{_REPORTERS}\s{{0,4}}"
)
# A paragraph that is no news: the headline once more, set as 某社某地4月1日电题：…, and the line of its authors.
_TITLE = re.compile(rf"^\s{{0,4}}{_PLACE_AND_DAY}\s{{0,2}}题[：:][^。]{{2,60}}$")
_AUTHORS = re.compile(r"^\s{0,4}■?(?:[\u4e00-\u9fff]{2,8}(?:社|报|网))?(?:作者|记者|通讯员)[\u4e00-\u9fff、 ]{2,20}$")
# What stands under a picture and was set as text: 图为某园区。（某某 摄）
_CAPTION = re.compile(r"^\s{0,4}(?:图为|图[：:])|[（(][\u4e00-\u9fff ]{2,16}(?:摄|供图)(?:影)?[）)]\s{0,2}$")
_HEADING: Final = 44  # characters; a longer first paragraph without a stop is text that lost it
_STOPS: Final = tuple("。！？；：”!?…")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body: its place in reading order, whether it begins a paragraph, and its facts."""

    text: Text
    index: int
    begins: bool
    facts: tuple[Fact, ...]

    @property
    def leans(self) -> bool:
        """Say whether it cannot be understood without the sentence before it."""
        string = self.text.string.lstrip("“‘")
        return string.startswith(tuple(lexicon.table("desk")["words"]["leaning"])) and not string.startswith("其他")

    @property
    def leans_on_end(self) -> bool:
        """Say whether it turns on the last words of the sentence before it: 而在山东的这38家中, …."""
        return self.text.string.lstrip("“‘").startswith(tuple(lexicon.table("desk")["words"]["leaning_on_end"]))


def without_opening(text: Text) -> Text:
    """Cut 本报讯（记者 …） and the like off the beginning of a text."""
    match = _OPENING.match(text.string)
    return text[match.end() :] if match and match.end() < len(text) else text


def told(report: Report) -> tuple[Sentence, ...]:
    """List the sentences of a report's body in order, the opening cut off the first, each with its facts."""
    return tuple(
        Sentence(piece, index, begins, tuple(fact for fact in report.facts if _inside(fact, piece)))
        for index, (piece, begins) in enumerate(_pieces(report))
    )


def sentences_of(report: Report) -> frozenset[Text]:
    """Give what may be printed of a report's body: its sentences, and the shorter forms that `clauses` allows."""
    whole = [piece for piece, _ in _pieces(report)]
    return frozenset((*whole, *(form for piece in whole for form in forms(piece))))


def _pieces(report: Report) -> Iterator[tuple[Text, bool]]:
    """Yield each sentence with whether it begins a paragraph."""
    body = report.article.body
    first = _first(body)
    for k, paragraph in enumerate(body[first:]):
        text = without_opening(paragraph) if k == 0 else paragraph
        if k and _CAPTION.search(text.string):
            continue
        for number, span in enumerate(sentences(text.string)):
            yield text[span.start : span.end], number == 0


def _first(body: tuple[Text, ...]) -> int:
    """Find the paragraph that the news begins with: titles and authors' names that a page has as text are passed."""
    for k, paragraph in enumerate(body[:-1]):
        string, then = paragraph.string, body[k + 1].string
        heading = len(string) <= _HEADING and not string.rstrip().endswith(_STOPS)
        opens = heading and without_opening(body[k + 1]).string != then
        if not (_TITLE.match(string) or _AUTHORS.match(string) or _CAPTION.search(string) or opens):
            return k
    return max(0, len(body) - 1)


def _inside(fact: Fact, text: Text) -> bool:
    return bool(text.spans) and any(span.start <= fact.text.start < span.end for span in text.spans)
