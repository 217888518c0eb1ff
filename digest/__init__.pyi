from digest.archive.store import Archive as Archive
from digest.archive.store import Found as Found
from digest.archive.store import Query as Query
from digest.edit import Fingerprints as Gists
from digest.edit import Profile as Profile
from digest.edit import Ranking as Ranking
from digest.edit import compose as compose
from digest.edit import mended as mended
from digest.edit import merge as merge
from digest.edit import rank as rank
from digest.edit import recall as recall
from digest.engine import each as each
from digest.engine import executor as executor
from digest.errors import DigestError as DigestError
from digest.errors import NothingRead as NothingRead
from digest.errors import OutputError as OutputError
from digest.errors import SourceError as SourceError
from digest.errors import StateError as StateError
from digest.errors import UsageError as UsageError
from digest.facts import contradictions as contradictions
from digest.facts import derive as derive
from digest.facts import extract as extract
from digest.model import Article as Article
from digest.model import Brief as Brief
from digest.model import Checked as Checked
from digest.model import Document as Document
from digest.model import Fact as Fact
from digest.model import Item as Item
from digest.model import Layout as Layout
from digest.model import Masthead as Masthead
from digest.model import Problem as Problem
from digest.model import Report as Report
from digest.model import Source as Source
from digest.model import Span as Span
from digest.model import Statement as Statement
from digest.model import Story as Story
from digest.model import Text as Text
from digest.model import Zone as Zone
from digest.page import dated as dated
from digest.page import plain as plain
from digest.page import split as split
from digest.pipeline.check import Evidence as Evidence
from digest.pipeline.check import checked as checked
from digest.pipeline.intake import Reading as Reading
from digest.pipeline.intake import read_sources as read_sources
from digest.publish import FORMATS as FORMATS
from digest.publish import Rendered as Rendered
from digest.publish import render as render
from digest.read import read as read_bytes
from digest.text.period import Period as Period
from digest.text.period import week as week
from digest.text.period import week_of as week_of

__version__: str
__all__ = [
    "FORMATS",
    "Archive",
    "Article",
    "Brief",
    "Checked",
    "DigestError",
    "Document",
    "Evidence",
    "Fact",
    "Found",
    "Gists",
    "Item",
    "Layout",
    "Masthead",
    "NothingRead",
    "OutputError",
    "Period",
    "Problem",
    "Profile",
    "Query",
    "Ranking",
    "Reading",
    "Rendered",
    "Report",
    "Source",
    "SourceError",
    "Span",
    "StateError",
    "Statement",
    "Story",
    "Text",
    "UsageError",
    "Zone",
    "__version__",
    "checked",
    "compose",
    "contradictions",
    "dated",
    "derive",
    "each",
    "executor",
    "extract",
    "mended",
    "merge",
    "plain",
    "rank",
    "read_bytes",
    "read_sources",
    "recall",
    "render",
    "split",
    "week",
    "week_of",
]
