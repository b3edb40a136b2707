"""Who is listed as speaking: no bare noun for what cannot speak."""

import pytest
from rows import claim, origin

from lib.findings.results import Results
from lib.show.people import cited


@pytest.mark.parametrize(
    ("source", "cue", "sentence", "listed"),
    [
        ("Ann Bo", "said", "Ann Bo said it fell.", True),
        ("divers", "said", "Later divers said it fell.", True),
        ("officials", "insist", "Local officials insist it fell.", True),
        ("logbook", "according to", "It fell, according to a logbook.", True),
        ("Kovalai", "hinted", "On Monday Kovalai hinted that it fell.", True),
        ("Countries", "find", "Countries find that it fell.", False),
        ("partnership", "aims", "The partnership aims to mend it.", False),
        ("rules", "directed", "The rules directed them to mend it.", False),
    ],
)
def test_who_is_listed(source, cue, sentence, listed):
    said = {"source": source, "source_kind": "unnamed", "cue": cue, "sentence": sentence}
    one = claim("a", 1, text="it fell", **said)
    document = {"doc_id": "a", "path": "a.txt", "status": "ok", "chars": 99, "published": None}
    tables = {name: [] for name in ("blocks", "matches", "families")}
    tables |= {"documents": [document], "claims": [one], "origins": [origin("a")]}
    found = cited(Results(tables))
    assert [one.name for one in found] == [source] * listed
