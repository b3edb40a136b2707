"""What the tables tell: findings in sentences, who says it how, promises, what stands alone."""

from lib.findings.alone import alone, lone
from lib.findings.commitments import commitments
from lib.findings.results import told, why
from lib.findings.sentences import findings
from lib.findings.voices import speakers, voices

__all__ = ["alone", "commitments", "findings", "lone", "speakers", "told", "voices", "why"]
