"""Reports in, a brief out: the same event once, the right order with reasons, nothing written that was not reported."""

from digest.edit.brief import compose
from digest.edit.conflicts import conflicts
from digest.edit.draft import OWN, redraft
from digest.edit.fingerprint import Fingerprints
from digest.edit.headline import mended
from digest.edit.memory import recall, signs, sought
from digest.edit.profile import SECTIONS, Profile
from digest.edit.ranking import Cut, Ranking, rank, source
from digest.edit.stories import follows, merge
from digest.edit.zonetable import trends, zone_table

__all__ = [
    "OWN",
    "SECTIONS",
    "Cut",
    "Fingerprints",
    "Profile",
    "Ranking",
    "compose",
    "conflicts",
    "follows",
    "mended",
    "merge",
    "rank",
    "recall",
    "redraft",
    "signs",
    "sought",
    "source",
    "trends",
    "zone_table",
]
