"""Reports in, a brief out: the same event once, the right order with reasons, nothing written that was not reported."""

from digest.edit.brief import compose
from digest.edit.conflicts import conflicts
from digest.edit.draft import Unread, from_draft, to_draft
from digest.edit.edits import DELETED, Applied, Refused, Replay, Standing, apply, holding, objections, standing
from digest.edit.figures import in_unit_of
from digest.edit.fingerprint import Fingerprints
from digest.edit.headline import headline, mended, printable
from digest.edit.memory import note, recall, signs, sought
from digest.edit.pages import regrouped, repaged
from digest.edit.profile import SECTIONS, Profile
from digest.edit.ranking import Cut, Ranking, rank
from digest.edit.sentence import sentences_of
from digest.edit.statements import ReportContext, contexts, source, statement, statements
from digest.edit.stories import follows, merge
from digest.edit.summary import references
from digest.edit.zonetable import last_zones, trends, zone_table

__all__ = [
    "DELETED",
    "SECTIONS",
    "Applied",
    "Cut",
    "Fingerprints",
    "Profile",
    "Ranking",
    "Refused",
    "Replay",
    "ReportContext",
    "Standing",
    "Unread",
    "apply",
    "compose",
    "conflicts",
    "contexts",
    "follows",
    "from_draft",
    "headline",
    "holding",
    "in_unit_of",
    "last_zones",
    "mended",
    "merge",
    "note",
    "objections",
    "printable",
    "rank",
    "recall",
    "references",
    "regrouped",
    "repaged",
    "sentences_of",
    "signs",
    "sought",
    "source",
    "standing",
    "statement",
    "statements",
    "to_draft",
    "trends",
    "zone_table",
]
