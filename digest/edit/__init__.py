"""Reports in, a brief out: the same event once, the right order with reasons, nothing written that was not reported."""

from digest.edit.brief import compose
from digest.edit.conflicts import conflicts
from digest.edit.draft import redraft, written
from digest.edit.figures import in_unit_of
from digest.edit.fingerprint import Fingerprints
from digest.edit.headline import headline, mended, printable
from digest.edit.memory import note, recall, signs, sought
from digest.edit.profile import SECTIONS, Profile
from digest.edit.ranking import Cut, Ranking, rank
from digest.edit.sentence import sentences_of
from digest.edit.statements import ReportContext, contexts, source, statement, statements
from digest.edit.stories import follows, merge
from digest.edit.summary import references
from digest.edit.zonetable import last_zones, trends, zone_table

__all__ = [
    "SECTIONS",
    "Cut",
    "Fingerprints",
    "Profile",
    "Ranking",
    "ReportContext",
    "compose",
    "conflicts",
    "contexts",
    "follows",
    "headline",
    "in_unit_of",
    "last_zones",
    "mended",
    "merge",
    "note",
    "printable",
    "rank",
    "recall",
    "redraft",
    "references",
    "sentences_of",
    "signs",
    "sought",
    "source",
    "statement",
    "statements",
    "trends",
    "written",
    "zone_table",
]
