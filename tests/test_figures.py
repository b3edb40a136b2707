"""Tables and figures as readers see them: escaped, cut at words, with alt text, and the same bytes twice."""

import pandas as pd
import pytest

from lib import figures

ONE = pd.Series({"a": 3, "b": 12345}, name="n").rename_axis("report")
TWO = pd.DataFrame({"x": [1, 0], "y": [2, 3]}, index=pd.Index(["a", "b"], name="report"))
FIGURES = {
    "bars": lambda: figures.bars(ONE, title="One is longer", axis="characters"),
    "bars_null": lambda: figures.bars(pd.Series({"a": None}, dtype="Int64"), title="Nothing known", axis="characters"),
    "parts": lambda: figures.parts(TWO, title="Two parts", axis="claims"),
    "parts_empty": lambda: figures.parts(TWO.iloc[:0], title="No parts", axis="claims"),
    "spans": lambda: figures.spans(
        [("a: today", "2024-01-01", "2024-01-03")], title="A span", label="claim", published={"a": "2024-01-02"}
    ),
    "spans_ends_of_the_calendar": lambda: figures.spans(
        [("a", "0001-01-01", "0001-01-02"), ("b", "9999-12-30", "9999-12-30")], title="Two ends", label="claim", published={}
    ),
    "spans_one_end": lambda: figures.spans([("a", "0001-01-01", "0001-01-02")], title="One end", label="claim", published={}),
    "spans_empty": lambda: figures.spans([], title="No span", label="claim", published={}),
    "parsed": lambda: figures.parsed(["She", "said", "so"], [(0, 1, "nsubj"), (2, 1, "advmod")], [("source", [0])], title="A parse"),
    "dispersion": lambda: figures.dispersion({"Kabul": [1, 7]}, {"a": 5, "b": 9}, title="Where it stands"),
    "dispersion_empty": lambda: figures.dispersion({}, {}, title="No names"),
    "lines": lambda: figures.lines(TWO.set_axis([0.3, 0.4]), title="Two lines", axis="threshold", chosen=0.4),
    "lines_empty": lambda: figures.lines(TWO.iloc[:0], title="No lines", axis="threshold", chosen=0.4),
    "pairs": lambda: figures.pairs(TWO.set_axis(["x", "y"]), title="Two reports", axis="report", marked={("x", "y")}),
    "pairs_empty": lambda: figures.pairs(pd.DataFrame(), title="No reports", axis="report", marked=set()),
    "matrix": lambda: figures.matrix(TWO, title="A matrix", axis="report", rows="family"),
    "matrix_empty": lambda: figures.matrix(TWO.iloc[:0], title="No matrix", axis="report", rows="family"),
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
    html = figures.table(pd.DataFrame({"text": ["<script>alert(1)</script> costs $5 and $6", None], "names": [["a", "b"], []]})).data
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "mathjax_ignore" in html and "a, b" in html and "–" in html


def test_a_table_cuts_at_a_word():
    assert "alpha beta …" in figures.table(pd.DataFrame({"text": ["alpha beta gamma"]}), width=14).data


def test_an_empty_table_says_so():
    assert "None." in figures.table(pd.DataFrame(columns=["report", "text"])).data


def test_a_list_is_escaped():
    assert figures.listed(["a <b>", "c"]).data.count("<li>") == 2 and "<b>" not in figures.listed(["a <b>"]).data


def test_a_long_table_shows_its_first_rows_and_says_how_many_there_are():
    html = figures.table(pd.DataFrame({"n": range(1234)})).data
    assert html.count("<tr>") == figures.LISTED and "The first 40 of 1,234 rows." in html
    assert "The first" not in figures.table(pd.DataFrame({"n": range(figures.LISTED)})).data


def test_a_long_figure_says_what_it_leaves_out(shown):
    figures.parts(pd.DataFrame({"x": range(99)}), title="Many", axis="claims")
    figures.matrix(pd.DataFrame({"x": range(25)}), title="Few", axis="report", rows="family")
    assert [image.alt for image in shown] == ["Many (drawn: the first 25 of 99)", "Few"]


def test_a_dollar_is_no_mathematics():
    assert "$5" not in figures.table(pd.DataFrame({"text": ["costs $5 and $6"]})).data
    assert "$5" not in figures.listed(["costs $5 and $6"]).data
