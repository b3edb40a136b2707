"""Standard names: the people and bodies of a document by their fullest form, and what they are."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, takewhile

from spacy.tokens import Doc, Span, Token

from lib.claims.grammar import DAYS, between, characters, entities, owners, sentence, subtree
from lib.claims.runs import unbroken
from lib.text.data import data_table
from lib.text.lexicon import countries, country_forms, country_pattern, speakers
from lib.text.phrases import joined

ARTICLES = frozenset(("the", "a", "an"))
INDEFINITE = frozenset("a an some any another".split())
# Nouns for one kind of body, and words in a name that say of which kind it is.
KIN = {
    "firm": "company",
    "corporation": "company",
    "organisation": "organization",
    "paper": "newspaper",
    "daily": "newspaper",
}
PREPOSITIONS = frozenset("of for on to in against at and with by from".split())
# What any of these bodies may be called, where no other is named
WIDER = {
    "organization": frozenset(
        "association coalition foundation charity union network league society federation group"
        " movement institute observatory watchdog".split()
    )
}
WIDER["panel"] = frozenset(("committee", "commission", "board", "tribunal"))
WIDER["group"] = WIDER["organization"] | {"organization"}
COMPANY = frozenset(
    "holdings inc ltd limited corp co plc llc gmbh industries engineering motors airlines"
    " technologies pharmaceuticals".split()
)
PLACES = frozenset({"GPE", "LOC", "FAC"})  # labels of the pipeline
_NAMES = re.compile(
    r"(?<![\w-])(?<![A-Z][a-z] )[A-Z][a-z]+(?: [A-Z]\.)?(?: [A-Z][\w’'-]+){1,2}(?! [A-Z&])"
)
OF_PEOPLE = r"[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+)){0,2}"


@cache
def listed(what: str) -> dict[str, str]:
    """The words of sources.tsv of a kind, each with what it says."""
    rows = data_table(__package__, "sources.tsv")
    return {row["word"]: row["value"] for row in rows if row["what"] == what}


@cache
def offices() -> dict[str, list[str]]:
    """For each title of an office, in small letters, the nouns for its holder."""
    persons = (noun for noun, kind in speakers().items() if kind == "person" and noun.isalpha())
    by_table = {title: nouns.split(",") for title, nouns in listed("office").items()}
    return {noun: [noun] for noun in persons} | by_table


@cache
def titles() -> frozenset[str]:
    """Words before a name that are no part of it, offices but for their abbreviations apart."""
    short = (title for title in listed("office") if title not in speakers())
    return frozenset((*listed("title"), *short))


@cache
def _titled() -> re.Pattern[str]:
    """ "Governor Babak Sorensen", "Mr. Hale": a capitalised title before a capitalised name."""
    every = "|".join(sorted(title.capitalize() for title in {*offices(), *titles()}))
    once = r"(?P<once>\b(?:[Ff]ormer|[Ee]x|[Tt]hen|[Vv]ice|[Dd]eputy|[Aa]ssistant)[ -])?"
    return re.compile(rf"{once}\b(?P<title>{every})\.? (?P<name>{OF_PEOPLE})")


def _given(text: str) -> Iterator[str]:
    """The names in a text that begin with a given name and have no word for a body in them."""
    for match in _NAMES.finditer(text):
        name = bare(match.group())
        parts = name.split()
        if len(parts) > 1 and sex_of_given(parts[0]) and not any(map(_of_body, parts[1:])):
            yield of_person(name)


def _of_body(word: str) -> bool:
    noun = word.lower().rstrip(".")
    return noun in COMPANY or speakers().get(noun) in {"institution", "document"}


@cache
def _of_sex() -> dict[str, str]:
    """The sex that a given name tells of, for each name in small letters."""
    rows = data_table(__package__, "given_names.tsv")
    return {name.lower(): row["sex"] for row in rows for name in row["names"].split()}


def sex_of_given(name: str) -> str | None:
    """m or f of a given name that one sex bears nearly alone, else None."""
    return _of_sex().get(name.lower())


@lru_cache(maxsize=4096)  # the names of a report, each of which is asked for again and again
def bare(name: str) -> str:
    """A name without article, title, office and possessive ending."""
    parts = re.sub(r"['’]s?$", "", " ".join(name.split())).split(" ")
    while parts and _plain(parts[0]) in titles() | ARTICLES:
        if _plain(parts[0]) not in ARTICLES and any(map(_of_body, parts[1:])):
            break  # "Justice Department"
        parts = parts[1:]
    # "Spokesperson Mumtaz Zahra Baloch"; "Pope Francis" stays, and so does "mayor and the governor"
    while (
        len(parts) > 2
        and speakers().get(parts[0].lower()) == "person"
        and parts[1] not in PREPOSITIONS
    ):
        parts = parts[1:]
    return " ".join(parts)


def _plain(word: str) -> str:
    return word.lower().rstrip(".")


@lru_cache(maxsize=4096)
def of_person(name: str) -> str:
    """The same of a person: without office, day or adverb at an end ("President X Monday")."""
    parts = bare(name).split()
    while len(parts) > 1 and (
        _plain(parts[0]) in {*listed("edge"), *offices(), *titles()} or not parts[0][0].isalpha()
    ):
        parts = parts[1:]
    while len(parts) > 1 and (_plain(parts[-1]) in listed("edge") or not parts[-1][0].isalpha()):
        parts = parts[:-1]
    return "" if _plain(" ".join(parts)) in listed("edge") else " ".join(parts)


def called(entity: Span) -> str:
    """The same of a name in a parsed text."""
    name = between(entity.doc, entity.start, entity.end - 1)
    return of_person(name) if entity.label_ == "PERSON" else bare(name)


class Forms:
    """The names of people, or of bodies, in a document, found by a shorter form."""

    def __init__(self, names: Iterable[str], *, person: bool):
        self.names, self.person = frozenset(names), person
        self.by_word: dict[str, list[str]] = {}  # by first and last word, and by the initials
        for name in sorted(self.names):
            for word in {*_ends(name), _initials(name)}:
                self.by_word.setdefault(word, []).append(name)

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def ends_with(self, word: str) -> bool:
        """Whether a name begins or ends with the word."""
        return word.lower() in self.by_word

    def fuller(self, name: str) -> list[str]:
        """The names that this one may be short for, itself too if it is one of people, sorted."""
        near = {other for word in {*_ends(name), name} for other in self.by_word.get(word, ())}
        return sorted(other for other in near if same_name(name, other, self.person))


class Names:
    """The names of one document: which forms are one person or body, who holds which office, and
    of which sex people are."""

    def __init__(self, docs: Sequence[Doc]):
        """docs: parsed paragraphs only, for items and rows are too often in title case."""
        names = [entity for doc in docs for entity in entities(doc) if is_name(entity)]
        titled = [match for doc in docs for match in _titled().finditer(characters(doc))]
        labels = Counter((called(entity), entity.label_ == "PERSON") for entity in names)
        people = {name for (name, person), _ in labels.items() if person}
        # a lone name that is mostly taken for something else, unless a person's full name has it
        last = {name.split()[-1] for name in people if " " in name}
        last |= {of_person(match["name"]) for match in titled}
        people = {
            name
            for name in people
            if " " in name or name in last or labels[name, True] >= labels[name, False]
        }
        people |= {name for match in titled if " " in (name := of_person(match["name"]))}
        people |= {name for doc in docs for name in _given(characters(doc))}
        bodies = {called(entity) for entity in names if entity.label_ in {"ORG", "NORP", "FAC"}}
        bodies -= people
        self.people = Forms(people - {""}, person=True)
        self.bodies = Forms(
            {body for body in bodies - {""} if not self.people.fuller(body)}, person=False
        )
        self.holders, self.sexes = self._titles(titled)
        self.kinds = self._kinds([entity for entity in names if entity.label_ == "ORG"])

    def _titles(
        self, titled: Iterable[re.Match[str]]
    ) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The holders of each office by its nouns, and the sexes that titles give to names."""
        holders: dict[str, set[str]] = {}
        sexes: dict[str, set[str]] = {}
        for match in titled:
            title, name = match["title"].lower(), of_person(match["name"])
            if not name or _of_body(name.split()[-1]):
                continue
            for noun in offices().get(title, ()) if not match["once"] else ():
                holders.setdefault(noun, set()).add(self.canonical(name, person=True))
            if listed("title").get(title) in {"m", "f"}:
                sexes.setdefault(name, set()).add(listed("title")[title])
        return holders, sexes

    def sex(self, name: str) -> str | None:
        """m or f by a title in the text or a given name that only one sex bears, else None."""
        first, last = _ends(name) or ["", ""]
        by_title = self.sexes.get(name, set())
        given = sex_of_given(first) if first != last else None
        if len(by_title) != 1 and given:
            return given
        # "Mr. Petty" is Thomas Petty, unless there is a Mrs. Petty too
        said = by_title or self.sexes.get(name.split()[-1] if name else "", set())
        return min(said) if len(said) == 1 else _noun_sex(last)

    def _kinds(self, bodies: list[Span]) -> dict[str, set[str]]:
        """For each noun for a body the names of its kind, by their words or a noun beside."""
        kinds: dict[str, set[str]] = {}
        for entity in bodies:
            for kind in _own_kinds(called(entity)) | _kinds_beside(entity.root):
                kinds.setdefault(KIN.get(kind, kind), set()).add(self.canonical(called(entity)))
        return kinds

    def bodies_called(self, noun: str) -> list[str]:
        """The bodies that a noun may be meant for: of its kind, or else of a kind that it is wider
        than. Of two forms of one name the shorter."""
        wider = frozenset().union(*(self.kinds.get(one, ()) for one in WIDER.get(noun, ())))
        named = sorted(self.kinds.get(noun, ()) or wider, key=len)
        words = [frozenset(name.split()) for name in named]
        return [name for i, name in enumerate(named) if not any(w <= words[i] for w in words[:i])]

    def known_person(self, doc: Doc, head: Token) -> Span | None:
        """The longest name ending with this proper noun that the document uses for a person."""
        named = head.pos_ == "PROPN" or head.is_title
        if not named or not self.people.ends_with(head.text):
            return None
        for start in range(max(sentence(head).start, head.i - 3), head.i + 1):
            name = between(doc, start, head.i)
            if self.people.fuller(name) and name not in self.bodies:
                return doc[start : head.i + 1]
        return None

    def actors(self, doc: Doc, tokens: Iterable[int]) -> list[str]:
        """Countries, bodies and people named in the tokens, by their standard names, sorted."""
        inside = set(tokens)
        begun = _begun(doc, inside)
        actors: set[str] = set()
        for entity in begun:
            if called(entity) in self.people or called(entity) in self.bodies:
                actors.add(self.canonical(called(entity), entity.label_ == "PERSON"))
            if entity.label_ == "GPE" and is_name(entity) and _acts(entity.root):
                actors.add(called(entity))
        actors = {name for name in actors if name not in country_forms()}
        return sorted((actors | set(countries(_words(doc, inside)))) - {""})

    def places(self, doc: Doc, tokens: Iterable[int]) -> list[str]:
        """Places named in the tokens, as they are written, sorted."""
        begun = (entity for entity in _begun(doc, set(tokens)) if entity.label_ in PLACES)
        return sorted({called(entity) for entity in begun if is_name(entity)} - {""})

    def canonical(self, name: str, person: bool = False) -> str:
        """A name's fullest form in the document; itself if two differ; "pakistan" as "Pakistan"."""
        if name.islower() and country_forms().get(name):
            return country_forms()[name]
        fuller = (self.people if person else self.bodies).fuller(name)
        longest = max(fuller, key=lambda other: (len(other.split()), other), default=name)
        agreed = all(same_name(other, longest, person) or other == longest for other in fuller)
        return longest if agreed else name


def _noun_sex(noun: str) -> str | None:
    """The sex that a noun tells of: a queen, a spokeswoman."""
    ends = (
        value for word, value in listed("sex").items() if word[0] == "-" and noun.endswith(word[1:])
    )
    return listed("sex").get(noun) or next(ends, None)


def same_name(short: str, full: str, person: bool) -> bool:
    """Whether a name is short for another: a surname or first name, an acronym, or its end."""
    few, many = short.lower().split(), full.lower().split()
    if person:
        return bool(few) and (
            few == many
            or (few[-1] == many[-1] and set(few) <= set(many))
            or (len(few) == 1 and few[0] == many[0])
        )
    if short.isupper() and len(short) > 1 and len(few) == 1 and len(many) > 1:
        return short == _initials(full)
    return bool(few) and len(few) < len(many) and many[-len(few) :] == few and len(few) > 1


def _ends(name: str) -> list[str]:
    """The first and the last word of a name in small letters; none of an empty one."""
    parts = name.lower().split()
    return [parts[0], parts[-1]] if parts else []


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _begun(doc: Doc, inside: set[int]) -> list[Span]:
    """The entities whose first token is among those inside."""
    every, first, last = entities(doc), min(inside, default=0), max(inside, default=-1)
    after = islice(every, bisect_left(every, first, key=lambda entity: entity.start), None)
    near = takewhile(lambda entity: entity.start <= last, after)
    return [entity for entity in near if entity.start in inside]


def touching(doc: Doc, inside: set[int]) -> list[Span]:
    """The entities that have a token among those inside."""
    every, first, last = entities(doc), min(inside, default=0), max(inside, default=-1)
    after = islice(every, bisect_right(every, first, key=lambda entity: entity.end), None)
    near = takewhile(lambda entity: entity.start <= last, after)
    return [ent for ent in near if not inside.isdisjoint(range(ent.start, ent.end))]


def is_name(entity: Span) -> bool:
    """An entity with a capital that is more than countries; the parse marks plain words too."""
    name = called(entity)
    rest = country_pattern().sub("", name).replace("&", " ").replace(" and ", " ").strip(" ,-–’'s")
    proper = name[:1].isupper() and any(token.pos_ == "PROPN" for token in entity)
    return proper and (bool(rest) or entity.label_ in PLACES)


def _own_kinds(name: str) -> set[str]:
    """What a name says of its kind, by the noun before its first preposition ("Observatory for
    Human Rights") or by a company's ending."""
    parts = name.lower().split()
    if len(parts) < 2:
        return set()
    first = next((i for i, word in enumerate(parts) if word in PREPOSITIONS and i), len(parts))
    kinds = {parts[first - 1]} & speakers().keys()
    return kinds | ({"company"} if parts[-1].rstrip(".") in COMPANY else set())


def _kinds_beside(name: Token) -> set[str]:
    """The noun for a body beside a name: "Volta, a battery company", "the group Red Lantern"."""
    beside = [child for child in name.children if child.dep_ == "appos"]
    beside += [name.head] if name.dep_ in {"appos", "compound"} else []
    lemmas = {word.lemma_.lower() for word in beside}
    return {lemma for lemma in lemmas if speakers().get(lemma) == "institution"}


def _acts(place: Token) -> bool:
    """Whether a place does something, so that people are meant: "Pelmar will open the gates"."""
    while place.dep_ == "conj":
        place = place.head
    return place.dep_ in {"nsubj", "nsubjpass", "poss"} or (
        place.dep_ == "pobj" and place.head.lower_ in {"between", "by", "with"}
    )


def phrase_words(doc: Doc, head: Token) -> str:
    """The noun with what stands before it, its of-phrase and what and joins to it."""
    if len(joint := owners(head)) > 1:  # "the mayor's and the governor's promise"
        parts = [{owner.i}.union(*map(subtree, owner.lefts)) for owner in joint]
        return joined([_words(doc, part) for part in parts])
    words = {head.i}.union(*(subtree(child) for child in head.children if _of_name(head, child)))
    days = [i for i in words if i > head.i and doc[i].ent_type_ in DAYS]
    if days:  # "the authority of Ustrana on Saturday": the day is not of the name
        first = min(days)
        words = {i for i in words if i < first - (doc[first - 1].pos_ == "ADP")}
    return _words(doc, words)


def _of_name(head: Token, child: Token) -> bool:
    """Whether what hangs on a noun belongs to the words that name it."""
    if child.i < head.i and (child.dep_ not in {"punct", "cc", "preconj"} or child.text == "-"):
        return True
    of = child.dep_ == "prep" and child.lower_ in {"of", "for"} and not _ends_before(head, child)
    return of or child.dep_ in {"cc", "conj"}


def _ends_before(name: Token, of: Token) -> bool:
    """ "Ileth River Authority of neighbouring Ustrana": a name goes on after of with capitals."""
    after = name.doc[of.i + 1] if of.i + 1 < len(name.doc) else of
    proper = (child for child in name.children if child.pos_ == "PROPN")
    several = name.pos_ == "PROPN" and any(child.dep_ == "compound" for child in proper)
    return several and of.lower_ == "of" and after.is_lower and after.pos_ != "DET"


def _words(doc: Doc, tokens: set[int]) -> str:
    """The text of the tokens, gaps closed up."""
    return " ".join(between(doc, *run) for run in unbroken(tokens))
