"""Every way a run can end badly, drawn as one tree; each class carries its exit status.

DigestError
├── UsageError          2   settings or arguments
│   └── NothingRead     2   no source could be read
├── SourceError         3   one source cannot be used; the rest goes on
│   ├── EmptySource
│   ├── UnknownFormat
│   │   └── Pictures        its pages are pictures, and there is no character recognition
│   ├── Undecodable
│   ├── Malformed
│   ├── Unreadable
│   │   └── Encrypted       a password is needed
│   ├── Refused         not to be had from the web: missing, too large, private
│   │   └── Forbidden       the host does not want to be asked: 401, 403, 429
│   └── Unreachable     not to be had from the web now
├── TemplateError       4   a template asks for what is not there
├── DraftError          4   a draft cannot be printed as it was edited
│   └── StaleEdit           somebody else decided of the same thing meanwhile
├── OutputError         5   an output file was not written
│   └── PrintError          the PDF cannot be printed as designed
├── StateError          6   the database
└── Locked             75   another run holds the lock (EX_TEMPFAIL)
    └── Busy                another program is using the database
"""

from __future__ import annotations


class DigestError(Exception):
    """A message for the user: what happened, where, and what to do about it."""

    status = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} — {self.remedy}" if self.remedy else self.what


class UsageError(DigestError):
    """The settings or the arguments cannot be used."""

    status = 2


class NothingRead(UsageError):
    """Not one of the sources could be read."""


class SourceError(DigestError):
    """One source cannot be used; the others go on and the run ends as partly done."""

    status = 3


class EmptySource(SourceError):
    """The source holds no text."""


class UnknownFormat(SourceError):
    """The bytes are of no kind that can be read."""


class Pictures(UnknownFormat):
    """The pages are pictures, and character recognition is not installed."""


class Undecodable(SourceError):
    """The bytes are text in no encoding that fits."""


class Malformed(SourceError):
    """The file breaks the rules of its own format, or is built to harm its reader."""


class Unreadable(SourceError):
    """The file cannot be opened or is larger than the limit."""


class Encrypted(Unreadable):
    """The file cannot be opened without its password."""


class Refused(SourceError):
    """What stands at an address is not to be had, and asking again changes nothing."""


class Forbidden(Refused):
    """A host answered that it does not want to be asked (401, 403, 429): it is left alone for the rest of the run."""


class Unreachable(SourceError):
    """What stands at an address is not to be had now."""


class TemplateError(DigestError):
    """A template asks for something that is not there."""

    status = 4


class DraftError(DigestError):
    """A draft cannot be printed as it was edited; the line is named, and nothing of it is lost."""

    status = 4


class Unsigned(UsageError):
    """An issue is to leave that not all have signed who must; they are named."""


class StaleEdit(DraftError):
    """Something was decided of an object since the person who decides of it now saw it."""


class OutputError(DigestError):
    """An output file was not written; what stood there before still stands."""

    status = 5


class PrintError(OutputError):
    """The PDF cannot be printed as designed (a foreign font, Pango absent)."""


class StateError(DigestError):
    """The database cannot be used."""

    status = 6


class Locked(DigestError):
    """Another run holds the lock."""

    status = 75


class Busy(Locked):
    """Another program is using the database; it is healthy, and asking again later helps."""
