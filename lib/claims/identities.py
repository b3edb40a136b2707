"""Who is who over a folder: one entry for each person and body that speaks, and all names it bears.

Names join on evidence only: two that could be two persons stay two, and a country is no person.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from lib.claims.names import listed, sex_of_given
from lib.tables.records import Alias, ClaimRow, IdentityRow
from lib.text.data import data_table
from lib.text.lexicon import country_forms, speakers

LIKE = 80  # rapidfuzz's ratio from which two spellings may be one name of another script
AGE = frozenset(("jr", "sr", "ii", "iii", "iv"))  # what tells a father from a son
ROLE = 6  # words that a role has at most
SMALL = frozenset("of for and the on in de la".split())  # words that an acronym leaves out


class Name(NamedTuple):
    """A person's name in parts, without accents, in small letters."""

    given: str
    middle: tuple[str, ...]
    family: str
    age: str


class Entry(NamedTuple):
    """A name that sources have in a folder: the words it stands for, by document, with a place."""

    kind: str
    name: str
    aliases: dict[tuple[str, str], tuple[int, int]]


class Identities:
    """The identities of a folder: `note` the claims of each document, then ask for `rows`, and
    with `identified` for the identity of a claim's source."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], Entry] = {}
        self.of_entry: dict[tuple[str, str], str] = {}

    def note(self, claims: Iterable[ClaimRow]) -> None:
        """Remember who speaks in these claims."""
        for row in claims:
            name, kind = row["source"], row["source_kind"]
            if not name or kind not in {"person", "institution"}:
                continue
            key = _kind(name, kind), name
            entry = self.entries.setdefault(key, Entry(*key, {}))
            place = next((one for one in row["evidence"] if one["slot"] == "source"), None)
            if place is not None:
                alias = row["doc_id"], row["source_text"] or name
                entry.aliases.setdefault(alias, (place["start"], place["end"]))

    def identified(self, row: ClaimRow) -> ClaimRow:
        """The claim with the identity of its source; null where no name is known."""
        name, kind = row["source"], row["source_kind"]
        known = self.of_entry.get((_kind(name, kind), name)) if name else None
        return {**row, "identity": known}

    def rows(self) -> list[IdentityRow]:
        """The rows of table "identities", sorted; after it claims can be identified."""
        self.entries = dict(sorted(self.entries.items()))  # whatever the order of documents
        joins = _Joins(self.entries)
        for rule in RULES:
            rule(self.entries, joins)
        rows = [self._row(group, joins) for group in joins.groups()]
        return sorted(rows, key=lambda row: row["identity"])

    def _row(self, group: list[tuple[str, str]], joins: "_Joins") -> IdentityRow:
        entries = [self.entries[key] for key in group]
        name = max(entries, key=_fullness).name
        identity = f"{entries[0].kind}:{folded(name)}"
        self.of_entry |= dict.fromkeys(group, identity)
        places = sorted(
            (doc_id, *place, words)
            for entry in entries
            for (doc_id, words), place in entry.aliases.items()
        )
        aliases: list[Alias] = [
            {"name": words, "doc_id": doc_id, "start": start, "end": end}
            for doc_id, start, end, words in places
            if words.lower() not in listed("pronoun")
        ]
        return {
            "identity": identity,
            "name": name,
            "kind": entries[0].kind,
            "roles": sorted({role for one in aliases for role in _roles(one["name"], name)}),
            "aliases": aliases,
            "why": sorted({why for key in group for why in joins.why.get(key, ())}),
        }


class _Joins:
    """Which entries are one, as sets that grow, and why."""

    def __init__(self, keys: Iterable[tuple[str, str]]):
        self.above = {key: key for key in keys}
        self.why: dict[tuple[str, str], list[str]] = {}

    def top(self, key: tuple[str, str]) -> tuple[str, str]:
        while self.above[key] != key:
            key = self.above[key]
        return key

    def join(self, one: tuple[str, str], other: tuple[str, str], why: str) -> None:
        low, high = sorted((self.top(one), self.top(other)))
        if low != high:
            self.above[high] = low
            self.why.setdefault(one, []).append(f"{one[1]} is {other[1]}: {why}")

    def groups(self) -> list[list[tuple[str, str]]]:
        groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for key in self.above:
            groups.setdefault(self.top(key), []).append(key)
        return list(groups.values())


Entries = dict[tuple[str, str], Entry]

# ------------------------------------------------------------------------------------------ people


def _full_names(entries: Entries, joins: _Joins) -> None:
    """Two full names of one family name and given name, or one given name's short and long form."""
    for group in _by_family(entries, lambda name: len(name.given) > 1):
        for one, other in combinations(group, 2):
            if (why := _one_name(one, other)) and not _together(entries, one, other, why):
                joins.join(one, other, why)


def _spellings(entries: Entries, joins: _Joins) -> None:
    """Two spellings of a name from another script, by its consonants and its likeness."""
    by_sound: dict[str, list[tuple[str, str]]] = {}
    for key in entries:
        if key[0] == "person" and " " in key[1]:
            by_sound.setdefault(" ".join(map(_sound, folded(key[1]).split())), []).append(key)
    for group in by_sound.values():
        for one, other in combinations(group, 2):
            alike = ratio(folded(one[1]), folded(other[1])) >= LIKE
            if alike and _spelt(one[1], other[1]) and not _share_document(entries, one, other):
                joins.join(one, other, "another spelling of the same sounds")


def _short_names(entries: Entries, joins: _Joins) -> None:
    """A family name, or an initial with one, where the folder has one person only who may bear it.

    A middle name less is short too.
    """
    for group in _by_family(entries, lambda name: True):
        for key in group:
            fuller = [one for one in group if _short_for(key[1], one[1])]
            tops = {joins.top(one) for one in fuller} - {joins.top(key)}
            fitting = {top for top in tops if _sexes(entries, key) & _sexes(entries, top)}
            if len(tops) == 1 and fitting:
                joins.join(key, fuller[0], "the only one of that name")


def _roles_of_one(entries: Entries, joins: _Joins) -> None:
    """An office with a name in it ("governor of Iowa"), where one person only is called so."""
    called: dict[str, set[tuple[str, str]]] = {}
    for key, entry in entries.items():
        for _, words in entry.aliases if " " in key[1] and key[0] == "person" else ():
            for role in _roles(words, key[1]):
                called.setdefault(folded(role), set()).add(key)
    for key in entries:
        office = key[0] == "person" and key[1][:1].islower() and re.search(r"[A-Z]", key[1])
        holders = {joins.top(one) for one in called.get(folded(key[1]), ()) if one != key}
        if office and len(holders) == 1:
            joins.join(key, holders.pop(), "called so beside the name")


# ------------------------------------------------------------------------------------------ bodies


def _same_letters(entries: Entries, joins: _Joins) -> None:
    """One name with or without stops, capitals, accents or an article."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for key in sorted(entries):
        same = seen.setdefault((key[0], folded(key[1])), key)
        if same != key:
            joins.join(key, same, "the same letters")


def _acronyms(entries: Entries, joins: _Joins) -> None:
    """An acronym, where the folder has one name only with these initials."""
    of_initials: dict[str, set[tuple[str, str]]] = {}
    for key in entries:
        if key[0] == "institution" and " " in key[1]:
            of_initials.setdefault(_initials(key[1]), set()).add(key)
    for key in entries:
        letters = key[1].replace(".", "")
        if key[0] == "institution" and letters.isupper() and 2 <= len(letters) <= 7:
            long = {joins.top(one) for one in of_initials.get(letters.lower(), ())}
            if len(long) == 1:
                joins.join(key, long.pop(), "its initials")


# Full names first, so that a family name finds one person and not two spellings of one.
RULES: tuple[Callable[[Entries, _Joins], None], ...] = (
    _same_letters,
    _full_names,
    _spellings,
    _short_names,
    _roles_of_one,
    _acronyms,
)

# ------------------------------------------------------------------------------------------- names


def _kind(name: str, kind: str) -> str:
    """person, country or institution."""
    country = kind == "institution" and country_forms().get(name)
    return "country" if country else kind


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """The name without accents, stops, apostrophes, hyphens and article, in small letters."""
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    words = re.sub(r"[-–]", " ", re.sub(r"[.'’,]", "", letters)).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


@lru_cache(maxsize=8192)
def parts(name: str) -> Name:
    """A person's name in parts; a single word is the family name."""
    words = folded(name).split()
    age = words.pop() if len(words) > 1 and words[-1] in AGE else ""
    if len(words) < 2:
        return Name("", (), words[0] if words else "", age)
    return Name(words[0], tuple(words[1:-1]), words[-1], age)


def _by_family(entries: Entries, test: Callable[[Name], bool]) -> Iterator[list[tuple[str, str]]]:
    """The names of people that pass a test, by family name."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in sorted(entries):
        if key[0] == "person" and test(parts(key[1])):
            groups.setdefault(parts(key[1]).family, []).append(key)
    yield from groups.values()


def _one_name(one: tuple[str, str], other: tuple[str, str]) -> str | None:
    """Why two full names of one family are one person's; None if they may be two."""
    a, b = parts(one[1]), parts(other[1])
    if a.age != b.age or not _middle_fits(a.middle, b.middle):
        return None
    if a.given == b.given:
        return "the same name" if a.middle and b.middle else None
    nick = b.given in _long(a.given) or a.given in _long(b.given)
    return "short and long given name" if nick and a.middle == b.middle else None


def _middle_fits(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether middle names are the same, or one's are the initials of the other's."""
    if len(some) != len(others):
        return False
    pairs = zip(some, others, strict=True)
    return all(a == b or (a[0] == b[0] and 1 in {len(a), len(b)}) for a, b in pairs)


@cache
def _shorts() -> dict[str, frozenset[str]]:
    rows = data_table(__package__, "given_short.tsv")
    return {row["short"]: frozenset(row["long"].split(",")) for row in rows}


def _long(given: str) -> frozenset[str]:
    return _shorts().get(given, frozenset())


def _short_for(few: str, many: str) -> bool:
    """Whether a name may be short for another of its family: less a given or a middle name."""
    a, b = parts(few), parts(many)
    if few == many or (a.given and a.age != b.age) or len(folded(few)) >= len(folded(many)):
        return False
    if not a.given:
        return bool(b.given)
    if len(a.given) == 1 and len(b.given) > 1:
        return a.given == b.given[0] and (not a.middle or _middle_fits(a.middle, b.middle))
    # "López Obrador": the end of the whole
    return (a.given == b.given and not a.middle) or folded(many).endswith(" " + folded(few))


def _sexes(entries: Entries, key: tuple[str, str]) -> set[str]:
    """The sexes that a person may have by titles and given name."""
    given = sex_of_given(parts(key[1]).given)
    said = {
        listed("title")[title]
        for _, words in entries[key].aliases
        if (title := words.split()[0].lower().rstrip(".")) in listed("title")
    } - {"-"}
    return {given} if given else said or {"m", "f"}


def _share_document(entries: Entries, one: tuple[str, str], other: tuple[str, str]) -> bool:
    docs = [{doc_id for doc_id, _ in entries[key].aliases} for key in (one, other)]
    return not docs[0].isdisjoint(docs[1])


def _together(entries: Entries, one: tuple[str, str], other: tuple[str, str], why: str) -> bool:
    """Whether one document names both, which it would not do with two forms of a given name."""
    return why.startswith("short") and _share_document(entries, one, other)


def _sound(word: str) -> str:
    """The consonants of a word, which spellings of another script share."""
    rest = re.sub(r"[aeiouyhw]", "", word[1:].translate(str.maketrans("qczvj", "kksfg")))
    return re.sub(r"(.)\1+", r"\1", word[:1].translate(str.maketrans("qcj", "kkg")) + rest)


def _spelt(one: str, other: str) -> bool:
    """Whether names of the same sounds differ as spellings do, and not as Hansen and Hanson do.

    The given name is spelt otherwise too, and English does not know both, or else no vowel differs.
    """
    a, b = parts(one), parts(other)
    if a.given != b.given:
        return not (sex_of_given(a.given) and sex_of_given(b.given))
    return _vowels(a.family) == _vowels(b.family)


def _vowels(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"h", "", word.replace("y", "i")))


def _initials(name: str) -> str:
    words = [word for word in name.replace("-", " ").split() if word.lower() not in SMALL]
    return "".join(word[0] for word in words if word[0].isalpha()).lower()


def _roles(words: str, name: str) -> list[str]:
    """What stands beside a name in the words of a source: "House Speaker", "mayor of Tarnow"."""
    own = {_bare(word) for word in name.split()}
    split = words.split()
    places = [place for place, word in enumerate(split) if _bare(word.strip(",()")) in own]
    if not places:
        return []
    before, after = split[: places[0]], " ".join(split[places[-1] + 1 :]).strip(" ,").split(",")
    beside = (" ".join(before).strip(" ,"), after[0])
    return [role for one in beside if (role := _role(one))]


def _role(words: str) -> str | None:
    """The words without an article, if a noun for a person is among the few that they are."""
    said = words.split()
    said = said[1:] if said and said[0].lower() in {"the", "a", "an", "its", "their"} else said
    kinds = {speakers().get(word.lower()) for word in said}
    person = "person" in kinds or ("unnamed" in kinds and len(said) > 1)  # no "both"
    clause = any(word in {"who", "and"} or not word[0].isalpha() for word in said)
    return " ".join(said) if person and not clause and len(said) <= ROLE else None


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word.lower().rstrip("."))


def _fullness(entry: Entry) -> tuple[bool, int, int, str]:
    """A name rather than an office, with most words, with most letters, with its accents."""
    named, words = entry.name[:1].isupper(), len(entry.name.split())
    return named, words, len(folded(entry.name)), entry.name
