"""Each value leads to its characters in the decoded text, and a false place is noticed."""

from extraction import claims_in

from lib.claims.evidence import faults
from lib.cleaning.repairs import clean
from lib.text.spans import Repair, replay


def test_every_place_leads_to_its_words():
    raw = (
        "Officials said the road is open.The mayor , Anna Berg, denied that< b >any house was lost<"
        " /b > on Tuesday."
    )
    for row in claims_in(raw):
        places = {place["slot"]: raw[place["start"] : place["end"]] for place in row["evidence"]}
        assert row["cue"] is None or row["cue"] in places["cue"]
        assert row["source_text"] is None or row["source_text"].split()[0] in places["source"]
        assert raw[row["start"] :].startswith(places["content"][:5])


def test_false_evidence_is_found():
    raw = (
        "Officials said the road is open.The mayor , Anna Berg, denied that< b >any house was lost<"
        " /b > on Tuesday."
    )
    rows, texts = claims_in(raw), ({"d": raw}, {"d": replay(raw, clean(raw))})
    assert faults(rows, *texts) == []
    row = next(row for row in rows if row["cue"] == "denied")
    for change in (
        {"cue": "said"},
        {"source_text": "Nobody"},
        {"text": "wrong words"},
        {"end": 10**9},
        {"start": row["start"] + 1},
    ):
        assert faults([row | change], *texts)
    moved = [
        {**place, "start": place["start"] + 1, "end": place["end"] + 1} for place in row["evidence"]
    ]
    assert {slot for _, slot in faults([row | {"evidence": moved}], *texts)} >= {"source", "cue"}


def test_repairs_shift_no_evidence():
    raw = "The dam broke.Officials said the town is safe."
    rows = claims_in(raw)
    assert Repair("glued_stop", 14, 14, "", " ")[1:] in [tuple(repair)[1:] for repair in clean(raw)]
    (row,) = [row for row in rows if row["cue"]]
    assert raw[row["start"] : row["end"]] == "the town is safe"
