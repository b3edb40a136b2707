"""Count how often each word on each path introduces an attribution in PolNeAR's training part, for
lib/claims/cue_counts.tsv.

    python tests/bench/mine_cues.py DIR/polnear_train.jsonl > lib/claims/cue_counts.tsv

A candidate is right if a gold content overlaps its own by half (intersection over union of word
tokens) and the gold cue holds its main word. Only counts are written: no text of the corpus. A cue
and path seen fewer than MIN_SEEN times, or never right, says nothing that the path's own precision
does not, and is left out.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from lib.claims import attribution, cues
from lib.claims.candidates import candidates
from lib.claims.parse import parse
from lib.claims.quotations import quotations

MIN_SEEN = 4
HEADER = """# How often a word on a path to a content was an attribution, of the times it was
# seen (outside quotations).
# Counted over {articles} articles of PolNeAR's training part (Newell, Margolin and Ruths
# 2018) by tests/bench/mine_cues.py: counts, no text.
# A line without a lemma has the totals of its path. Kept: seen at least
# {least} times, and either right at least once or seen {often} times."""
OFTEN = 12


def paragraphs(text: str) -> list[tuple[int, str]]:
    """The paragraphs of an article with the place each begins at."""
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((at, line))
        at += len(line) + 1
    return found


def spans_to_tokens(doc, at: int, spans: list[list[int]]) -> set[int]:
    """The word tokens of the paragraph that the article's spans touch."""
    return {
        token.i
        for token in doc
        if token.is_alpha | token.like_num
        for start, end in spans
        if at + token.idx < end and start < at + token.idx + len(token)
    }


def count(articles: list[dict]) -> tuple[Counter, Counter]:
    """Times right and times seen, by (lemma, path) and by ("", path)."""
    right, seen = Counter(), Counter()
    for article in articles:
        places = paragraphs(article["text"])
        for (at, _), doc in zip(places, parse(line for _, line in places), strict=True):
            gold = [
                (spans_to_tokens(doc, at, one["cue"]), spans_to_tokens(doc, at, one["content"]))
                for one in article["attributions"]
            ]
            words = {token.i for token in doc if token.is_alpha | token.like_num}
            for candidate in candidates(doc, quotations(doc)):
                content = attribution._widen(doc, candidate, quotations(doc)) & words
                hit = any(
                    candidate.head.i in cue
                    and content
                    and len(content & want) >= 0.5 * len(content | want)
                    for cue, want in gold
                )
                for key in ((cues.lemma(candidate.head), candidate.path), ("", candidate.path)):
                    seen[key] += 1
                    right[key] += hit
    return right, seen


def main() -> None:
    articles = [
        json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    ]
    right, seen = count(articles)
    print(HEADER.format(articles=len(articles), least=MIN_SEEN, often=OFTEN))
    print("lemma\tpath\tright\tseen")
    for lemma, path in sorted(seen):
        if not lemma or (
            seen[lemma, path] >= MIN_SEEN and (right[lemma, path] or seen[lemma, path] >= OFTEN)
        ):
            print(f"{lemma}\t{path}\t{right[lemma, path]}\t{seen[lemma, path]}")


if __name__ == "__main__":
    main()
