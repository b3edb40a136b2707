"""What stands in one report alone, and the passage elsewhere that is nearest to it."""

from bare_texts import score
from rows import BASE, OWN, SPUN, claim, folder, results

from lib.comparison.origins import origins as origins_of
from lib.comparison.pair.likeness import Scorer
from lib.comparison.pair.side import spread
from lib.findings.alone import Passages, lone
from lib.findings.sentences import findings
from lib.text.words import sentences

MOON = (
    "The lunar probe landed near the pole and drilled for ice under grey dust. Its cameras sent"
    " pictures of the long crater."
)

BREAD = (
    "The village bakery will close in June because flour became too dear for its owner. Customers"
    " queued for rye loaves on Saturday."
)


def test_reports_on_other_matters_declared_one_story_are_told_apart_and_nothing_is_called_near():
    claims = [
        claim("m", 0, text="The lunar probe drilled for ice"),
        claim("b", 0, text="flour became too dear for the bakery"),
    ]
    found = results(claims, m=MOON, b=BREAD)
    lines = findings(found)
    assert (
        lines[1].startswith("Stories. All reports are taken to be on one story")
        and "they are on 2). With one_story set to False" in lines[1]
    )
    assert (
        sum(
            line.startswith("Alone. ") and line.endswith("no passage elsewhere is like it.")
            for line in lines
        )
        == 2
    )
    rows = lone(found, shown={row["claim_id"] for row in claims})
    assert [(row.nearest, row.likeness) for row in rows] == [("nothing alike", None)] * 2
    alone = results(claims[:1], m=MOON)
    assert [row.nearest for row in lone(alone, shown={"m:000"})] == [None]
    assert not any(
        line.startswith("Stories.")
        for line in findings(results(claims, m=MOON, b=MOON + " " + BREAD))
    )


def test_nearest_is_the_passage_of_another_origin_that_is_most_alike():
    documents, blocks = folder(a=BASE, b=SPUN, c=OWN)
    origins = origins_of(documents, blocks, one_story=True)
    near = Passages(blocks, origins).nearest(claim("a", 0, text="the rudder had jammed"))
    assert (
        near
        and near.doc_id == "c"
        and "rudder had jammed" in near.text
        and 0 < near.similarity <= 1
    )
    scorer = Scorer([OWN[start:end] for start, end in sentences(OWN)] + ["the rudder had jammed"])
    assert near.similarity == spread(
        score(scorer, scorer.read("the rudder had jammed"), scorer.read(near.text))
    )
    assert (
        Passages(blocks[:1], origins).nearest(claim("a", 0, text="the rudder had jammed")) is None
    )
