"""Who is cited: one source counts once over all reports, however its name is written there."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import TypeGuard

from lib.tables.records import ClaimRow
from lib.text.lexicon import speakers as nouns
from lib.text.words import stem, stems

SAID = re.compile(r"\b(?:say|says|said|saying|tell|tells|told|according)\b", re.IGNORECASE)
BETWEEN = re.compile(r",? and |, ")  # what parts the names of a source that is several


def speakers(claims: Sequence[ClaimRow]) -> dict[str, str]:
    """By claim_id the name under which its source counts, the same in all reports; claims without a
    named source are left out.

    Officials and officials are one, and so are A and B and B and A; the name is the form written
    most, of several the first in the alphabet.
    """
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in claims:
        if claim["source"]:
            forms[_one_form(claim["source"])][claim["source"]] += 1
    name = {
        form: min(written, key=lambda one: (-written[one], one)) for form, written in forms.items()
    }
    return {
        claim["claim_id"]: name[_one_form(claim["source"])] for claim in claims if claim["source"]
    }


def _one_form(source: str) -> str:
    """What is the same for all ways to write the names of a source: not their case, nor their
    order, nor an article."""
    return " and ".join(
        sorted(part.removeprefix("the ") for part in BETWEEN.split(source.casefold()))
    )


def is_name(source: str | None) -> TypeGuard[str]:
    """Whether a person is named, and not only an office ("the defence minister")."""
    return (
        source is not None
        and source != ""
        and all(
            word[:1].isupper() or word in {"de", "van", "von", "bin", "al", "der", "la"}
            for word in source.split()
        )
    )


def speaks(claim: ClaimRow) -> bool:
    """Whether the source is more than one common noun, or one of what speaks by its meaning or by
    the cue."""
    noun = claim["source"] or claim["source_text"] or ""
    is_common = noun.islower() or claim["sentence"].startswith(noun)
    if claim["source_kind"] != "unnamed" or len(noun.split()) > 1 or not is_common:
        return True
    return bool(SAID.search(claim["cue"] or "")) or stem(noun.lower()) in _nouns()


@cache
def _nouns() -> set[str]:
    return {stem(noun) for noun, kind in nouns().items() if kind in ("unnamed", "person")}


def is_beside(claim: ClaimRow) -> bool:
    """Whether who speaks is named in the sentence."""
    return bool(set(stems(claim["source"] or "")) & set(stems(claim["sentence"])))
