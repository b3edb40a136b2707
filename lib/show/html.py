"""Tables, notes and lists as HTML that GitHub and JupyterLab both show."""

import re
from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd
from IPython.display import HTML

from lib.text.phrases import shorten

# characters of the cells of a narrow column; of a cell kept whole; of a word broken at / and _
NARROW, WHOLE, LONG_WORD = 20, 12, 20
LISTED = 40  # rows of a table; more is not read
# keeps JupyterLab from setting what lies between two $ as mathematics
IGNORED = "mathjax_ignore tex2jax_ignore"


def table(frame: pd.DataFrame, *, width: int = 100, links: Sequence[str] = ()) -> HTML:
    """The frame as a static table without its index: text escaped and cut at a word, – for null.

    Of a long frame the first rows, and how many there are. The whole text stands in the run's
    tables. links: where each row leads, a last column.
    """
    if not len(frame):
        return note("None.")
    columns = [_column(str(name), values, width) for name, values in frame.head(LISTED).items()]
    if links:
        columns.append(['<th align="left">link</th>', *map(_opening, links[:LISTED])])
    head, *body = ["".join(row) for row in zip(*columns, strict=True)]
    rows = "".join(f"<tr>{row}</tr>\n" for row in body)
    header = f'<table class="{IGNORED}">\n<thead><tr>{head}</tr></thead>'
    rest = f"<p>The first {LISTED} of {len(frame):,} rows. The run's tables have all.</p>"
    html = _plain(f"{header}\n<tbody>\n{rows}</tbody>\n</table>")
    return HTML(html + rest * (len(frame) > LISTED))


def _column(name: str, values: pd.Series, width: int) -> list[str]:
    """The header and the cells of a column, text on the left, numbers on the right.

    GitHub heeds the attributes align and width alone, and JupyterLab the style alone.
    """
    types = pd.api.types
    is_number = types.is_numeric_dtype(values) and not types.is_bool_dtype(values)
    side = "right" if is_number else "left"
    texts = [name, *_cells(values, width)]
    # A column of short cells is wide enough for each word, and for the shortest cells whole: else a
    # column of long ones would break them.
    longest = max(len(text) if len(text) <= WHOLE else longest_word([text]) for text in texts)
    wide = f' width="{8 * longest}"' if max(map(len, texts)) <= NARROW else ""
    marked = f'align="{side}" style="text-align:{side}"'
    return [
        f"<th {marked}{wide}>{_breakable(name)}</th>",
        *(f"<td {marked}>{_breakable(text)}</td>" for text in texts[1:]),
    ]


def _opening(link: str) -> str:
    return f'<td align="left"><a href="{escape(link)}">open</a></td>'


def _cells(values: pd.Series, width: int) -> list[str]:
    if pd.api.types.is_float_dtype(values):
        known = values.dropna()
        enough = ((known.round(places) == known.round(2)).all() for places in (0, 1, 2))
        places = list(enough).index(True)
        return ["–" if pd.isna(value) else f"{value:,.{places}f}" for value in values]
    return [_cell(value, width) for value in values]


def _cell(value: object, width: int) -> str:
    if isinstance(value, list):
        return shorten(", ".join(str(item) for item in value), width) or "–"
    if isinstance(value, str):
        return shorten(value, width)
    if pd.isna(value):
        return "–"
    return ("yes" if value else "no") if pd.api.types.is_bool(value) else f"{value:,}"


def _breakable(text: str) -> str:
    """The text escaped; a long path may be broken after / and _."""
    broken = re.sub(
        rf"\S{{{LONG_WORD},}}", lambda word: re.sub(r"(?<=[/_])(?=[^/_])", "\0", word.group()), text
    )
    return escape(broken, quote=False).replace("\0", "<wbr>")


def note(text: str) -> HTML:
    """The text as a paragraph, escaped."""
    return HTML(_plain(f'<p class="{IGNORED}">{escape(text, quote=False)}</p>'))


def listed(sentences: Sequence[str]) -> HTML:
    """The sentences as a numbered list, escaped."""
    items = "".join(f"<li>{escape(sentence, quote=False)}</li>" for sentence in sentences)
    return HTML(_plain(f'<ol class="{IGNORED}">{items}</ol>'))


def _plain(html: str) -> str:
    """The markup with each $ by itself: GitHub would set what lies between two as mathematics."""
    return html.replace("$", "<span>$</span>")


def longest_word(texts: Iterable[str]) -> int:
    """The characters of the longest word of the texts."""
    return max((len(word) for text in texts for word in text.split()), default=0)
