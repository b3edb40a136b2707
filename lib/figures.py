"""What the notebooks show: tables, and figures with their finding as title and alt text: bars, parts of a whole, spans of time, a matrix."""

import io
import textwrap
from collections.abc import Sequence
from datetime import date
from html import escape
from itertools import pairwise, product
from typing import TypeVar

import pandas as pd
import PIL.Image
from IPython.display import HTML, Image, display
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, DateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Rectangle

from lib.text import shorten

# Okabe and Ito's colours, which colour-blind readers can tell apart; the hatches serve those who print in grey.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
HATCHES = ("", "//", "..", "xx", "\\\\", "++", "oo", "--")
WIDTH, DPI, PALETTE = 8.0, 100, 64
LISTED, DRAWN, PUBLISHED = 40, 25, 10  # rows of a table and of a figure, and days in a legend; what is longer is not read
MARKS = ("o", "s", "^", "D", "v", "x")
Rows = TypeVar("Rows", pd.DataFrame, pd.Series, Sequence)
LABEL = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85}  # keeps a label readable on a hatch or a line


def table(frame: pd.DataFrame, *, width: int = 100) -> HTML:
    """The frame as a static table: source text escaped and cut at a word, lists joined, – for what is not known, no index.

    Of a long frame the first rows, and how many there are. The whole text stands in the run's tables. The classes keep JupyterLab from setting what lies between two $ as mathematics.
    """
    if not len(frame):
        return HTML("<p>None.</p>")
    shown = frame.head(LISTED).map(lambda value: _cell(value, width)).rename_axis(columns=None)
    html = shown.to_html(index=False, border=0, na_rep="–", justify="left", classes="mathjax_ignore tex2jax_ignore")
    rest = f"<p>The first {LISTED} of {len(frame):,} rows. The run's tables have all.</p>" if len(frame) > LISTED else ""
    return HTML(_plain(html) + rest)


def listed(sentences: Sequence[str]) -> HTML:
    """The sentences as a numbered list, escaped."""
    return HTML(_plain(f'<ol class="mathjax_ignore tex2jax_ignore">{"".join(f"<li>{escape(one)}</li>" for one in sentences)}</ol>'))


def _plain(html: str) -> str:
    """The markup with each $ by itself: GitHub takes away the classes, and would set what lies between two as mathematics."""
    return html.replace("$", "<span>$</span>")


def _cell(value: object, width: int) -> object:
    if isinstance(value, list):
        return shorten(", ".join(str(item) for item in value), width) or "–"
    if isinstance(value, str):
        return shorten(value, width)
    return "–" if value is None or value is pd.NA else value


def bars(values: pd.Series, *, title: str, axis: str) -> None:
    """Show one horizontal bar for each row of the series (index: labels), with its number; nulls have no bar and say so."""
    values, title = _first(values, title)
    fig, ax = _figure(len(values))
    found = ax.barh(_labels(values.index), values.astype("Float64").fillna(0).to_numpy(float), color=COLOURS[0])
    ax.bar_label(found, ["not known" if pd.isna(value) else _number(value) for value in values], padding=3)
    ax.margins(x=0.15)
    ax.set_xlabel(axis)
    ax.set_ylabel(values.index.name or "report")
    _show(fig, ax, title)


def parts(table: pd.DataFrame, *, title: str, axis: str) -> None:
    """Show one horizontal bar for each row of the table, made up of its columns, each with its colour and hatch."""
    table, title = _first(table, title)
    fig, ax = _figure(len(table))
    left = pd.Series(0.0, index=table.index)
    for number, column in enumerate(table.columns):
        found = ax.barh(
            _labels(table.index),
            table[column],
            left=left,
            label=str(column),
            edgecolor="white",
            color=COLOURS[number % len(COLOURS)],
            hatch=HATCHES[number % len(HATCHES)],
        )
        ax.bar_label(
            found,
            [_number(value) if value > 0.05 * table.sum(axis=1).max() else "" for value in table[column]],
            label_type="center",
            bbox=LABEL,
        )
        left += table[column]
    ax.margins(y=0.02)
    ax.set_xlabel(axis)
    ax.set_ylabel(table.index.name or "report")
    if table.size:
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    _show(fig, ax, title)


def spans(rows: Sequence[tuple[str, str, str]], *, title: str, label: str, published: dict[str, str]) -> None:
    """Show one line of time for each row (its label, first and last day, ISO), and a dotted line for each report's day of publication."""
    rows, title = _first(rows, title)
    fig, ax = _figure(len(rows))
    for number, (_, first, last) in enumerate(rows):
        ax.plot([_day(first), _day(last) + 1], [number, number], linewidth=7, solid_capstyle="butt", color=COLOURS[0])
    for name, day in sorted(published.items())[:PUBLISHED]:
        ax.axvline(_day(day), linestyle=":", color=COLOURS[5], label=f"{name} published {day}")
    ax.set_yticks(range(len(rows)), [label for label, _, _ in rows])
    if rows:  # a margin of two weeks or more, so that a single day looks like one and the dates have room
        low, high = min(_day(first) for _, first, _ in rows), max(_day(last) for _, _, last in rows)
        margin = max(14.0, 0.05 * (high - low))
        ax.set_xlim(max(low - margin, date2num(date.min)), min(high + 1 + margin, date2num(date.max)))
    ax.xaxis.set_major_locator(AutoDateLocator(maxticks=6))
    ax.xaxis.set_major_formatter(DateFormatter("%d %b %Y"))
    ax.tick_params(axis="x", rotation=30)  # dates are too long to stand side by side
    ax.set_xlabel("day or days")
    ax.set_ylabel(label)
    if published and rows:
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    _show(fig, ax, title)


def matrix(table: pd.DataFrame, *, title: str, axis: str, rows: str) -> None:
    """Show a table of numbers as cells with the number in each that is not 0 or null, darker for more of what its column counts."""
    table, title = _first(table, title)
    fig, ax = _figure(len(table))
    values = table.astype(float)
    if values.size:
        ax.imshow(values.fillna(0) / values.max().where(values.max() > 0, 1), cmap=colormaps["Blues"], vmin=0, vmax=1.6, aspect="auto")
    for y, (_, row) in enumerate(values.iterrows()):
        for x, value in enumerate(row):
            if value and not pd.isna(value):
                ax.text(x, y, _number(value), ha="center", va="center")
    ax.set_xticks(range(len(table.columns)), [str(column) for column in table.columns])
    ax.set_yticks(range(len(table)), [str(label) for label in table.index])
    ax.set_xlabel(axis)
    ax.set_ylabel(rows)
    _show(fig, ax, title)


def parsed(words: Sequence[str], arcs: Sequence[tuple[int, int, str]], spans: Sequence[tuple[str, Sequence[int]]], *, title: str) -> None:
    """Show a parsed sentence: an arc from each word to the one it hangs on, labelled, and below the words a bar for each span.

    arcs: number of the word, of its head, and how it hangs on it; spans: a label and the numbers of its words.
    """
    fig, ax = _figure(round(0.6 * len(spans)) + 4)
    widths = [len(word) + 2.0 for word in words]
    places = [sum(widths[:i]) + widths[i] / 2 for i in range(len(words))]
    for word, head, label in arcs:
        left, right, height = *sorted((places[word], places[head])), abs(word - head) ** 0.6
        ax.add_patch(Arc(((left + right) / 2, 0.5), right - left, 2 * height, theta1=0, theta2=180, color=COLOURS[7]))
        ax.text((left + right) / 2, height + 0.5, label, ha="center", va="center", fontsize=7, bbox=LABEL)
    for place, word in zip(places, words, strict=True):
        ax.text(place, 0, word, ha="center", va="center", fontsize=8)
    for row, (label, inside) in enumerate(spans, 1):
        ax.text(-1, -row * 0.7, label, ha="right", va="center", fontsize=8)
        for i in inside:
            ax.barh(-row * 0.7, widths[i], left=places[i] - widths[i] / 2, height=0.45, color=COLOURS[(row - 1) % 3])
    ax.set_xlim(-1, sum(widths))
    ax.set_ylim(-0.7 * len(spans) - 0.6, max((abs(word - head) ** 0.6 for word, head, _ in arcs), default=0) + 1)
    ax.set_axis_off()
    _show(fig, ax, title, upside_down=False)


def dispersion(places: dict[str, Sequence[int]], ends: dict[str, int], *, title: str) -> None:
    """Show where in the reports, laid end to end, each word stands: one row a word, a stroke for each place, a line after each report.

    places: token numbers counted through all reports; ends: for each report one past its last token.
    """
    fig, ax = _figure(len(places))
    for number, found in enumerate(places.values()):
        ax.plot(found, [number] * len(found), "|", markersize=11, color=COLOURS[0])
    for end in ends.values():
        ax.axvline(end, color=COLOURS[7], linewidth=0.8)
    ax.set_xticks([(start + end) / 2 for start, end in pairwise([0, *ends.values()])], list(ends), rotation=30)
    ax.set_yticks(range(len(places)), list(places))
    ax.set_xlim(0, max(ends.values(), default=1))
    ax.set_ylim(-0.6, max(len(places), 1) - 0.4)
    ax.set_xlabel("place in the reports, laid end to end")
    ax.set_ylabel("name")
    _show(fig, ax, title)


def lines(table: pd.DataFrame, *, title: str, axis: str, chosen: float) -> None:
    """Show one line for each column of the table over its index, each with its colour and mark, and the chosen value of the index dotted."""
    fig, ax = _figure(5 if len(table) else 0)
    for number, column in enumerate(table.columns):
        ax.plot(table.index, table[column], marker=MARKS[number % len(MARKS)], color=COLOURS[number % len(COLOURS)], label=str(column))
    ax.axvline(chosen, linestyle=":", color=COLOURS[5], label=f"chosen: {chosen:g}")
    ax.set_ylim(bottom=0)
    ax.set_xlabel(axis)
    ax.set_ylabel("matches")
    if table.size:
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    _show(fig, ax, title, upside_down=False)


def pairs(table: pd.DataFrame, *, title: str, axis: str, marked: set[tuple[str, str]]) -> None:
    """Show a square table of numbers, one row and one column a report, darker for more; the cells of the marked pairs hatched."""
    fig, ax = _figure(len(table))
    values = table.astype(float)
    if values.size:
        ax.imshow(values.fillna(0), cmap=colormaps["Blues"], vmin=0, vmax=1.6 * max(values.max().max(), 1), aspect="auto")
    for (y, row), (x, column) in product(enumerate(values.index), enumerate(values.columns)):
        if (row, column) in marked:
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, hatch="//", edgecolor=COLOURS[5], linewidth=0))
        if not pd.isna(values.iat[y, x]):
            ax.text(x, y, _number(values.iat[y, x]), ha="center", va="center", bbox=LABEL)
    ax.set_xticks(range(len(values.columns)), _labels(values.columns))
    ax.set_yticks(range(len(values)), _labels(values.index))
    ax.set_xlabel(axis)
    ax.set_ylabel("report")
    _show(fig, ax, title)


def _first(rows: Rows, title: str) -> tuple[Rows, str]:
    """The rows that are drawn, and the title, which says so where there are more."""
    return rows[:DRAWN], title if len(rows) <= DRAWN else f"{title} (drawn: the first {DRAWN} of {len(rows):,})"


def _figure(rows: int) -> tuple[Figure, Axes]:
    fig = Figure(figsize=(WIDTH, 1.6 + 0.42 * max(rows, 2)), layout="constrained", facecolor="white", dpi=DPI)
    ax = fig.add_subplot()
    if not rows:
        ax.text(0.5, 0.5, "nothing to show", ha="center", va="center", transform=ax.transAxes)
        ax.set_axis_off()
    return fig, ax


def _day(iso: str) -> float:
    return date2num(date.fromisoformat(iso))


def _number(value: float) -> str:
    """A count in full, a rate with two digits that mean something."""
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 10 else f"{value:.2g}"


def _labels(index: pd.Index) -> list[str]:
    return [str(label) for label in index]


def _show(fig: Figure, ax: Axes, title: str, *, upside_down: bool = True) -> None:
    """Display the figure as PNG with its title as alt text; upside down, the first row stands on top."""
    fig.suptitle("\n".join(textwrap.wrap(title, 85)), x=0.01, ha="left")
    ax.spines[["top", "right"]].set_visible(False)
    if upside_down and not ax.yaxis_inverted():
        ax.invert_yaxis()
    drawn, small = io.BytesIO(), io.BytesIO()
    fig.savefig(drawn, format="png")
    # a palette makes a third of the size of it, and keeps a notebook small enough for GitHub to show
    PIL.Image.open(drawn).convert("RGB").quantize(PALETTE).save(small, "png", optimize=True)
    display(Image(small.getvalue(), alt=title))
