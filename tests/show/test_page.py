"""The report: one page that stands alone, marks every claim in its text, and runs nothing."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laboratory import CHROMIUM
from lxml import html
from runs import HOSTILE, a_run, row

from lib.by_hand import sheet as by_hand_sheet
from lib.by_hand.sheet import SHEET
from lib.show import limits
from lib.show import page as show_page
from lib.show.limits import COLUMNS, NAMED
from lib.show.marks import TURNS, Span, legible, pieces
from lib.show.page import FILE
from lib.show.passages import hidden_negation
from lib.tables import store
from lib.tables.files import checksum
from lib.tables.store import read_text


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A run whose every text, name and value tries to be more than text."""
    text = "\n".join(HOSTILE) + "\ud800 " + "x" * 50_000
    said = {
        "source": HOSTILE[0],
        "source_text": HOSTILE[1],
        "source_kind": "person",
        "cue": HOSTILE[3],
        "time_text": HOSTILE[8],
        "quoted": True,
    }
    claims = [(n, one, said) for n in (0, 1) for one in HOSTILE]
    refused = [
        row("documents", doc_id=f"r{n}", path=one, status="rejected", reason=one)
        for n, one in enumerate(HOSTILE)
    ]
    paths = {f"{HOSTILE[0]} a.txt": text, f"{HOSTILE[12]} {'n' * 250}.txt": text}
    matches = [
        (n, len(HOSTILE) + n, ("conflict", "agree", "related")[n % 3]) for n in range(len(HOSTILE))
    ]
    return a_run(tmp_path, paths, claims, matches, refused)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    texts = {
        "100_wire.txt": "Gate 7 gave way. The mayor said that nobody had warned him of it.",
        "101_post.txt": "Gate 7 held. Nobody was hurt.",
    }
    claims = [
        (0, "Gate 7 gave way", {}),
        (0, "nobody had warned him of it", {}),
        (0, "warned him", {}),
        (1, "Gate 7 held", {}),
    ]
    refused = [
        row(
            "documents",
            doc_id="r",
            path="x.zip",
            status="rejected",
            reason="format .zip not supported",
        )
    ]
    return a_run(tmp_path, texts, claims, [(0, 3, "conflict")], refused)


def page(run: Path, **settings) -> html.HtmlElement:
    return html.document_fromstring(show_page.write(run, settings).read_text(encoding="utf-8"))


def said(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


@given(
    st.text(max_size=20),
    st.lists(st.tuples(st.integers(0, 22), st.integers(0, 22), st.integers(0, 3)), max_size=8),
    st.data(),
)
def test_pieces_make_up_the_text_and_lie_in_just_the_spans_that_cover_them(text, places, data):
    low = data.draw(st.integers(0, len(text)))
    high = data.draw(st.integers(low, len(text)))
    found = pieces(text, [Span(*place) for place in places], start=low, end=high)
    assert "".join(piece.text for piece in found) == text[low:high]
    at, opened = low, []
    for piece in found:
        assert set(piece.inside) == {
            key
            for start, end, key in places
            if start < at + len(piece.text) and at < end and start < end
        }
        assert set(piece.opens) <= set(piece.inside)
        opened += piece.opens
        at += len(piece.text)
    assert sorted(opened) == sorted(
        {key for start, end, key in places if max(start, low) < min(end, high)}
    )


def test_the_shortest_of_overlapping_spans_comes_first():
    found = pieces("abcdef", [Span(0, 6, "long"), Span(2, 4, "short")])
    assert [piece.inside for piece in found] == [("long",), ("short", "long"), ("long",)]


@given(st.text(st.characters(blacklist_categories=())))
def test_what_is_legible_can_be_written_and_keeps_its_length(text):
    assert len(legible(text)) == len(text)
    assert legible(text).encode("utf-8") and "\x00" not in legible(text) if text else True


def test_the_same_run_gives_the_same_bytes(small):
    assert show_page.write(small).read_bytes() == show_page.write(small).read_bytes()


def test_the_seeds(finished, tmp_path):
    shutil.copytree(finished.out, tmp_path / "run")
    found = page(tmp_path / "run")
    claims = store.rows(finished.out, "claims")
    size = (tmp_path / "run" / FILE).stat().st_size
    assert size < 3_000_000
    assert str(finished.out) not in said(found)
    for claim in claims:
        (line,) = found.xpath(f'//tr[@id="c-{claim["claim_id"]}"]')
        assert " ".join(claim["text"].split())[:100] in said(line)
    assert len(found.xpath("//section[@class='document']")) == 5


def test_every_text_stands_on_its_page_as_it_came_with_its_claims_marked(small):
    found = page(small)
    for section, name in zip(
        found.xpath("//section[@class='document']"), ("000000000000", "000000000001"), strict=True
    ):
        (text,) = section.xpath(".//div[@class='text']")
        marks = ["".join(mark.itertext()) for mark in text.xpath(".//mark")]
        for number in text.xpath(".//sup"):
            number.drop_tree()
        assert text.text_content() == read_text(small / "texts" / f"{name}.txt")
        assert (
            marks
            == {
                "000000000000": ["Gate 7 gave way", "nobody had ", "warned him", " of it"],
                "000000000001": ["Gate 7 held"],
            }[name]
        )


def test_links_lead_somewhere_and_ids_are_unique(small):
    found = page(small)
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {one for one in found.xpath("//a/@href")} <= {f"#{one}" for one in ids}
    assert set(found.xpath("//@aria-labelledby")) <= set(ids)


def test_a_reader_who_cannot_see_finds_the_way(small):
    found = page(small)
    levels = [int(heading.tag[1]) for heading in found.xpath("//h1|//h2|//h3")]
    assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    assert found.get("lang") == "en" and all(
        found.xpath(f"//{tag}") for tag in ("main", "nav", "header")
    )
    assert all(svg.get("aria-label") or svg.get("aria-hidden") for svg in found.xpath("//svg"))
    assert all(table.xpath(".//th[@scope='col']") for table in found.xpath("//table"))


def test_conflicts_stand_side_by_side_with_their_passages(small):
    (pair,) = page(small).xpath("//article[contains(@class, 'conflict')]")
    assert [mark.text_content() for mark in pair.xpath(".//mark")] == [
        "Gate 7 gave way",
        "Gate 7 held",
    ]
    assert "the same thing in other words" in said(pair)


def test_rejected_files_stand_with_their_reasons(small):
    assert "x.zip rejected format .zip not supported" in said(
        page(small).xpath("//section[@aria-labelledby='left-out']")[0]
    )


def test_parameters_are_shown_if_they_shape_a_table_and_are_vouched_for(small):
    digest = checksum(small / "tables" / "documents.parquet")
    stage = {
        "parameters": {"columns": "text=body", "sample_seed": 3},
        "outputs": {"tables/documents.parquet": digest},
    }
    (small / "manifest.json").write_text(
        json.dumps({"versions": {"python": "3.x"}, "stages": {"01_ingest": stage}})
    )
    made = said(
        page(small, threshold=0.25, out="/somewhere").xpath("//section[@aria-labelledby='made']")[0]
    )
    assert "threshold 0.25" in made and "text=body" in made and "python 3.x" in made
    assert "sample_seed" not in made and "/somewhere" not in made
    (small / "manifest.json").write_text(
        json.dumps({"stages": {"01_ingest": stage | {"outputs": {"texts/000000000000.txt": "0"}}}})
    )
    assert "text=body" not in said(page(small))


def of_corrections(out: Path, *rows: dict) -> list[str]:
    """The lines on corrections of the report of a run that has these."""
    store.write(
        out,
        "corrected",
        [row("corrected", line=2 + n, status="applied", **one) for n, one in enumerate(rows)],
    )
    return [
        said(line)
        for line in page(out).xpath("//section[@aria-labelledby='corrections']//tbody/tr")
    ]


def test_corrections_are_listed_with_what_stood_there(small):
    (line,) = of_corrections(
        small,
        {
            "target": "000000000000:0-15",
            "field": "source_kind",
            "old": "person",
            "new": "article",
            "by": "Ana",
        },
    )
    assert (
        line == "2 source kind of 000000000000:0-15 : 100, “Gate 7 gave way” person own voice Ana"
        " applied"
    )
    assert "Of 1, 1 was applied." in said(page(small))


def test_a_refused_correction_shows_what_still_stands_there(small):
    refused = {"status": "not applied", "reason": "no polarity"}
    store.write(
        small,
        "corrected",
        [
            row(
                "corrected",
                line=2,
                target="000000000000:0-15",
                field="polarity",
                new="maybe",
                **refused,
            ),
            row(
                "corrected", line=3, target="000000000000:0-15", field="date", new="soon", **refused
            ),
            row("corrected", line=4, target="nowhere", field="date", new="soon", **refused),
            row(
                "corrected",
                line=5,
                target="000000000000:0-15",
                field="colour",
                new="red",
                **refused,
            ),
            row("corrected", line=1, **refused),
        ],
    )
    lines = [
        said(line)
        for line in page(small).xpath("//section[@aria-labelledby='corrections']//tbody/tr")
    ]
    assert (
        "affirmed maybe – not applied: no polarity" in lines[0]
        and "none soon – not applied" in lines[1]
    )
    assert "date of nowhere – soon" in lines[2] and "Of 5, 0 were applied." in said(page(small))
    assert (
        "colour of 000000000000:0-15" in lines[3]
        and "– red – not applied" in lines[3]
        and lines[4].startswith("1 – –")
    )


def test_the_legend_explains_what_the_page_uses(small):
    found = page(small)
    explained = [said(term) for term in found.xpath("//dl[@class='legend']/dt")]
    assert {"claim", "origin", "family", "likeness", "[ ] and …", "alone", "status"} <= set(
        explained
    )
    shown = said(found.xpath("//body")[0])
    assert "similarity" not in shown and "article" not in shown.replace(
        "(“article” in the tables)", ""
    )


def test_answers_to_the_sheet_stand_in_the_report_with_their_interval(small):
    assert "Nobody has filled in to_judge.csv yet. It holds 4 claims" in said(page(small))
    claims = store.read(small, "claims").assign(report="100")
    by_hand_sheet.sheet(small, claims, seed=0)
    sheet = pd.read_csv(small / SHEET, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    sheet["claim_right"] = ["yes", "yes", "no", ""]
    sheet.to_csv(small / SHEET, index=False)
    shown = said(page(small).xpath("//section[@aria-labelledby='trust']")[0])
    assert (
        "does the report claim this? 2 3 67% (21% to 94%)" in shown
        and "is this the source? 0 0 –" in shown
    )
    store.write(
        small, "claims", [one | {"polarity": "negated"} for one in store.rows(small, "claims")]
    )
    assert "Nobody has filled in to_judge.csv yet." in said(page(small))  # not as they are now


def test_a_reason_ends_with_one_full_stop(small):
    (why,) = page(small).xpath("//p[@class='why']")
    assert said(why) == "the same thing in other words."


def test_many_reports_are_folded_and_all_is_there(small, monkeypatch):
    whole = page(small)
    monkeypatch.setattr(limits, "FOLDED", 1)
    folded = page(small)
    assert (
        not whole.xpath("//details")
        and len(folded.xpath("//section[@class='document']/details/summary/h2")) == 2
    )
    assert said(whole.xpath("//section[@class='document']")[0]) == said(
        folded.xpath("//section[@class='document']")[0]
    )
    assert "Only what is open is printed." in said(folded) and "Only what is open" not in said(
        whole
    )


def test_what_does_not_fit_is_said_and_nothing_leads_to_it(small, monkeypatch):
    monkeypatch.setattr(limits, "PAGES", 1)
    monkeypatch.setattr(limits, "CHARS", 10)
    monkeypatch.setattr(limits, "LINES", 1)
    found = page(small)
    assert "1 of the 2 reports have no page here" in said(
        found
    ) and "more characters stand in texts/000000000000.txt" in said(found)
    assert "2 claims in them stand in claims.xlsx" in said(found)
    assert set(found.xpath("//a/@href")) <= {f"#{one}" for one in found.xpath("//@id")}


@pytest.mark.parametrize("texts", [{}, {"100_a.txt": "Gate 7 gave way."}])
def test_a_run_without_anything_to_compare_says_so(tmp_path, texts):
    whole = page(a_run(tmp_path, texts, []))
    found = said(whole)
    assert found.count("Nothing was compared") == len(texts) and not whole.xpath(
        "//*[@id='conflicts' or @id='matrix']"
    )
    assert set(whole.xpath("//a/@href")) <= {f"#{one}" for one in whole.xpath("//@id")}
    assert "No report could be read" in found if not texts else "What 1 report claims" in found
    assert "No claim was found" in found
    assert "no agreements" not in found and (
        "Nothing was compared: there is one report only." in found
    ) == bool(texts)


@pytest.mark.parametrize("count", [COLUMNS, COLUMNS + 1])
def test_many_reports_are_named_beside_the_claim_instead_of_a_column_each(tmp_path, count):
    texts = {f"{100 + n}_a.txt": "Gate 7 gave way." for n in range(count)}
    out = a_run(tmp_path, texts, [(n, "Gate 7 gave way", {}) for n in range(count)])
    families = [
        one | {"family_id": "f", "documents": count, "origins": count}
        for one in store.rows(out, "families")
    ]
    store.write(out, "families", families)
    (section,) = page(out).xpath("//section[@aria-labelledby='matrix']")
    heads = len(section.xpath(".//thead//th"))
    assert heads == (2 + count if count == COLUMNS else 4)
    assert (f"107 and {count - NAMED} more" in said(section)) == (count > COLUMNS)


def test_alone_is_counted_of_the_claims_that_are_compared(tmp_path):
    texts = {
        "100_a.txt": "The agency said that the mayor said that gate 7 held.",
        "101_b.txt": "Rain fell.",
    }
    claims = [
        (0, "the mayor said that gate 7 held", {}),
        (0, "gate 7 held", {}),
        (1, "Rain fell", {}),
    ]
    out = a_run(tmp_path, texts, claims)
    outer, inner, other = store.rows(out, "claims")
    store.write(out, "claims", [outer, inner | {"within": outer["claim_id"]}, other])
    first, second = page(out).xpath("//section[@aria-labelledby='reports']//tbody/tr")
    assert [one.text_content() for one in (first[4], first[7], second[7])] == [
        "2",
        "1 of 1",
        "1 of 1",
    ]


def test_the_policy_lets_nothing_in_but_the_style_sheet(hostile):
    found = page(hostile)
    (policy,) = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = found.xpath("//style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert (
        policy
        == f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none';"
        " form-action 'none'"
    )
    assert not found.xpath(
        "//script|//iframe|//img|//base|//form|//object|//embed|//@style|//@*[starts-with(name(),"
        " 'on')]"
    )
    assert all(one.startswith(("#", "data:,")) for one in found.xpath("//@href|//@src"))


def test_what_a_document_holds_is_shown_as_text(hostile):
    text = page(hostile).text_content()
    for one in HOSTILE:
        shown = re.sub(
            "[\u202a-\u202e\u2066-\u2069]",
            lambda found: f"[{TURNS[ord(found.group())]}]",
            legible(one),
        )
        assert shown in text
    assert "[RLO]" in text and not re.search("[\u202a-\u202e\u2066-\u2069\x00\x07\ud800]", text)


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")
def test_the_seeds_print_on_few_pages_with_nothing_cut_off(finished, tmp_path):
    shutil.copytree(finished.out, tmp_path / "run")
    address, printed = show_page.write(tmp_path / "run").as_uri(), tmp_path / "report.pdf"
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--no-pdf-header-footer",
        f"--print-to-pdf={printed}",
        address,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with pdfplumber.open(printed) as pdf:
        assert len(pdf.pages) <= 24 and {
            (round(one.width), round(one.height)) for one in pdf.pages
        } == {(595, 842)}
        used = [
            max((word["bottom"] for word in one.extract_words()), default=0) / one.height
            for one in pdf.pages
        ]
        assert min(used[:-1]) > 0.6  # no page but the last is half empty
        words = "".join("".join(one.extract_text().split()) for one in pdf.pages)
    for claim in store.rows(finished.out, "claims"):
        assert f"{claim['start']}–{claim['end']}" in words


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")
def test_in_a_browser_nothing_runs_loads_or_asks(hostile, finished, tmp_path):
    from playwright.sync_api import sync_playwright

    shutil.copytree(finished.out, tmp_path / "seeds")
    pages = [show_page.write(out).as_uri() for out in (hostile, tmp_path / "seeds")]
    seen: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width in (1280, 400):
            tab = browser.new_page(viewport={"width": width, "height": 900})
            tab.on("console", lambda message: seen.append(f"console: {message.text}"))
            tab.on("pageerror", lambda error: seen.append(f"error: {error}"))
            tab.on(
                "dialog",
                lambda dialog: (seen.append(f"dialog: {dialog.message}"), dialog.dismiss()),
            )
            tab.on(
                "request",
                lambda request: request.url in pages or seen.append(f"request: {request.url}"),
            )
            for address in pages:
                tab.goto(address)
                tab.mouse.move(200, 400)
                assert (
                    tab.url == address
                    and tab.evaluate("document.documentElement.scrollWidth") <= width
                )
                assert (
                    tab.evaluate("getComputedStyle(document.querySelector('mark')).backgroundColor")
                    == "rgb(255, 239, 176)"
                )
        browser.close()
    assert seen == []


def test_what_negates_a_claim_is_named_and_an_item_without_a_verb_is_listed(tmp_path):
    text = "They haven’t paid. The court denied that the mill will pay. Joint patrols."
    place = text.index("denied")
    outside = {"slot": "polarity", "start": place, "end": place + len("denied")}
    within = {"slot": "polarity", "start": text.index("n’t"), "end": text.index("n’t") + 3}
    said_by = {
        "source": "the court",
        "source_kind": "institution",
        "predicate": "pay",
        "subject": "the mill",
        "modality": "planned",
    }
    out = a_run(
        tmp_path,
        {"1_a.txt": text},
        [(0, "They haven’t paid", {}), (0, "the mill will pay", said_by), (0, "Joint patrols", {})],
    )
    claims = store.rows(out, "claims")
    for claim, mark in zip(claims, (within, outside), strict=False):
        claim |= {
            "polarity": "negated",
            "predicate": "pay",
            "subject": "They",
            "evidence": [*claim["evidence"], mark],
        }
    store.write(out, "claims", claims)
    store.write(
        out, "blocks", [block | {"kind": "list_item"} for block in store.rows(out, "blocks")]
    )
    rows = [said(one) for one in page(out).xpath("//table[@class='claims']/tbody/tr")]
    assert (
        "asserted, negated by “haven’t”" in rows[0]
        and "planned, negated by “denied”" in rows[1]
        and rows[2].endswith("listed")
    )
    assert [hidden_negation(claim, lambda doc_id: text) for claim in claims] == [
        None,
        "negated by “denied”",
        None,
    ]
