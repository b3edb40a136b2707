"""What was judged and expected of claims, and whether it is of these reports."""

from lib.by_hand import judged_claims
from lib.by_hand import shares as by_hand_shares
from lib.by_hand.judged_claims import EXPECTED, QUESTIONS, expected


def test_gold_data_of_other_reports_are_said_to_be_so():
    documents = [{"doc_id": "d", "sha256": "0", "path": "000_mine.txt", "status": "ok"}]
    found = judged_claims.measured(documents, {"d": "The dam is open."}, [])
    assert not found.here and found.errors == [] and min(row["of"] for row in found.shares) >= 60


def test_one_report_that_nobody_judged_makes_the_figures_those_of_others(monkeypatch):
    one = next(one for one in by_hand_shares.lines(EXPECTED["seeds_claims"]) if one["id"] == "c01")
    yes = dict.fromkeys(QUESTIONS, True)
    row = {
        "text": "x",
        "source": None,
        "source_kind": "article",
        "polarity": "affirmed",
        "modality": "asserted",
        "start": 0,
        "end": 1,
    }
    judged = [{"doc": one["doc"], "sha256": "0", "judge_1": yes, "judge_2": yes, **row}]
    monkeypatch.setattr(judged_claims, "standing", lambda documents, claims: judged)
    mine = {"doc_id": "d", "sha256": "0", "path": f"{one['doc']}_x.txt", "status": "ok"}
    other = {"doc_id": "e", "sha256": "1", "path": "mine.txt", "status": "ok"}
    texts = {"d": one["anchor"], "e": ""}
    assert judged_claims.measured([mine], texts, []).here
    assert judged_claims.measured([mine, other | {"status": "rejected"}], texts, []).here
    assert not judged_claims.measured([mine, other], texts, []).here


def test_an_expectation_that_is_missed_is_an_error():
    (one,) = [one for one in by_hand_shares.lines(EXPECTED["seeds_claims"]) if one["id"] == "c01"]
    documents = [{"doc_id": "d", "sha256": "0", "path": f"{one['doc']}_x.txt", "status": "ok"}]
    assert [right for _, right in expected(documents, {"d": one["anchor"]}, [])] == [False]
