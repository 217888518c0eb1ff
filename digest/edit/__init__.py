"""Reports in, a brief out: the same event once, the right order with reasons, nothing written that was not reported."""

from digest.edit.compose import compose
from digest.edit.merge import merge
from digest.edit.profile import Profile
from digest.edit.rank import Cut, Ranking, rank

__all__ = ["Cut", "Profile", "Ranking", "compose", "merge", "rank"]
