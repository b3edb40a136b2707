"""Who is one over a folder, and who stays two."""

import pytest
from extraction import claims_in

from lib.claims import Identities
from lib.tables import store


def known(*texts: str) -> tuple[list[dict], list[dict]]:
    """The identities of documents with these texts, and their claims with them."""
    every = [
        row for number, text in enumerate(texts) for row in claims_in(text, doc_id=f"d{number}")
    ]
    identities = Identities()
    identities.note(every)
    rows = identities.rows()
    return rows, [identities.identified(row) for row in every]


SAID = "{} said that the dam was old."
ONE = [
    (("Tom Petty", "Mr Petty"), "Tom Petty"),
    (("Tom Petty", "Thomas Petty"), "Thomas Petty"),
    (("Tom Petty", "Tom J. Petty"), "Tom J. Petty"),
    (("Felipe Calderon", "Felipe Calderón"), None),
    (("the World Harbour Organization", "the W.H.O."), "World Harbour Organization"),
    (("the Coast Guard Union", "CGU"), "Coast Guard Union"),
    (("Ivan Zelensky", "Ivan Zelenskyy"), None),
    (("Mohammed al-Hassan", "Muhammad al-Hasan"), None),
]
TWO = [
    ("Tom Petty", "Ana Petty"),
    ("John Smith", "Joan Smith"),
    ("George H. Stone", "George W. Stone"),
    ("Karl Stone", "Karl Stone Jr."),
    ("Mr Petty", "Ana Petty"),
    ("Lars Hansen", "Lars Hanson"),
    ("Norway", "Ana Norway"),
    ("the Ministry of Water", "the Ministry of War"),
]


@pytest.mark.parametrize(("names", "fullest"), ONE)
def test_one(names, fullest):
    rows, claims = known(*map(SAID.format, names))
    assert len(rows) == 1 and len({row["identity"] for row in claims}) == 1, rows
    assert rows[0]["why"] and len(rows[0]["aliases"]) == 2
    assert fullest is None or rows[0]["name"] == fullest


@pytest.mark.parametrize("names", TWO)
def test_two(names):
    rows, claims = known(*map(SAID.format, names))
    assert len(rows) == 2 and len({row["identity"] for row in claims}) == 2, rows


def test_a_family_name_of_two_people_is_neither():
    rows, _ = known(*map(SAID.format, ("Tom Petty", "Karl Petty", "Petty")))
    assert len(rows) == 3


def test_two_given_names_in_one_document_are_two_people():
    rows, _ = known(SAID.format("Tom Petty") + " " + SAID.format("Thomas Petty"))
    assert len(rows) == 2


def test_roles_and_places(tmp_path):
    texts = SAID.format("House Speaker Ana Ruiz"), SAID.format("Ms Ruiz")
    rows, _ = known(*texts)
    assert [row["roles"] for row in rows] == [["House Speaker"]]
    for one in rows[0]["aliases"]:
        assert texts[int(one["doc_id"][1:])][one["start"] : one["end"]] == one["name"]
    store.write(tmp_path, "identities", rows)
    assert store.rows(tmp_path, "identities") == rows


def test_the_order_of_documents_changes_nothing():
    texts = [SAID.format(name) for names, _ in ONE for name in names]
    every = [claims_in(text, doc_id=f"d{number}") for number, text in enumerate(texts)]
    tables = []
    for order in (every, every[::-1]):
        identities = Identities()
        for rows in order:
            identities.note(rows)
        tables.append(identities.rows())
    assert tables[0] == tables[1]
