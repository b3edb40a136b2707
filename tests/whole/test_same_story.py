"""One story as a newsroom has it: a file of a press database, its articles one by one, JSON lines,
a mailbox and an archive, which give the same claims and the same conflict."""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import hostile
import pytest
from places import CASES

from lib.ingest.readers.articles import articles
from lib.ingest.readers.reading import read_text
from lib.tables import store

FILE = CASES / "exports" / "veldmoor.TXT"
ARTICLES = articles(read_text(FILE.read_bytes()))
SAME = ("text", "source", "source_kind", "cue", "polarity", "modality", "time_start", "time_end")


def database(folder: Path) -> None:
    shutil.copy(FILE, folder)


def one_by_one(folder: Path) -> None:
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, ["path", *ARTICLES[0].said])
        rows.writeheader()
        for number, article in enumerate(ARTICLES):
            (folder / f"{number}.txt").write_text(article.text, encoding="utf-8")
            rows.writerow({"path": f"{number}.txt", **article.said})


def json_lines(folder: Path) -> None:
    records = [
        {"content": unwrapped(one.text), "headline": one.said["title"]}
        | {"source": {"name": one.said["publisher"]}, "publishedAt": one.said["published"]}
        for one in ARTICLES
    ]
    (folder / "all.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")


def unwrapped(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def mails(folder: Path) -> None:
    for number, article in enumerate(ARTICLES):
        mail = EmailMessage()
        mail["Subject"], name = article.said["title"], article.said["publisher"]
        mail["From"] = f"{name} <news@{name.replace(' ', '').lower()}.example>"
        mail["Date"] = f"{article.said['published'][-2:]} Mar 2018 07:00:00 +0000"
        mail.set_content(article.text)
        (folder / f"{number}.eml").write_bytes(mail.as_bytes())


def archive(folder: Path) -> None:
    inside = folder.with_name("inside")
    inside.mkdir()
    json_lines(inside)
    shutil.make_archive(str(folder / "all"), "zip", inside)


def told(make: Callable[[Path], None], place: Path) -> tuple[Counter, Counter]:
    """The claims and the matches of the folder that is made, by what they say and who published
    them."""
    folder, out = place / "reports", place / "out"
    folder.mkdir(parents=True)
    make(folder)
    hostile.run(folder, out)
    names = {row["doc_id"]: row for row in store.rows(out, "documents")}
    claims = {
        row["claim_id"]: (
            names[row["doc_id"]]["publisher"],
            names[row["doc_id"]]["published"],
            *(row[name] for name in SAME),
        )
        for row in store.rows(out, "claims")
    }
    matches = (
        (row["relation"], frozenset({claims[row["claim_a"]], claims[row["claim_b"]]}))
        for row in store.rows(out, "matches")
    )
    return Counter(claims.values()), Counter(matches)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Counter, Counter]:
    return told(database, tmp_path_factory.mktemp("database"))


def test_the_story_has_its_conflict(first: tuple[Counter, Counter]) -> None:
    claims, matches = first
    assert {claim[0] for claim in claims} == {
        "The Harbour Gazette",
        "The Morning Ledger",
        "Inland Observer",
    }
    conflicts = [
        {claim[0] for claim in pair} for relation, pair in matches if relation == "conflict"
    ]
    assert {"The Harbour Gazette", "The Morning Ledger"} in conflicts


@pytest.mark.parametrize("make", [one_by_one, json_lines, mails, archive])
def test_another_form_of_its_articles_says_the_same(
    make: Callable[[Path], None], first: tuple[Counter, Counter], tmp_path: Path
) -> None:
    assert told(make, tmp_path) == first
