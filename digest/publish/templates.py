"""Find a template's files and fill them: a folder name and a `Brief` in, text out.

A template is a folder of Jinja files and style sheets. The user's folders come first and override the bundled one
file by file; a file that a template has not is that of `weekly`. Whatever a template prints is escaped for its own
markup unless it was marked up here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from digest.errors import TemplateError
from digest.publish.escape import one_line
from digest.publish.minify import minify

_PACKAGE = Path(__file__).resolve().parent.parent
_HOMES = (_PACKAGE / "templates", _PACKAGE.parent / "templates")  # in the wheel; in a checkout
BASE = "weekly"
_FAULTS = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)

Filters = Mapping[str, Callable[..., object]]


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
        there = [field.name for field in dataclasses.fields(owner)]
        return f"{type(owner).__name__} has no {self._undefined_name!r} (it has {', '.join(there)})"


class Shelf:
    """The files of one template, read and filled."""

    def __init__(self, template: str, folders: tuple[Path, ...], filters: Filters) -> None:
        self.name = template
        self.folders = chain(template, folders)
        self._loader = jinja2.FileSystemLoader([str(folder) for folder in self.folders])
        self._filters = filters

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
        environment = self._environment(escape)
        try:
            return environment.get_template(name).render(values)
        except jinja2.TemplateNotFound as error:
            msg = f"template {self.name} has no {error.name}"
            raise TemplateError(msg) from error
        except _FAULTS as error:
            msg = f"{self._place(error, name)}: {error}"
            raise TemplateError(msg, "mend the template file") from error

    def _environment(self, escape: Callable[[str], str] | None) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=self._loader,
            undefined=Missing,
            autoescape=escape is None,  # every file of HTML, whatever its ending  # noqa: S701  else by `finalize`
            finalize=_by(escape or one_line),  # a control character has no place in either
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters |= self._filters
        environment.globals["style"] = lambda name: Markup(minify(name, self.text(name)))  # noqa: S704  the template's own
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


def _by(escape: Callable[[str], str]) -> Callable[[object], object]:
    """Pass all that a template prints through `escape`, save what is marked up already."""

    def finalize(value: object) -> object:
        if isinstance(value, Markup | jinja2.Undefined):
            return value
        return escape(str(value))

    return finalize
