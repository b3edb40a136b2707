"""Polarity and modality, with the words that they rest on."""

import pytest
from extraction import claims_in

from lib.ingest.readers.reading import read_text
from lib.work.parameters import PROJECT


def test_a_negation_is_evidence():
    (row,) = [
        row
        for row in claims_in("The government has failed to repair the dam.")
        if row["source_kind"] == "article"
    ]
    assert [place for place in row["evidence"] if place["slot"] == "polarity"] == [
        {"slot": "polarity", "start": 19, "end": 25}
    ]


def modalities(raw: str) -> list[tuple[str, list[str]]]:
    """The modality of each claim, with the words that its evidence has for it."""
    return [
        (
            row["modality"],
            [
                raw[one["start"] : one["end"]]
                for one in row["evidence"]
                if one["slot"] == "modality"
            ],
        )
        for row in claims_in(raw)
    ]


def test_a_modality_that_stands_above_is_evidence():
    """In the lead-in, damaged as it is, and in the header; the words that give another modality are
    no evidence."""
    raw = (
        "Two towns were flooded.The council outlined these< b >proposed< /b > steps,which could"
        " cost much:\n- a wall along the river\n"
    )
    assert modalities(raw)[-1] == ("recommended", ["proposed", "steps"])
    table = (
        "The council met.\n\n| Expected by | Work |\n|---|---|\n| June | wall along the river |\n"
    )
    assert modalities(table)[-1] == ("planned", ["Expected"])


def test_the_nearest_lead_in_is_the_evidence():
    raw = (
        "These steps were proposed:\n- a wall\n\nThe rest is known.\n\nThese steps were"
        " proposed:\n- a bridge over the river\n"
    )
    places = [
        [one["start"] for one in row["evidence"] if one["slot"] == "modality"]
        for row in claims_in(raw)
        if row["modality"] != "asserted"
    ]
    assert [raw.rindex("steps"), raw.rindex("proposed")] in places


@pytest.mark.parametrize("folder", ["seeds", "tests/corpus/reports"])
def test_no_modality_is_without_its_words(folder):
    for text in (
        read_text(path.read_bytes()).text for path in sorted((PROJECT / folder).glob("*.txt"))
    ):
        for row in claims_in(text):
            slots = [place["slot"] for place in row["evidence"]]
            assert (row["modality"] == "asserted") == ("modality" not in slots), row


def test_items_inherit_from_their_lead_in():
    rows = claims_in(
        "Recommendations\n\nThe key recommendations are as follows and include:\n- Joint exercises"
        " to train the police.\n- Shared maps of the valley.\n"
    )
    assert [
        row["modality"] for row in rows if "exercises" in row["text"] or "maps" in row["text"]
    ] == ["recommended", "recommended"]
