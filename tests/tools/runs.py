"""Runs made by hand, without the stages."""

from pathlib import Path

from records import row

from lib.show.marks import legible
from lib.tables import store
from lib.tables.store import write_text

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=http://evil.example/x onerror=alert(2)>",
    "[a](javascript:alert(3))",
    "<svg onload=alert(4)>",
    "<iframe src='http://evil.example'></iframe>",
    "</style><script>alert(5)</script>",
    "</title></head>",
    "<!-- --> ]]> &lt;b&gt;",
    "\"' autofocus onfocus='alert(6)",
    "{{ 7 * 7 }} {% raw %} {# no #}",
    "$x^2$ \\(y\\)",
    "=1+1",
    "\u202egnorw\u2066",
    "nul\x00 bell\x07",
    "o\u0301\u0302\u0303\u0304\u0305" * 9,
    "<base href='http://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
)


def a_claim(doc_id: str, text: str, anchor: str, **fields) -> dict:
    start = text.index(anchor)
    end = start + len(anchor)
    plain = {
        "source_kind": "article",
        "quoted": False,
        "polarity": "affirmed",
        "modality": "asserted",
        "specificity": 0,
        "sentence": anchor,
    }
    lists = {
        "actors": [],
        "places": [],
        "numbers": [],
        "referents": [],
        "evidence": [{"slot": "content", "start": start, "end": end}],
    }
    ids = {
        "claim_id": f"{doc_id}:{start}-{end}",
        "doc_id": doc_id,
        "block_id": f"{doc_id}:0-{len(text)}",
        "start": start,
        "end": end,
    }
    return row("claims", **ids, **plain, **lists, text=legible(anchor)) | fields


def a_run(
    out: Path,
    texts: dict[str, str],
    claims: list[tuple],
    matches: list[tuple] = (),
    more: list[dict] = (),
) -> Path:
    """A run made by hand: texts by path; claims as place of the text, anchor, fields; matches as
    places of two claims and a relation."""
    ids = {number: f"{number:012d}" for number in range(len(texts))}
    files = [
        row(
            "documents",
            doc_id=ids[n],
            path=path,
            status="ok",
            chars=len(text),
            media_type="text/plain",
            encoding="utf-8",
            title=path,
        )
        for n, (path, text) in enumerate(texts.items())
    ]
    for number, text in enumerate(texts.values()):
        write_text(out / "texts" / f"{ids[number]}.txt", text)
    rows = [
        a_claim(ids[n], list(texts.values())[n], anchor, **fields) for n, anchor, fields in claims
    ]
    ends = [(rows[a], rows[b], relation) for a, b, relation in matches]
    content = {
        "documents": [*files, *more],
        "blocks": [
            row(
                "blocks",
                block_id=f"{ids[n]}:0-{len(text)}",
                doc_id=ids[n],
                order=0,
                kind="paragraph",
                text=legible(text),
                start=0,
                end=len(text),
            )
            for n, text in enumerate(texts.values())
        ],
        "repairs": [],
        "claims": rows,
        "origins": [
            row("origins", doc_id=doc_id, story=ids[0], origin=doc_id, evidence=[])
            for doc_id in ids.values()
        ],
        "matches": [
            row(
                "matches",
                claim_a=a["claim_id"],
                claim_b=b["claim_id"],
                doc_a=a["doc_id"],
                doc_b=b["doc_id"],
                relation=relation,
                score=0.5,
                differences=[],
                utterance=False,
                reasons=["the same thing in other words"],
                corrected=[],
            )
            for a, b, relation in ends
        ],
        "families": [
            row(
                "families",
                family_id=one["claim_id"],
                claim_id=one["claim_id"],
                doc_id=one["doc_id"],
                label=one["text"],
                documents=1,
                origins=1,
            )
            for one in rows
        ],
        "elsewhere": [
            row(
                "elsewhere",
                claim_id=one["claim_id"],
                doc_id=one["doc_id"],
                grade="alone",
                likely=0.1,
            )
            for one in rows
        ],
        "quotations": [],
        "quantities": [],
        "profile": [row("profile", doc_id=doc_id, words=9, claims=1) for doc_id in ids.values()],
    }
    for name, found in content.items():
        store.write(out, name, found)
    return out
