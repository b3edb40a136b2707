"""What the tables tell: findings in sentences, who says it how, promises, what stands alone."""

from lib.findings.alone import Lone, alone, lone
from lib.findings.commitments import Commitment, commitments
from lib.findings.results import Results
from lib.findings.sentences import findings
from lib.findings.voices import VoiceRow, speakers, voices

__all__ = [
    "Commitment",
    "Lone",
    "Results",
    "VoiceRow",
    "alone",
    "commitments",
    "findings",
    "lone",
    "speakers",
    "voices",
]
