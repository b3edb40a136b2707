"""Builders of rows: claims, origins, folders and what the comparison makes of them."""

from hypothesis import strategies as st
from places import case_rows

from lib.comparison.alone import elsewhere
from lib.comparison.families import families
from lib.comparison.matches import comparison
from lib.comparison.origins import origins as origins_of
from lib.findings.results import Results
from lib.tables.records import TABLES

THRESHOLD = 0.72


def claim(doc_id: str, rank: int, **fields) -> dict:
    """A row of table "claims" with what the case leaves out."""
    row = dict.fromkeys((column.name for column in TABLES["claims"].columns), None)
    row |= {
        "claim_id": f"{doc_id}:{rank:03d}",
        "doc_id": doc_id,
        "block_id": f"{doc_id}:0",
        "source_kind": "article",
        "quoted": False,
    }
    row |= {
        "polarity": "affirmed",
        "modality": "asserted",
        "referents": [],
        "actors": [],
        "places": [],
        "numbers": [],
        "evidence": [],
        "corrected": [],
        "specificity": 0,
    }
    return row | {"sentence": fields["text"]} | fields


def origin(doc_id: str, *, story: str = "story", first: str | None = None) -> dict:
    return {"doc_id": doc_id, "story": story, "origin": first or doc_id, "evidence": []}


RELATIONS = case_rows("compare_relations.jsonl")

BASE = (
    "A ferry ran aground off Pell beach on 4 May. The captain, Ilse Maron, said the rudder had"
    " jammed. Coast guards took 212 passengers ashore in small boats. Nobody was hurt, the harbour"
    " office in Tamsin said. The company Lorn Lines has run the route since 1987."
)

SPUN = (
    "A ferry got aground off Pell beach on 4 May. The skipper, Ilse Maron, stated the rudder had"
    " stuck. Coast guards brought 212 travellers ashore in little boats. Nobody was injured, the"
    " harbour bureau in Tamsin stated. The firm Lorn Lines has operated the route since 1987."
)

OWN = (
    "Passengers of the Calanthe waded through cold water on Thursday morning. “The rudder had"
    " jammed and I could do nothing,” Ilse Maron said at the briefing. Engineers blame a worn hinge"
    " that inspectors had noted twice. Pell beach, where the ferry lies, stays closed until a tug"
    " arrives. Fishermen had warned of the sandbank for years."
)


def folder(**texts: str) -> tuple[list[dict], list[dict]]:
    documents = [
        {
            "doc_id": name,
            "path": f"{name}_report.txt",
            "status": "ok",
            "chars": len(text),
            "published": None,
        }
        for name, text in texts.items()
    ]
    blocks = [
        {
            "block_id": f"{name}:0",
            "doc_id": name,
            "order": 0,
            "kind": "paragraph",
            "text": text,
            "start": 0,
            "end": len(text),
        }
        for name, text in texts.items()
    ]
    return documents, blocks


def tables(claims: list[dict], **texts: str) -> Results:
    """What these claims of reports with these texts give."""
    documents, blocks = folder(**texts)
    origins = origins_of(documents, blocks, one_story=True)
    return compared(documents, blocks, claims, origins)


def compared(
    documents: list[dict], blocks: list[dict], claims: list[dict], origins: list[dict]
) -> Results:
    days = {row["doc_id"]: row["published"] for row in documents}
    found = comparison(claims, origins, {}, days, threshold=THRESHOLD).matches
    return Results(
        {
            "documents": documents,
            "blocks": blocks,
            "claims": claims,
            "origins": origins,
            "matches": found,
            "families": families(claims, found, origins),
            "elsewhere": elsewhere(claims, blocks, origins),
        }
    )


def ledger(claims: list[dict], *, published: dict[str, str] | None = None) -> Results:
    """The tables of claims, each document an origin of its own."""
    ids = sorted({row["doc_id"] for row in claims})
    documents = [
        {
            "doc_id": name,
            "path": f"{name}_report.txt",
            "status": "ok",
            "published": (published or {}).get(name),
        }
        for name in ids
    ]
    return compared(documents, [], claims, [origin(name) for name in ids])


def results(claims: list[dict], **texts: str) -> Results:
    """What is told of the tables of claims and texts."""
    return Results(tables(claims, **texts))


def match(a: dict, b: dict, relation: str = "related", **fields) -> dict:
    """A row of table "matches" of two claims with what the case leaves out."""
    ends = {
        f"{name}_{side}": row[f"{name}_id"]
        for name in ("claim", "doc")
        for side, row in (("a", a), ("b", b))
    }
    lists = {name: [] for name in ("differences", "reasons", "corrected")}
    plain = {"relation": relation, "score": 0.5, "sure": None, "utterance": False, **lists}
    return ends | plain | fields


def difference(kind: str, here: str | None, there: str | None, **fields) -> dict:
    """What two claims say differently, with what the case leaves out."""
    plain = {"kind": kind, "here": here, "there": there, "of": None, "note": None, "hard": False}
    return plain | fields


PROMISE = {
    "text": "the ministry would pay 40,000 tal to each bereaved family by June 1",
    "subject": "the ministry",
    "predicate": "pay",
    "object": "40,000 tal to each bereaved family",
    "modality": "planned",
    "source": "Irena Kovalai",
    "source_kind": "person",
    "cue": "promised",
    "time_text": "by June 1",
    "time_end": "2023-06-01",
    "time_start": "2023-06-01",
}

PAID = {
    "text": "the ministry paid 40,000 tal to each bereaved family",
    "subject": "the ministry",
    "predicate": "pay",
    "object": "40,000 tal to each bereaved family",
}

SAID = [case[side] for case in RELATIONS for side in "ab"][:30]

DAYS = [None, "2020-01-01", "2020-01-02"]


@st.composite
def any_claims(draw) -> list[dict]:
    """Up to six claims, with repeats, in each of up to four documents."""
    rows = []
    for doc_id in "pqrs"[: draw(st.integers(1, 4))]:
        for rank, fields in enumerate(draw(st.lists(st.sampled_from(SAID), max_size=6))):
            day, polarity = (
                draw(st.sampled_from(DAYS)),
                draw(st.sampled_from(["affirmed", "negated"])),
            )
            rows.append(
                claim(
                    doc_id,
                    rank,
                    **fields | {"time_start": day, "time_end": day, "polarity": polarity},
                )
            )
    return rows


HOMES = [origin(doc_id) for doc_id in "pqrstuv"]


@st.composite
def crowded_claims(draw) -> list[dict]:
    """Seven documents that say the same few things, so that far more matches than three a claim."""
    few = draw(st.lists(st.sampled_from(SAID), min_size=1, max_size=3))
    texts = st.lists(st.sampled_from(few), min_size=1, max_size=3)
    return [
        claim(doc_id, rank, **fields)
        for doc_id in "pqrstuv"
        for rank, fields in enumerate(draw(texts))
    ]
