"""The language of a text: foreign texts by name, short and odd English ones not."""

import pytest

from lib.ingest.language import language

GERMAN = (
    "Zwei Jahre nach dem Beginn der Arbeiten an der Brücke in Ileth hat die Behörde die Kosten"
    " genannt. Der Minister war in der Sitzung und sagte, man müsse bald mit der"
    " Planung beginnen; die Anwohner wollen warten. "
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GERMAN, "de"),
        (GERMAN * 12, "de"),  # the likelihoods of long texts come nearer to each other
        (
            GERMAN + "“We will not pay for it,” Lee told the Rivers24 by telephone. " + GERMAN * 3,
            "de",
        ),
        (
            "Le conseil a rejeté lundi le projet de pont : personne n'avait montré qui le paierait."
            " La gouverneure a parlé d'une erreur et va saisir le conseil. ",
            "fr",
        ),
        (
            "El ministro dijo el jueves que la presa estará terminada en 2031, dos años después de"
            " lo previsto, y no quiso hablar de los costes. ",
            "es",
        ),
    ],
)
def test_a_foreign_text_is_named(text: str, code: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Ferry sinks off Norden, 14 dead",
        "The mayor resigned.",
        "Minister Ileth Aron, Olaf Grim, Jan Pollak, Lisa Berg and Helga Moritz attended talks.",
        "The café Zum Roten Hahn in the Königstraße was closed by the Gesundheitsamt on Monday.",
        "Brandel (SPD), Karsten (CDU) and Böhm (Die Grünen) lost their seats in Niederau.",
        "Party | Seats\nNational Union | 45\nGreen Alliance | 12\nVolkspartei | 9\nLa France | 3",
    ],
)
def test_an_english_text_is_not_taken_for_a_foreign_one(text: str) -> None:
    assert language(text) in (None, "en")
