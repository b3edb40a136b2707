"""Features and the mix: symmetric, known by name, and for nothing to be compared as well."""

from collections import Counter

import numpy as np
import pytest
from rows import RELATIONS, claim

from lib.comparison.arrays import key_of, read
from lib.comparison.candidates import PARTNERS, candidates
from lib.comparison.features import features
from lib.comparison.mix import STAGES, chance, mix, scored, sure
from lib.tables.errors import WorkbookError

SAID = [
    claim(side, rank, **case[side]) for rank, case in enumerate(RELATIONS) for side in ("a", "b")
]


@pytest.mark.parametrize(
    ("word", "key"),
    [("Three", "#3"), ("1,200", "#1200"), ("4.0", "#4"), ("the", ""), ("bridges", "bridg")],
)
def test_what_a_word_counts_as(word, key):
    assert key_of(word) == key


def test_features_do_not_depend_on_which_comes_first():
    claims = read(SAID)
    i, j = candidates(claims, claims.doc)
    assert len(i) and (claims.doc[i] != claims.doc[j]).all() and (i < j).all()
    found, turned = features(claims, i, j), features(claims, j, i)
    assert all(np.allclose(values, turned[name]) for name, values in found.items())


def test_a_claim_has_few_partners_and_the_right_ones():
    claims = read(SAID)
    i, j = candidates(claims, claims.doc)
    assert max(Counter([*i, *j]).values()) < len(SAID) and len(i) <= PARTNERS * len(SAID)
    twins = {(k, k + 1) for k in range(0, len(SAID), 2)}
    assert len(twins & set(zip(i.tolist(), j.tolist(), strict=True))) >= 0.8 * len(twins)


def test_the_mix_has_all_features_and_what_is_alike_scores_more():
    learned, claims = mix(), read([*SAID, SAID[0] | {"doc_id": "c"}])
    twin, other = (features(claims, np.array([0]), np.array([k])) for k in (len(SAID), 7))
    assert set(learned) == set(STAGES) and learned["same"].keys() - {"1"} <= twin.keys()
    high, low = (scored(learned["same"], found) for found in (twin, other))
    assert high > low and chance(high) > chance(low) and sure(learned, high) > sure(learned, low)


def test_another_table_and_one_that_is_none(tmp_path):
    path = tmp_path / "weights.tsv"
    path.write_text("# of one story\nstage\tfeature\tmean\tscale\tweight\nsure\t1\t0\t1\t2.5\n")
    assert mix(str(path))["sure"] == {"1": [0.0, 1.0, 2.5]}
    odd = tmp_path / "odd.tsv"
    odd.write_text("stage\tfeature\nsure\t1\t0\t1\n")
    for name in (str(odd), str(tmp_path / "not there.tsv")):
        with pytest.raises(WorkbookError, match="weights"):
            mix(name)
