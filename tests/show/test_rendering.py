"""The committed notebooks as GitHub shows them: static HTML without styles, scripts and classes;
each check against a spoilt notebook."""

import base64
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import matplotlib.image
import nbformat
import numpy as np
import pytest
from laboratory import CHROMIUM
from lxml import etree, html
from lxml.html import HtmlElement
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser, sync_playwright
from running import workbook

from lib.work.parameters import NOTEBOOKS

LEFT = json.loads(Path(__file__).with_name("github_allow_list.json").read_text(encoding="utf-8"))
NAMES = sorted(
    path.relative_to(NOTEBOOKS).with_suffix("").as_posix() for path in NOTEBOOKS.rglob("*.ipynb")
)
EXPORTER = HTMLExporter(
    template_name="basic",
    exclude_input=True,
    exclude_input_prompt=True,
    exclude_output_prompt=True,
    exclude_anchor_links=True,
)
# pixels of a figure; GitHub's column is about 900 wide
WIDEST, HIGHEST, NARROWEST = 1000, 1400, 400
COLUMNS, LONGEST = 6, 400  # columns of a table, characters of a cell
# What is to be read as text; what stands in code is no mathematics and may show a tag.
TEXTS, CODE = ("p", "li", "td", "th", "h1", "h2", "h3", "h4"), ("code", "pre")


def page(notebook: NotebookNode) -> HtmlElement:
    """What GitHub leaves of the notebook, its code left out."""
    tree = html.fragment_fromstring(EXPORTER.from_notebook_node(notebook)[0], create_parent="div")
    etree.strip_elements(tree, etree.Comment, *LEFT["dropped with all they hold"], with_tail=False)
    etree.strip_tags(tree, *{element.tag for element in tree.iter()} - set(LEFT["elements"]))
    for element in tree.iter():
        allowed = LEFT["attributes"]["*"] + LEFT["attributes"].get(element.tag, [])
        for name in set(element.attrib) - set(allowed):
            del element.attrib[name]
    return tree


def texts(tree: HtmlElement) -> list[str]:
    """The running texts of the page, without what stands in code."""
    return ["".join(_outside(element, CODE)) for element in tree.iter(*TEXTS)]


def _outside(element: HtmlElement, left_out: tuple[str, ...]) -> list[str]:
    found = [element.text or ""]
    for child in element:
        found += [] if child.tag in left_out else _outside(child, left_out)
        found.append(child.tail or "")
    return found


def headings(tree: HtmlElement) -> list[tuple[int, str]]:
    return [
        (int(element.tag[1]), element.text_content().strip())
        for element in tree.iter(*(f"h{level}" for level in range(1, 7)))
    ]


def pictures(tree: HtmlElement) -> list[np.ndarray]:
    sources = [element.get("src", "") for element in tree.iter("img")]
    coded = [source.partition("data:image/png;base64,")[2] for source in sources]
    return [matplotlib.image.imread(io.BytesIO(base64.b64decode(one))) for one in coded if one]


# --- the checks: what is wrong with a page, nothing if it is right


def opening(tree: HtmlElement) -> list[str]:
    """It opens with its title and its question, so that nobody needs another notebook to know what
    this one is."""
    first = [element for element in tree.iter(*TEXTS)][:2]
    lacking = [] if first and first[0].tag == "h1" else ["no title"]
    return lacking + (
        [] if re.match(r"Question\. .*\?", first[-1].text_content()) else ["no question"]
    )


def findings(tree: HtmlElement) -> list[str]:
    """Its findings, a list, stand before all other sections but two, which say in what words and
    how they were come by."""
    second = [text for level, text in headings(tree) if level == 2][:3]
    listed = [element for element in tree.iter("ol") if len(element)]
    return [] if "Findings" in second and listed else [f"sections begin with {second}"]


def order(tree: HtmlElement) -> list[str]:
    found = headings(tree)
    wrong = [
        text for (above, _), (level, text) in pairwise(found) if level == 1 or level > above + 1
    ]
    return wrong + [f"empty heading {level}" for level, text in found if not text]


def links(tree: HtmlElement) -> list[str]:
    """Links and names of notebooks lead to a file of the folder; GitHub follows no anchor and no
    path inside a notebook for certain."""
    named = re.findall(r"[\w./-]+\.ipynb\b", tree.text_content())
    return [
        name
        for name in [*(link.get("href", "") for link in tree.iter("a")), *named]
        if "/" in name or not (NOTEBOOKS / name).is_file()
    ]


def columns(tree: HtmlElement) -> list[str]:
    rows = [[cell.text_content() for cell in row.iter("td", "th")] for row in tree.iter("tr")]
    return [str(row) for row in rows if len(row) > COLUMNS]


def cells(tree: HtmlElement) -> list[str]:
    """A long text is cut at a word, with a mark of its own; pandas would cut in the middle of one
    and write three dots."""
    found = [cell.text_content().strip() for cell in tree.iter("td", "th")]
    return [
        text for text in found if len(text) > LONGEST or re.search(r"\w\.\.\.$|\S[.,;:]…$", text)
    ]


def sides(tree: HtmlElement) -> list[str]:
    """Text stands left and numbers stand right, said in the way that GitHub heeds."""
    bare = [
        cell.text_content()
        for cell in tree.iter("td", "th")
        if cell.get("align") not in ("left", "right")
    ]
    rights = [cell.text_content() for cell in tree.iter("td") if cell.get("align") == "right"]
    return bare + [text for text in rights if not re.fullmatch(r"[\d.,–-]+", text)]


def marks(tree: HtmlElement) -> list[str]:
    """No sentence is shown as Python writes it, in quotation marks of its own."""
    return [
        text
        for element in tree.iter("pre")
        if re.match(r"""['"].*['"]$""", text := element.text_content().strip())
    ]


def counting(tree: HtmlElement) -> list[str]:
    """No sentence and no title counts nought of nought, or one in the plural."""
    said = [*texts(tree), *(image.get("alt", "") for image in tree.iter("img"))]
    return [
        text
        for text in said
        if re.search(
            r"\b0 of (?:0|them)\b|\bno \w+s, 0\b|(?<![\d.,])\b1"
            r" (?:claims|reports|files|blocks|repairs)\b",
            text,
        )
    ]


def mathematics(tree: HtmlElement) -> list[str]:
    """Two dollar signs in one stretch of text are set as a formula, and so is what stands between
    \\( and \\)."""
    stretches = [part for element in tree.iter(*TEXTS) for part in _stretches(element)]
    return [
        text
        for text in stretches
        if text.count("$") > 1 or re.search(r"\\\(.*\\\)|\\\[.*\\\]", text)
    ]


def _stretches(element: HtmlElement) -> list[str]:
    """The texts of the element that no mark-up interrupts: a formula does not reach beyond one."""
    return [element.text or "", *(child.tail or "" for child in element)]


def markup(tree: HtmlElement) -> list[str]:
    """No tag shows in the prose, no object or style sheet anywhere, and nothing in a table's cell
    was taken for mark-up."""
    tags = [
        text
        for element in tree.iter("p", "h2", "h3", "h4")
        if re.search(r"</?[a-z]+[^>]*>", text := "".join(_outside(element, CODE)))
    ]
    shown = re.findall(
        r"<[\w. ]+ (?:object|at 0x)[^>]*>|&(?:lt|gt|amp|quot|#\d+);|\.dataframe\b.*",
        tree.text_content(),
    )
    return (
        tags
        + shown
        + [
            inner.tag
            for cell in tree.iter("td", "th")
            for inner in cell
            if inner.tag not in ("span", "br", "wbr")
        ]
    )


def described(tree: HtmlElement) -> list[str]:
    """Every figure says in words what it shows."""
    said = [element.get("alt", "") for element in tree.iter("img")]
    return [alt or "nothing" for alt in said if len(alt.split()) < 3 or "No description" in alt]


def ground(tree: HtmlElement) -> list[str]:
    """Figures stand on white, which is there also where the page is dark."""
    edges = [
        np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        for picture in pictures(tree)
    ]
    return [
        f"figure {number}"
        for number, edge in enumerate(edges)
        if np.median(edge, axis=0).min() < 1 or edge[:, 3:].min(initial=1) < 1
    ]


def size(tree: HtmlElement) -> list[str]:
    sizes = [picture.shape[:2] for picture in pictures(tree)]
    odd = [
        f"{wide} x {high}"
        for high, wide in sizes
        if not NARROWEST <= wide <= WIDEST or high > HIGHEST
    ]
    return odd + ["no PNG"] * (len(list(tree.iter("img"))) - len(sizes))


def clean(tree: HtmlElement) -> list[str]:
    """No warning, no traceback, no place on a machine."""
    return re.findall(
        r"\w*Warning: .*|Traceback \(most.*|\w+Error:"
        r" .*|(?<![\w/])/(?:root|home|work|tmp|Users|usr|opt)/\S*",
        tree.text_content(),
    )


CHECKS: list[Callable[[HtmlElement], list[str]]] = [
    opening,
    findings,
    order,
    links,
    columns,
    cells,
    sides,
    marks,
    counting,
    mathematics,
    markup,
    described,
    ground,
    size,
    clean,
]


@pytest.fixture(scope="module")
def pages() -> dict[str, HtmlElement]:
    return {name: page(nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)) for name in NAMES}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", NAMES)
def test_page(
    pages: dict[str, HtmlElement], name: str, check: Callable[[HtmlElement], list[str]]
) -> None:
    assert check(pages[name]) == []


# --- the checks against notebooks that are wrong

OPENING = "# 1 · What?\n\n**Question.** What is there?"


def shown(markup: str) -> NotebookNode:
    return new_code_cell("0", outputs=[new_output("display_data", {"text/html": markup})])


def printed(text: str) -> NotebookNode:
    return new_code_cell("0", outputs=[new_output("stream", name="stdout", text=text)])


def drawn(
    colour: float = 1, *, alpha: float = 1, wide: int = 800, alt: str = "one of two bars"
) -> NotebookNode:
    data = io.BytesIO()
    matplotlib.image.imsave(
        data, np.full((300, wide, 4), [colour, colour, colour, alpha], dtype=float), format="png"
    )
    picture = {"image/png": base64.b64encode(data.getvalue()).decode()}
    return new_code_cell(
        "0", outputs=[new_output("display_data", picture, metadata={"image/png": {"alt": alt}})]
    )


def spoilt(*added: NotebookNode, opens: str = OPENING, section: str = "## Findings") -> HtmlElement:
    """The page of a small notebook with the cells added, right but for them."""
    found = [
        new_markdown_cell(opens),
        new_markdown_cell(section),
        shown("<ol><li>One finding.</li></ol>"),
        drawn(),
    ]
    return page(new_notebook(cells=[*found, *added]))


SPOILT = [
    (opening, spoilt(opens="Text first\n\n# 1 · What?")),
    (opening, spoilt(opens="# 1 · What?\n\nThis is a notebook.")),
    (findings, spoilt(section="## Reading the folder")),
    (findings, spoilt(opens=f"{OPENING}\n\n## Words\n\n## Reading\n\n## More reading")),
    (order, spoilt(new_markdown_cell("## One\n\n#### Two deeper"))),
    (order, spoilt(new_markdown_cell("# Another title"))),
    (links, spoilt(new_markdown_cell("[here](#findings)"))),
    (links, spoilt(new_markdown_cell("[here](../notebooks/01_ingest.ipynb)"))),
    (links, spoilt(new_markdown_cell("Next: `05_more.ipynb`."))),
    (columns, spoilt(shown(f"<table><tr>{'<td>1</td>' * 7}</tr></table>"))),
    (cells, spoilt(shown(f"<table><tr><td>{'word ' * 100}</td></tr></table>"))),
    (cells, spoilt(shown("<table><tr><td>cut in the mid...</td></tr></table>"))),
    (sides, spoilt(shown("<table><tr><td>text</td></tr></table>"))),
    (sides, spoilt(shown('<table><tr><td align="right">text</td></tr></table>'))),
    (counting, spoilt(new_markdown_cell("Of 5 reports 0 of 0 claims are dated."))),
    (counting, spoilt(drawn(alt="There are 1 claims here"))),
    (marks, spoilt(printed("'5 of 5 claims'"))),
    (mathematics, spoilt(new_markdown_cell("It paid $5 million, then $6 million."))),
    (mathematics, spoilt(shown("<table><tr><td>$5 and $6</td></tr></table>"))),
    (mathematics, spoilt(shown(r"<table><tr><td>\(5\)</td></tr></table>"))),
    (markup, spoilt(new_markdown_cell("Left: &lt;div class=x&gt;"))),
    (markup, spoilt(shown("<table><tr><td>&amp;lt;b&amp;gt;</td></tr></table>"))),
    (markup, spoilt(shown("<table><tr><td>a <b>headline</b></td></tr></table>"))),
    (markup, spoilt(printed("<Figure object at 0x7f0011223344>"))),
    (markup, spoilt(shown("<p>.dataframe th { text-align: left }</p>"))),
    (described, spoilt(drawn(alt=""))),
    (described, spoilt(drawn(alt="No description has been provided for this image"))),
    (ground, spoilt(drawn(0.1))),
    (ground, spoilt(drawn(alpha=0))),
    (size, spoilt(drawn(wide=2400))),
    (size, spoilt(drawn(wide=120))),
    (size, spoilt(shown('<img src="https://example.org/a.png" alt="a figure elsewhere">'))),
    (clean, spoilt(printed("a.py:1: FutureWarning: this will change"))),
    (clean, spoilt(printed("Traceback (most recent call last):"))),
    (clean, spoilt(printed("read from /home/somebody/reports"))),
]


@pytest.mark.parametrize(
    ("check", "tree"), SPOILT, ids=lambda value: getattr(value, "__name__", "")
)
def test_check_finds_what_is_wrong(
    check: Callable[[HtmlElement], list[str]], tree: HtmlElement
) -> None:
    assert check(tree) != []


def test_checks_find_nothing_in_a_sound_page() -> None:
    tree = spoilt(
        new_markdown_cell("## More\n\nIt paid $5 million. Next: `02_cleaning.ipynb`."),
        printed("5 of 5"),
    )
    assert {check.__name__: check(tree) for check in CHECKS} == {
        check.__name__: [] for check in CHECKS
    }


def test_styles_scripts_and_classes_are_gone() -> None:
    tree = spoilt(
        shown(
            '<style>.x {color: red}</style><script>alert(1)</script><center class="x" id="y"'
            ' style="color: red">z</center>'
        )
    )
    assert not re.search(r"red|alert|class=|id=|center", html.tostring(tree, encoding="unicode"))
    assert "z" in tree.text_content()


# --- the pages as a browser lays them out

# How GitHub lays out what it shows: the widths, the letters and the frames, after its published
# style sheet.
LAYOUT = """<!doctype html><meta charset="utf-8"><style>
body { font: 14px/1.5 "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif;
       margin: 16px; max-width: 930px; overflow-wrap: break-word }
table { display: block; width: max-content; max-width: 100%; overflow: auto;
        border-collapse: collapse }
td, th { padding: 6px 13px; border: 1px solid #d0d7de }
img { max-width: 100%; box-sizing: content-box }
</style>"""
MEASURES = """() => ({
    page: document.documentElement.scrollWidth,
    first: (table => table.scrollWidth - table.clientWidth)(document.querySelector('table')),
    letters: Math.min(...[...document.images].map(image => image.clientWidth / image.naturalWidth)),
    left: getComputedStyle(document.querySelector('td[align=left]')).textAlign,
    right: getComputedStyle(document.querySelector('td[align=right]')).textAlign })"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield found
        found.close()


@pytest.mark.parametrize("wide", [1280, 400])
@pytest.mark.parametrize("name", NAMES)
def test_page_in_a_browser(
    pages: dict[str, HtmlElement], browser: Browser, name: str, wide: int
) -> None:
    """Nothing is wider than the window, the first table has no scroll bar, and a figure's letters
    (17 pixels) are 9 or more high."""
    window = browser.new_page(viewport={"width": wide, "height": 900})
    window.set_content(LAYOUT + html.tostring(pages[name], encoding="unicode"))
    found = window.evaluate(MEASURES)
    window.close()
    assert found["page"] <= wide and found["first"] <= 0 and 16.7 * found["letters"] >= 9
    # so the browser names what an attribute asks for
    assert (found["left"], found["right"]) == ("-webkit-left", "-webkit-right")


# --- folders that have little to show

SMALL = {
    "one report": {
        "bakery.txt": (
            "Village bakery closes\n\nThe bakery in Mill Lane will close in June. Owner Ruth Pell"
            " said that flour was dear."
        )
    },
    "two matters": {
        "bakery.txt": (
            "Village bakery closes\n\nThe bakery in Mill Lane will close in June. Owner Ruth Pell"
            " said that flour was dear."
        ),
        "moon.txt": (
            "Probe lands\n\nA lunar probe landed near the pole of the Moon. The agency said that it"
            " cost 412 million euros."
        ),
    },
    "no claims": {
        "a.txt": "A museum\n\nNine boats, ten lanterns, and a dog. What of the night?",
        "b.txt": "What now?\n\nWhere are they?",
    },
}


@pytest.mark.soak
@pytest.mark.parametrize("name", SMALL)
def test_pages_of_small_folders(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for file, text in SMALL[name].items():
        (folder / file).write_text(text, encoding="utf-8")
    run = workbook("--seeds", str(folder), runs=tmp_path / "runs")
    assert run.code == 0, run.said
    trees = [
        page(nbformat.read(path, as_version=4))
        for path in sorted((run.out / "notebooks").glob("*.ipynb"))
    ]
    wrong = {
        (check.__name__, number): check(tree)
        for number, tree in enumerate(trees, 1)
        for check in CHECKS
        if check is not clean
    }
    assert len(trees) == 4 and {key: found for key, found in wrong.items() if found} == {}
