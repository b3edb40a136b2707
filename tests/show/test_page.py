"""The report: one page that stands alone, marks every claim in its text, and runs nothing."""

import base64
import hashlib
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
from lib.tables import store
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
        assert len(found.xpath(f'//div[@class="text"]//i[@id="m-{claim["claim_id"]}"]')) == 1
    assert len(found.xpath("//section[@class='document']")) == 5


def test_every_text_stands_on_its_page_as_it_came_with_its_claims_marked(small):
    found = page(small)
    for section, name in zip(
        found.xpath("//section[@class='document']"), ("000000000000", "000000000001"), strict=True
    ):
        (text,) = section.xpath(".//div[@class='text']")
        marks = ["".join(mark.itertext()) for mark in text.xpath(".//mark")]
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


def test_rejected_files_stand_with_their_reasons(small):
    assert "x.zip rejected format .zip not supported" in said(
        page(small).xpath("//section[@aria-labelledby='removed']")[0]
    )


def of_corrections(out: Path, *rows: dict) -> list[str]:
    """The lines on corrections of the report of a run that has these."""
    store.write(
        out,
        "corrected",
        [row("corrected", line=2 + n, status="applied", **one) for n, one in enumerate(rows)],
    )
    return [
        said(line)
        for line in page(out).xpath(
            "//section[@aria-labelledby='removed']//table[.//th[text()='correction']]/tbody/tr"
        )
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
        line
        == "2 source kind of 000000000000:0-15 : 100, “Gate 7 gave way” person the report itself"
        " Ana applied"
    )


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
        for line in page(small).xpath(
            "//section[@aria-labelledby='removed']//table[.//th[text()='correction']]/tbody/tr"
        )
    ]
    assert (
        "affirmed maybe – not applied: no polarity" in lines[0]
        and "none soon – not applied" in lines[1]
    )
    assert "date of nowhere – soon" in lines[2]
    assert (
        "colour of 000000000000:0-15" in lines[3]
        and "– red – not applied" in lines[3]
        and lines[4].startswith("1 – –")
    )


def test_answers_to_the_sheet_stand_in_the_report_with_their_interval(small):
    assert "to_judge.csv holds 4 statements drawn by chance" in said(page(small))
    claims = store.read(small, "claims").assign(report="100")
    by_hand_sheet.sheet(small, claims, seed=0)
    sheet = pd.read_csv(small / SHEET, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    sheet["claim_right"] = ["yes", "yes", "no", ""]
    sheet.to_csv(small / SHEET, index=False)
    shown = said(page(small).xpath("//section[@aria-labelledby='trust']")[0])
    assert "does the report claim this? 2 of 3, 67% (21% to 94%)" in shown
    assert "is this the source?" not in shown, "nobody answered that"
    store.write(
        small, "claims", [one | {"polarity": "negated"} for one in store.rows(small, "claims")]
    )
    assert "drawn by chance: write yes or no" in said(page(small))  # not as they are now


def test_many_reports_are_folded_and_all_is_there(small, monkeypatch):
    whole = page(small)
    monkeypatch.setattr(limits, "FOLDED", 1)
    folded = page(small)
    assert (
        not whole.xpath("//section[@class='document']/details")
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
    assert "1 of the 2 reports have no text here" in said(found)
    assert "more characters stand in texts/000000000000.txt" in said(found)
    assert set(found.xpath("//a/@href")) <= {f"#{one}" for one in found.xpath("//@id")}


@pytest.mark.parametrize("texts", [{}, {"100_a.txt": "Gate 7 gave way."}])
def test_a_run_without_anything_to_compare_says_so(tmp_path, texts):
    whole = page(a_run(tmp_path, texts, []))
    found = said(whole)
    assert not whole.xpath("//*[@class='filters' or @id='statements']")
    assert set(whole.xpath("//a/@href")) <= {f"#{one}" for one in whole.xpath("//@id")}
    assert ("100_a.txt" if texts else "No report could be read") in found
    assert "nothing to compare" in found


@pytest.mark.parametrize("count", [COLUMNS, COLUMNS + 1])
def test_many_reports_are_named_beside_the_statement_instead_of_a_column_each(tmp_path, count):
    texts = {f"{100 + n}_a.txt": "Gate 7 gave way." for n in range(count)}
    pairs = [(0, n, "agree") for n in range(1, count)]
    fields = {"subject": "Gate 7", "predicate": "give way"}
    out = a_run(tmp_path, texts, [(n, "Gate 7 gave way", fields) for n in range(count)], pairs)
    families = [
        one | {"family_id": "f", "documents": count, "origins": count}
        for one in store.rows(out, "families")
    ]
    store.write(out, "families", families)
    store.write(out, "matches", [one | {"score": 0.9} for one in store.rows(out, "matches")])
    (section,) = page(out).xpath("//section[@aria-labelledby='statements']")
    heads = len(section.xpath(".//thead//th"))
    assert heads == (1 + count if count == COLUMNS else 2)
    assert (f"{count - NAMED} more" in said(section)) == (count > COLUMNS)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Three reports of publishers: two give another day, two say the same, one is alone with a
    thing, and one copies the first."""
    texts = {
        "100.txt": "The mayor said gate 7 broke on 2 May. Rain fell all day there. Ann Bo left it.",
        "101.txt": "Gate 7 broke on 3 May. Rain fell all day there.",
        "102.txt": "Gate 7 broke on 2 May. Rain fell all day there.",
    }
    clause = {"subject": "gate 7", "predicate": "be"}
    mayor = clause | {"source": "the mayor", "source_kind": "person", "cue": "said"}
    claims = [
        (0, "gate 7 broke on 2 May", mayor),
        (0, "Rain fell all day there", clause),
        (0, "Ann Bo left it", clause | {"specificity": 2}),
        (1, "Gate 7 broke on 3 May", clause),
        (1, "Rain fell all day there", clause),
        (2, "Gate 7 broke on 2 May", clause),
    ]
    out = a_run(tmp_path, texts, claims, [(0, 3, "conflict"), (1, 4, "agree")])
    day = {"kind": "date", "here": "5-2", "there": "5-3", "of": None, "note": None, "hard": True}
    rows = store.rows(out, "matches")
    rows[0] |= {"score": 0.95, "differences": [day]}
    rows[1] |= {"score": 0.95}
    store.write(out, "matches", rows)
    known = ("The Post", "2023-05-03"), ("Herald", "2023-05-04"), ("Sun", "2023-05-05")
    documents = [
        one | {"publisher": publisher, "published": published}
        for one, (publisher, published) in zip(store.rows(out, "documents"), known, strict=True)
    ]
    store.write(out, "documents", documents)
    ids = [one["claim_id"] for one in store.rows(out, "claims")]
    family = {ids[4]: ids[1], ids[5]: ids[0]}
    families = [
        one
        | {"family_id": family.get(one["claim_id"], one["claim_id"])}
        | {"origins": 2 if one["claim_id"] in (ids[1], ids[4]) else 1}
        for one in store.rows(out, "families")
    ]
    store.write(out, "families", families)
    origins = store.rows(out, "origins")
    origins[2] |= {"origin": origins[0]["doc_id"]}
    store.write(out, "origins", origins)
    lonely = [one | {"grade": "elsewhere"} for one in store.rows(out, "elsewhere")]
    lonely[2] |= {"grade": "alone"}
    store.write(out, "elsewhere", lonely)
    return out


def test_the_story_stands_first_in_a_line_then_the_findings_the_weightiest_first(story):
    found = page(story)
    assert said(found.xpath("//h1")[0]) == "100.txt"  # its headline
    assert said(found.xpath("//p[@class='counts']")[0]) == (
        "3 reports of 3 to 5 May 2023. 1 statement in several of them, 1 told differently."
    )
    texts = [one.text_content() for one in found.xpath("//ol[@class='findings']/li/p")]
    assert texts == [
        "2 May or 3 May? “gate 7 broke on 2 May” (The Post, 3 May, according to the mayor), but"
        " “Gate 7 broke on 3 May” (Herald, 4 May).",
        "Both independent reports say: “Rain fell all day there” (The Post, 3 May; Herald, 4 May).",
        "In one report only: “Ann Bo left it” (The Post, 3 May). No other report was found to say"
        " so.",
    ]
    sections = found.xpath("//h2/@id")
    assert sections[0] == "findings" and sections.index("statements") < sections.index("speakers")


def test_each_finding_opens_its_passages_in_context_and_leads_to_both_places(story):
    first = page(story).xpath("//ol[@class='findings']/li")[0]
    assert [one.text_content() for one in first.xpath(".//blockquote//mark")] == [
        "gate 7 broke on 2 May",
        "Gate 7 broke on 3 May",
    ]
    assert "The mayor said gate 7" in said(first.xpath(".//blockquote")[0])
    places = first.xpath("./p/a/@href")
    assert len(places) == 2 and all(one.startswith("#m-00000000000") for one in places)
    assert "lmost certainly of one matter" in said(first.xpath(".//summary")[0])


def cells(found: html.HtmlElement, words: str) -> list[str]:
    """What the reports do in the row of a statement, a report a column."""
    (row,) = found.xpath(f"//table[@class='matrix']//tr[contains(th, '{words}')]")
    return [said(one) for one in row.xpath("./td")]


def test_a_field_of_the_table_is_empty_unless_it_is_known(story):
    found = page(story)
    heads = [said(one) for one in found.xpath("//table[@class='matrix']//thead//th")]
    assert heads == ["statement", "The Post", "Herald", "Sun"]
    assert cells(found, "gate 7 broke") == ["says it", "otherwise", "says it"]
    assert cells(found, "Rain fell") == ["says it", "says it", ""], "nobody looked in the Sun"


WORDS = r"origins?|famil(?:y|ies)|deeds?|likeness|both speak of|claims?|corpus|spun|hpo|modality"


def test_the_words_of_the_page_are_the_readers(story):
    shown = said(page(story).xpath("//body")[0]).replace("claims.xlsx", "")
    assert re.findall(rf"\b(?:{WORDS})\b", shown, re.IGNORECASE) == []
    named = said(page(story).xpath("//ol[@class='findings']")[0])
    assert not re.search(r"10[0-2]", named), "a publisher is known"


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")
def test_in_a_browser_links_lead_to_marked_words_and_choices_hide_the_rest(story):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 400, "height": 700})
        tab.goto(show_page.write(story).as_uri())
        links = tab.locator(".findings p a")
        for number in range(links.count()):
            target = links.nth(number).get_attribute("href")
            links.nth(number).click()
            box = tab.locator(f"[id='{target[1:]}']").bounding_box()
            assert box and 0 <= box["y"] < 700
        shown = "[...document.querySelectorAll('.item')].filter(e => e.checkVisibility()).length"
        everything = tab.evaluate(shown)
        report, what = (tab.locator("select").nth(number) for number in (0, 2))
        what.select_option("told differently")
        assert tab.locator(".findings li:visible").count() == 1
        what.select_option("all")
        report.select_option("Sun")
        assert 0 < tab.evaluate(shown) < everything
        browser.close()


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
        begun = [word for word in claim["text"].split()[:3] if word.isalpha()]
        assert [word for word in begun if word not in words] == []


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
