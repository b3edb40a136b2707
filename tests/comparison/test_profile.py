"""The profile of a report: rates by its words, and null for what cannot be measured."""

from rows import claim, folder

from lib.comparison.profile import profile


def test_profile_measures_per_thousand_words_and_leaves_null_what_it_cannot():
    documents, blocks = folder(a="word " * 500, b="")
    number = {"text": "3", "value": 3.0, "unit": "cow", "about": False, "start": 0, "end": 1}
    claims = [
        claim("a", 0, text="x", numbers=[number]),
        claim("a", 1, text="y", source="Ilse Maron", source_kind="person", quoted=True),
    ]
    found = {
        "documents": documents,
        "blocks": blocks,
        "claims": claims,
        "repairs": [{"doc_id": "a"}],
        "unfinished": [],
    }
    a, b = profile(found)
    assert (
        a["words"],
        a["claims"],
        a["numbers"],
        a["named_sources"],
        a["quotations"],
        a["own_voice"],
    ) == (500, 2, 2.0, 2.0, 2.0, 0.5)
    assert a["repairs"] == 0.4 and (b["numbers"], b["own_voice"], b["repairs"]) == (
        None,
        None,
        None,
    )
    late = profile(found | {"claims": [], "unfinished": [{"doc_id": "a"}]})[0]
    assert (
        late["words"],
        late["claims"],
        late["named_sources"],
        late["own_voice"],
        late["repairs"],
    ) == (500, None, None, None, 0.4)
