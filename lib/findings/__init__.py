"""What the tables tell: findings in sentences, who says it how, promises, what stands alone."""

from lib.findings.alone import Lone, alone, lone
from lib.findings.commitments import Commitment, commitments
from lib.findings.moves import Event, Shift, changed, dated, edited, explained, shifts, timeline
from lib.findings.results import Results
from lib.findings.sentences import routine
from lib.findings.told import Finding, findings
from lib.findings.voices import VoiceRow, speakers, voices

__all__ = [
    "Commitment",
    "Event",
    "Finding",
    "Lone",
    "Results",
    "Shift",
    "VoiceRow",
    "alone",
    "changed",
    "commitments",
    "dated",
    "edited",
    "explained",
    "findings",
    "lone",
    "routine",
    "shifts",
    "speakers",
    "timeline",
    "voices",
]
