"""Claims in, the same as sparse tables of words and letters out, to be compared many at once."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import numpy as np
from scipy import sparse

from lib.tables.records import ClaimRow
from lib.text.words import STOP_WORDS, WORD, stem

GRAM = 4  # letters
# A word's rarity is counted as if so many more sentences lacked it: in two short reports every word
# that matters is in most of them.
UNSEEN = 50
ROLES = ("subject", "predicate", "object")
PRONOUNS = frozenset("he she it they we i you him her them who this that".split())
SPELLED = {
    word: str(value)
    for value, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen twenty".split(),
        2,
    )
}
FIGURE = re.compile(r"\d")
NAMED = 0.6  # share of its places inside sentences in which a name has a capital


@dataclass(frozen=True, eq=False)
class Claims:
    """Claims by number, as they came.

    words, sentence, told: what stands in the content, in its sentence, and in source, cue and
    content, a column for each word; rare: how rare each is among the sentences; kinds: for each 1
    in one of name, figure, other word, and 1 in the last; letters: runs of letters; doc: numbers
    of the documents.
    """

    doc: np.ndarray
    rare: np.ndarray
    kinds: np.ndarray
    words: sparse.csr_array
    told: sparse.csr_array
    sentence: sparse.csr_array
    letters: sparse.csr_array
    roles: dict[str, sparse.csr_array]
    quoted: np.ndarray

    def __len__(self) -> int:
        return len(self.doc)


class Vocabulary(dict[str, int]):
    """The column of each word as it is written: that of its key, -1 of a stop word."""

    def __init__(self) -> None:
        self.column: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        key = key_of(word)
        self[word] = found = self.column.setdefault(key, len(self.column)) if key else -1
        return found

    def of(self, text: str) -> list[int]:
        """The columns of the words of a text that are no stop words, in order."""
        return [column for column in map(self.__getitem__, written(text)) if column >= 0]


@lru_cache(maxsize=65536)  # a claim is read among claims and among passages
def written(text: str) -> tuple[str, ...]:
    """The words of a text as they stand there."""
    return tuple(WORD.findall(text))


@cache
def key_of(word: str) -> str:
    """What a word counts as: "#" and its digits for a figure, "" for a stop word, else its stem."""
    lower = word.lower()
    if FIGURE.search(lower):
        return "#" + re.sub(r"\.0+$", "", lower.replace(",", "").removesuffix("th"))
    if lower in SPELLED:
        return "#" + SPELLED[lower]
    return "" if lower in STOP_WORDS else stem(lower)


def read(rows: Sequence[ClaimRow]) -> Claims:
    """The claims of one story as arrays."""
    vocabulary = Vocabulary()
    content = [vocabulary.of(row["text"]) for row in rows]
    lines = {line: vocabulary.of(line) for line in dict.fromkeys(row["sentence"] for row in rows)}
    heads = [vocabulary.of(_head(row)) for row in rows]
    roles = {name: [vocabulary.of(_role(row, name)) for row in rows] for name in ROLES}
    width, order = len(vocabulary.column), {line: place for place, line in enumerate(lines)}
    spoken = table(list(lines.values()), width)
    return Claims(
        doc=np.unique([row["doc_id"] for row in rows], return_inverse=True)[1],
        rare=rarity(spoken),
        kinds=_kinds(vocabulary, lines),
        words=table(content, width),
        told=table([text + head for text, head in zip(content, heads, strict=True)], width),
        sentence=spoken[np.array([order[row["sentence"]] for row in rows], dtype=int)],
        letters=_letters([" ".join(written(row["text"])) for row in rows]),
        roles={name: table(found, width) for name, found in roles.items()},
        quoted=np.array([row["quoted"] for row in rows], dtype=bool),
    )


def _head(row: ClaimRow) -> str:
    return f"{row['source'] or row['source_text'] or ''} {row['cue'] or ''}"


def _role(row: ClaimRow, name: str) -> str:
    """The words of a role; none of a pronoun."""
    words: str = row[name] or ""  # type: ignore[literal-required]
    return "" if words.lower() in PRONOUNS else words


def _kinds(vocabulary: Vocabulary, lines: Iterable[str]) -> np.ndarray:
    """Of each column the kinds; a name mostly has a capital where it does not begin a sentence."""
    count = Counter(chain.from_iterable(written(line)[1:] for line in lines))
    number = np.array(list(count.values()), dtype=float)
    column = np.array([vocabulary[word] for word in count], dtype=int)
    capital = np.array([word[0].isupper() for word in count], dtype=bool)
    width, kept = len(vocabulary.column), column >= 0
    seen, upper = (
        np.bincount(column[those], number[those], width) for those in (kept, kept & capital)
    )
    figure = np.array([key.startswith("#") for key in vocabulary.column], dtype=bool)
    name = (upper > NAMED * seen) & ~figure
    return np.column_stack([name, figure, ~(name | figure), np.ones(width)]).astype(float)


def _letters(texts: list[str]) -> sparse.csr_array:
    return runs([f" {text} ".lower().encode("latin-1", "replace") for text in texts], GRAM)


def table(rows: Sequence[Iterable[int]], width: int) -> sparse.csr_array:
    """A row for each list of columns, 1 where it has the column."""
    ends = np.cumsum([0, *map(len, rows)])  # type: ignore[arg-type]
    columns = np.fromiter(chain.from_iterable(rows), np.int32, ends[-1])
    return _ones(sparse.csr_array((np.ones(len(columns)), columns, ends), (len(rows), width)))


def runs(rows: Sequence[Sequence[int]], size: int) -> sparse.csr_array:
    """For each row of numbers its runs of `size`, each other run in a column of its own."""
    sizes = [len(row) for row in rows]
    flat = np.fromiter(chain.from_iterable(rows), np.int64, sum(sizes))
    row = np.repeat(np.arange(len(rows)), sizes)
    if len(flat) < size:
        return sparse.csr_array((len(rows), 1))
    ends = len(flat) - size + 1
    run = np.zeros(ends, dtype=np.int64)
    for k in range(size):
        run = run * np.int64(1_000_003) + flat[k : k + ends]
    inside = row[:ends] == row[size - 1 :]
    columns, place = np.unique(run[inside], return_inverse=True)
    shape = (len(rows), max(len(columns), 1))
    return _ones(sparse.csr_array((np.ones(len(place)), (row[:ends][inside], place)), shape))


def _ones(rows: sparse.csr_array) -> sparse.csr_array:
    """The table with 1 where something stands, however often."""
    rows.sum_duplicates()
    rows.data[:] = 1.0
    return rows


def rarity(having: sparse.csr_array) -> np.ndarray:
    """For each column how rare it is among the rows: its inverse document frequency."""
    counts = np.bincount(having.indices, minlength=having.shape[1])
    return np.asarray(np.log((1 + UNSEEN + having.shape[0]) / (0.5 + counts)))


def heavy(rows: sparse.csr_array, weight: np.ndarray) -> sparse.csr_array:
    """The table with its columns weighted, where something stands in them."""
    return sparse.csr_array((weight[rows.indices], rows.indices, rows.indptr), rows.shape)


def inverse_lengths(rows: sparse.csr_array) -> np.ndarray:
    """One over the length of each row, 1 of an empty one."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return np.asarray(1 / np.where(length > 0, length, 1))


def unit(rows: sparse.csr_array) -> sparse.csr_array:
    """The table with rows of length one."""
    return sparse.csr_array(sparse.diags_array(inverse_lengths(rows)) @ rows)
