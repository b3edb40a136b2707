"""What stands in one report alone, and the passage elsewhere that may say it."""

from rows import BASE, OWN, claim, folder, tables

from lib.comparison.alone import GRADES, elsewhere
from lib.comparison.origins import origins as origins_of
from lib.findings.alone import alone
from lib.findings.sentences import routine

MOON = (
    "The lunar probe landed near the pole and drilled for ice under grey dust. Its cameras sent"
    " pictures of the long crater."
)
BREAD = (
    "The village bakery will close in June because flour became too dear for its owner. Customers"
    " queued for rye loaves on Saturday."
)


def test_reports_on_other_matters_declared_one_story_are_told_apart():
    claims = [
        claim("m", 0, text="The lunar probe drilled for ice"),
        claim("b", 0, text="flour became too dear for the bakery"),
    ]
    found = tables(claims, m=MOON, b=BREAD)
    lines = routine(found)
    assert lines[0].startswith("Stories. All reports are taken to be on one story")
    assert {row["block_id"] for row in found.elsewhere.values()} == {None}, "nothing is near"
    single = tables(claims[:1], m=MOON)
    assert alone(single) == [], "where no other origin is, nothing is called alone"


def grades(text: str) -> dict[str, str]:
    """The grade of a claim that its report words as the other does, and of one that it does not."""
    said = [claim("a", 0, text="Ilse Maron said the rudder had jammed"), claim("a", 1, text=text)]
    documents, blocks = folder(a=BASE, c=OWN)
    origins = origins_of(documents, blocks, one_story=True)
    rows = elsewhere(said, blocks, origins)
    assert all(row["grade"] in GRADES and 0 <= row["likely"] <= 1 for row in rows)
    return {row["claim_id"]: row for row in rows}


def test_a_passage_that_says_it_is_found_in_another_origin_though_no_claim_has_it():
    rows = grades("The company has run the route since 1987")
    assert "rudder had jammed" in rows["a:000"]["passage"]
    assert rows["a:000"]["likely"] > rows["a:001"]["likely"]


def test_what_is_kept_of_a_story_gives_the_same_and_another_passage_is_looked_for_anew(tmp_path):
    said = [claim("a", 0, text="Ilse Maron said the rudder had jammed")]
    documents, blocks = folder(a=BASE, c=OWN)
    origins = origins_of(documents, blocks, one_story=True)
    fresh = elsewhere(said, blocks, origins)
    assert elsewhere(said, blocks, origins, kept=tmp_path) == fresh
    assert len([*tmp_path.iterdir()]) == 1
    assert elsewhere(said, blocks, origins, kept=tmp_path) == fresh
    changed = [row | {"text": row["text"].replace("rudder", "engine")} for row in blocks]
    assert elsewhere(said, changed, origins, kept=tmp_path) != fresh
