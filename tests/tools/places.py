"""Where the tests find their data, wherever they lie themselves."""

from lib.work.parameters import PROJECT

TESTS = PROJECT / "tests"
CASES = TESTS / "cases"
CORPUS = TESTS / "corpus"
REPORTS = CORPUS / "reports"  # the invented reports
SEEDS = PROJECT / "seeds"
