"""Corrections by hand: what is applied keeps its old value, what is not says why, and nothing
stops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.by_hand import corrections, judged_claims
from lib.by_hand.corrections import CLAIM, KEPT, of_claims, of_matches, of_origins, read, value
from lib.by_hand.gold import gold, write_gold
from lib.tables.folder import FILE

TEXT = "He said so. Gate 7 gave way. He said so."


def claim(claim_id="d1:0-10", **fields):
    start, end = map(int, claim_id.split(":")[1].split("-"))
    plain = {
        "source": "Ministry",
        "cue": "said",
        "source_kind": "institution",
        "polarity": "affirmed",
        "modality": "asserted",
        "specificity": 1,
        "corrected": [],
    }
    times = {"time_text": None, "time_start": None, "time_end": None}
    return (
        {"claim_id": claim_id, "doc_id": claim_id.split(":")[0], "start": start, "end": end}
        | plain
        | times
        | fields
    )


def written(folder, *lines, header="claim,field,value,by"):
    (folder / FILE).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return read(folder)


def corrected(folder, *lines, claims=None):
    return of_claims(claims or [claim()], written(folder, *lines))


def reasons(rows):
    return [row["reason"] for row in rows]


def test_no_file_no_corrections(tmp_path):
    assert read(tmp_path) == []


@pytest.mark.parametrize("header", ["claim,field,value", "claim,field,value,by,why", ""])
def test_a_file_that_is_no_such_table_is_one_row_that_says_why(tmp_path, header):
    (row,) = written(tmp_path, "d1:0-10,source,X,Ana", header=header)
    assert (
        row["status"] == "not applied"
        and "columns must be claim, field, value, by" in row["reason"]
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_a_spreadsheet_program_saves_is_read(tmp_path, delimiter, encoding):
    cells = (
        ("claim", "field", "value", "by"),
        ("d1:0-10", "source", '"Müller; Söhne, Ltd"', "Ana"),
        ("", "", "", ""),
    )
    (tmp_path / FILE).write_bytes(
        "\r\n".join(delimiter.join(line) for line in cells).encode(encoding)
    )
    (row,) = read(tmp_path)
    assert (row["line"], row["new"], row["by"], row["status"]) == (
        2,
        "Müller; Söhne, Ltd",
        "Ana",
        None,
    )


def test_lines_are_counted_as_a_spreadsheet_counts_them(tmp_path):
    rows = written(tmp_path, 'd1:0-10,source,"two\nlines",Ana', "", "d2:0-10,source,X,Ana")
    assert [row["line"] for row in rows] == [2, 4]


def test_bytes_that_are_no_text_and_links_stop_nothing(tmp_path):
    (tmp_path / FILE).write_bytes(b"\x00\xff\x00claim")
    assert reasons(read(tmp_path)) == ["the whole file: not text"]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / FILE).symlink_to(tmp_path / FILE)
    assert "link" in read(tmp_path / "other")[0]["reason"]


def test_a_byte_order_mark_quoted_cells_and_empty_lines_are_read(tmp_path):
    (tmp_path / FILE).write_text(
        '\ufeffClaim,Field,Value,By\n\nd1:0-10,Source,"Baloch, M.",Ana\n', encoding="utf-8"
    )
    (row,) = read(tmp_path)
    assert (row["line"], row["target"], row["field"], row["new"], row["by"]) == (
        3,
        "d1:0-10",
        "source",
        "Baloch, M.",
        "Ana",
    )


@pytest.mark.parametrize(
    ("line", "columns", "old", "specificity"),
    [
        (
            "d1:0-10,source,Ministry of Water,Ana",
            {"source": "Ministry of Water", "source_kind": "institution"},
            "Ministry",
            1,
        ),
        ("d1:0-10,source,,Ana", {"source": None}, "Ministry", 0),
        (
            "d1:0-10,source_kind,person,Ana",
            {"source_kind": "person", "source": "Ministry"},
            "institution",
            1,
        ),
        (
            "d1:0-10,date,2024-11-19,Ana",
            {"time_start": "2024-11-19", "time_end": "2024-11-19"},
            None,
            2,
        ),
        (
            "d1:0-10,date,2024-11-19/2024-11-22,Ana",
            {"time_start": "2024-11-19", "time_end": "2024-11-22"},
            None,
            2,
        ),
        ("d1:0-10,polarity,negated,Ana", {"polarity": "negated"}, "affirmed", 1),
        ("d1:0-10,modality,planned,", {"modality": "planned"}, "asserted", 1),
    ],
)
def test_a_claim_is_corrected_and_keeps_what_stood_there(tmp_path, line, columns, old, specificity):
    (found,), (row,) = corrected(tmp_path, line)
    assert {name: found[name] for name in columns} == columns and found[
        "specificity"
    ] == specificity
    assert (row["status"], row["old"], row["reason"]) == ("applied", old, None)
    assert found["corrected"] == [{"field": row["field"], "old": old, "by": row["by"]}]


@pytest.mark.parametrize(
    ("others", "lines", "kind"),
    [
        ([("Baloch", "person")], [], "person"),
        ([], [], "unresolved"),
        ([("Baloch", "person"), ("Baloch", "unnamed")], [], "unresolved"),
        ([("Baloch", "person")], ["d1:0-10,source_kind,institution,Ana"], "institution"),
    ],
)
def test_the_kind_of_a_corrected_source_is_that_of_the_same_source_elsewhere_or_not_known(
    tmp_path, others, lines, kind
):
    claims = [
        claim(),
        *(
            claim(f"d2:0-{n}", source=name, source_kind=was)
            for n, (name, was) in enumerate(others, 3)
        ),
    ]
    rows = written(tmp_path, "d1:0-10,source,Baloch,Ana", *lines)
    once = of_claims(claims, rows)
    assert (once[0][0]["source"], once[0][0]["source_kind"], once[0][0]["specificity"]) == (
        "Baloch",
        kind,
        1,
    )
    old = {one["field"]: one["old"] for one in once[0][0]["corrected"]}
    assert old == {"source": "Ministry"} | (
        {"source_kind": "institution"} if kind != "institution" else {}
    )
    assert of_claims(once[0], rows) == once


def test_an_unresolved_source_can_be_named_and_one_of_the_reports_own_voice_needs_its_kind(
    tmp_path,
):
    said = [
        claim(source=None, source_kind="unresolved"),
        claim("d2:0-3", source="Baloch", source_kind="person"),
    ]
    (found, _), _ = corrected(tmp_path, "d1:0-10,source,Baloch,Ana", claims=said)
    assert (found["source"], found["source_kind"]) == ("Baloch", "person")
    _, (row,) = corrected(
        tmp_path, "d1:0-10,source,Baloch,Ana", claims=[claim(source=None, source_kind="article")]
    )
    assert "the source_kind is article, which has no source" in row["reason"]


def test_a_kind_without_source_takes_the_source_away_and_keeps_it_as_old(tmp_path):
    (found,), _ = corrected(tmp_path, "d1:0-10,source_kind,article,Ana")
    assert found["source"] is None and found["cue"] is None and found["specificity"] == 0
    assert {one["field"]: one["old"] for one in found["corrected"]} == {
        "source_kind": "institution",
        "source": "Ministry",
        "cue": "said",
    }


def test_a_kind_counts_before_the_source_wherever_it_stands(tmp_path):
    own = claim(source=None, source_kind="article", specificity=0)
    (found,), rows = corrected(
        tmp_path, "d1:0-10,source,Baloch,Ana", "d1:0-10,source_kind,person,Ana", claims=[own]
    )
    assert (found["source"], found["source_kind"], found["specificity"]) == ("Baloch", "person", 1)
    assert [row["status"] for row in rows] == ["applied", "applied"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("d9:0-1,source,X,Ana", "there is no such claim"),
        (",source,X,Ana", "there is no such claim"),
        ("d1:0-10,sauce,X,Ana", "“sauce” is no field"),
        ("d1:0-10,,X,Ana", "an empty cell is no field"),
        ("d1:0-10", "an empty cell is no field"),
        ("d1:0-10,polarity,perhaps,Ana", "“perhaps” is none of affirmed, negated"),
        ("d1:0-10,modality,,Ana", "an empty cell is none of"),
        ("d1:0-10,date,last week,Ana", "is no day such as"),
        ("d1:0-10,date,2024-11-31,Ana", "is no day such as"),
        ("d1:0-10,date,2024-11-22/2024-11-19,Ana", "ends before it begins"),
        ("d1:0-10,date,2024-11-22/,Ana", None),
    ],
)
def test_what_cannot_be_applied_says_why_and_changes_nothing(tmp_path, line, reason):
    (found,), (row,) = corrected(tmp_path, line)
    if reason is None:
        assert row["status"] == "applied" and found["time_end"] == "2024-11-22"
    else:
        assert row["status"] == "not applied" and reason in row["reason"]
        assert found == claim()


def test_a_source_for_the_own_voice_needs_a_kind(tmp_path):
    (_,), (row,) = corrected(
        tmp_path, "d1:0-10,source,X,Ana", claims=[claim(source=None, source_kind="article")]
    )
    assert "correct it too, to person, institution or unnamed" in row["reason"]


def test_the_second_of_two_corrections_of_one_thing_is_refused(tmp_path):
    (found,), rows = corrected(tmp_path, "d1:0-10,source,A,Ana", "d1:0-10,source,B,Ben")
    assert found["source"] == "A" and reasons(rows) == [None, "line 2 already corrects this"]


def test_doing_it_twice_changes_nothing(tmp_path):
    rows = written(
        tmp_path,
        "d1:0-10,source_kind,person,Ana",
        "d1:0-10,source,X,Ana",
        "d1:0-10,date,2024-01-01,",
        "d1:0-10,polarity,no,A",
    )
    once = of_claims([claim()], rows)
    assert of_claims(once[0], rows) == once


CELL = st.sampled_from(
    [
        "",
        "d1:0-10",
        "d1:0-10|d2:0-3",
        "d1",
        "d2",
        *CLAIM,
        "relation",
        "origin",
        "agree",
        "none",
        "person",
        "2024-01-01",
        'é,\n"=',
    ]
)


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=6))
def test_every_line_is_decided_and_no_old_value_is_lost(cells):
    lines = [
        corrections._undecided(n) | dict(zip(("target", "field", "new", "by"), row, strict=True))
        for n, row in enumerate(cells, 2)
    ]
    rows = corrections._without_odd(lines)
    claims, rows = of_claims([claim(), claim("d2:0-3")], rows)
    origins = [
        {"doc_id": name, "story": "d1", "origin": "d1", "evidence": []} for name in ("d1", "d2")
    ]
    origins, rows = of_origins(origins, rows)
    _, rows = of_matches([match()], TWO, rows)
    assert {row["status"] for row in rows} <= {"applied", "not applied"}
    assert all(bool(row["reason"]) == (row["status"] == "not applied") for row in rows)
    before = {row["claim_id"]: row for row in (claim(), claim("d2:0-3"))}
    for one in claims:
        was = {name: value(before[one["claim_id"]], name) for name in KEPT}
        now = {name: value(one, name) for name in KEPT}
        assert now | {entry["field"]: entry["old"] for entry in one["corrected"]} == was
    assert all(row["origin"] <= row["doc_id"] for row in origins)


# --- origins and matches


def origin_rows(**origins):
    return [
        {"doc_id": name, "story": "a", "origin": origin, "evidence": []}
        for name, origin in origins.items()
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("c,origin,a,Ana", {"a": "a", "b": "a", "c": "a"}),
        ("a,origin,a,Ana", {"a": "a", "b": "b", "c": "c"}),
        ("b,origin,b,Ana", {"a": "a", "b": "b", "c": "c"}),
        ("a,origin,c,Ana", {"a": "a", "b": "b", "c": "a"}),
    ],
)
def test_an_origin_is_corrected_and_named_by_its_first_document(tmp_path, line, expected):
    found, (row,) = of_origins(origin_rows(a="a", b="a", c="c"), written(tmp_path, line))
    assert {one["doc_id"]: one["origin"] for one in found} == expected
    assert row["status"] == "applied" and row["old"] in ("a", "c")


def test_origins_of_unknown_documents_and_other_stories_are_refused(tmp_path):
    rows = written(tmp_path, "x,origin,a,Ana", "a,origin,,Ana", "b,origin,c,Ana")
    origins = [
        *origin_rows(a="a", b="a"),
        {"doc_id": "c", "story": "c", "origin": "c", "evidence": []},
    ]
    found, told = of_origins(origins, rows)
    assert found == origins and "“x” is none of the documents" in told[0]["reason"]
    assert "an empty cell is none" in told[1]["reason"] and "not of one story" in told[2]["reason"]


TWO = origin_rows(d1="d1", d2="d2")


def match(relation="related"):
    ends = {"claim_a": "d1:0-10", "claim_b": "d2:0-3", "doc_a": "d1", "doc_b": "d2"}
    return ends | {"relation": relation, "score": 0.5, "corrected": []}


@pytest.mark.parametrize("pair", ["d1:0-10|d2:0-3", "d2:0-3|d1:0-10"])
def test_a_relation_is_corrected_in_either_order(tmp_path, pair):
    (found,), (row,) = of_matches([match()], TWO, written(tmp_path, f"{pair},relation,agree,Ana"))
    assert found["relation"] == "agree"
    assert found["corrected"] == [{"field": "relation", "old": "related", "by": "Ana"}]
    assert (row["status"], row["old"], row["new"]) == ("applied", "related", "agree")


def test_what_is_corrected_of_a_claim_holds_of_the_copies_that_say_the_same(tmp_path):
    copy = match("agree") | {"claim_b": "d3:0-10", "doc_b": "d3"}
    again = match("conflict") | {
        "claim_a": "d2:0-3",
        "claim_b": "d3:0-10",
        "doc_a": "d2",
        "doc_b": "d3",
    }
    line = "d1:0-10|d2:0-3,relation,related,Ana"
    origins = origin_rows(d1="d1", d2="d2", d3="d1")
    found, (row,) = of_matches([match("conflict"), copy, again], origins, written(tmp_path, line))
    assert [one["relation"] for one in found] == ["related", "agree", "related"] and row[
        "old"
    ] == "conflict"
    assert found[2]["corrected"] == [{"field": "relation", "old": "conflict", "by": "Ana"}]
    found, _ = of_matches(
        [match("conflict"), copy, again],
        origins,
        written(tmp_path, line, "d2:0-3|d3:0-10,relation,agree,Ben"),
    )
    assert [one["relation"] for one in found] == ["related", "agree", "agree"]
    assert found[2]["corrected"] == [{"field": "relation", "old": "conflict", "by": "Ben"}]


def test_claims_that_agree_are_no_copies_unless_their_reports_share_an_origin(tmp_path):
    same = match("agree") | {"claim_b": "d3:0-10", "doc_b": "d3"}
    again = match("conflict") | {"claim_a": "d2:0-3", "claim_b": "d3:0-10"}
    rows = written(tmp_path, "d1:0-10|d2:0-3,relation,related,Ana")
    matches = [match("conflict"), same, again | {"doc_a": "d2", "doc_b": "d3"}]
    found, _ = of_matches(matches, origin_rows(d1="d1", d2="d2", d3="d3"), rows)
    assert [one["relation"] for one in found] == ["related", "agree", "conflict"]


def test_a_match_that_is_none_goes_and_its_old_relation_stays(tmp_path):
    found, (row,) = of_matches(
        [match()], TWO, written(tmp_path, "d1:0-10|d2:0-3,relation,none,Ana")
    )
    assert found == [] and row["old"] == "related"


def test_unknown_pairs_and_relations_are_refused(tmp_path):
    rows = written(tmp_path, "d1:0-10,relation,agree,Ana", "d1:0-10|d2:0-3,relation,same,Ana")
    found, told = of_matches([match()], TWO, rows)
    assert (
        found == [match()]
        and "no such match" in told[0]["reason"]
        and "none of agree" in told[1]["reason"]
    )


def test_a_pair_the_other_way_round_is_the_same_pair(tmp_path):
    rows = written(
        tmp_path, "d1:0-10|d2:0-3,relation,agree,Ana", "d2:0-3|d1:0-10,relation,none,Ben"
    )
    assert reasons(rows) == [None, "line 2 already corrects this"]


# --- gold


def test_applied_corrections_are_expectations_as_tests_gold_has_them(tmp_path):
    claims = [claim("d1:30-40"), claim("d2:0-3")]
    rows = written(
        tmp_path,
        "d1:30-40,source,M. (Baloch),Ana",
        "d1:30-40,date,,Ana",
        "d2:0-3,modality,odd,Ana",
        "d1:30-40|d2:0-3,relation,agree,Ana",
        "d2,origin,d1,Ana",
    )
    claims, rows = of_claims(claims, rows)
    origins, rows = of_origins(origin_rows(d1="d1", d2="d2"), rows)
    _, rows = of_matches([match() | {"claim_a": "d1:30-40"}], origins, rows)
    documents = [{"doc_id": "d1", "path": "100_wire.txt"}, {"doc_id": "d2", "path": "101_post.txt"}]
    found = gold(
        {"documents": documents, "claims": claims, "origins": origins, "corrected": rows},
        {"d1": TEXT, "d2": "Yes."},
    )
    first, second = found["claims"]
    assert (
        first["doc"] == "100_wire.txt"
        and first["source"] == r"^M\.\ \(Baloch\)$"
        and TEXT.count(first["anchor"]) == 1
    )
    assert (second["time_start"], second["time_end"]) == ("^$", "^$")
    (pair,) = found["pairs"]
    assert (pair["doc_a"], pair["doc_b"], pair["anchor_b"], pair["relation"], pair["reason"]) == (
        "100_wire.txt",
        "101_post.txt",
        "Yes",
        "agree",
        None,
    )
    assert [(row["doc"], row["origin"]) for row in found["origins"]] == [
        ("100_wire.txt", "100_wire.txt"),
        ("101_post.txt", "100_wire.txt"),
    ]


def test_written_gold_is_what_the_trust_in_a_run_is_measured_by(tmp_path, monkeypatch):
    corrected = written(tmp_path, "d1:30-40,source,M. Baloch,Ana", "d1:30-40,polarity,negated,Ana")
    claims, corrected = of_claims([claim("d1:30-40")], corrected)
    documents, texts = [{"doc_id": "d1", "path": "mine/a report.txt", "status": "ok"}], {"d1": TEXT}
    made = {"documents": documents, "claims": claims, "origins": [], "corrected": corrected}
    (path,) = write_gold(tmp_path / "run", made, texts)
    assert path == tmp_path / "run" / "gold" / "corrections_claims.jsonl"
    monkeypatch.setattr(judged_claims, "EXPECTED", {"mine": path})
    before = [claim("d1:30-40")]
    assert [
        [right for _, right in judged_claims.expected(documents, texts, rows)]
        for rows in (claims, before)
    ] == [[True] * 2, [False] * 2]
    assert write_gold(tmp_path / "run", made | {"corrected": []}, texts) == [] and not path.exists()
