"""Words that are looked up in what is parsed and in what is compared, which needs no parse:
countries, speakers, cues."""

import re
from functools import cache

from lib.text.data import data_lines, data_table

# What is agreed in a capital bears its name and not that of the country: "the Doha Agreement"
AGREED = (
    r"(?!\s+(?:Agreement|Accord|Accords|Convention|Declaration|Pact|Principles|"
    r"Process|Protocol|Summit|Talks|Treaty)\b)"
)


@cache
def country_forms() -> dict[str, str]:
    """Names, aliases, demonyms and capitals, each with the country it stands for; longer names that
    only contain one stand for none."""
    forms = {}
    for row in data_table(__package__, "countries.tsv"):
        for column in ("capital", "demonyms", "aliases", "name"):
            forms |= {form: row["name"] for form in row[column].split(";") if form != "-"}
            if column in {"name", "demonyms"}:  # "pakistan": a damaged text loses its capitals
                forms |= {
                    form.lower(): row["name"] for form in row[column].split(";") if form != "-"
                }
    return forms | dict.fromkeys(data_lines(__package__, "not_countries.txt"), "")


@cache
def country_pattern() -> re.Pattern:
    """Any of these names where it stands as a word."""
    forms = sorted(country_forms(), key=lambda form: (-len(form), form))
    seats = {
        form
        for row in data_table(__package__, "countries.tsv")
        for form in row["capital"].split(";")
    }
    by_letter: dict[str, list[str]] = {}
    for form in forms:
        by_letter.setdefault(form[0], []).append(re.escape(form[1:]) + AGREED * (form in seats))
    # a word is tried against the names with its first letter only, which is ten times as fast
    named = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return re.compile(rf"(?<![\w-])(?:{named})(?!\w)")


def countries(phrase: str) -> list[str]:
    """The countries that a phrase names by name, alias, demonym or capital, in order, each once."""
    found = (country_forms()[match.group()] for match in country_pattern().finditer(phrase))
    return [name for name in dict.fromkeys(found) if name]


@cache
def speakers() -> dict[str, str]:
    """Nouns for those who can speak, and for what is written or broadcast, each with the kind of
    source it is."""
    return {row["noun"]: row["kind"] for row in data_table(__package__, "speakers.tsv")}


@cache
def cue_class() -> dict[str, str]:
    """The class of a cue by its lemma or by two words ("call on"): asserts, denies, doubts,
    promises, demands or expects."""
    return {row["lemma"]: row["class"] for row in data_table(__package__, "cues.tsv")}


@cache
def frames_of_cues() -> dict[str, frozenset[str]]:
    return {
        row["lemma"]: frozenset(row["takes"].split(","))
        for row in data_table(__package__, "cues.tsv")
    }


@cache
def rulers() -> dict[str, str]:
    """The country for each movement or party that papers name for its government."""
    return {
        name: row["name"]
        for row in data_table(__package__, "countries.tsv")
        for name in row["rulers"].split(";")
        if name != "-"
    }
