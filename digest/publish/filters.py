"""The words a template may use after a `|`: nouns of a brief in, what is printed of them out."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from digest.model import Own
from digest.publish import evidence
from digest.publish.charts import charts, courses
from digest.publish.escape import markdown, one_line, strong
from digest.publish.provenance import Mark
from digest.publish.tables import problem_lines, trend_lines, zone_lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from markupsafe import Markup

    from digest.model import Aside, Brief, Figure, Highlight, Item, Reference, Source, Text
    from digest.publish.provenance import Recorder

_WEB = re.compile(r"https?://[\w.~:/?#@!$&+,;=%-]{1,500}", re.ASCII)  # nothing that could end the link

_LETTER = re.compile(r"mailto:[\w.+~?@&=%-]{1,500}", re.ASCII)


def _day(day: date | None, *, short: bool = False) -> str:
    """Write a day as the papers do."""
    if day is None:
        return ""
    return f"{day.month}月{day.day}日" if short else f"{day.year}年{day.month}月{day.day}日"


def _paper(source: Source) -> str:
    """Name the paper of a source, or its file where the paper is not known."""
    return f"《{source.publication}》" if source.publication else Path(source.origin).name


def _page_number(source: Source) -> str:
    """Write a page as the papers do: 01版, A3版."""
    page = (source.page or "").removeprefix("第").removesuffix("版")
    return f"{page}版" if page else ""


def _cite(source: Source) -> str:
    """Cite a source in one run: paper, day and page."""
    return f"{_paper(source)}{_day(source.published)}{_page_number(source)}"


def _brief_cite(source: Source) -> str:
    """Cite a source without the year, which the masthead has."""
    return f"{_paper(source)}{_day(source.published, short=True)}{_page_number(source)}"


class _Markup:
    """The filters that write markup themselves: what they print goes through the recorder here."""

    def __init__(self, recorder: Recorder) -> None:
        self._admit, self._admit_run = recorder.admit, recorder.admit_run
        self._sort, self._trusted, self._recorder = recorder.sort, recorder.trust, recorder

    def linked(self, source: Source) -> Markup:
        """Cite a source in Markdown, with a link to where it stands on the web if that is known."""
        cite = markdown(self._admit(Own(_cite(source))))
        return self._trusted(f"[{cite}]({source.link})" if source.link and _WEB.fullmatch(source.link) else cite)

    def marked(self, sentence: Text | Own, figures: tuple[Text, ...], references: tuple[Reference, ...] = ()) -> Markup:
        """Write a sentence in Markdown with its figures in bold and its references filled in."""
        pieces = self.pieces(sentence, figures, references)
        run = zip(self._admit_run(piece for piece, _ in pieces), pieces, strict=True)
        return self._trusted("".join(strong(words) if bold else markdown(words) for words, (_, bold) in run))

    def pieces(
        self, sentence: Text | Own, figures: Iterable[Text] = (), references: tuple[Reference, ...] = ()
    ) -> tuple[tuple[Text | Own, bool], ...]:
        """Cut a sentence at its figures: pieces in order, each with whether it is one; its references are filled in."""
        self._sort(sentence)
        pieces = evidence.marked(sentence, tuple(figures), references)
        self._recorder.know(piece for piece, _ in pieces)
        return pieces

    def summary(self, item: Item) -> Markup:
        """Write an item's sentences, figures in bold, each sentence with the calls of its notes.

        They are one paragraph, unless a person set one of their own between them.
        """
        figures = evidence.bold(item)
        notes = evidence.notes(item)
        paragraphs: list[list[Markup]] = [[]]
        for number, sentence in enumerate((*item.summary, None)):
            asides = [self._aside(one) for one in item.asides if evidence.stands_at(one, number, item)]
            paragraphs += [*([one] for one in asides), *([[]] if asides else [])]
            if sentence is not None:
                mine = [note for note in notes if evidence.holds(note.quote, sentence)]
                paragraphs[-1] += [self.marked(sentence, figures, item.references), *map(self.call, mine)]
        return self._trusted("\n\n".join("".join(one) for one in paragraphs if one))

    def _aside(self, one: Aside) -> Markup:
        return self._trusted("> " if one.note else "") + self.marked(one.words, ())

    def strong(self, value: object) -> Markup:
        """Write a figure in bold."""
        return self._trusted(strong(self._admit(value)))

    def yaml(self, value: object) -> Markup:
        """Write a text as YAML, with nothing in it that a viewer without YAML could take for markup."""
        self._sort(value)
        line = json.dumps(one_line(value), ensure_ascii=False)
        return self._trusted(line.replace("<", "\\u003c").replace("&", "\\u0026"))

    def join(self, values: Iterable[object], between: str = "", attribute: str | None = None) -> Own:
        """Print values one after the other with something between them (Jinja's join makes a string of them)."""
        fields = (getattr(value, attribute) if attribute else value for value in values)
        return Own(self._admit(between).join([self._admit(field) for field in fields]))

    def call(self, note: evidence.Note | None) -> Markup:
        """Call a note, if there is one."""
        return self._trusted(f"[^{note.label}]" if note else "")

    def row_call(self, row: Figure, items: tuple[Item, ...]) -> Markup:
        """Call the note of a row of the table of figures, if there is one."""
        return self.call(evidence.note_of(row, items))

    def points(self, number: float) -> Markup:
        """Write the points of a reason or of an item with their sign; no other number."""
        self._sort(None if self._recorder.is_point(number) else float(number))
        return self._trusted(f"{number:+.1f}".removesuffix(".0"))

    def urlencode(self, value: object) -> Mark:
        """Write a name as a part of an address (RFC 3986)."""
        self._sort(value)
        return Mark(quote(str(value), safe="/"))

    def csp(self, text: str) -> Markup:
        """Name a script or style sheet in the Content-Security-Policy by its hash."""
        return self._trusted(f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}")


def _kept(brief: Brief) -> int:
    """Count the articles the brief uses."""
    return sum(len(item.sources) for item in brief.items)


# What a source is called where the brief says whose words it prints, by the end of its name.
_ORIGINALS: Final = {
    "表格": (".xlsx", ".csv"),
    "网页": (".html", ".htm", ".xml", ".json", ".mhtml"),
    "文件": (".docx", ".pptx", ".eml"),
}


def _originals(brief: Brief) -> str:
    """Name the kinds of sources whose words are printed: 报纸, 报纸、表格; a page of a paper is one in any format."""
    used = {source for item in brief.items for source in item.sources} or set(brief.sources)
    found = {_original(source) for source in used}
    return "、".join(kind for kind in ("报纸", *_ORIGINALS) if kind in found) or "来源"


def _original(source: Source) -> str:
    name = source.origin.lower()
    kind = next((kind for kind, ends in _ORIGINALS.items() if name.endswith(ends)), "报纸")
    return kind if kind == "表格" or not source.page else "报纸"


def _papers(brief: Brief) -> str:
    """List what was read in one run: paper by paper, day by day, with the pages."""
    days: dict[str, dict[str, dict[str, None]]] = {}
    for source in sorted(brief.sources, key=lambda source: (_paper(source), str(source.published), source.page or "")):
        pages = days.setdefault(_paper(source), {}).setdefault(_day(source.published, short=True), {})
        pages[_page_number(source)] = None
    papers = [paper + "，".join(day + "、".join(pages) for day, pages in of.items()) for paper, of in days.items()]
    return "；".join(papers)


def _whose_row(row: Figure) -> Text | Own:
    """Name the owner of a row."""
    return row.statement.owner or Own("—")


def _measure(line: Figure | Highlight) -> Own:
    """Name what the figure of a row measures, and of when."""
    time = evidence.time_word(line.statement)
    return Own(line.statement.heading + (f"（{time}）" if time else ""))


def _status(line: Figure | Highlight) -> str:
    """Word how real the figure of a row is."""
    return evidence.status_word(line.statement, "tabled")


def _web(address: str | None) -> str:
    """Give an address that may be linked to, else nothing."""
    return address if address and (_WEB.fullmatch(address) or _LETTER.fullmatch(address)) else ""


def _groups(things: Iterable[Any], name: str) -> tuple[tuple[str, list[Any]], ...]:
    """Group things by one of their fields, groups and things in the order they come (Jinja's groupby sorts)."""
    found: dict[str, list[Any]] = {}
    for thing in things:
        found.setdefault(getattr(thing, name), []).append(thing)
    return tuple(found.items())


def filters(recorder: Recorder) -> dict[str, Any]:
    """Give the filters of a template whose print is recorded."""
    marked_up = _Markup(recorder)
    return {
        "brief_cite": lambda source: Own(_brief_cite(source)),
        "call": marked_up.call,
        "called": evidence.called,
        "charts": charts,
        "cite": lambda source: Own(_cite(source)),
        "courses": courses,
        "csp": marked_up.csp,
        "day": lambda day: Own(_day(day)),
        "groups": _groups,
        "is_edited": evidence.is_edited,
        "join": marked_up.join,
        "kept": _kept,
        "key_facts": evidence.key_facts,
        "linked": marked_up.linked,
        "listed": evidence.listed,
        "marked": marked_up.marked,
        "measure": _measure,
        "notes": evidence.notes,
        "other_facts": evidence.other_facts,
        "originals": lambda brief: Own(_originals(brief)),
        "owner": _whose_row,
        "paragraphs": evidence.paragraphs,
        "papers": lambda brief: Own(_papers(brief)),
        "pieces": marked_up.pieces,
        "points": marked_up.points,
        "problem_lines": problem_lines,
        "row_call": marked_up.row_call,
        "status": _status,
        "strong": marked_up.strong,
        "summary": marked_up.summary,
        "trend_lines": trend_lines,
        "urlencode": marked_up.urlencode,
        "web": _web,
        "whose": evidence.whose,
        "yaml": marked_up.yaml,
        "zone_lines": zone_lines,
        "zones": evidence.zones,
    }
