"""What several reports have: each in the words of a claim that all others surely match."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lib.findings.facts import had, is_clause, is_fact, is_utterance, is_whole, points
from lib.findings.results import Results, once
from lib.findings.sentences import bare
from lib.findings.telling import (
    LISTED,
    QUOTED,
    SAME,
    UTTERED,
    Finding,
    Place,
    by,
    called,
    first_of,
    how_early,
    ids,
    in_print,
    listed,
    who,
)
from lib.findings.voices import is_beside
from lib.findings.wording import named
from lib.tables.records import ClaimRow, MatchRow
from lib.text.words import stems, words

# the share of the words of an utterance that the other's sentence has; what that share and the
# chance that both are of one matter come to of what both say; and the least of that chance
MOST, SURELY, NEAR = 0.6, 1.4, 0.8
NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


@once
def agreements(results: Results) -> Iterator[Finding]:
    """What most independent reports have, of as many what stands earliest in them; each in the
    words of a claim that all others surely match."""
    groups = [_voices(results, one, surely(results, one)) for one in _partnered(results)]
    near = [results.sides(row) for row in results.between if _is_near(results, row)]
    groups += [
        _voices(results, one, [other]) for sides in near for one, other in (sides, sides[::-1])
    ]
    ranked = sorted(
        [claims for claims in groups if len(claims) > 1],
        key=lambda claims: (-len(claims), how_early(results, claims), ids(*claims)),
    )
    beside = defaultdict(list)  # those that are parts of the same statements in as many reports
    for claims in ranked:
        beside[len(claims), results.whole(claims)].append(claims)
    for several in beside.values():
        yield _report(results, max(several, key=_telling))


def _partnered(results: Results) -> Iterator[ClaimRow]:
    for one in filter(is_clause, map(results.claims.__getitem__, results.partners)):
        if is_utterance(one) or (one["subject"] and (one["quoted"] or not points(one))):
            yield one


def surely(results: Results, claim: ClaimRow) -> list[ClaimRow]:
    """The facts that surely state what the claim does, not by way of a third."""
    return [
        other
        for other, row in results.partners.get(claim["claim_id"], ())
        if is_fact(other) and _is_sure(row, claim, other)
    ]


def _is_sure(row: MatchRow, claim: ClaimRow, other: ClaimRow) -> bool:
    """Whether the other says what the claim does: most words of an utterance; else it holds it as
    far done, and the less sure it is that they are of one matter, the more words it has. What is
    quoted is the speaker's alone."""
    if row["utterance"]:
        return had(claim, other) >= MOST
    if row["score"] < NEAR or other["modality"] != claim["modality"]:
        return False
    names = [set(stems(one["source"] or "")) for one in (claim, other)]
    is_quoted_apart = claim["quoted"] and names[0].isdisjoint(names[1])
    return row["score"] + had(claim, other) >= SURELY and not is_quoted_apart


def _telling(claims: list[ClaimRow]) -> tuple[bool, float, int]:
    """How much the words of the first tell: whether they are whole, how many of them every other
    has, and their length."""
    first, *others = claims
    common = round(min(had(first, other) for other in others), 1)
    return is_whole(first) or is_utterance(first), common, len(first["text"])


def _is_near(results: Results, row: MatchRow) -> bool:
    """Whether a pair that is called related has the same words, or differs only in a name that
    both have."""
    one, other = results.sides(row)
    same = [
        part["kind"] == "name"
        and ((part["here"] or "") in other["sentence"] or (part["there"] or "") in one["sentence"])
        for part in row["differences"]
    ]
    if not same:
        return words(one["text"]) == words(other["text"]) and is_clause(one)
    return row["relation"] == "related" and row["score"] >= NEAR and all(same)


def _voices(results: Results, one: ClaimRow, others: Iterable[ClaimRow]) -> list[ClaimRow]:
    """The claim and of each further independent report the first of the others, in the order of
    print; of an article only the newest state speaks."""
    found: dict[str, ClaimRow] = {}
    for claim in (first_of(results, claim) for claim in (one, *others)):
        if claim["doc_id"] not in results.superseded:
            found.setdefault(results.origin[claim["doc_id"]], claim)
    first, *rest = found.values() or [one]
    return [first, *in_print(results, rest)]


def _report(results: Results, claims: list[ClaimRow]) -> Finding:
    """ "Two of five reports say: “…” (the Courier, 9 May, according to the mayor; …)." """
    shown, worded = claims[:LISTED], claims[0]
    speakers = {claim["source"] for claim in claims}
    is_speech = all(claim["quoted"] and claim["source_kind"] == "person" for claim in claims)
    one = next(iter(speakers)) if len(speakers) == 1 and is_speech else None
    lead = f"{_share(results, len(claims))} {f'quote {one}' if one else 'say'}:"
    names = _names(claims)
    places = listed([_witness(results, claim, names, bare=bool(one)) for claim in shown], "; ")
    more = f"; and {len(claims) - LISTED} more" if len(claims) > LISTED else ""
    parts = (f"“{bare(named(worded), QUOTED)}” (", *places, f"{more}).")
    return Finding("shared", lead, parts, _agreed(results, claims), ids(*shown))


def _witness(
    results: Results, claim: ClaimRow, names: set[str], *, bare: bool
) -> list[str | Place]:
    """A report that has the words, with who says them there where that is sure."""
    is_sure = is_beside(claim) or names.intersection(stems(claim["source"] or ""))
    return by(results, claim, who(claim) if is_sure and not bare else "")


def _names(claims: Iterable[ClaimRow]) -> set[str]:
    """The names of who speaks that stand beside the words, else those that all reports have: a
    pronoun may stand for somebody else."""
    sources = [claim for claim in claims if claim["source"]]
    beside = {name for claim in filter(is_beside, sources) for name in stems(claim["source"] or "")}
    every = [set(stems(claim["source"] or "")) for claim in sources]
    return beside or set.intersection(*every or [set()])


def _share(results: Results, said: int) -> str:
    """ "Two of five independent reports"; "All three reports" where none of them is a copy."""
    origins = len(set(results.origin.values()))
    word = "reports" if origins == len(results.origin) else "independent reports"
    if said == origins:
        return f"Both {word}" if said == 2 else f"All {_count(said).lower()} {word}"
    return f"{_count(said)} of {_count(origins).lower()} {word}"


def _count(number: int) -> str:
    return (NUMBERS[number] if number < len(NUMBERS) else f"{number:,}").capitalize()


def _agreed(results: Results, claims: list[ClaimRow]) -> str:
    """How sure it is that the first of these claims and its surest other are of one matter."""
    first, *others = claims
    pairs = ["|".join(sorted((first["claim_id"], other["claim_id"]))) for other in others]
    rows = [row for pair in pairs if (row := results.match.get(pair))]
    alike = [words(first["text"]) == words(other["text"]) for other in others]
    if all(alike):
        return SAME
    if any(row["utterance"] for row in rows):
        return UTTERED
    return called(max((row["score"] for row in rows), default=0.6))
