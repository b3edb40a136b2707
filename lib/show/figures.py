"""Tables in, the figures of the notebooks out: finding as title, alt text, readable in grey."""

import io
import textwrap
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise, product
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import PIL.Image
from IPython.display import Image, display
from matplotlib import colormaps, rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, DateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Rectangle
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from lib.show.html import longest_word

# Okabe and Ito's colours, for the colour-blind; the hatches are for those who print in grey.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
HATCHES = ("", "//", "..", "xx", "\\\\", "++", "oo", "--")
# inches, and dots an inch: still read on a telephone, at little more than half its size
WIDTH, DPI, PALETTE = 6.4, 100, 64
# size of the letters in points; characters of a line of the title and of a row's label
FONT, TITLE, LABELLED = 12, 66, 22
# rows of a figure, its columns, days in a legend; more is not read
DRAWN, CROSSED, PUBLISHED = 20, 15, 3
MARKS = ("o", "s", "^", "D", "v", "x")
Rows = TypeVar("Rows", pd.DataFrame, pd.Series, Sequence[tuple[str, str, str]])
# keeps a label readable on a hatch or a line
LABEL = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85}
SMALL = 0.07  # share of the longest bar below which a part is narrower than its number
rcParams.update({"font.size": FONT, "figure.titlesize": FONT, "hatch.linewidth": 0.7})


def bars(values: pd.Series, *, title: str, axis: str) -> None:
    """Show one horizontal bar for each row (index: labels), with its number; nulls say so."""
    if not values.fillna(0).any():
        return _empty(title)
    values, title = _first(values, title)
    fig, ax = _figure(values.index)
    lengths = values.astype("Float64").fillna(0).to_numpy(float)
    number = _number(values)
    labels = ["not known" if pd.isna(value) else number(value) for value in values]
    ax.bar_label(ax.barh(range(len(values)), lengths, color=COLOURS[0]), labels, padding=3)
    ax.margins(x=0.18)
    _axes(ax, rows=values.index, axis=axis, measured=values)
    return _show(fig, title)


def parts(table: pd.DataFrame, *, title: str, axis: str) -> None:
    """Show one horizontal bar for each row, made up of the columns; empty ones have no legend."""
    if not table.to_numpy().any():
        return _empty(title)
    table, title = _first(table, title)
    kinds = _occurring(table)
    fig, ax = _figure(table.index, legend=len(kinds))
    left, most = pd.Series(0.0, index=table.index), table.sum(axis=1).max()
    number = _number(value for value in table.to_numpy().ravel() if value > SMALL * most)
    for place, column in kinds:
        ax.barh(
            range(len(table)),
            table[column],
            left=left,
            label=str(column),
            color=COLOURS[place % len(COLOURS)],
            hatch=HATCHES[place % len(HATCHES)],
            edgecolor="white",
        )
        for row, (begin, value) in enumerate(zip(left, table[column], strict=True)):
            if value > SMALL * most:  # a part that is narrower than its number goes without
                middle = begin + value / 2
                ax.text(middle, row, number(value), ha="center", va="center", bbox=LABEL)
        left += table[column]
    ax.margins(y=0.02)
    _axes(ax, rows=table.index, axis=axis, measured=table.to_numpy().ravel())
    _legend(fig)
    return _show(fig, title)


def spans(
    rows: Sequence[tuple[str, str, str]], *, title: str, label: str, published: dict[str, str]
) -> None:
    """Show a line of time for each row (label, first and last day), days of publication dotted."""
    if not rows:
        return _empty(title)
    rows, title = _first(rows, title)
    names = pd.Index([name for name, _, _ in rows], name=label)
    fig, ax = _figure(names, legend=bool(published))
    for number, (_, first, last) in enumerate(rows):
        # the marks at the ends keep a day visible where the line of time is years long
        line = ax.plot([_day(first), _day(last) + 1], [number, number], "s-", color=COLOURS[0])[0]
        line.set(markersize=5, linewidth=7, solid_capstyle="butt")
    for number, day in enumerate(sorted(set(published.values()))):
        label_once = None if number else _published(published)
        ax.axvline(_day(day), linestyle=":", color=COLOURS[5], label=label_once)
    # a margin of two weeks or more, so that a single day looks like one and the dates have room
    low, high = min(_day(first) for _, first, _ in rows), max(_day(last) for _, _, last in rows)
    margin = max(14.0, 0.05 * (high - low))
    ax.set_xlim(max(low - margin, date2num(date.min)), min(high + 1 + margin, date2num(date.max)))
    ax.xaxis.set_major_locator(AutoDateLocator(minticks=2, maxticks=5))
    ax.xaxis.set_major_formatter(DateFormatter("%Y-%m-%d"))
    ax.tick_params(axis="x", rotation=30)  # dates are too long to stand side by side
    ax.set_ylim(-0.6, len(rows) - 0.4)
    _axes(ax, rows=names, axis="day or days")
    _legend(fig)
    return _show(fig, title)


def _published(days: dict[str, str]) -> str:
    """What the dotted lines are: the reports and their days, or how many, where they are many."""
    if len(days) > PUBLISHED:
        return f"days of publication of {len(days)} reports"
    return "published: " + ", ".join(f"{name} on {day}" for name, day in sorted(days.items()))


def matrix(table: pd.DataFrame, *, title: str, axis: str, rows: str, alike: bool = False) -> None:
    """Show a table as cells with their numbers, darker for more of what the column counts; alike:
    all columns count the same.

    Of many columns those that have most in the first rows, and then the rows that have something in
    them.
    """
    values = table.astype(float)
    if not values.fillna(0).to_numpy().any():
        return _empty(title)
    is_wide = len(values.columns) > CROSSED
    values, title = _crossed(values, title) if is_wide else _first(values, title)
    fig, ax = _figure(values.index, extra=_upright(values.columns, values.index))
    most = values.max().max() if alike else values.max().where(values.max() > 0, 1)
    _cells(ax, values, values.fillna(0) / most, 1)
    _axes(ax, rows=values.index.rename(rows), axis=axis)
    return _show(fig, title)


def _crossed(table: pd.DataFrame, title: str) -> tuple[pd.DataFrame, str]:
    """The part of a wide table that is drawn, and the title, which says so."""
    most = table.iloc[:DRAWN].sum().sort_values(ascending=False, kind="stable").index[:CROSSED]
    drawn = table.iloc[:DRAWN].loc[:, table.columns.isin(most)]
    drawn = drawn[drawn.fillna(0).any(axis=1)]
    part = f"drawn: {len(drawn)} of {len(table):,} rows, {len(drawn.columns)} columns"
    return drawn, f"{title} ({part})"


def _cells(ax: Axes, values: pd.DataFrame, shades: pd.DataFrame, most: float, **look: Any) -> None:
    """Draw the cells of a table with their numbers; `most` is the darkest shade that is used."""
    ax.imshow(shades, cmap=colormaps["Blues"], vmin=0, vmax=1.6 * most, aspect="auto")
    number = _number(values.to_numpy().ravel())
    for (y, row), x in product(enumerate(values.to_numpy()), range(len(values.columns))):
        if row[x] and not pd.isna(row[x]):
            ax.text(x, y, number(row[x]), ha="center", va="center", **look)
    _columns(ax, values.columns, values.index)


def parsed(
    words: Sequence[str],
    arcs: Sequence[tuple[int, int, str]],
    spans: Sequence[tuple[str, Sequence[int]]],
    *,
    title: str,
) -> None:
    """Show a parsed sentence, a row a word: left an arc to its head, right a column for each span.

    arcs: number of the word, of its head, and how it hangs on it; spans: a label and the numbers of
    its words.
    """
    fig = _sheet(1.6 + 0.3 * len(words))
    ax = fig.add_subplot()
    for word, head, label in arcs:
        middle, height, wide = (word + head) / 2, abs(word - head), abs(word - head) ** 0.6
        ax.add_patch(Arc((0, middle), 2 * wide, height, theta1=90, theta2=270, color=COLOURS[7]))
        ax.text(-wide, middle, label, ha="center", va="center", fontsize=FONT - 2.5, bbox=LABEL)
    for place, text in enumerate(words):
        ax.text(0.15, place, text, ha="left", va="center")
    first = 0.8 + 0.21 * max(map(len, words), default=0)
    for column, (label, inside) in enumerate(spans):
        ax.text(first + 0.6 * column, -0.9, label, ha="center", va="bottom", rotation=90)
        for place in inside:
            box = Rectangle((first + 0.6 * column - 0.25, place - 0.5), 0.5, 1)
            box.set(facecolor=COLOURS[column % 3], hatch=HATCHES[column % 3], edgecolor="white")
            ax.add_patch(box)
    widest = max((abs(word - head) ** 0.6 for word, head, _ in arcs), default=0)
    ax.set_xlim(-widest - 0.8, first + 0.6 * max(len(spans), 1))
    ax.set_ylim(len(words), -4 if spans else -1)
    ax.set_axis_off()
    _show(fig, title)


def dispersion(places: dict[str, Sequence[int]], ends: dict[str, int], *, title: str) -> None:
    """Show where in the reports, laid end to end, each word stands: a row a word, a stroke a place.

    places: token numbers counted through all reports; ends: for each report one past its last
    token.
    """
    if not any(map(len, places.values())):
        return _empty(title)
    names = pd.Index(list(places), name="name")
    reports = pd.Index(list(ends))
    fig, ax = _figure(names, extra=_upright(reports, names))
    for number, tokens in enumerate(places.values()):
        ax.plot(tokens, [number] * len(tokens), "|", markersize=11, color=COLOURS[0])
    for end in ends.values():
        ax.axvline(end, color=COLOURS[7], linewidth=0.8)
    middles = [(start + end) / 2 for start, end in pairwise([0, *ends.values()])]
    _columns(ax, reports, names, places=middles)
    ax.set_xlim(0, max(ends.values()))
    ax.set_ylim(-0.6, len(places) - 0.4)
    _axes(ax, rows=names, axis="place in the reports, laid end to end")
    return _show(fig, title)


def lines(table: pd.DataFrame, *, title: str, axis: str, chosen: float) -> None:
    """Show a line for each column that has something, over the index; its chosen value dotted."""
    if not table.to_numpy().any():
        return _empty(title)
    kinds = _occurring(table)
    fig, ax = _figure(pd.RangeIndex(5), legend=len(kinds) + 1)
    for number, column in kinds:
        mark, colour = MARKS[number % len(MARKS)], COLOURS[number % len(COLOURS)]
        ax.plot(table.index, table[column], label=str(column), marker=mark, color=colour)
    ax.axvline(chosen, linestyle=":", color=COLOURS[5], label=f"chosen: {chosen:g}")
    ax.set_ylim(bottom=0)
    _whole(ax.yaxis, table.to_numpy().ravel())
    ax.set_xlabel(axis)
    ax.set_ylabel("matches")
    _legend(fig)
    return _show(fig, title)


def growth(measured: dict[str, pd.DataFrame], *, title: str, axis: str) -> bytes:
    """A picture (PNG) with a panel for each table, a line for each column, on log scales."""
    fig = _sheet(4)
    for ax, (name, table) in zip(fig.subplots(1, len(measured)), measured.items(), strict=True):
        for number, column in enumerate(table.columns):
            mark, colour = MARKS[number], COLOURS[number]
            ax.loglog(table.index, table[column], marker=mark, color=colour, label=str(column))
        ax.set_xlabel(axis)
        ax.set_ylabel(name)
    _legend(fig)
    return _png(fig, title)


def _first(rows: Rows, title: str) -> tuple[Rows, str]:
    """The rows that are drawn, and the title, which says so where there are more."""
    rest = f" (drawn: the first {DRAWN} of {len(rows):,})" if len(rows) > DRAWN else ""
    return rows[:DRAWN], title + rest


def _figure(rows: Iterable[object], *, legend: int = 0, extra: float = 0.0) -> tuple[Figure, Axes]:
    """A figure as high as its rows' labels, so many entries of a legend, and more inches need."""
    lines = [1 + label.count("\n") for label in _labels(rows)]
    height = 1.4 + max(len(lines), 2) * (0.18 + 0.2 * max(lines)) + 0.25 * -(-legend // 3) + extra
    fig = _sheet(height)
    return fig, fig.add_subplot()


def _sheet(height: float) -> Figure:
    return Figure(figsize=(WIDTH, height), layout="constrained", facecolor="white", dpi=DPI)


def _axes(ax: Axes, *, rows: pd.Index, axis: str, measured: Iterable[float] = ()) -> None:
    """Name the rows, the first on top, and the axis below; whole numbers have whole steps."""
    ax.set_yticks(range(len(rows)), _labels(rows))
    ax.set_ylabel(rows.name or "report")
    ax.set_xlabel(axis)
    if not ax.yaxis_inverted():
        ax.invert_yaxis()
    _whole(ax.xaxis, measured)


def _whole(axis: Axis, measured: Iterable[float]) -> None:
    known = [value for value in measured if not pd.isna(value)]
    if known and all(value == round(value) for value in known):
        steps = MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=True, min_n_ticks=1)
        axis.set_major_locator(steps)
        axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def _columns(
    ax: Axes, names: pd.Index, rows: pd.Index, *, places: Sequence[float] | None = None
) -> None:
    """Name the columns, a name's words one below the other; upright where a word is too long."""
    upright = bool(_upright(names, rows))
    room = _room(names, rows)
    broken = [textwrap.fill(str(name), room, break_long_words=False) for name in names]
    ax.set_xticks(
        range(len(names)) if places is None else places,
        _labels(names) if upright else broken,
        rotation=90 if upright else 0,
    )


def _room(names: pd.Index, rows: pd.Index) -> int:
    """The characters that the name of a column may be wide, beside the names of the rows."""
    return max((60 - longest_word(_labels(rows))) // max(len(names), 1), 1)


def _upright(names: pd.Index, rows: pd.Index) -> float:
    """The inches that the names of columns need where they stand upright; 0 where they do not."""
    is_upright = longest_word(map(str, names)) > _room(names, rows)
    return 0.09 * max(map(len, _labels(names))) if is_upright else 0.0


def _legend(fig: Figure) -> None:
    """Below the figure, where it takes nothing of its width."""
    handles, labels = fig.axes[0].get_legend_handles_labels()
    if labels:
        look = {"frameon": False, "handlelength": 1.2, "columnspacing": 1.2}
        fig.legend(handles, labels, loc="outside lower left", ncols=3, **look)


def _day(iso: str) -> float:
    return float(date2num(date.fromisoformat(iso)))


def _number(values: Iterable[float]) -> Callable[[float], str]:
    """How a number of the figure is written: with as many decimals as all, none for counts."""
    known = [value for value in values if not pd.isna(value) and value]
    least = min(map(abs, known), default=0)
    places = 0 if all(value == round(value) for value in known) else 1 if round(least, 1) else 2
    return f"{{:,.{places}f}}".format


def _occurring(table: pd.DataFrame) -> list[tuple[int, str]]:
    """The columns that have something, each with its number in the table, which has its colour."""
    return [(number, column) for number, column in enumerate(table.columns) if table[column].any()]


def _labels(names: Iterable[object]) -> list[str]:
    """The names on two lines at most, so that they leave the figure its room."""
    return [
        "\n".join(textwrap.wrap(str(name), LABELLED, max_lines=2, placeholder=" …"))
        for name in names
    ]


def _empty(title: str) -> None:
    """Show the title of what has nothing to draw, and say so."""
    fig = Figure(figsize=(WIDTH, 0.9), facecolor="white", dpi=DPI)
    fig.text(0.5, 0.25, "nothing to draw", ha="center", va="center", color="#555555")
    _show(fig, title)


def _show(fig: Figure, title: str) -> None:
    """Display the figure as PNG with its title as alt text."""
    display(Image(_png(fig, title), alt=title))


def _png(fig: Figure, title: str) -> bytes:
    fig.suptitle("\n".join(textwrap.wrap(title, TITLE)), x=0.01, ha="left")
    for ax in fig.axes:
        ax.spines[["top", "right"]].set_visible(False)
        # half the time of finding the layout, to which it adds nothing
        for inside in (*ax.patches, *ax.lines, *ax.images, *ax.texts):
            inside.set_in_layout(False)
    canvas, small = FigureCanvasAgg(fig), io.BytesIO()
    canvas.draw()  # once, where savefig draws twice to find the layout
    picture = PIL.Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    # a third of the size, so that a notebook is small enough for GitHub to show
    picture.quantize(PALETTE).save(small, "png")
    return small.getvalue()
