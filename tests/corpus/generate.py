"""Invented reports with known answers: stories of ten, copies, contradictions, and reports that
stand alone.

    python tests/corpus/generate.py --documents 300 --seed 0 --out DIR

DIR/reports has the documents, of about 300 words; DIR/expected says what is in them, one JSON
object a line: `stories` and `origins` (of each document), `agreements` and `conflicts` (pairs of
passages of two origins, each with its anchor, text that stands once in the file). The sentences are
made of grammar.txt, their words drawn by Zipf's law. The same seed gives the same files, and a
document does not depend on how many follow it; nothing is held but one story.
"""

import argparse
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from functools import cache
from itertools import count, islice, pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

WORDS = 300  # of a report; each is up to a fifth longer or shorter
# What the ten reports of a story are, and the one that each copies. Those that copy none are
# independent of one another.
ROLES = (
    ("base", None),
    ("verbatim", 0),
    ("number", None),
    ("other", None),
    ("spun", 0),
    ("date", None),
    ("light", 2),
    ("denial", None),
    ("cut", 3),
    ("other", None),
)
CONTRADICTED = ("number", "date", "denial")
LISTS, CHROME = 0.1, 0.1  # shares of the reports with a list, and with a line of their site
OWN = 8  # words of each class that a story has of its own, and draws every other time
GENERAL = 8  # facts of a story that might be of any
# how often a report has a fact that it need not have, and how often a sentence goes on
RECALLED, TAILED = 0.25, 0.5
PARTS = ("subject", "deed", "object", "circumstance")  # drawn evenly, each with words of its own
SMALL = ("two", "three", "four", "five", "six")
Row = dict[str, Any]


class Fact(NamedTuple):
    """What may be reported: what of it another report may contradict, who says it, its wordings,
    and those of its denial."""

    kind: str
    source: str
    forms: tuple[str, ...]
    denials: tuple[str, ...]


class Topic(NamedTuple):
    """What a story is about: its names by role, its headlines, its nouns, its facts."""

    cast: dict[str, str]
    office: str
    headlines: tuple[str, ...]
    nouns: tuple[str, ...]
    facts: tuple[Fact, ...]
    general: tuple[Fact, ...]


class Report(NamedTuple):
    """A document: its number, its text, its role in its story, and the passage of each fact with
    the value that it gives."""

    number: int
    name: str
    text: str
    role: str
    said: dict[int, tuple[str, str]]


# ---------------------------------------------------------------------------------------- grammar


@cache
def grammar() -> dict[str, list[str]]:
    """The lines of grammar.txt by section, without comments."""
    sections: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("grammar.txt").read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"\[(.+)\]", line):
            lines = sections.setdefault(match[1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


@cache
def topics() -> tuple[Topic, ...]:
    """The topics, each with its own facts and the general ones."""
    general = tuple(map(_fact, grammar()["general"]))
    return tuple(
        _topic(lines, general) for name, lines in grammar().items() if name.startswith("topic ")
    )


def _topic(lines: list[str], general: tuple[Fact, ...]) -> Topic:
    cast, office, headlines, nouns = (line.partition(": ")[2] for line in lines[:4])
    names = dict(name.split("=") for name in cast.split("; "))
    return Topic(
        names,
        office,
        tuple(headlines.split("; ")),
        tuple(nouns.split("; ")),
        tuple(map(_fact, lines[4:])),
        general,
    )


def _fact(line: str) -> Fact:
    head, _, forms = line.partition(": ")
    affirmed, _, denied = forms.partition(" || ")
    return Fact(
        *head.split(), tuple(affirmed.split(" | ")), tuple(denied.split(" | ")) if denied else ()
    )


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a class, the most frequent first."""
    lines = [*grammar()["words"], *grammar()["parts"]]
    return next(
        tuple(line.partition(": ")[2].split("; ")) for line in lines if line.startswith(f"{name}: ")
    )


@cache
def synonyms() -> dict[str, str]:
    """What a spinner puts for a word."""
    return dict(pair.split("=") for pair in grammar()["spin"][0].split("; "))


@cache
def _weights(size: int) -> tuple[float, ...]:
    return tuple(1 / rank for rank in range(1, size + 1))


def zipf(rng: Random, items: tuple[str, ...]) -> str:
    """One of the items, the second half as often as the first, the third a third as often."""
    return rng.choices(items, _weights(len(items)))[0]


def name(rng: Random, ending: str) -> str:
    """An invented name, of two syllables or three mostly."""
    syllables = "".join(
        zipf(rng, words("onset")) + zipf(rng, words("vowel")) for _ in range(rng.choice((1, 1, 2)))
    )
    return (syllables + rng.choice(words(ending))).capitalize()


def person(rng: Random) -> str:
    """An invented person; the first name tells whether it is a man or a woman."""
    return f"{zipf(rng, words(rng.choice(('first_she', 'first_he'))))} {name(rng, 'surname_end')}"


# ------------------------------------------------------------------------------------------ story


class Story:
    """An event: who takes part in it, where and when, and what of it may be reported."""

    def __init__(self, rng: Random, topic: Topic) -> None:
        self.rng, self.topic = rng, topic
        self.day = date(2023, 1, 9) + timedelta(rng.randrange(700))
        self.places = tuple(name(rng, "place_end") for _ in range(12))
        places = dict(
            zip(("town", "region", "village", "river", "country"), self.places, strict=False)
        )
        self.names = places | {
            role: text.format(name=name(rng, "place_end")) for role, text in self.topic.cast.items()
        }
        people = {role: person(rng) for role in ("minister", "mayor", "chief", "leader")}
        self.names |= (
            {"police": "the police"}
            | people
            | {f"{role}_last": full.split()[-1] for role, full in people.items()}
        )
        self.titles = {
            "minister": f"{self.topic.office.title()} {people['minister']}",
            "mayor": f"Mayor {people['mayor']}",
            "chief": f"{people['chief']}, the head of {self.names['company']},",
            "leader": f"{people['leader']}, the leader of {self.names['union']},",
        }
        self.facts = dict(enumerate([*self.topic.facts, *rng.sample(self.topic.general, GENERAL)]))
        # the words that its reporters have before their eyes
        self.words = {
            name: tuple(rng.sample(words(name), OWN))
            for name in ("who", "adjective", "thing", "verb", "job", "when", "reason")
        }
        self.values = {number: _values(rng) for number in self.facts}
        # one fact of each kind that a report of the story contradicts, in every report's reach
        self.disputed = {
            kind: next(i for i, fact in self.facts.items() if fact.kind == kind)
            for kind in CONTRADICTED
        }


def _values(rng: Random) -> dict[str, int]:
    """What is counted in a fact, how many days before the event and after it that it speaks of."""
    small = {
        "n": rng.randrange(11, 97),
        "m": rng.randrange(11, 97),
        "past": rng.randrange(20, 200),
        "ahead": rng.randrange(14, 120),
    }
    return small | {"k": 100 * rng.randrange(12, 98), "two": rng.randrange(len(SMALL))}


def contradicted(values: dict[str, int]) -> dict[str, int]:
    """The same with other numbers and another day."""
    return values | {
        "n": values["n"] + 13,
        "m": values["m"] + 17,
        "k": values["k"] + 1500,
        "past": values["past"] + 11,
    }


# ----------------------------------------------------------------------------------------- report


class Writer:
    """One report in the making: its words, its day, and whom it has introduced already."""

    def __init__(self, story: Story, number: int, rng: Random) -> None:
        self.story, self.number, self.rng = story, number, rng
        self.published = story.day + timedelta(rng.choice((0, 0, 1, 1, 2, 3)))
        self.medium = f"{name(rng, 'place_end')} {zipf(rng, words('media'))}"
        self.month_first = rng.random() < 0.5
        self.met: set[str] = set()
        self.last = ""  # who spoke last, for a pronoun

    def date(self, day: date) -> str:
        bare = f"{day:%B} {day.day}" if self.month_first else f"{day.day} {day:%B}"
        return (
            bare
            if abs((day - self.published).days) < 180
            else f"{bare}, {day.year}"
            if self.month_first
            else f"{bare} {day.year}"
        )

    def clause(self, number: int, values: dict[str, int], *, denied: bool) -> str:
        """One of the wordings of a fact, with its values."""
        fact, event = self.story.facts[number], self.story.day
        figures = {
            "n": values["n"],
            "m": values["m"],
            "k": f"{values['k']:,}",
            "two": SMALL[values["two"]],
        }
        days = {
            "past": self.date(event - timedelta(values["past"])),
            "ahead": self.date(event + timedelta(values["ahead"])),
        }
        days["day"] = f"on {event:%A}" if self.rng.random() < 0.6 else f"on {self.date(event)}"
        return self.rng.choice(fact.denials if denied else fact.forms).format(
            **self.story.names, **figures, **days
        )

    def source(self, role: str) -> str:
        """Whoever speaks, by title when first named, later by the last name or a pronoun."""
        story, again = self.story, role in self.met
        self.met.add(role)
        pronoun, self.last = self.last == role, role
        if role not in story.titles:
            return story.names[role]
        if pronoun and again:
            return "she" if story.names[role].split()[0] in words("first_she") else "he"
        return story.names[f"{role}_last"] if again else story.titles[role]

    def sentence(self, number: int, clause: str) -> tuple[str, str]:
        """The clause in the report's own voice or with whoever says it, and the clause as it stands
        there."""
        role, urged = self.story.facts[number].source, re.search(r"\b(must|should)\b", clause)
        frames = (
            "{C}, {s} said.",
            "{S} said that {c}.",
            "According to {s}, {c}.",
            "“{C},” {s} said.",
            "{S} told reporters that {c}.",
        )
        frame = zipf(self.rng, frames if urged else ("{C}.", *frames))
        if frame == "{C}.":
            self.last = ""
            return f"{_upper(clause)}.", _upper(clause)
        source = self.source(role)
        text = frame.format(C=_upper(clause), c=clause, s=source, S=_upper(source))
        if source.endswith(",") and frame.startswith(("{C}", "“")):
            text = text.replace(f"{source} said", f"said {source[:-1]}")
        return text.replace(",,", ","), _upper(clause) if "{C}" in frame else clause

    def tailed(self, sentence: str) -> str:
        """The sentence, every other time with more at its end; a quotation as it is."""
        if "“" in sentence or self.rng.random() >= TAILED:
            return sentence
        return f"{sentence[:-1]}, {self.filled(self.rng.choice(grammar()['tails']))}."

    def filled(self, template: str) -> str:
        """A sentence of the report's own with its words drawn."""
        while "{" in template:  # a word may have slots of its own
            template = re.sub(r"\{(\w+)\}", lambda slot: self._word(slot[1]), template)
        return re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", template)

    def _word(self, slot: str) -> str:
        if slot[0].isupper():
            return _upper(self.filled(self._word(slot.lower())))
        if slot == "newperson":
            return person(self.rng)
        if slot == "newplace":
            return zipf(self.rng, self.story.places)
        if slot == "tail":
            return self.rng.choice(grammar()["tails"])
        if slot in PARTS:
            return self.rng.choice(words(slot))
        if slot == "topic_noun":
            return zipf(self.rng, self.story.topic.nouns)
        return zipf(
            self.rng,
            (
                self.story.words[slot]
                if slot in self.story.words and self.rng.random() < 0.5
                else words(slot)
            ),
        )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def report(
    story: Story, number: int, role: str
) -> tuple[list[str], dict[int, tuple[str, str]], Writer]:
    """The paragraphs of an independent report, what it says of each fact, and its writer."""
    writer = Writer(story, number, rng := Random(f"{story.rng.random()} {number}"))
    always = {
        0,
        *(
            story.disputed.values()
            if role == "base"
            else [story.disputed[role]]
            if role in CONTRADICTED
            else []
        ),
    }
    chosen = [i for i in story.facts if i in always or rng.random() < RECALLED]
    length, said, told, colour = rng.randint(WORDS * 4 // 5, WORDS * 6 // 5), {}, [], []
    for i in [0, *rng.sample(chosen[1:], len(chosen) - 1)]:
        other = story.disputed.get(role) == i
        denied = other and role == "denial"
        values = contradicted(story.values[i]) if other and not denied else story.values[i]
        text, anchor = writer.sentence(i, writer.clause(i, values, denied=denied))
        said[i] = (anchor, "other" if other else "first")
        told.append(writer.tailed(text))
    while sum(len(text.split()) for text in told + colour) < length:
        colour.append(writer.tailed(writer.filled(rng.choice(grammar()["colour"]))))
    # facts first, as news has it, and the rest among them
    for text in colour:
        told.insert(rng.randint(min(3, len(told)), len(told)), text)
    return _paragraphs(writer, told), said, writer


def _paragraphs(writer: Writer, told: list[str]) -> list[str]:
    rest = iter(told)
    found = [" ".join(islice(rest, 2))]
    while part := list(islice(rest, writer.rng.choice((1, 2, 2, 3)))):
        found.append(" ".join(part))
    if writer.rng.random() < LISTS:
        points = [
            f"- {_upper(writer.filled(line))}" for line in writer.rng.sample(grammar()["points"], 3)
        ]
        found.insert(
            -1,
            "\n".join([f"The plan of {writer.story.names['ministry']} has these points:", *points]),
        )
    return found


def laid_out(writer: Writer, paragraphs: list[str]) -> str:
    """The text of the file: headline, byline, day, dateline, paragraphs, sometimes a line of the
    site."""
    rng, story, day = writer.rng, writer.story, writer.published
    headline = zipf(rng, story.topic.headlines).format(**story.names)
    place = f"{story.names['town'].upper()}, {day:%b} {day.day} ({writer.medium}) — "
    end = ["Click here to subscribe to our newsletter!"] * (rng.random() < CHROME)
    head = f"{headline}\nBy {person(rng)}, {writer.medium}\n{day:%B} {day.day}, {day.year}"
    return "\n\n".join([head, place + paragraphs[0], *paragraphs[1:], *end]) + "\n"


def copied(paragraphs: list[str], role: str, rng: Random) -> list[str]:
    """The paragraphs as one that copies them prints them."""
    if role == "cut":
        return paragraphs[: max(3, len(paragraphs) * 2 // 3)]
    share = {"verbatim": 0.0, "light": 0.15, "spun": 0.9}[role]
    swapped = [
        re.sub(r"[a-z]+", lambda word: _swapped(word[0], share, rng), text) for text in paragraphs
    ]
    if role == "light":
        del swapped[rng.randrange(1, len(swapped))]
    return swapped


def _swapped(word: str, share: float, rng: Random) -> str:
    return synonyms()[word] if word in synonyms() and rng.random() < share else word


# ----------------------------------------------------------------------------------------- corpus


def reports(seed: int) -> Iterator[list[Report]]:
    """Without end: the reports of a story, then one that stands alone."""
    numbers = count()
    order = Random(seed).sample(topics(), len(topics()))
    for unit in count():
        story = Story(Random(f"{seed} {unit}"), order[unit % len(order)])
        yield list(_story(story, numbers, ROLES[:1] if unit % 2 else ROLES))


def _story(
    story: Story, numbers: Iterator[int], roles: tuple[tuple[str, int | None], ...]
) -> Iterator[Report]:
    written: list[list[str]] = []
    for role, of in roles:
        number = next(numbers)
        paragraphs, said, writer = report(story, number, role)
        if of is not None:
            paragraphs, said = copied(written[of], role, writer.rng), {}
            writer.published = max(writer.published, story.day)
        written.append(paragraphs)
        title = writer.medium.lower().replace(" ", "_")
        yield Report(number, f"{number:05d}_{title}.txt", laid_out(writer, paragraphs), role, said)


def answers(found: list[Report]) -> Iterator[tuple[str, Row]]:
    """The file and the row of each known answer on the reports of one story."""
    base = found[0].number
    of = dict(ROLES)
    for one in found:
        doc = f"{one.number:05d}"
        origin = base if of[one.role] is None or len(found) == 1 else of[one.role] + base
        own = one.number if of[one.role] is None else origin
        yield "stories", {"id": f"s{doc}", "doc": doc, "story": f"{base:05d}"}
        yield "origins", {"id": f"o{doc}", "doc": doc, "origin": f"{own:05d}", "role": one.role}
    for fact in sorted({fact for one in found for fact in one.said}):
        first, other = (
            [one for one in found if one.said.get(fact, ("", ""))[1] == value]
            for value in ("first", "other")
        )
        yield from (("agreements", _pair("a", fact, pair, "agree")) for pair in pairwise(first))
        yield from (
            ("conflicts", _pair("x", fact, (a, b), "conflict") | {"kind": b.role})
            for b in other
            for a in first
        )


def _pair(letter: str, fact: int, pair: tuple[Report, Report], relation: str) -> Row:
    sides = {
        f"{key}_{side}": value
        for side, one in zip("ab", pair, strict=True)
        for key, value in _place(one, fact).items()
    }
    return (
        {"id": f"{letter}{sides['doc_a']}-{sides['doc_b']}-{fact}"} | sides | {"relation": relation}
    )


def _place(one: Report, fact: int) -> Row:
    anchor = one.said[fact][0]
    if one.text.count(anchor) != 1:
        raise ValueError(
            f"document {one.number}: this stands {one.text.count(anchor)} times in it: {anchor}"
        )
    return {"doc": f"{one.number:05d}", "anchor": anchor}


def write(out: Path, documents: int, seed: int) -> None:
    """Write the first documents that the seed gives, and the answers on them; what lay in the two
    folders is not touched otherwise."""
    for folder in ("reports", "expected"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        names = ("stories", "origins", "agreements", "conflicts")
        files = {
            one: stack.enter_context(
                (out / "expected" / f"{one}.jsonl").open("w", encoding="utf-8", newline="\n")
            )
            for one in names
        }
        for story in reports(seed):
            kept = [one for one in story if one.number < documents]
            for one in kept:
                (out / "reports" / one.name).write_bytes(one.text.encode())
            for file, row in answers(kept) if kept else ():
                files[file].write(json.dumps(row, ensure_ascii=False) + "\n")
            if len(kept) < len(story) or kept[-1].number == documents - 1:
                break


def main() -> None:
    parser = argparse.ArgumentParser(description="Write invented reports with known answers.")
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write(options.out, options.documents, options.seed)


if __name__ == "__main__":
    main()
