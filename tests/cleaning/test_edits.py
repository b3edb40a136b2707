"""Edits of a text that was edited before become repairs of the text as it came."""

from lib.cleaning.edits import Edit, combined, replayed
from lib.text.spans import Repair


def test_repairs_of_the_same_place_become_one() -> None:
    first = combined(
        "a&lt;b&gt;c", "a&lt;b&gt;c", [], [Edit("entity", 1, 5, "<"), Edit("entity", 6, 10, ">")]
    )
    assert replayed("a&lt;b&gt;c", first) == "a<b>c"
    second = combined("a&lt;b&gt;c", "a<b>c", first, [Edit("html", 1, 4, "")])
    assert second == [Repair("entity+html", 1, 10, "&lt;b&gt;", "")]


def test_a_repair_leaves_alone_what_it_did_not_change() -> None:
    raw = "One. < / p >two"
    assert combined(raw, raw, [], [Edit("html", 4, 12, " ")]) == [
        Repair("html", 5, 12, "< / p >", "")
    ]
    assert combined(raw, raw, [], [Edit("html", 0, 3, "One")]) == []
