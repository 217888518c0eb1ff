"""What a template may print, and a record of what it printed.

A brief holds four sorts of figures: statements and sums, words of the papers (`Text`), and what the brief says of
itself (`Own`). A template prints these, strings of the settings and of the model, whole numbers, days, and its own
literals. A `Decimal`, a `float` or a string with digits that it made in another way would be a figure without evidence:
it stops the run with file and line. What passes is recorded in order, so that a rendered file can be compared with it.
Markup is printed as it stands where it was made here, of values that were admitted; no other has a digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import jinja2
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from digest.errors import TemplateError
from digest.model import Brief, Own, Remark, Report, Statement, Story, Sum, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Item

Sort = Literal["statement", "sum", "text", "own", "setting", "count", "literal"]
SHOWN: Final = frozenset({"statement", "sum", "text", "own"})  # the sorts that every format must show a reader
_SORTS: Final[Mapping[type, Sort]] = {Statement: "statement", Sum: "sum", Text: "text", Own: "own", Remark: "own"}
_NUMBER = float | Decimal | Fraction | complex
_OPAQUE: Final = (Story, Report, Statement, Text, Sum, Remark)  # what they hold is printed as a whole or not at all
_INSTEAD: Final = (
    "print the statement, the text or the sum itself ({{ fact.figure }}, {{ row.value }}, {{ item.headline }}), one "
    "value after the other; a template may not compute figures"
)
_SHOWN: Final = 40  # characters of a refused value that a message shows


class Printed(NamedTuple):
    """One value that a template printed: its sort, its words before they were escaped, and the value itself."""

    sort: Sort
    words: str
    value: object


@dataclass(frozen=True, slots=True)
class Mark:
    """A name within a file, of an anchor or a note: it holds the parts together and nobody reads it."""

    string: str

    def __str__(self) -> str:
        return self.string


class Length(float):
    """A length or place in a drawing, in per cent or pixels: what is computed of one is one, and nobody reads it."""

    __slots__ = ()

    def __add__(self, other: float) -> Length:
        return Length(float(self) + other)

    def __sub__(self, other: float) -> Length:
        return Length(float(self) - other)

    def __rsub__(self, other: float) -> Length:
        return Length(other - float(self))

    def __mul__(self, other: float) -> Length:
        return Length(float(self) * other)

    def __truediv__(self, other: float) -> Length:
        return Length(float(self) / other)

    def __round__(self, digits: int | None = None) -> Length | int:  # type: ignore[override]
        return round(float(self)) if digits is None else Length(round(float(self), digits))

    __radd__, __rmul__ = __add__, __mul__


class Recorder:
    """Admits what the templates of one file print, and records it in order.

    `given` are the values the templates get; the strings in them, those of the model and the settings, may be printed.
    """

    def __init__(self) -> None:
        self.printed: list[Printed] = []
        self.literals: set[object] = set()
        self._known: set[str] = set()
        self._trusted: set[str] = set()
        self._texts: set[Text] = set()
        self._points: set[float] = set()

    def give(self, given: object) -> None:
        """Let the strings of a value be printed, and its markup as it stands."""
        for string in _strings(given):
            (self._trusted if isinstance(string, Markup) else self._known).add(string)
        for item in _items(given):
            self._points.update((item.score, *(reason.points for reason in item.reasons)))
        self.know(_texts(given))

    def know(self, texts: Iterable[object]) -> None:
        """Let these texts be printed: those of the brief, and the pieces that a filter has cut them into."""
        self._texts.update(text for text in texts if isinstance(text, Text))

    def is_point(self, number: float) -> bool:
        """Say whether a number is the points of a reason or the score of an item."""
        return number in self._points

    def trust(self, markup: str) -> Markup:
        """Let markup that was made of admitted values be printed as it stands."""
        self._trusted.add(markup)
        return Markup(markup)  # noqa: S704  its maker has escaped what it is made of

    def joined(self, pieces: Iterable[str]) -> str:
        """Join what a template has printed so far, as a macro's result."""
        return str(self.trust("".join(pieces)))

    def is_trusted(self, markup: Markup) -> bool:
        """Say whether markup was made here, of a literal, or of what has no digit."""
        return markup in self._trusted or markup in self.literals or not has_digits(markup)

    def admit(self, value: object) -> str:
        """Give the words of a value that may be printed, and record it.

        Raises:
            TemplateError: the value is a figure without evidence, or no value to be printed at all.
        """
        sort = self.sort(value)
        pieces = value.pieces if isinstance(value, Remark) else (value,)
        self.printed += (Printed(_SORTS.get(type(one), sort), str(one), one) for one in pieces)
        return str(value)

    def admit_run(self, pieces: Iterable[object]) -> list[str]:
        """Give the words of values that are printed without anything between them, and record them as one.

        Raises:
            TemplateError: as `admit` does.
        """
        before = len(self.printed)
        words = [self.admit(piece) for piece in pieces]
        run = self.printed[before:]
        self.printed[before:] = [Printed("text", "".join(one.words for one in run), tuple(one.value for one in run))]
        return words

    def sort(self, value: object) -> Sort:
        """Give the sort of a value that may be printed.

        Raises:
            TemplateError: it may not.
        """
        sort = self._sort(value, str(value))
        if sort is None:
            raise TemplateError(*_refusal(value))
        return sort

    def _sort(self, value: object, words: str) -> Sort | None:
        if isinstance(value, Text):
            return "text" if not value or value in self._texts else None
        for kind, sort in _SORTS.items():
            if isinstance(value, kind):
                return sort
        if isinstance(value, str):
            return self._sort_of_string(value)
        if isinstance(value, bool | int | date) or value is None:
            return "count"
        if isinstance(value, Length | Mark) or (isinstance(value, float) and (float, value) in self.literals):
            return "literal"
        return None if isinstance(value, _NUMBER) or is_dataclass(value) or has_digits(words) else "setting"

    def _sort_of_string(self, value: str) -> Sort | None:
        if value in self._known:
            return "setting"
        return "literal" if value in self.literals or not has_digits(value) else None


def _refusal(value: object) -> tuple[str, str]:
    """Word why a value cannot be printed, and what to write in its place."""
    shown = f"{type(value).__name__} {str(value)[:_SHOWN]!r}"
    if is_dataclass(value) and not isinstance(value, type):
        there = ", ".join(field.name for field in fields(value))
        return f"{shown} is not to be printed as a whole", f"print one of its fields: {there}"
    return f"{shown} is a figure without evidence", _INSTEAD


def has_digits(words: str) -> bool:
    """Tell whether a string has a digit of any script."""
    return any(char.isdigit() for char in words)


def _strings(value: object) -> Iterator[str]:
    """Yield the strings of the model that a value holds, but those of statements, texts and whole reports."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, _OPAQUE):
        source = getattr(value, "source", None)
        if source is not None:
            yield from _strings(source)
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from _strings(held)
    elif isinstance(value, list | tuple | set | frozenset):
        for held in value:
            yield from _strings(held)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))


def _texts(value: object) -> Iterator[Text]:
    """Yield the texts that a value holds, those of statements and remarks among them; whole reports are not entered."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from _texts(held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _texts(held)
    elif is_dataclass(value) and not isinstance(value, type | Story | Report):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def _items(value: object) -> Iterator[Item]:
    """Yield the items of the briefs that a value holds."""
    for held in value.values() if isinstance(value, Mapping) else ():
        if isinstance(held, Brief):
            yield from held.items


class Environment(SandboxedEnvironment):
    """A Jinja environment whose templates print through a recorder, and reach nothing of Python but the values given.

    `escape` escapes for the markup of the file. What is printed is marked as escaped, so that a macro's result is not
    escaped again.
    """

    def __init__(self, recorder: Recorder, escape: Callable[[str], str], **options: Any) -> None:  # noqa: ANN401  Jinja's
        super().__init__(autoescape=True, finalize=self._finalize, **options)
        self._recorder = recorder
        self._escape = escape
        self.filters |= {
            "e": _left_alone, "escape": _left_alone, "forceescape": _left_alone, "safe": self._safe,
            "int": _number, "float": _number,
        }  # fmt: skip

    def concat(self, pieces: Iterable[str]) -> str:
        """Join what a template, macro or block has printed."""
        return self._recorder.joined(pieces)

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401  as above
        """Get a field; numbers have none, so that their digits are not taken out of them one by one."""
        if isinstance(obj, int | _NUMBER) or attribute.startswith("__"):
            return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401  as above
        """Get an item, or a field by its name, as `getattr` does."""
        if isinstance(argument, str) and not isinstance(obj, Mapping):
            return self.getattr(obj, argument)
        return super().getitem(obj, argument)

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401  as above
        """Refuse the methods of the model and of days, which make values that nobody has checked."""
        owner = getattr(obj, "__self__", None)
        makes = isinstance(obj, type) or is_dataclass(owner) or isinstance(owner, date | type)
        return not makes and super().is_safe_callable(obj)

    def _safe(self, value: object) -> object:
        """Take a literal of the template for markup; everything else is escaped.

        Raises:
            TemplateError: the value is no literal.
        """
        if isinstance(value, str) and (isinstance(value, Markup) or value in self._recorder.literals):
            return Markup(value)  # noqa: S704  the template's own
        what = f"{type(value).__name__} {str(value)[:_SHOWN]!r} is no markup of the template's own"
        raise TemplateError(what, "leave | safe out: what is printed is escaped for the file it is printed in")

    def _finalize(self, value: object) -> object:
        """Admit and escape one printed value; what is marked up already was admitted when it was made."""
        if isinstance(value, jinja2.Undefined) or (isinstance(value, Markup) and self._recorder.is_trusted(value)):
            return value
        return Markup(self._escape(self._recorder.admit(value)))  # noqa: S704  escaped

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Read a template, note its literals, and print the parts of `a ~ b` one after the other."""
        template = super()._parse(source, name, filename)
        self._recorder.literals.update(filter(None, (_literal(one.value) for one in template.find_all(nodes.Const))))
        for block in template.find_all(nodes.FilterBlock):
            what = "{% filter %} changes what was printed already"
            raise jinja2.TemplateSyntaxError(what, block.lineno, name, filename)
        for output in template.find_all(nodes.Output):
            output.nodes = [part for node in output.nodes for part in _parts(node)]
        return template


def _literal(value: object) -> object:
    """Give what a literal of a template is known by: a string itself; a number with its type, as 34 is 34.0."""
    return (float, value) if isinstance(value, float) else value if isinstance(value, str) else None


def _parts(node: nodes.Expr) -> list[nodes.Expr]:
    return [part for one in node.nodes for part in _parts(one)] if isinstance(node, nodes.Concat) else [node]


def _left_alone(value: object) -> object:
    """Leave escaping to the print, where every value is escaped once."""
    return value


def _number(value: object, default: float = 0) -> object:
    """Read a number to compare with (Jinja's int and float); one that is no number of a template is not printed."""
    if isinstance(value, int | float):
        return value
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return default
