"""What the tables tell: findings in sentences, who says it how, promises, what stands alone."""

from lib.findings.alone import alone
from lib.findings.commitments import Commitment, commitments
from lib.findings.moves import Event, Shift, changed, explained, shifts, timeline
from lib.findings.results import Results
from lib.findings.sentences import routine
from lib.findings.telling import Finding
from lib.findings.told import findings
from lib.findings.voices import speakers

__all__ = [
    "Commitment",
    "Event",
    "Finding",
    "Results",
    "Shift",
    "alone",
    "changed",
    "commitments",
    "explained",
    "findings",
    "routine",
    "shifts",
    "speakers",
    "timeline",
]
