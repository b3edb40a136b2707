"""Score the workbook's stages on public benchmarks: one line of JSON for each.

    python tests/bench/run.py --data DIR [--only NAME]

DIR holds the files that BENCHES names, in their published form; what it lacks is skipped with a
line that says so. Each benchmark calls the functions that the notebooks call. The scorers in score/
are those that came with the benchmarks, unchanged.
"""

import argparse
import base64
import difflib
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean

from lib.by_hand.shares import lines
from lib.claims import attribution
from lib.claims.attribution import goes_on, last_quoted
from lib.claims.frame import main_word
from lib.claims.grammar import finite, is_verb
from lib.claims.parse import parse
from lib.cleaning import blocks as cleaning_blocks
from lib.cleaning.repairs import clean
from lib.comparison.origins import origins
from lib.ingest.readers.webpage import read_html
from lib.text.spans import Aligned, block_text, replay

sys.path.insert(0, str(Path(__file__).parent / "score"))
import score_attribution
import score_clean
import score_pairs
from bare_texts import pair_scores

Row = dict


def cleaned(raw: str) -> str:
    return replay(raw, clean(raw)).text


# --------------------------------------------------------------------------------------- cleaning


def clean_corrupted(rows: list[Row]) -> Row:
    """Repair of texts damaged on purpose: character 5-grams, paragraphs, exact texts, words lost;
    overall and by kind of damage."""
    scores = defaultdict(list)
    for row in rows:
        score = score_clean.one(row["text"], cleaned(row["input"]), r"\n\s*\n")
        for kind in ("all", row["kind"]):
            scores[kind].append(score)
    found = {kind: _clean_figures(values) for kind, values in sorted(scores.items())}
    return found.pop("all") | {"by_kind": found}


def _clean_figures(values: list[tuple]) -> Row:
    """Means over the documents; the places of the tuple are those of score_clean.one."""
    places = {"char_f": 4, "para_f": 5, "exact": 6, "lost": 7}
    return {
        name: round(mean(value[place] for value in values), 4) for name, place in places.items()
    }


def clean_news(rows: list[Row]) -> Row:
    """Undamaged news: the share of characters that cleaning changed, white space between words
    apart."""
    changed = total = 0
    for row in rows:
        before, after = (" ".join(text.split()) for text in (row["text"], cleaned(row["text"])))
        total += len(before)
        if before != after:
            blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
            changed += sum(
                max(a2 - a1, b2 - b1) for tag, a1, a2, b1, b2 in blocks if tag != "equal"
            )
    return {"changed": round(changed / total, 6), "characters": total}


# ----------------------------------------------------------------------------------------- ingest


def html_article(rows: list[Row]) -> Row:
    """The report of a web page as ingest reads it: word 4-grams, as the benchmark's own table
    counts them."""
    read = [read_html(gzip.decompress(base64.b64decode(row["html_gz_b64"]))).text for row in rows]
    scores = [
        score_clean.one(row["articleBody"], text, r"\n+")
        for row, text in zip(rows, read, strict=True)
    ]
    precision, recall = (mean(score[place] for score in scores) for place in (0, 1))
    return {
        "shingle_f": round(score_clean.f1(precision, recall), 4),
        "shingle_p": round(precision, 4),
        "shingle_r": round(recall, 4),
    }


# ------------------------------------------------------------------------------------ attribution


def polnear(rows: list[Row]) -> Row:
    """Attribution in news: F1 of the tokens of each role, of contents, of whole attributions;
    recall by style of content."""
    gold = {row["doc_id"]: row for row in rows}
    scored = score_attribution.score(
        {doc_id: attributions(row["text"]) for doc_id, row in gold.items()}, gold
    )
    f1 = {
        "src_tok": "tok_source",
        "cue_tok": "tok_cue",
        "con_tok": "tok_content",
        "con@.5": "content@0.5",
        "triple": "triple",
    }
    found = {name: round(100 * scored[key][2], 1) for name, key in f1.items()}
    recall = {
        f"{style}_r": round(100 * value, 1)
        for style, (value, _) in scored["style_recall"].items()
        if style != "none"
    }
    return found | {"con_p": round(100 * scored["content@0.5"][0], 1)} | recall


def gum_attributions(rows: list[Row]) -> Row:
    """Attribution in news and interviews: F1 of the cues by the spans of source and cue that they
    stand in, and the share of the contents of which half the words stand in one that is found.

    GUM marks clauses only, so that cues of other contents ("urged calm") count on neither side.
    """
    told = spanned = spans_found = covered = contents = cues = 0
    for row in rows:
        found = attributions(row["text"], layers=True)["attributions"]
        gold = [_words(row["text"], one["attribution"]) for one in row["attributions"]]
        clauses = (one["cue"] for one in found if one["clause"])
        here = [cue for places in clauses if (cue := _words(row["text"], places))]
        every = [_words(row["text"], one["content"]) for one in found]
        spanned += sum(any(cue & span for span in gold) for cue in here)
        spans_found += sum(any(cue & span for cue in here) for span in gold)
        cues, told = cues + len(gold), told + len(here)
        for content in (_words(row["text"], one["content"]) for one in row["attributions"]):
            contents += 1
            covered += any(2 * len(content & one) >= len(content) for one in every)
    precision, recall = spanned / max(told, 1), spans_found / max(cues, 1)
    f1 = score_clean.f1(precision, recall)
    shares = {"cue_p": precision, "cue_r": recall, "cue_f": f1, "covered": covered / contents}
    return {name: round(100 * share, 1) for name, share in shares.items()}


def _words(text: str, places: Iterable[tuple[int, int]]) -> set[int]:
    """Where the words of a text begin that overlap these places."""
    return {
        word.start()
        for start, end in places
        for word in re.finditer(r"\w+", text)
        if word.start() < end and start < word.end()
    }


def attributions(raw: str, *, layers: bool = False) -> Row:
    """The attributions that the claims stage finds in a raw text, as spans of that text."""
    repairs = clean(raw)
    whole = replay(raw, repairs)
    bodies = [
        block_text(whole, row)
        for row in cleaning_blocks.blocks("", raw, repairs)
        if row["kind"] != "heading"
    ]
    found, quoted = [], None
    for aligned, doc in zip(bodies, parse(body.text for body in bodies), strict=True):
        here = attribution.attributions(doc, layers=layers)
        rows = {
            one: {
                role: spans(aligned, doc, getattr(one, role))
                for role in ("source", "cue", "content")
            }
            | {"clause": is_verb(main := main_word(doc, one.content)) and finite(main)}
            for one in here
        }
        opening, last = goes_on(here), last_quoted(doc, here)
        # it has the source and the cue of the quotation that it goes on with
        if opening is not None and quoted is not None:
            rows[opening] |= quoted
        if last is not None:
            quoted = {role: spans(aligned, doc, getattr(last, role)) for role in ("source", "cue")}
        elif opening is None or len(here) > 1:
            quoted = None
        found += rows.values()
    return {"attributions": found}


def spans(aligned: Aligned, doc, tokens: Iterable[int]) -> list[tuple[int, int]]:
    return [aligned.place(doc[i].idx, doc[i].idx + len(doc[i])) for i in tokens]


# ------------------------------------------------------------------------------------- comparison


def same(rows: list[Row]) -> Row:
    """Whether two texts say the same: average precision of the score."""
    return {"ap": _ap(rows, _likeness(rows))}


def same_event(rows: list[Row], documents: list[Row]) -> Row:
    """Whether two sentences tell of one event; ap_context: as the workbook does it, where those of
    two stories are not compared."""
    scores = _likeness(rows)
    story = _stories({row["doc_id"]: row["text"] for row in documents})
    ends = [re.fullmatch(r"ecb-(.+)\.\d+-(.+)\.\d+", row["id"]).groups() for row in rows]
    within = [
        score + 2 * (story[a] == story[b]) for score, (a, b) in zip(scores, ends, strict=True)
    ]
    return {"ap": _ap(rows, scores), "ap_context": _ap(rows, within)}


def _likeness(rows: list[Row]) -> list[float]:
    return [found.score for found in pair_scores([(row["a"], row["b"]) for row in rows])]


def _ap(rows: list[Row], scores: list[float]) -> float:
    return round(100 * score_pairs.ap(scores, [int(row["label"]) for row in rows]), 1)


def contradiction(rows: list[Row], bodies: list[Row] = ()) -> Row:
    """Whether two texts contradict each other: precision, recall and F1 of the label, at the one
    setting that all sets share.

    ClaimDiff asks whether one weakens the other. bodies: the texts of whole articles, where the
    rows only name them.
    """
    whole = {row["body_id"]: row["body"] for row in bodies}
    texts = [
        (row["a"], row["b"]) if "a" in row else (whole[row["a_body"]], whole[row["b_body"]])
        for row in rows
    ]
    told = [found.label for found in pair_scores(texts)]
    gold = [row["label"] in ("contradict", "weaken") for row in rows]
    right = sum(one and other for one, other in zip(told, gold, strict=True))
    precision, recall = right / max(sum(told), 1), right / max(sum(gold), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {
        f"contradict_{name}": round(100 * value, 1)
        for name, value in (("p", precision), ("r", recall), ("f", f1))
    }


def bundling(rows: list[Row]) -> Row:
    """Documents bundled by story: B-cubed precision, recall and F1 (Bagga and Baldwin 1998)."""
    texts = {
        row.get("doc_id", row.get("body_id")): row.get("text", row.get("body")) for row in rows
    }
    gold = dict(zip(texts, (row["story"] for row in rows), strict=True))
    return b_cubed(_stories(texts), {key: story for key, story in gold.items() if story})


def b_cubed(found: dict[str, str], gold: dict[str, str], only: Iterable[str] = ()) -> Row:
    """Precision, recall and F1 of the bundles of the documents of gold, on average over all of
    these or but some."""
    precision, recall = (
        mean(_kept(doc_id, list(gold), *sides) for doc_id in only or gold)
        for sides in ((found, gold), (gold, found))
    )
    return {
        f"b3_{name}": round(100 * value, 1)
        for name, value in (
            ("f", 2 / (1 / precision + 1 / recall)),
            ("p", precision),
            ("r", recall),
        )
    }


def _kept(doc_id: str, known: list[str], bundle: dict[str, str], other: dict[str, str]) -> float:
    """The share of the document's bundle that the other bundling has with it too."""
    here = [one for one in known if bundle[one] == bundle[doc_id]]
    return mean(other[one] == other[doc_id] for one in here)


def _stories(raw: dict[str, str]) -> dict[str, str]:
    """The story of each raw text by doc_id, as the comparison finds it in a folder of them."""
    known = {"status": "ok", "published": None}
    documents, blocks = [{"doc_id": doc_id} | known for doc_id in raw], []
    for doc_id, text in raw.items():
        blocks += cleaning_blocks.blocks(doc_id, text, clean(text))
    return {row["doc_id"]: row["story"] for row in origins(documents, blocks, one_story=False)}


BENCHES: dict[str, Callable[..., Row]] = {
    "clean_corrupted": clean_corrupted,
    "clean_news": clean_news,
    "html_article": html_article,
    "polnear": polnear,
    "gum_attributions": gum_attributions,
    "pair_ecb": same_event,
    "pair_mrpc": same,
    "pair_emergent": contradiction,
    "pair_fnc": contradiction,
    "pair_fnc_bodies": contradiction,
    "nli_vitaminc": contradiction,
    "nli_rte3": contradiction,
    "claimdiff": contradiction,
    "ecb_docs": bundling,
    "stance_fnc": bundling,
}
# Files of the documents that the rows of a benchmark name.
BESIDE = {"pair_ecb": ("ecb_docs",), "pair_fnc_bodies": ("stance_fnc",)}


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Score the workbook's stages on public benchmarks."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmark files")
    parser.add_argument("--only", choices=sorted(BENCHES), help="one benchmark")
    options = parser.parse_args()
    for name, bench in BENCHES.items():
        paths = [options.data / f"{file}.jsonl" for file in (name, *BESIDE.get(name, ()))]
        if options.only not in (None, name):
            continue
        if missing := [path.name for path in paths if not path.is_file()]:
            print(
                f"{name}: skipped, there is no {' and no '.join(missing)} in the folder",
                file=sys.stderr,
            )
            continue
        print(json.dumps({"name": name} | bench(*map(lines, paths))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
