"""digest turns a week of newspapers into a brief whose every figure has its evidence.

The stages are functions from one noun to the next; docs/library.md shows them at work. Each name is loaded when it is
first asked for, so that `import digest` costs nothing.
"""

from importlib import import_module as _import_module

__version__ = "0.2.0"

_PLACES = {
    "digest.pipeline.intake": ("Reading", "read_sources"),
    "digest.read": ("read_bytes",),
    "digest.page": ("dated", "plain", "split"),
    "digest.facts": ("contradictions", "derive", "extract"),
    "digest.edit": ("Gists", "Profile", "Ranking", "compose", "mended", "merge", "rank", "recall"),
    "digest.pipeline.check": ("Evidence", "checked"),
    "digest.publish": ("FORMATS", "Rendered", "render"),
    "digest.archive.store": ("Archive", "Found", "Query"),
    "digest.engine": ("each", "executor"),
    "digest.text.period": ("Period", "week", "week_of"),
    "digest.model": (
        "Article", "Brief", "Checked", "Document", "Fact", "Item", "Layout", "Masthead", "Problem", "Report", "Source",
        "Span", "Statement", "Story", "Text", "Zone",
    ),
    "digest.errors": ("DigestError", "NothingRead", "OutputError", "SourceError", "StateError", "UsageError"),
}  # fmt: skip
_HOME = {name: module for module, names in _PLACES.items() for name in names}
_NAMED_THERE = {
    "Gists": "Fingerprints",  # the name that it has had in the library
    "read_bytes": "read",  # the room itself is digest.read
}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604  names all the same


def __getattr__(name: str) -> object:
    """Load what is asked for."""
    if name not in _HOME:
        msg = f"module 'digest' has no attribute {name!r}"
        raise AttributeError(msg)
    found: object = getattr(_import_module(_HOME[name]), _NAMED_THERE.get(name, name))
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)
