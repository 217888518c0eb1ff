"""Find a template's files and fill them: a folder name and a `Brief` in, text out.

A template is a folder of Jinja files and style sheets. The user's folders come first and override the bundled one
file by file; a file that a template has not is that of `weekly`. Whatever a template prints is escaped for its own
markup unless it was marked up here, and recorded (`provenance`).
"""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from digest.errors import TemplateError
from digest.publish.escape import html_line
from digest.publish.filters import filters
from digest.publish.minify import minify
from digest.publish.provenance import Environment, Recorder

if TYPE_CHECKING:
    from collections.abc import Callable

_PACKAGE = Path(__file__).resolve().parent.parent
_HOMES = (_PACKAGE / "templates", _PACKAGE.parent / "templates")  # in the wheel; in a checkout
BASE = "weekly"
# Fields that nouns had before version 0.2, and what a template writes in their place.
_MOVED = {
    ("Figure", "zone"): "{{ row | owner }}",
    ("Figure", "measure"): "{{ row | measure }}",
    ("Figure", "status"): "{{ row | status }}",
    ("Item", "facts"): "{% for fact in item | listed %}{{ fact.label }} {{ fact.figure }}{% endfor %}",
    ("Fact", "labelled"): "fact.named, of item | key_facts",
}
_FAULTS = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


@cache
def home() -> Path:
    """Say where the bundled templates are."""
    return next((folder for folder in _HOMES if folder.is_dir()), _HOMES[0])


def names(folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """List the templates there are."""
    found = {
        path.name for folder in (*folders, home()) if folder.is_dir() for path in folder.iterdir() if path.is_dir()
    }
    return tuple(sorted(found))


def chain(template: str, folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """List the folders a template's files are looked up in, the user's first, those of `BASE` last.

    Raises:
        TemplateError: there is no template of that name.
    """
    if template not in names(folders):
        msg = f"no template {template!r}"
        raise TemplateError(msg, f"there are: {'、'.join(names(folders))}")
    shelves = (*folders, home())
    return tuple(path for name in (template, BASE) for folder in shelves if (path := folder / name).is_dir())


class Missing(jinja2.StrictUndefined):
    """A name that is not there; says so as soon as it is used, with the names there are."""

    @property
    def _undefined_message(self) -> str:
        said: str = super()._undefined_message
        owner = self._undefined_obj
        if not dataclasses.is_dataclass(owner):
            return said
        there = ", ".join(field.name for field in dataclasses.fields(owner))
        moved = _MOVED.get((type(owner).__name__, str(self._undefined_name)))
        hint = f"write {moved}" if moved else f"it has {there}"
        return f"{type(owner).__name__} has no {self._undefined_name!r} ({hint})"


class Shelf:
    """The files of one template, read and filled."""

    def __init__(self, template: str, folders: tuple[Path, ...]) -> None:
        self.name = template
        self.recorder = Recorder()
        self.folders = chain(template, folders)
        self._loader = jinja2.FileSystemLoader([str(folder) for folder in self.folders])

    def text(self, name: str) -> str:
        """Read a file of the template as it stands."""
        for folder in self.folders:
            if (folder / name).is_file():
                return (folder / name).read_text(encoding="utf-8")
        msg = f"template {self.name} has no {name}"
        raise TemplateError(msg, f"it is looked for in {'、'.join(map(str, self.folders))}")

    def fill(self, name: str, escape: Callable[[str], str] | None = None, /, **values: object) -> str:
        """Fill a Jinja file; what it prints goes through `escape`, or HTML escaping where None.

        Raises:
            TemplateError: the file is missing or wrong, or asks for what is not there; names file and line.
        """
        self.recorder.give(values)
        environment = self._environment(escape)
        try:
            return environment.get_template(name).render(values)
        except jinja2.TemplateNotFound as error:
            msg = f"template {self.name} has no {error.name}"
            raise TemplateError(msg) from error
        except TemplateError as error:
            raise TemplateError(f"{self._place(error, name)}: {error.what}", error.remedy) from error
        except _FAULTS as error:
            msg = f"{self._place(error, name)}: {error}"
            raise TemplateError(msg, "mend the template file") from error

    def _environment(self, escape: Callable[[str], str] | None) -> Environment:
        environment = Environment(
            self.recorder,
            escape or html_line,
            loader=self._loader,
            undefined=Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters |= filters(self.recorder)
        environment.globals["style"] = lambda name: self.recorder.trust(minify(name, self.text(name)))
        return environment

    def _place(self, error: Exception, name: str) -> str:
        """Say the template file and line an error came from."""
        if isinstance(error, jinja2.TemplateSyntaxError):
            return f"{error.filename or name} line {error.lineno}"
        place, step = name, error.__traceback__
        while step is not None:
            file = step.tb_frame.f_code.co_filename
            if any(Path(file).is_relative_to(folder) for folder in self.folders):
                place = f"{file} line {step.tb_lineno}"
            step = step.tb_next
        return place
