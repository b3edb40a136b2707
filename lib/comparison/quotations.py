"""What documents quote of one utterance in, how each cut it out: the table "quotations"."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from lib.comparison.ties import tied
from lib.comparison.utterances import Common, Quote
from lib.tables.records import ClaimRow, QuotationRow
from lib.tables.store import by_document

NEAR = 200  # characters between two quotations that may be one utterance, parted by who says it


class Cut(NamedTuple):
    """An utterance as one document has it: the places of its words, and the words."""

    doc_id: str
    spans: list[tuple[int, int]]
    words: list[str]


def quotations(
    said: Sequence[Quote],
    shared: Iterable[Common],
    claims: list[ClaimRow],
    texts: Mapping[str, str],
) -> list[QuotationRow]:
    """Rows of table "quotations": each utterance that several origins quote, as each document cut
    it, held against the longest cut."""
    of_doc, rows = by_document(claims), list[QuotationRow]()
    for members in _utterances(len(said), shared):
        cuts = [cut for cut in _cuts(said, members) if _claim(cut, of_doc.get(cut.doc_id, []))]
        if len({cut.doc_id for cut in cuts}) > 1:
            rows += _rows(cuts, of_doc, texts)
    return sorted(rows, key=lambda row: (row["quotation"], row["claim_id"]))


def _utterances(size: int, shared: Iterable[Common]) -> list[list[int]]:
    """The quotes by number that hang together."""
    found = defaultdict(list)
    for number, home in enumerate(tied(((common.a, common.b) for common in shared), size)):
        found[home].append(number)
    return [members for members in found.values() if len(members) > 1]


def _cuts(said: Sequence[Quote], members: Iterable[int]) -> list[Cut]:
    """What each document has of an utterance: its quotes of it and those right beside them, in
    order."""
    own: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    for number in members:
        for doc_id, spans in said[number].places.items():
            own[doc_id].update(zip(spans, said[number].words, strict=True))
    for quote in said:
        for doc_id in quote.places.keys() & own.keys():
            spans, there = quote.places[doc_id], own[doc_id]
            if any(spans[0][0] - NEAR < a < spans[-1][1] + NEAR for a, _ in list(there)):
                there.update(zip(spans, quote.words, strict=True))
    order = {doc_id: sorted(words) for doc_id, words in sorted(own.items())}
    return [Cut(name, spans, [own[name][one] for one in spans]) for name, spans in order.items()]


def _claim(cut: Cut, claims: Iterable[ClaimRow]) -> str | None:
    """The claim that has most of the words, of several the shortest."""
    found = []
    for claim in claims:
        start, end = claim["start"], claim["end"]
        if held := sum(start <= a and b <= end for a, b in cut.spans):
            found.append((-held, end - start, claim["claim_id"]))
    return min(found)[2] if found else None


def _rows(
    cuts: list[Cut], of_doc: Mapping[str, list[ClaimRow]], texts: Mapping[str, str]
) -> list[QuotationRow]:
    longest = max(cuts, key=lambda cut: (len(cut.words), cut.doc_id))
    in_all = set.intersection(*(_held(longest, cut) for cut in cuts))
    ids = [_claim(cut, of_doc[cut.doc_id]) or "" for cut in cuts]
    text = texts[longest.doc_id]
    common = _parts(longest, sorted(in_all), text)
    return [
        {
            "quotation": min(ids),
            "claim_id": claim_id,
            "doc_id": cut.doc_id,
            "common": common,
            "omitted": _omitted(longest, cut, text),
            "changed": _changed(longest, cut, text, texts[cut.doc_id]),
        }
        for cut, claim_id in zip(cuts, ids, strict=True)
    ]


def _matcher(longest: Cut, cut: Cut) -> SequenceMatcher[str]:
    return SequenceMatcher(None, longest.words, cut.words, autojunk=False)


def _held(longest: Cut, cut: Cut) -> set[int]:
    """The places in the longest of the words that both have."""
    blocks = _matcher(longest, cut).get_matching_blocks()
    return {at for block in blocks for at in range(block.a, block.a + block.size)}


def _parts(cut: Cut, places: Sequence[int], text: str) -> list[str]:
    """The words at these places as the text has them, those that follow one another together."""
    found: list[list[int]] = []
    for place in places:
        # nothing but marks and spaces stands between the two
        adjoins = cut.spans[place][0] - cut.spans[place - 1][1] < 6
        if found and found[-1][-1] == place - 1 and adjoins:
            found[-1].append(place)
        else:
            found.append([place])
    ends = [(cut.spans[part[0]][0], cut.spans[part[-1]][1]) for part in found]
    return [" ".join(text[start:end].split()) for start, end in ends]


def _omitted(longest: Cut, cut: Cut, text: str) -> list[str]:
    """What the longest cut has and this one leaves out, marked or not."""
    codes = (code for code in _matcher(longest, cut).get_opcodes() if code[0] == "delete")
    return [part for _, a, b, _, _ in codes for part in _parts(longest, range(a, b), text)]


def _changed(longest: Cut, cut: Cut, text: str, own: str) -> list[str]:
    """Other words in place of the longest cut's: "those of the longest → its own"."""
    sides = [
        (_parts(longest, range(a, b), text), _parts(cut, range(c, d), own))
        for what, a, b, c, d in _matcher(longest, cut).get_opcodes()
        if what in ("replace", "insert")
    ]
    return [f"{' '.join(there)} → {' '.join(here)}" for there, here in sides]
