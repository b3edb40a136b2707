"""Words that are looked up where claims are found and where they are compared."""

import re
from functools import cache

from lib.text.data import data_lines, data_table

# What is agreed in a capital bears its name and not that of the country: "the Doha Agreement"
AGREED = (
    r"(?!\s+(?:Agreement|Accord|Accords|Convention|Declaration|Pact|Principles|"
    r"Process|Protocol|Summit|Talks|Treaty)\b)"
)


@cache
def _countries() -> list[dict[str, str]]:
    return data_table(__package__, "countries.tsv")


@cache
def country_forms() -> dict[str, str]:
    """Names, aliases, demonyms and capitals, with its country, "" for what only contains one."""
    forms: dict[str, str] = {}
    for row in _countries():
        for column in ("capital", "demonyms", "aliases", "name"):
            own = [form for form in row[column].split(";") if form != "-"]
            forms |= dict.fromkeys(own, row["name"])
            if column in {"name", "demonyms"}:  # "pakistan": a damaged text loses its capitals
                forms |= dict.fromkeys(map(str.lower, own), row["name"])
    return forms | dict.fromkeys(data_lines(__package__, "not_countries.txt"), "")


@cache
def country_pattern() -> re.Pattern[str]:
    """Any of these names where it stands as a word."""
    forms = sorted(country_forms(), key=lambda form: (-len(form), form))
    seats = {form for row in _countries() for form in row["capital"].split(";")}
    by_letter: dict[str, list[str]] = {}
    for form in forms:
        by_letter.setdefault(form[0], []).append(re.escape(form[1:]) + AGREED * (form in seats))
    # a word is tried against the names with its first letter only, which is ten times as fast
    named = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return re.compile(rf"(?<![\w-])(?:{named})(?!\w)")


def countries(phrase: str) -> list[str]:
    """The countries that a phrase names by name, alias, demonym or capital, in order, each once."""
    names = (country_forms()[match.group()] for match in country_pattern().finditer(phrase))
    return [name for name in dict.fromkeys(names) if name]


@cache
def speakers() -> dict[str, str]:
    """Nouns for who can speak, and for what is written or broadcast, with the kind of source."""
    return {row["noun"]: row["kind"] for row in data_table(__package__, "speakers.tsv")}


@cache
def cue_class() -> dict[str, str]:
    """By a cue's lemma or two words ("call on"): asserts, denies, doubts, promises and others."""
    return {row["lemma"]: row["class"] for row in data_table(__package__, "cues.tsv")}


@cache
def frames_of_cues() -> dict[str, frozenset[str]]:
    """What a cue takes, such as a clause or an infinitive, by its lemma or two words."""
    cues = data_table(__package__, "cues.tsv")
    return {row["lemma"]: frozenset(row["takes"].split(",")) for row in cues}


@cache
def rulers() -> dict[str, str]:
    """The country for each movement or party that papers name for its government."""
    ruling = [(row["name"], name) for row in _countries() for name in row["rulers"].split(";")]
    return {name: country for country, name in ruling if name != "-"}
