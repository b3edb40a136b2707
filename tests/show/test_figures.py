"""Tables and figures as readers see them: escaped, cut at words, with alt text, and the same bytes
twice."""

import io

import matplotlib.image
import pandas as pd
import pytest
from lxml import html

from lib.show import figures
from lib.show import html as show_html
from lib.show.figures import COLOURS, dispersion, growth, matrix, parsed, parts, spans
from lib.show.html import LISTED, listed, note

ONE = pd.Series({"a": 3, "b": 12345}, name="n").rename_axis("report")
TWO = pd.DataFrame({"x": [1, 0], "y": [2, 3]}, index=pd.Index(["a", "b"], name="report"))
FIGURES = {
    "bars": lambda: figures.bars(ONE, title="One is longer", axis="characters"),
    "bars_null": lambda: figures.bars(
        pd.Series({"a": None}, dtype="Int64"), title="Nothing known", axis="characters"
    ),
    "parts": lambda: parts(TWO, title="Two parts", axis="claims"),
    "parts_empty": lambda: parts(TWO.iloc[:0], title="No parts", axis="claims"),
    "spans": lambda: spans(
        [("a: today", "2024-01-01", "2024-01-03")],
        title="A span",
        label="claim",
        published={"a": "2024-01-02"},
    ),
    "spans_ends_of_the_calendar": lambda: spans(
        [("a", "0001-01-01", "0001-01-02"), ("b", "9999-12-30", "9999-12-30")],
        title="Two ends",
        label="claim",
        published={},
    ),
    "spans_one_end": lambda: spans(
        [("a", "0001-01-01", "0001-01-02")], title="One end", label="claim", published={}
    ),
    "spans_empty": lambda: spans([], title="No span", label="claim", published={}),
    "parsed": lambda: parsed(
        ["She", "said", "so"],
        [(0, 1, "nsubj"), (2, 1, "advmod")],
        [("source", [0])],
        title="A parse",
    ),
    "dispersion": lambda: dispersion({"Kabul": [1, 7]}, {"a": 5, "b": 9}, title="Where it stands"),
    "dispersion_empty": lambda: dispersion({}, {}, title="No names"),
    "lines": lambda: figures.lines(
        TWO.set_axis([0.3, 0.4]), title="Two lines", axis="threshold", chosen=0.4
    ),
    "lines_empty": lambda: figures.lines(
        TWO.iloc[:0], title="No lines", axis="threshold", chosen=0.4
    ),
    "matrix": lambda: matrix(TWO, title="A matrix", axis="report", rows="family"),
    "matrix_empty": lambda: matrix(TWO.iloc[:0], title="No matrix", axis="report", rows="family"),
}


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, as a list of images."""
    images = []
    monkeypatch.setattr(figures, "display", images.append)
    return images


@pytest.mark.parametrize("name", FIGURES)
def test_figure(name, shown):
    FIGURES[name]()
    FIGURES[name]()
    one, other = shown
    assert one.data == other.data and one.data.startswith(b"\x89PNG")
    assert one.alt == other.alt != ""


def test_a_table_shows_text_and_runs_nothing():
    html = show_html.table(
        pd.DataFrame(
            {"text": ["<script>alert(1)</script> costs $5 and $6", None], "names": [["a", "b"], []]}
        )
    ).data
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "mathjax_ignore" in html and "a, b" in html and "–" in html


def test_a_table_cuts_at_a_word():
    assert (
        "alpha beta …"
        in show_html.table(pd.DataFrame({"text": ["alpha beta gamma"]}), width=14).data
    )


def test_an_empty_table_says_so():
    assert "None." in show_html.table(pd.DataFrame(columns=["report", "text"])).data


def test_a_list_is_escaped():
    assert listed(["a <b>", "c"]).data.count("<li>") == 2 and "<b>" not in listed(["a <b>"]).data


def test_a_long_table_shows_its_first_rows_and_says_how_many_there_are():
    html = show_html.table(pd.DataFrame({"n": range(1234)})).data
    assert html.count("<tr>") == LISTED + 1 and "The first 40 of 1,234 rows." in html
    assert "The first" not in show_html.table(pd.DataFrame({"n": range(LISTED)})).data


def test_a_long_figure_says_what_it_leaves_out(shown):
    parts(pd.DataFrame({"x": range(99)}), title="Many", axis="claims")
    matrix(pd.DataFrame({"x": range(20)}), title="Few", axis="report", rows="family")
    assert [image.alt for image in shown] == ["Many (drawn: the first 20 of 99)", "Few"]


def test_a_dollar_is_no_mathematics():
    assert "$5" not in show_html.table(pd.DataFrame({"text": ["costs $5 and $6"]})).data
    assert "$5" not in listed(["costs $5 and $6"]).data


def cells(frame: pd.DataFrame) -> list[list[tuple[str | None, str | None, str]]]:
    """For each row of the frame's table, as it is shown, what GitHub heeds, what JupyterLab heeds,
    and the text of each cell."""
    rows = html.fromstring(show_html.table(frame).data).iter("tr")
    return [
        [(cell.get("align"), cell.get("style"), cell.text_content()) for cell in row]
        for row in rows
    ]


LEFT, RIGHT = ("left", "text-align:left"), ("right", "text-align:right")


@pytest.mark.parametrize(
    ("values", "side", "shown"),
    [
        (["a", None], LEFT, ["a", "–"]),
        ([["a", "b"], []], LEFT, ["a, b", "–"]),
        ([True, False], LEFT, ["yes", "no"]),
        ([1234, 5], RIGHT, ["1,234", "5"]),
        (pd.array([7, None], dtype="Int64"), RIGHT, ["7", "–"]),
        ([0.3, 0.35], RIGHT, ["0.30", "0.35"]),
        (pd.array([10.2, None], dtype="Float64"), RIGHT, ["10.2", "–"]),
        ([2.0, 3.0], RIGHT, ["2", "3"]),
    ],
)
def test_text_stands_left_and_numbers_right(values, side, shown):
    assert cells(pd.DataFrame({"x": values})) == [
        [(*side, "x")],
        *([(*side, text)] for text in shown),
    ]


def test_a_narrow_column_breaks_no_name_and_a_long_path_may_be_broken():
    page = show_html.table(
        pd.DataFrame(
            {
                "report": ["museum"],
                "text": ["word " * 9],
                "path": ["reports/2024/from_the_museum.txt"],
            }
        )
    ).data
    assert 'width="48">report</th>' in page and page.count("width=") == 1
    assert 'width="88">' in show_html.table(pd.DataFrame({"reports": ["000 and 001"]})).data
    assert (
        'width="104">'
        in show_html.table(pd.DataFrame({"of": ["Ileth River", "Confederation of"]})).data
    )
    assert "reports/<wbr>2024/<wbr>from_<wbr>the_<wbr>museum.txt" in page


def test_a_note_is_escaped():
    assert "&lt;b&gt; for <span>$</span>5" in note("<b> for $5").data


NONE = pd.DataFrame({"x": [0, 0]}, index=["a", "b"])
EMPTY = {
    "bars": lambda: figures.bars(NONE["x"], title="None", axis="claims"),
    "parts": lambda: parts(NONE, title="None", axis="claims"),
    "matrix": lambda: matrix(NONE, title="None", axis="report", rows="family"),
    "lines": lambda: figures.lines(NONE, title="None", axis="threshold", chosen=0.4),
    "spans": lambda: spans([], title="None", label="claim", published={"a": "2024-01-01"}),
    "dispersion": lambda: dispersion({"Kabul": []}, {"a": 5}, title="None"),
}


def drawn(images):
    return [matplotlib.image.imread(io.BytesIO(image.data)).shape[:2] for image in images]


@pytest.mark.parametrize("name", EMPTY)
def test_what_has_nothing_to_draw_is_a_small_panel_without_axes(name, shown, monkeypatch):
    monkeypatch.setattr(figures, "_figure", None)  # a figure with axes would be made by it
    EMPTY[name]()
    assert drawn(shown) == [(90, 640)] and shown[0].alt == "None"


def test_figures_are_as_wide_as_they_are_read(shown):
    long = pd.DataFrame(
        {"x": range(1, 31)},
        index=[f"a name of a source with many words, number {i}" for i in range(30)],
    )
    wide = pd.DataFrame(1, index=range(30), columns=[f"report_{i}" for i in range(30)])
    parts(long, title="a finding that is told in many words " * 4, axis="claims")
    matrix(wide, title="Many", axis="report", rows="family")
    assert {width for _, width in drawn(shown)} == {640} and max(
        height for height, _ in drawn(shown)
    ) <= 1400
    assert [image.alt for image in shown[1:]] == ["Many (drawn: 20 of 30 rows, 15 columns)"]


def axis_of(figure, monkeypatch):
    """The marks on the axis below of a figure."""
    found = []
    monkeypatch.setattr(
        figures, "_show", lambda fig, title: (fig.canvas.draw(), found.append(fig.axes[0]))
    )
    figure()
    return [label.get_text() for label in found[0].get_xticklabels()]


@pytest.mark.parametrize("most", [1, 2, 3, 7, 12345])
def test_counts_are_measured_in_whole_steps(most, monkeypatch):
    marks = axis_of(
        lambda: figures.bars(pd.Series([most, 0], index=["a", "b"]), title="x", axis="claims"),
        monkeypatch,
    )
    assert len(marks) > 1 and [f"{int(mark.replace(',', '')):,}" for mark in marks] == marks


def test_rates_are_not_rounded_to_whole_steps(monkeypatch):
    marks = axis_of(
        lambda: parts(pd.DataFrame({"x": [0.2, 0.4]}), title="x", axis="rate"), monkeypatch
    )
    assert any("." in mark for mark in marks)


def figure_of(figure, monkeypatch):
    """The figure that would be shown."""
    found = []
    monkeypatch.setattr(figures, "_show", lambda fig, title: found.append(fig))
    figure()
    return found[0]


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        ([10.2, 8.54, 3.0], ["10.2", "8.5", "3.0"]),
        ([5.17, 0.24, 1.0], ["5.2", "0.2", "1.0"]),
        ([0.02, 3.0, 1.5], ["0.02", "3.00", "1.50"]),
        ([2000.0, 1.0, 12.0], ["2,000", "1", "12"]),
    ],
)
def test_the_numbers_of_a_figure_have_as_many_decimals(rates, told, monkeypatch):
    table = pd.DataFrame({"x": rates}, index=["a", "b", "c"])
    for fig in (
        figure_of(lambda: matrix(table, title="x", axis="rate", rows="report"), monkeypatch),
        figure_of(lambda: figures.bars(table["x"], title="x", axis="rate"), monkeypatch),
    ):
        assert [text.get_text() for text in fig.axes[0].texts] == told


def test_a_kind_that_does_not_occur_has_no_legend_and_the_others_keep_their_colour(monkeypatch):
    kinds = pd.DataFrame({"x": [1, 0], "none": [0, 0], "y": [2, 3]}, index=[0.3, 0.4])
    bars = figure_of(lambda: parts(kinds, title="x", axis="claims"), monkeypatch)
    lines = figure_of(
        lambda: figures.lines(kinds, title="x", axis="threshold", chosen=0.3), monkeypatch
    )
    assert [text.get_text() for text in bars.legends[0].texts] == ["x", "y"]
    assert [text.get_text() for text in lines.legends[0].texts] == ["x", "y", "chosen: 0.3"]
    assert [line.get_color() for line in lines.axes[0].lines[:2]] == [COLOURS[0], COLOURS[2]]


def test_a_label_has_two_lines_at_most():
    assert figures._labels(["Federal Apex Committee of the National Action Plan", "000"]) == [
        "Federal Apex Committee\nof the National …",
        "000",
    ]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"b": "2024-01-02", "a": "2024-01-01"}, "published: a on 2024-01-01, b on 2024-01-02"),
        ({f"r{i}": "2024-01-01" for i in range(9)}, "days of publication of 9 reports"),
    ],
)
def test_the_days_of_publication_are_named_where_they_are_few(days, told):
    assert figures._published(days) == told


def test_of_a_wide_matrix_no_row_is_drawn_that_has_nothing_in_the_columns_drawn():
    wide = pd.DataFrame(0, index=range(30), columns=[f"r{i}" for i in range(40)])
    for row in range(30):
        wide.iat[row, row] = 1
    wide.iloc[:10, 25] += 1
    drawn, title = figures._crossed(wide, "Many")
    assert drawn.to_numpy().any(axis=1).all() and "r25" in drawn.columns
    assert title == "Many (drawn: 14 of 30 rows, 15 columns)"


@pytest.mark.parametrize(
    ("names", "rows", "upright"),
    [
        (["000", "001", "002"], ["000"], False),
        (["named sources", "quotations", "dates", "numbers", "places"], ["000"], False),
        (
            ["named sources", "quotations", "dates", "numbers", "places"],
            ["Pakistan-Afghanistan"],
            True,
        ),
        ([f"report_{i}" for i in range(12)], ["a"], True),
        ([], [], False),
    ],
)
def test_names_of_columns_stand_upright_where_their_words_are_too_long(names, rows, upright):
    assert bool(figures._upright(pd.Index(names), pd.Index(rows))) == upright


def test_growth_is_a_picture_of_its_own():
    table = pd.DataFrame({"one": [3, 40], "two": [1, 9]}, index=[100, 1_000])
    drawn = [
        growth({"seconds": table, "MiB": table}, title="It grows", axis="reports") for _ in range(2)
    ]
    assert drawn[0] == drawn[1] and drawn[0].startswith(b"\x89PNG")
