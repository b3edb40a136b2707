"""One thing counted in several documents: each document's value on a line of its own."""

from extraction import claims_in

from lib.comparison.quantities import quantities
from lib.tables.records import TABLES

COURIER = (
    "At least 14 people drowned when the ferry sank off Pell beach, the coast guard said."
    " The ferry cost €4 million."
)
POST = (
    "The coast guard said that 11 people drowned when the ferry sank off Pell beach on Monday."
    " Mayor Ilse Maron, 54, has been fined twice."
)
LEDGER = "Wheat harvests fell: 14 people drowned in debt in the valley of Norden, a banker said."


def claims(**texts: str) -> list[dict]:
    return [row for name, text in texts.items() for row in claims_in(text, "2021-01-05", name)]


CLOSED = " The mayor closed the road."


def of_one_story(**texts: str) -> tuple[list[dict], list[tuple[str, str]]]:
    """The claims of two texts, and the pair of them that states the same."""
    found = claims(**{name: text + CLOSED for name, text in texts.items()})
    one, other = (row["claim_id"] for row in found if row["text"] in CLOSED)
    return found, [(one, other)]


def test_two_documents_give_two_tolls_of_one_quantity():
    published = {"courier": "2021-01-05", "post": "2021-01-06"}
    rows = quantities(claims(courier=COURIER, post=POST), published=published)
    assert {row["quantity"] for row in rows} == {rows[0]["quantity"]}
    values = [(row["doc_id"], row["text"], row["low"], row["high"]) for row in rows]
    assert values == [("courier", "At least 14", 14, None), ("post", "11", 11, 11)]
    assert rows[0]["as_of"] == "2021-01-05" and rows[0]["source"] == "coast guard"
    assert {row["fate"] for row in rows} == {"dead"}
    assert "drowned" in rows[0]["what"] or "dead" in rows[0]["what"]
    assert all(set(row) == {column.name for column in TABLES["quantities"].columns} for row in rows)


def test_documents_of_two_stories_have_no_quantity_in_common():
    stories = {"courier": "one", "post": "two"}
    assert quantities(claims(courier=COURIER, post=POST), stories) == []


def test_another_matter_is_another_quantity():
    rows = quantities(claims(courier=COURIER, ledger=LEDGER))
    assert rows == []


def test_claims_that_state_the_same_thing_need_no_words_in_common():
    found = claims(courier=COURIER, ledger=LEDGER)
    same = [
        (a["claim_id"], b["claim_id"]) for a in found for b in found if a["doc_id"] < b["doc_id"]
    ]
    assert len(quantities(found, same=same)) == 2


def test_the_order_of_documents_changes_nothing():
    rows = claims(courier=COURIER, post=POST)
    assert quantities(rows) == quantities(rows[::-1])


FIRST = "A fire in the Orvak rope works killed six people, police said. 23 people were hurt."
NEXT = (
    "Crews found three more bodies in the Orvak rope works, which burnt down on Monday."
    " The number of dead rose to nine. Thirty-one were hurt."
    " In 1998, 40 people were killed in a fire in a hotel."
)


def test_a_toll_that_does_not_say_of_what_is_that_of_the_report():
    published = {"first": "2021-01-05", "next": "2021-01-06"}
    found, same = of_one_story(first=FIRST, next=NEXT)
    rows = quantities(found, published=published, same=same)
    values: dict[str, list[str]] = {row["quantity"]: [] for row in rows}
    for row in rows:
        values[row["quantity"]].append(row["text"])
    assert sorted(values.values()) == [["23", "Thirty-one"], ["six", "nine"]]


def values(**texts: str) -> list[list[str]]:
    """The values of each quantity that counts people by their fate."""
    days = dict.fromkeys(texts, "2021-01-05")
    found, same = of_one_story(**texts)
    rows = quantities(found, published=days, same=same)
    rows = [row for row in rows if row["fate"]]
    told: dict[str, list[str]] = {row["quantity"]: [] for row in rows}
    for row in rows:
        told[row["quantity"]].append(row["text"])
    return sorted(map(sorted, told.values()))


CRASH = (
    "A coach plunged into the Lorn gorge near Tamsin on Monday, killing six people and hurting 30"
    " others."
)
VAN = "A van struck four people in the Belm market hall on Monday, police in Norden said."


def test_the_first_counts_of_two_reports_are_of_one_event_if_they_begin_alike():
    other = (
        "Tamsin mourns after the coach fell into the Lorn gorge on Monday. Seven people died."
        " Officials said that 28 passengers were also injured."
    )
    assert values(crash=CRASH, other=other) == [["28", "30"], ["Seven", "six"]]
    assert values(crash=CRASH, van=VAN) == [], "two events of one day"


def test_a_part_of_the_hurt_and_those_of_another_place_are_no_count_of_the_hurt():
    part = (
        "A coach fell into the Lorn gorge near Tamsin on Monday, and 31 people were hurt."
        " Nine of the injured were in critical condition, a doctor said. The dead were found at"
        " noon, among them four children."
    )
    beside = " The road was to be closed for the night, and the company said nothing at first." * 3
    other = part + beside + " Two people were hurt in Pell."
    assert values(crash=CRASH, part=other) == [["30", "31"]]


def test_what_is_dated_to_an_earlier_month_is_another_event():
    past = "In July a coach fell into the Lorn gorge near Tamsin, killing 16 people."
    assert values(crash=CRASH, past=past) == []
