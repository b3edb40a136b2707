"""The sheet that the reader fills in: drawn once, scored, kept."""

import pandas as pd
import pytest

from lib.by_hand import sheet as by_hand_sheet
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
