"""How far to trust the claims: intervals, gold data that are of other reports, and the sheet that
the reader fills in."""

import pandas as pd
import pytest
from scipy.stats import binomtest

from lib.by_hand import judged_claims
from lib.by_hand import shares as by_hand_shares
from lib.by_hand import sheet as by_hand_sheet
from lib.by_hand.judged_claims import EXPECTED, QUESTIONS, expected
from lib.by_hand.sheet import ROWS, SHEET
from lib.tables.errors import WorkbookError
from lib.text.phrases import plural

SEED = 3


def made(count: int, text: str = "The dam is open") -> pd.DataFrame:
    """Claims of one report with all that the sheet shows."""
    rows = [
        {
            "claim_id": f"d:{number}-{number + 9}",
            "doc_id": "d",
            "report": "a",
            "sentence": f"{text} {number}.",
            "text": f"{text} {number}",
            "source": None,
            "source_kind": "article",
            "cue": None,
            "polarity": "affirmed",
            "modality": "asserted",
            "start": number,
            "end": number + 9,
        }
        for number in range(count)
    ]
    return pd.DataFrame(rows)


def fill(path, **answers: str) -> None:
    """The first row of the sheet with these answers."""
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    for name, answer in answers.items():
        sheet.loc[0, name] = answer
    sheet.to_csv(path, index=False)


def counted(shares: list[dict]) -> list[tuple[int, int]]:
    return [(row["right"], row["of"]) for row in shares]


def test_the_interval_is_wilsons():
    found = by_hand_shares.share("x", 57, 60)  # worked out by hand from Wilson (1927)
    assert (round(found["low"], 3), round(found["high"], 3)) == (0.863, 0.983)
    for right, of in [
        (0, 1),
        (1, 1),
        (0, 7),
        (7, 7),
        (1, 2),
        (3, 1000),
        (997, 1000),
        (250_000, 1_000_000),
    ]:
        found, known = (
            by_hand_shares.share("x", right, of),
            binomtest(right, of).proportion_ci(method="wilson"),
        )
        assert (found["low"], found["high"]) == pytest.approx((known.low, known.high))
        assert 0 <= found["low"] <= right / of <= found["high"] <= 1
    assert by_hand_shares.share("x", 0, 0) == {
        "what": "x",
        "right": 0,
        "of": 0,
        "low": None,
        "high": None,
    }
    assert by_hand_shares.table([by_hand_shares.share("x", 0, 0)])[
        "share, with its 95 % interval"
    ].tolist() == [None]


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


def test_a_sheet_is_drawn_once_and_scored_when_filled(tmp_path):
    claims = made(50)
    assert counted(by_hand_sheet.sheet(tmp_path, claims, seed=SEED)) == [(0, 0)] * 4
    first = (tmp_path / SHEET).read_bytes()
    by_hand_sheet.sheet(tmp_path, claims, seed=SEED)
    assert (tmp_path / SHEET).read_bytes() == first and len(first.splitlines()) == 1 + ROWS
    fill(tmp_path / SHEET, claim_right="Yes ", source_right="no")
    assert counted(by_hand_sheet.sheet(tmp_path, claims, seed=SEED)) == [
        (1, 1),
        (0, 1),
        (0, 0),
        (0, 0),
    ]


def test_answers_outlive_another_draw_and_count_only_while_their_claim_stands(tmp_path):
    by_hand_sheet.sheet(tmp_path, made(50), seed=SEED)
    fill(tmp_path / SHEET, claim_right="n", note="a heading")
    assert counted(by_hand_sheet.sheet(tmp_path, made(50), seed=SEED + 1))[0] == (0, 1)
    assert counted(by_hand_sheet.sheet(tmp_path, made(50, "The dam is shut"), seed=SEED))[0] == (
        0,
        0,
    )
    kept = pd.read_csv(tmp_path / SHEET, dtype="str", encoding="utf-8-sig")
    assert kept["note"].dropna().tolist() == ["a heading"] and len(kept) == ROWS


def test_a_note_alone_and_a_column_of_the_readers_stay(tmp_path):
    by_hand_sheet.sheet(tmp_path, made(50), seed=SEED)
    sheet = pd.read_csv(tmp_path / SHEET, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    sheet.loc[3, "note"], sheet["judge"] = "ask Ana", ""
    sheet.loc[5, "judge"] = "Ben"
    sheet.to_csv(tmp_path / SHEET, index=False)
    for seed in (SEED, SEED + 1):
        assert counted(by_hand_sheet.sheet(tmp_path, made(50), seed=seed)) == [(0, 0)] * 4
        kept = pd.read_csv(
            tmp_path / SHEET, dtype="str", keep_default_na=False, encoding="utf-8-sig"
        ).set_index("claim_id")
        assert (
            kept.loc[sheet.loc[3, "claim_id"], "note"] == "ask Ana"
            and kept.loc[sheet.loc[5, "claim_id"], "judge"] == "Ben"
        )
        assert len(kept) == ROWS


def test_fewer_claims_than_rows_and_none(tmp_path):
    for count in (3, 0):
        assert (
            counted(by_hand_sheet.sheet(tmp_path / str(count), made(3).head(count), seed=SEED))
            == [(0, 0)] * 4
        )
        assert len((tmp_path / str(count) / SHEET).read_bytes().splitlines()) == 1 + count, plural(
            count, "claim"
        )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,b\n1,2\n", "lost its column 'claim_id'"),
        ("\xff\xfe\x00", "cannot be read"),
        ("", "cannot be read"),
        ("\n\n", "cannot be read"),
    ],
)
def test_a_spoilt_sheet_is_refused_and_kept(tmp_path, content, says):
    (tmp_path / SHEET).write_bytes(content.encode("latin-1"))
    with pytest.raises(WorkbookError, match=says):
        by_hand_sheet.sheet(tmp_path, made(3), seed=SEED)
    assert (tmp_path / SHEET).read_bytes() == content.encode("latin-1")


def test_an_answer_that_is_neither_yes_nor_no_is_named(tmp_path):
    by_hand_sheet.sheet(tmp_path, made(30), seed=SEED)
    fill(tmp_path / SHEET, source_right="maybe")
    with pytest.raises(WorkbookError, match="row 2, column source_right: 'maybe' is no answer"):
        by_hand_sheet.sheet(tmp_path, made(30), seed=SEED)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_a_spreadsheet_program_saves_is_read(tmp_path, mark, encoding, end):
    text = "The café’s dam is “open”, says X; not so;;;"
    by_hand_sheet.sheet(tmp_path, made(3, text), seed=SEED)
    sheet = pd.read_csv(tmp_path / SHEET, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    sheet.loc[0, "claim_right"] = "y"
    sheet.insert(0, "who, when; where", "Ana")  # a column of the reader's
    sheet.to_csv(tmp_path / SHEET, index=False, sep=mark, encoding=encoding, lineterminator=end)
    assert counted(by_hand_sheet.sheet(tmp_path, made(3, text), seed=SEED))[0] == (1, 1)
    kept = pd.read_csv(tmp_path / SHEET, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert sorted(kept["text"]) == sorted(made(3, text)["text"]) and set(
        kept["who, when; where"]
    ) == {"Ana"}


def test_a_cell_that_looks_like_a_formula_is_text(tmp_path):
    by_hand_sheet.sheet(tmp_path, made(3, "=1+1 dams"), seed=SEED)
    cells = pd.read_csv(tmp_path / SHEET, dtype="str", encoding="utf-8-sig")["text"]
    assert all(cell.startswith("'=1+1") for cell in cells)
