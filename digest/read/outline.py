"""The runs of a web page in, those of its article out: by place, repetition, density of links and names of elements.

From the root down, the one child that holds most of the page's sentences is entered until the sentences spread over
several children that go on one after the other. No word inside a paragraph decides anything: a line is judged whole, or
by the label it begins with at the ends of the article.

Measured against readability-lxml 0.9 and trafilatura 2.3.1 on 63 saved pages of 2005 to 2026 that nobody had looked at
(25 of authorities, 3 of public accounts, 3 of electronic editions): own paragraphs lost 5, 32 and 2; pages with foreign
text 4, 13 and 31; headlines .98, .91 and .89, the site's name left on for the two; days .95, none and .83; in .8 and .3
of their time. Mended after that look: 0, 1, 1.0 and 1.0. So there is no library, nor a second opinion by one: on 526
pages what trafilatura has besides is notices, comments and other articles'.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from digest import lexicon
from digest.read.credits import has_date, has_time, is_final, is_small_print

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from digest.read.runs import Run

_SHORTEST_PROSE = 16  # characters; shorter lines with a comma are names, dates and slogans as often as sentences
_LATIN_WEIGHT = 0.3  # an English line on a Chinese page is a link, an address or a notice
_ROW_WEIGHT = 0.5  # a table of figures is part of an article, but does not make one
_BESIDE_WEIGHT = 0.1  # of what stands in an element named as a comment, a footer, a list of further reading
_MOST = 0.5  # of the page's prose: what holds as much of it is the article, whatever it is called
# Two elements belong to one article if they have one name and few links, or hold prose without links that is more than
# a notice: two runs of it and this part of the larger one.
_FEW_LINKS, _NO_LINKS = 0.3, 0.1
_MATE = 0.08
_A_HINT = 2  # runs of prose under the head of a list: a teaser or a notice has as many
_CLOSED = 0.6  # of it ends as sentences do; lines of an imprint do not
_ABOVE = 0.6  # of the prose must stand above the line of the editors for it to end the article
_GAP = 2  # a line of furniture may stand between two lines of the article
# Blocks of one kind, each with a date line of its own, make a thread, if the others say this part of what the longest
# says: beside an article there are teasers with a date and a line of prose.
_REPEATED, _OTHERS = 3, 0.5
_A_NUMBER = 4  # characters; what stands before the link of an item (how many answers, which rank) is no longer
_LONGEST_NAME = 200  # characters of class and id that are looked at
_LONGEST_LINE = 80  # characters; a control, a hint or a label of a section is shorter
_LONGEST_TAIL = 200
_LONGEST_HEADING = 40

# A run of this length, with half of the page's prose in it, is a copy if so much of its clauses stands in runs of no
# more than this part of its length: of thirteen copies on pages of one city .87 to .99 did, of others on 595 pages .67.
_SHORTEST_COPY, _PART, _SAID_AGAIN, _SHORTEST_CLAUSE, _MOST_COPIES = 200, 0.8, 0.8, 5, 3

_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[，。；：！？、…”]|[,.;](?:\s|$)")
_STOP = re.compile(r"[，。；：！？、…]")
_DIGIT = re.compile(r"\d")
_ENDS = tuple("。！？”」）…")
_CLOSING, _FULL_STOPS = "”」）", tuple("。！？…")
_PARAGRAPHS = frozenset({"p", "span", "font", "strong", "b", "em", "li", "dd", "dt", "blockquote", "tr", "td"})
_STOPS = tuple("。！？；")
_ORNAMENT = " 【】[]（）()〖〗■◆●▶▼►★◎>|｜：:·-—"


def _named(*keys: str) -> re.Pattern[str]:
    words = "|".join(word for key in keys for word in lexicon.table("web")[key])
    return re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_-])", re.IGNORECASE)


def _lines(*keys: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for key in keys for one in lexicon.table("web")[key]), re.IGNORECASE)


_COMMENTS, _BESIDE, _THREAD = _named("comments"), _named("beside"), _named("threads")
_LABEL, _NOTICE, _COMMENT = _lines("labels", "comment_labels"), _lines("notices"), _lines("comment_labels")
_PATH, _CONTROL = _lines("paths"), _lines("controls")
_TAIL, _IMPRINT = _lines("tails"), _lines("imprint")


class Chosen(NamedTuple):
    """Where the article's runs are among the page's; `refusal` says why the page is no article, "" if it is one."""

    body: tuple[int, ...]
    refusal: str = ""


_NONE = 1 << 60


@dataclass(slots=True)
class _Sums:
    """What an element holds: characters, those in links, prose as it counts and as it stands, runs of prose.

    `closed` is the prose that ends as a sentence does, `dated` the number of lines of small print with a date.
    """

    chars: int = 0
    linked: int = 0
    mass: float = 0.0
    prose: float = 0.0
    proses: int = 0
    closed: float = 0.0
    dated: int = 0
    first: int = _NONE  # its first run

    @property
    def density(self) -> float:
        """The share of its characters that are links."""
        return self.linked / self.chars if self.chars else 0.0

    def add(self, other: _Sums) -> None:
        """Add what a child holds."""
        self.chars += other.chars
        self.linked += other.linked
        self.mass += other.mass
        self.prose += other.prose
        self.proses += other.proses
        self.closed += other.closed
        self.dated += other.dated
        self.first = min(self.first, other.first)


def choose(tree: Element, found: Sequence[Run]) -> Chosen:
    """Find the article's runs on a page.

    A list of links, a list of articles and a thread of posts are refused by name.
    """
    copies = _copies(found)
    page = _Page(tree, found, copies)
    container = page.container()
    outside = page.outside(container)
    inside = set(container.iter())
    own = [at for at, run in enumerate(found) if run.home in inside and at not in copies and not _is_furniture(run)]
    places = [at for at in own if found[at].home not in outside]
    prose = [at for at in places if page.weights[at]]
    if page.is_list(container):
        return Chosen((), "a list of articles")
    if not prose or page.is_all_links(container, prose):
        return Chosen((), "a list of links" if any(page.weights) else "")
    body = tuple(_trimmed(found, places, prose))
    if page.is_thread(container) or _is_stamped(found, body):
        return Chosen((), "a thread of posts")
    return Chosen(body)


def _copies(found: Sequence[Run]) -> frozenset[int]:
    """Find the runs that say in one what the page says in several: the text for a voice, or for sharing."""
    longest = sorted(range(len(found)), key=lambda at: len(found[at].string))[-_MOST_COPIES:]
    return frozenset(at for at in longest if len(found[at].string) >= _SHORTEST_COPY and _is_copy(found, at))


def _is_copy(found: Sequence[Run], at: int) -> bool:
    length, pieces = len(found[at].string), _clauses(found[at].string)
    shorter = [run for run in found if len(run.string) <= _PART * length]
    if length < _MOST * sum(map(weight, shorter)):  # a paragraph that a table says again
        return False
    said = {piece for run in shorter for piece in _clauses(run.string)}
    return sum(piece in said for piece in pieces) >= _SAID_AGAIN * len(pieces) > 0


def _clauses(string: str) -> list[str]:
    return [piece for piece in _STOP.split("".join(string.split())) if len(piece) >= _SHORTEST_CLAUSE]


def _is_stamped(found: Sequence[Run], body: Sequence[int]) -> bool:
    """Tell whether lines with the day and the time of a post part the text again and again."""
    within = [found[at] for at in body]
    stamped = [at for at, run in enumerate(within) if not weight(run) and has_time(run.string)]
    between = [sum(weight(run) for run in within[start:end]) for start, end in pairwise([*stamped, len(within)])]
    return sum(prose > 0 for prose in between) >= _REPEATED


def weight(run: Run) -> float:
    """Say how much prose a run is: its length if it has a sentence in it, 0 if it is furniture of the page."""
    length = len(run.string)
    if run.is_linked or _is_heading(run) or run.aside or is_small_print(run.string) or is_line(run.string):
        return 0
    if run.tag == "row":
        return _ROW_WEIGHT * length if _DIGIT.search(run.string) else 0
    if length < _SHORTEST_PROSE or not _SENTENCE.search(run.string):
        return 0
    return length if _HAN.search(run.string) else _LATIN_WEIGHT * length


def _is_heading(run: Run) -> bool:
    """Tell whether a run is a heading; some editors set every paragraph as one."""
    return run.is_head and not (len(run.string) > _LONGEST_HEADING and run.string.endswith(_ENDS))


def is_line(string: str) -> bool:
    """Tell whether a line is a control, a hint or the head of a list of other articles, and nothing else."""
    return _is_control(string) or _is_label(string)


def _is_control(string: str) -> bool:
    if len(string) > _LONGEST_LINE:
        return False
    both = (string, string.strip(_ORNAMENT))
    says = _DIGIT.search(string) or string.endswith(_STOPS)
    return any(_PATH.fullmatch(one) or (not says and _CONTROL.fullmatch(one)) for one in both)


def _is_label(string: str) -> bool:
    return len(string) <= _LONGEST_LINE and bool(_LABEL.fullmatch(string.strip(_ORNAMENT)))


def _is_notice(string: str) -> bool:
    """Tell whether a line heads what the site or its readers say below an article."""
    bare = string.strip(_ORNAMENT)
    return len(string) <= _LONGEST_LINE and bool(_NOTICE.fullmatch(bare) or _COMMENT.fullmatch(bare))


def is_link(run: Run) -> bool:
    """Tell whether a run leads elsewhere and says nothing itself; a headline may end with a quotation: 造不了“梦”."""
    return run.is_linked and not run.string.rstrip(_CLOSING).endswith(_FULL_STOPS)


def _is_furniture(run: Run) -> bool:
    return is_link(run) or run.aside or _is_control(run.string)


def name_of(element: Element) -> str:
    """Give an element's class and id, as far as they are looked at."""
    return f"{element.get('class', '')[:_LONGEST_NAME]} {element.get('id', '')[:_LONGEST_NAME]}"


def _kind(element: Element) -> tuple[str, str]:
    return str(element.tag), element.get("class", "")[:_LONGEST_NAME].strip()


@dataclass(slots=True)
class _Page:
    """What is where on a page: sums for every element, and what is named as standing beside the article."""

    tree: Element
    found: Sequence[Run]
    copies: frozenset[int] = frozenset()
    weights: list[float] = field(init=False)
    _dated: list[bool] = field(init=False)
    _title: str = field(init=False)
    _elements: list[Element] = field(init=False)
    _sums: dict[Element, _Sums] = field(init=False)
    _beside: set[Element] = field(init=False)

    def __post_init__(self) -> None:
        self.weights = [0 if at in self.copies else weight(run) for at, run in enumerate(self.found)]
        self._dated = [
            not prose and len(run.string) <= _LONGEST_LINE and has_date(run.string)
            for prose, run in zip(self.weights, self.found, strict=True)
        ]
        self._title = "".join((self.tree.findtext(".//title") or "").split())
        self._elements = list(self.tree.iter())
        self._beside = set()
        self._sums = self._added()
        self._beside = self._beside_by_name() | self._beside_by_place()
        self._sums = self._added()

    def _added(self) -> dict[Element, _Sums]:
        """Add up from the leaves to the root, each element once."""
        sums: dict[Element, _Sums] = defaultdict(_Sums)
        for at in range(len(self.found) - 1, -1, -1):
            self._count(sums[self.found[at].home], at)
        for element in reversed(self._elements):
            above = element.getparent()
            if above is not None and element in sums:
                sums[above].add(sums[element])
        return dict(sums)

    def _count(self, sums: _Sums, at: int) -> None:
        run, prose = self.found[at], self.weights[at]
        sums.chars += len(run.string)
        sums.linked += run.linked
        sums.prose += prose
        sums.mass += prose * (_BESIDE_WEIGHT if run.home in self._beside else 1)
        sums.proses += prose > 0
        sums.closed += prose * run.string.endswith(_ENDS)
        sums.dated += self._dated[at]
        sums.first = at

    def _beside_by_name(self) -> set[Element]:
        """Find what is named as a comment, a footer, a list of further reading, with all that is in it."""
        most = _MOST * self._prose(self.tree)
        beside: set[Element] = set()
        for element in self._elements:
            name = name_of(element) if isinstance(element.tag, str) else ""
            named = _COMMENTS.search(name) or (_BESIDE.search(name) and self._prose(element) < most)
            if element is not self.tree and element.tag != "body" and (element.getparent() in beside or named):
                beside.add(element)
        return beside

    def _beside_by_place(self) -> set[Element]:
        """Find the lists of teasers below an article, with all that is in them: they may hold more prose than it.

        A list of articles has no sentences of its own between the headline that the page is named after and its items.
        """
        lists = [element for element in self._elements if element in self._sums and any(self._alike(element))]
        first = min((self._sums[element].first for element in lists), default=0)
        head = next((at for at in range(first) if self._is_named(self.found[at])), first)
        above = [at for at in range(head + 1, first) if self.weights[at] and self.found[at].string.endswith(_ENDS)]
        return {inner for element in lists for inner in element.iter()} if len(above) >= _A_HINT else set()

    def _is_named(self, run: Run) -> bool:
        """Tell whether the page's title begins with a run."""
        return len(run.string) > _A_NUMBER and self._title.startswith("".join(run.string.split()))

    def _alike(self, element: Element) -> Iterator[list[Element]]:
        """Yield the children of an element that are teasers, where several hold prose and none holds most of it."""
        for items in self._items(element).values():
            if self._are_alike([self._prose(item) for item in items]):
                yield items

    def _prose(self, element: Element) -> float:
        return self._sums[element].prose if element in self._sums else 0.0

    def container(self) -> Element:
        """Go down from the root to the element whose children share the prose among them."""
        here = self.tree
        while children := [child for child in here if child in self._sums and self._sums[child].mass]:
            best = max(children, key=lambda child: self._sums[child].mass)
            own = self._sums[here].mass - sum(self._sums[child].mass for child in children)
            spread = self._sums[best].mass < _MOST * self._sums[here].mass
            least = 1.0 if here.tag in {"html", "body"} else _MATE
            if spread or best.tag in _PARAGRAPHS or own > least * self._sums[best].mass:
                break
            if any(self._is_mate(child, best) for child in children if child is not best):
                break
            here = best
        return here

    def _is_mate(self, child: Element, best: Element) -> bool:
        """Tell whether an element goes on with what `best` begins, or begins what it goes on with."""
        sums, of = self._sums[child], self._sums[best]
        if _FEW_LINKS < sums.density <= _MOST and self._is_text(core := self._core(child), least=1):
            sums = self._sums[core]  # a list of links may stand above the text in its box
        if child in self._beside or sums.density > _FEW_LINKS:
            return False
        if child.tag == "p":
            return sums.closed > 0
        if _kind(child) == _kind(best) and child.tag != "td":
            return True
        whole = sums.density <= _NO_LINKS and sums.closed >= _CLOSED * sums.prose
        return whole and sums.proses > 1 and sums.mass >= _MATE * of.mass

    def outside(self, container: Element) -> set[Element]:
        """Find the elements of the container that are no part of the article, with all that is in them."""
        roots = {*self._strangers(container), *self._teasers(container), *self._sections(container)}
        outside: set[Element] = set()
        for element in container.iter():
            above = element.getparent()
            named = element in self._beside and container not in self._beside
            if element is not container and (element in roots or named or above in outside):
                outside.add(element)
        return outside

    def _strangers(self, container: Element) -> Iterator[Element]:
        """Yield the blocks in the container that hold prose among many links, or a hint with a button."""
        children = [child for child in container if child in self._sums and self._sums[child].mass]
        best = max(children, key=lambda child: self._sums[child].mass, default=None)
        if best is None or best.tag in _PARAGRAPHS:
            return
        for child in children:
            if child is not best and child.tag not in _PARAGRAPHS and self._is_strange(child):
                yield child

    def _is_strange(self, block: Element) -> bool:
        sums = self._sums[block]
        hint = sums.proses <= _A_HINT and block.find(".//button") is not None
        return hint or (sums.density > _FEW_LINKS and not self._is_text(self._core(block), least=1))

    def _core(self, block: Element) -> Element:
        """Go down from a block to the smallest element that holds all its prose: the links may stand beside it."""
        prose = self._prose(block)
        while (inner := next((child for child in block if self._prose(child) == prose), None)) is not None:
            block = inner
        return block

    def _teasers(self, container: Element) -> Iterator[Element]:
        """Yield items of a list that each begin with a link: teasers of other articles, with or without a summary."""
        for element in container.iter():
            if element in self._sums:
                for items in self._items(element).values():
                    whole = self._prose(element) == sum(self._prose(item) for item in items)
                    yield from () if len(items) == 1 else [element] if whole and element is not container else items

    def _items(self, element: Element) -> dict[tuple[str, str], list[Element]]:
        """Sort the children of an element that are teasers by their kind."""
        kinds: dict[tuple[str, str], list[Element]] = defaultdict(list)
        for child in element:
            if self._is_teaser(child):
                kinds[_kind(child)].append(child)
        return kinds

    def _is_teaser(self, element: Element) -> bool:
        """Tell whether an element begins with a link, or is a headline and a summary of which most is a link."""
        sums = self._sums.get(element)
        if sums is None or not sums.linked or sums.proses > _A_HINT:
            return False
        pair = self.found[sums.first : sums.first + 2]
        run = pair[-1] if len(pair[0].string) <= _A_NUMBER else pair[0]
        begins = run.is_linked and len(run.string) > _A_NUMBER and not run.string.endswith(_ENDS)
        return begins or (sums.chars > len(pair[0].string) and sums.density > _MOST)

    def _sections(self, container: Element) -> Iterator[Element]:
        """Yield the blocks that begin with the head of a list of other articles (相关阅读) or of the site's notices."""
        for at, run in enumerate(self.found):
            if _is_notice(run.string):
                yield from self._block(container, at)
            elif _is_label(run.string):
                yield from (block for block in self._block(container, at) if not self._is_text(block))

    def _is_text(self, block: Element, least: int = _A_HINT) -> bool:
        """Tell whether a block is paragraphs without links: a newspaper's own 相关链接, a digest's 热点新闻."""
        sums = self._sums[block]
        return sums.density < _NO_LINKS and sums.proses > least

    def _block(self, container: Element, at: int) -> Iterator[Element]:
        """Yield the largest element of the container that a line begins, unless it holds most of the prose.

        Where the line has its links, what stands in a larger element below them is no part of its list: some pages
        set the list at the head of the box that holds the article.
        """
        block: Element | None = None
        above: Element | None = self.found[at].home
        while above is not None and above is not container and self._sums[above].first == at:
            if block is not None and self._sums[block].linked and self._prose(above) > self._prose(block):
                break
            block, above = above, above.getparent()
        if block is not None and self._prose(block) < _MOST * self._prose(container):
            yield block

    def is_all_links(self, container: Element, prose: Sequence[int]) -> bool:
        """Tell whether a page is links but for an imprint: one line that is no sentence, or a few in its footer."""
        line = len(prose) == 1 and not self.found[prose[0]].string.endswith(_ENDS)
        names = (name_of(one) for one in (container, *container.iterancestors()) if one.tag != "body")
        foot = len(prose) <= _REPEATED and any(_BESIDE.search(name) for name in names)
        return (line or foot) and self._sums[self.tree].density > _MOST

    def is_list(self, container: Element) -> bool:
        """Tell whether most of the prose stands in teasers of articles of one kind, in one list or in several."""
        held: dict[tuple[str, str], list[float]] = defaultdict(list)
        taken: set[Element] = set()
        for element in container.iterdescendants():
            if element.getparent() in taken:
                taken.add(element)
            elif self._is_teaser(element):
                tag, classes = _kind(element)
                held[tag, classes.partition(" ")[0]].append(self._prose(element))
                taken.add(element)
        most = _MOST * self._prose(container)
        return any(self._are_alike(prose) and sum(prose) >= most for prose in held.values())

    def _are_alike(self, prose: Sequence[float]) -> bool:
        """Tell whether several items hold prose and none holds most of it."""
        return sum(held > 0 for held in prose) >= _REPEATED and max(prose) <= _MOST * sum(prose)

    def is_thread(self, container: Element) -> bool:
        """Tell whether the container, or what it stands in, is named a thread or is a row of posts, each with a day."""
        if any(_THREAD.search(name_of(one)) for one in (container, *container.iterancestors()) if one.tag != "body"):
            return True
        here: Element | None = container
        child: Element | None = None
        while here is not None:
            posts = [one for one in here if self._is_post(one)]
            kinds = Counter(map(_kind, posts))
            kind = _kind(child) if child is not None else max(kinds, key=lambda one: kinds[one], default=None)
            alike = [self._prose(one) for one in posts if _kind(one) == kind]
            most = sum(alike) >= _MOST * self._prose(here)  # the tables of an article have days in them too
            if most and len(alike) >= _REPEATED and sum(alike) - max(alike) >= _OTHERS * max(alike):
                return True
            here, child = here.getparent(), here
        return False

    def _is_post(self, element: Element) -> bool:
        sums = self._sums.get(element)
        return sums is not None and element.tag not in {"p", "li"} and sums.prose > 0 and sums.dated > 0


def _trimmed(found: Sequence[Run], places: Sequence[int], prose: Sequence[int]) -> list[int]:
    """Take the article's runs out of those that may be: from the first sentence to the last, and what is by them."""
    homes = {found[at].home for at in prose} | {found[at].home.getparent() for at in prose}
    near = [at for at in places if prose[0] <= at <= prose[-1] or _is_near(found[at], homes)]
    before = _stretch([at for at in near if at < prose[0]], prose[0], step=-1)
    after = _stretch([at for at in near if at > prose[-1]], prose[-1], step=1)
    body = [*reversed(before), *(at for at in near if prose[0] <= at <= prose[-1]), *after]
    body = [*_first_subhead(found, body), *body]
    return _without_ends(found, _above_editors(found, body))


def _first_subhead(found: Sequence[Run], body: Sequence[int]) -> Iterator[int]:
    """Yield the place of the heading directly above the article if it is of the kind of those within it."""
    above = body[0] - 1
    if above >= 0 and found[above].is_head and any(found[at].tag == found[above].tag for at in body):
        yield above


def _is_near(run: Run, homes: set[Element | None]) -> bool:
    """Tell whether a line without a sentence stands where the sentences stand."""
    by = run.home in homes or run.home.getparent() in homes
    return by and not _is_heading(run) and not is_small_print(run.string) and not _is_label(run.string)


def _stretch(places: Sequence[int], start: int, step: int) -> list[int]:
    """Take the places that follow one another from `start`, away from it, at most one run left out between two."""
    taken: list[int] = []
    for at in sorted(places, key=lambda place: place * step):
        if abs(at - (taken[-1] if taken else start)) > _GAP:
            break
        taken.append(at)
    return taken


def _above_editors(found: Sequence[Run], body: list[int]) -> list[int]:
    """Leave out what stands below the line that names the editors, unless that is much of the prose."""
    finals = [at for at in range(body[0], body[-1] + 1) if is_final(found[at].string)]
    for final in finals:
        above = sum(weight(found[at]) for at in body if at < final)
        if above >= _ABOVE * sum(weight(found[at]) for at in body):
            return [at for at in body if at < final]
    return body


def _without_ends(found: Sequence[Run], body: list[int]) -> list[int]:
    """Leave out the small print and the notices of the site at both ends."""
    first, last = 0, len(body)
    while first < last and is_small_print(found[body[first]].string):
        first += 1
    while last > first + 1 and _is_tail(found[body[last - 1]], found[body[last - 2]]):
        last -= 1
    return body[first:last]


def _is_tail(run: Run, above: Run) -> bool:
    """Tell whether the last line of an article is the site's, given the one above it."""
    string = run.string
    bare = string.lstrip(" （(【[*※▲—-·")
    if is_small_print(string) or _is_label(string):
        return True
    apart = run.home is not above.home and run.home.getparent() is not above.home.getparent()
    return len(string) <= _LONGEST_TAIL and bool(_TAIL.match(bare) or (apart and _IMPRINT.match(bare)))
