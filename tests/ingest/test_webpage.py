"""Web pages: the report without the site around it, its lists and tables, and what the mark-up says
of it."""

import json

import pytest
from places import case_rows

from lib.cleaning.blocks import blocks
from lib.cleaning.repairs import clean
from lib.ingest.readers.webpage import read_html
from lib.text.decoding import Rejected

PARAGRAPHS = [
    (
        "The harbour board of Ileth on Monday rejected the plan for a second bridge, saying that"
        " nobody had shown who would pay for it."
    ),
    (
        "Governor Ann Lee called the decision “a mistake” that would cost the town eleven million"
        " crowns, and will ask the council again."
    ),
    (
        "The builders had promised that it would carry two thousand cars a day. The board's own"
        " experts put the number at nine hundred."
    ),
]
ROWS = (
    "<tr><th>Party</th><th>Seats</th></tr><tr><td>National Union</td><td>45</td></tr><tr><td>Green"
    " Alliance</td><td>12</td></tr>"
)
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": "NewsArticle",
            "headline": "Board rejects bridge",
            "datePublished": "2024-11-22T08:00:00Z",
            "publisher": {"@type": "Organization", "name": "The Estuary Review"},
        }
    ],
}


def page(
    body: str = "".join(f"<p>{text}</p>" for text in PARAGRAPHS),
    head: str = "<title>Board rejects bridge - Rivers24</title>",
) -> bytes:
    around = (
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>",
        "<footer><p>© Rivers24. All rights reserved.</p></footer>",
    )
    return (
        "<!DOCTYPE html><html"
        f" lang=en><head>{head}</head>"
        f"<body>{around[0]}<article>{body}</article>{around[1]}</body></html>".encode()
    )


def test_the_report_comes_through_in_blocks_and_the_site_does_not() -> None:
    body = (
        f"<h1>Board rejects bridge</h1><p>{PARAGRAPHS[0]}</p><h2>What it"
        f" costs</h2><p>{PARAGRAPHS[1]}</p><table>{ROWS}</table><p>The plan asks for:</p><ul><li>a"
        f" bridge of <b>two</b> lanes</li><li>a new road</li></ul><p>{PARAGRAPHS[2]}</p>"
    )
    text = read_html(page(body)).text
    found = [(row["kind"], row["text"]) for row in blocks("d", text, clean(text))]
    assert found == [
        ("paragraph", PARAGRAPHS[0]),
        ("heading", "What it costs"),
        ("paragraph", PARAGRAPHS[1]),
        ("table_row", "National Union | 45"),
        ("table_row", "Green Alliance | 12"),
        ("paragraph", "The plan asks for:"),
        ("list_item", "a bridge of two lanes"),
        ("list_item", "a new road"),
        ("paragraph", PARAGRAPHS[2]),
    ]


def test_parts_that_an_advertisement_stands_between_are_one_report() -> None:
    parts = [
        f"<div class=row><div class='article__body'><p>{text}</p></div></div>"
        for text in PARAGRAPHS
    ]
    assert read_html(page("<aside>Advertisement</aside>".join(parts))).text == "\n\n".join(
        PARAGRAPHS
    )


def test_a_card_that_opens_over_a_name_is_no_part_of_the_sentence() -> None:
    card = (
        "<a href='/lee'>Ann Lee</a><span class=card><img src=a.jpg><a href=1>Ann Mary Lee</a><a"
        " href=2>Lee wins again</a></span>"
    )
    body = "".join(f"<p>{text.replace('Ann Lee', card)}</p>" for text in PARAGRAPHS)
    assert read_html(page(body)).text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (
            f"<script type='application/ld+json'>{json.dumps(LINKED)}</script>",
            ("Board rejects bridge", "The Estuary Review", "2024-11-22"),
        ),
        (
            (
                "<meta property='og:title' content='Board rejects bridge | Rivers24'><meta"
                " property='og:site_name' content='Rivers24'><meta"
                " property='article:published_time' content='2024-11-22T08:00:00Z'>"
            ),
            ("Board rejects bridge", "Rivers24", "2024-11-22"),
        ),
        (
            (
                "<title>Board rejects bridge</title><script"
                " type='application/ld+json'>{broken</script>"
            ),
            ("Board rejects bridge", None, None),
        ),
        (
            (
                "<title>Board rejects bridge</title><meta property='og:site_name'"
                " content='https://rivers24.example'>"
            ),
            ("Board rejects bridge", None, None),
        ),
    ],
)
def test_what_the_mark_up_says(head: str, said: tuple) -> None:
    found = read_html(page(head=head)).said
    assert (found["title"], found["publisher"], found["published"]) == said


def test_the_day_of_the_run_does_not_matter() -> None:
    # left to itself htmldate takes no day that is still to come
    assert (
        read_html(
            page(head="<meta property='article:published_time' content='2150-05-04T08:00:00Z'>")
        ).said["published"]
        == "2150-05-04"
    )


@pytest.mark.parametrize(
    ("encoding", "declared"), [("utf-8", "utf-8"), ("cp1252", "iso-8859-1"), ("utf-16", "utf-8")]
)
def test_the_encoding_is_that_of_the_page(encoding: str, declared: str) -> None:
    text = page(head=f"<meta charset={declared}><title>Café</title>").decode()
    reading = read_html(text.encode(encoding))
    assert (
        "“a mistake”" in reading.text
        and reading.encoding == encoding
        and reading.said["title"] == "Café"
    )


@pytest.mark.parametrize("data", [b"<html><body></body></html>", b"<!-- nothing -->"])
def test_a_page_without_a_report_is_rejected(data: bytes) -> None:
    with pytest.raises(Rejected, match="web page"):
        read_html(data)


def test_mark_up_nested_without_end_does_not_hang() -> None:
    text = "<div>" * 100_000 + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    with pytest.raises(Rejected):
        read_html(f"<html><body>{text}".encode())


def with_paragraphs(text: str) -> str:
    for i, paragraph in enumerate(PARAGRAPHS):
        text = text.replace(f"{{{i}}}", paragraph)
    return text


def page_of(case: dict) -> bytes:
    """The page of a case of web.jsonl, bare or with the site around it, and its JSON-LD."""
    thing: dict = {"headline": "Board rejects bridge"}
    if "linked" in case:
        thing |= {"@type": "NewsArticle", "articleBody": with_paragraphs(case["linked"])}
    elif case.get("live"):
        thing |= {"@type": "LiveBlogPosting"}
    body, head = with_paragraphs(case["body"]), "<title>Board rejects bridge</title>"
    head += f"<script type='application/ld+json'>{json.dumps(thing)}</script>"
    if case.get("bare"):
        return f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode()
    return page(body, head)


@pytest.mark.parametrize(
    "case", [pytest.param(one, id=one["label"]) for one in case_rows("web.jsonl")]
)
def test_the_layouts_of_pages(case: dict) -> None:
    if "refused" in case:
        with pytest.raises(Rejected, match=case["refused"]):
            read_html(page_of(case))
    else:
        lines = read_html(page_of(case)).text.split("\n")
        assert list(filter(None, lines)) == list(map(with_paragraphs, case["lines"]))
