"""Names in the settings that nothing goes by: formats, templates, kinds of news, sections, attachments."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from digest import edit, publish
from digest.edit import topics
from digest.model import Problem
from digest.publish import templates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from digest.config import Settings

_SHOWN: Final = 12  # names that a remedy lists; more are no help


def unknown(settings: Settings) -> tuple[Problem, ...]:
    """Name every format, template, kind, section and attachment of the settings that there is not, with the nearest."""
    kinds = tuple(dict.fromkeys(name for one in topics.kinds() for name in (one.why, one.name) if name))
    sections = tuple(one.title for one in settings.section) or edit.SECTIONS
    folders = (settings.path(settings.templates),) if settings.templates else ()
    designs = templates.names(folders)
    return tuple(
        problem
        for key, names, known in (
            ("formats", settings.formats, publish.FORMATS),
            ("brief.template", (settings.brief.template,), designs),
            *((f"section {one.title}: kinds", one.kinds, kinds) for one in settings.section),
            *((f"recipients {one.name}: sections", one.sections, sections) for one in settings.recipients),
            *((f"recipients {one.name}: attach", one.attach, publish.FORMATS) for one in settings.recipients),
            *((f"recipients {one.name}: template", _named(one.template), designs) for one in settings.recipients),
        )
        for problem in _unknown(key, names, known)
    )


def _named(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


def _unknown(key: str, names: Iterable[str], known: Collection[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            there = ", ".join(list(known)[:_SHOWN]) + (" …" if len(known) > _SHOWN else "")
            remedy = f"did you mean {near[0]}?" if near else f"there are: {there}"
            yield Problem("digest.toml", "setting", f"{key}: there is no {name}", remedy)
