"""A run asked by hand; how its names are completed is asked of a real kernel."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel
from lxml import html
from runs import a_run

from lib.show.story import Answer, Story
from lib.tables import store
from lib.tables.errors import WorkbookError
from lib.work.parameters import PROJECT

TEXTS = {
    "dawn.txt": "The dam held all night, Karim said. Nobody slept near the dams.",
    "tide.txt": "The dam gave way at noon. Sara Karim drove <b>home</b>. Gates were shut.",
}
ANCHORS = [
    (0, "The dam held all night", "Reza Karim"),
    (0, "Nobody slept", None),
    (1, "The dam gave way at noon", None),
    (1, "Sara Karim drove <b>home</b>", "Sara Karim"),
    (1, "Gates were shut", "Ode"),
]
ALIAS = {"name": "the Engineer Prince", "doc_id": f"{0:012d}", "start": 0, "end": 3}
KARIM = {
    "identity": "person:reza karim",
    "name": "Reza Karim",
    "kind": "person",
    "roles": ["chief engineer"],
    "aliases": [ALIAS],
    "why": [],
}


def _claim(n: int, anchor: str, source: str | None) -> tuple:
    spoken = {"source": source, "source_kind": "person", "cue": "said"} if source else {}
    whole = {"subject": anchor.split()[0], "predicate": "be", "referents": []}
    place = next(part for part in TEXTS[list(TEXTS)[n]].split(". ") if anchor in part)
    known = {"identity": KARIM["identity"] if source == "Reza Karim" else None}
    return n, anchor, spoken | whole | known | {"sentence": place}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    claims = [_claim(*anchor) for anchor in ANCHORS]
    out = a_run(tmp_path_factory.mktemp("story"), TEXTS, claims, [(0, 2, "conflict")])
    store.write(out, "identities", [KARIM])
    return out


@pytest.fixture(scope="module")
def story(run: Path) -> Story:
    return Story(run)


def said(answer: Answer) -> list[str]:
    return list(answer["statement"])


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Reza Karim", [0]),
        ("karim", [3, 0]),
        ("the chief engineer", [0]),
        ("Engineer Prince", [0]),
        ("ODE", [4]),
    ],
)
def test_somebody_is_found_by_any_of_their_names(
    story: Story, name: str, places: list[int]
) -> None:
    assert said(story.person(name)) == [ANCHORS[place][1] for place in places]


@pytest.mark.parametrize("name", ["Engineer", "Kari", "dam", "", "the"])
def test_a_part_of_another_name_or_of_a_word_is_nobody(story: Story, name: str) -> None:
    with pytest.raises(WorkbookError, match="nobody is cited as"):
        story.person(name)


def test_of_an_unknown_name_the_nearest_is_told(story: Story) -> None:
    with pytest.raises(WorkbookError, match=r"as 'Reza Kerim'; did you mean Reza Karim\b"):
        story.person("Reza Kerim")
    with pytest.raises(WorkbookError, match="no outlet is called 'tides'; did you mean tide"):
        story.compare("dawn", "tides")


def test_a_folder_without_statements_has_empty_answers(tmp_path: Path) -> None:
    story = Story(a_run(tmp_path, {"a.txt": "A museum."}, []))
    assert repr(story.people) == "None." and "None." in story.about("museum")._repr_html_()
    with pytest.raises(WorkbookError, match="nobody is cited as 'Ode'$"):
        story.person("Ode")


def test_a_statement_says_where_it_stands(story: Story, run: Path) -> None:
    (line,) = story.person("Ode").to_dict("records")
    link = line.pop("link")
    assert line == {
        "statement": "Gates were shut",
        "outlet": "tide",
        "day": "",
        "who": "Ode",
        "says how": "said",
        "also in": None,
    }
    start = TEXTS["tide.txt"].index("Gates")
    assert Path(link.partition("#")[0]).resolve() == (run / "report.html").resolve()
    assert link.endswith(f"report.html#m-{1:012d}:{start}-{start + 15}")


def test_words_are_found_in_any_form_and_last_in_the_sentence_around(story: Story) -> None:
    first, second, third = said(story.about("dam"))
    assert {first, second} == {ANCHORS[0][1], ANCHORS[2][1]} and third == ANCHORS[1][1]
    assert said(story.about("holds the dam")) == []  # "held" is another stem
    assert said(story.about("gate")) == [ANCHORS[4][1]]
    assert said(story.about("the")) == said(story.about("zebra")) == []


def test_two_outlets_are_compared(story: Story) -> None:
    answer = story.compare("DAWN", "tide")
    assert list(answer.columns) == ["how", "dawn", "tide", "link"]
    found = answer[["how", "dawn", "tide"]].to_numpy(dtype=object, na_value=None).tolist()
    assert found[0] == [
        "they differ",
        "The dam held all night (according to Reza Karim)",
        "The dam gave way at noon",
    ]
    assert ["one only", None, "Sara Karim drove <b>home</b> (according to Sara Karim)"] in found[1:]
    assert {how for how, *_ in found[1:]} == {"one only"}


def test_an_outlet_is_not_compared_with_itself(story: Story) -> None:
    with pytest.raises(WorkbookError, match="name one outlet"):
        story.compare("dawn", "Dawn")


def test_answers_and_their_parts_are_tables_of_text_with_links(story: Story) -> None:
    answer = story.person("Sara Karim")
    page = html.fromstring(answer.head(1)._repr_html_())
    assert "Sara Karim drove <b>home</b>" in page.text_content()
    assert [one.get("href") for one in page.iter("a")] == list(answer["link"])
    assert html.fromstring(answer[["who"]]._repr_html_()).findall(".//a") == []


@pytest.fixture(scope="module")
def kernel(run: Path) -> Iterator[BlockingKernelClient]:
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(PROJECT))
    try:
        client.execute(
            f"from lib.show.story import Story; story = Story({str(run)!r})",
            reply=True,
            timeout=120,
        )
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ('story.people["', ["Ode", "Reza Karim", "Sara Karim"]),
        ('story.people["Reza K', ["Karim"]),
        ("story.outlets['t", ["tide"]),
        ("story.p", ["people", "person"]),
    ],
)
def test_the_key_tab_offers_names(
    kernel: BlockingKernelClient, typed: str, offered: list[str]
) -> None:
    found = kernel.complete(typed, len(typed), reply=True, timeout=60)["content"]["matches"]
    assert [one.removeprefix("story.").removeprefix(".") for one in found] == offered
