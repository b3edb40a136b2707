"""Edits of an intermediate text, put onto the places of the raw text that it was made from."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lib.text.spans import Repair


class Edit(NamedTuple):
    """A change to an intermediate text: rule, place, what shall stand there, or a former repair."""

    rule: str
    start: int
    end: int
    after: str
    repair: Repair | None = None

    @property
    def inserts(self) -> bool:
        return self.repair is None and self.start == self.end


def combined(raw: str, text: str, repairs: list[Repair], edits: Iterable[Edit]) -> list[Repair]:
    """The repairs that do what `repairs` (from `raw` to `text`) and then `edits` do, by place.

    Those that meet become one. The edits must not overlap one another.
    """
    result, shift = [], 0
    for group in _meeting(
        sorted([*_placed(repairs), *edits], key=lambda edit: (edit.start, edit.end))
    ):
        low, high = group[0].start, max(edit.end for edit in group)
        start = low + shift
        for edit in group:
            shift = edit.repair.end - edit.end if edit.repair else shift
        rules = dict.fromkeys(rule for edit in group for rule in edit.rule.split("+"))
        repair = Repair(
            "+".join(rules),
            start,
            high + shift,
            raw[start : high + shift],
            _edited(text, group, (low, high)),
        )
        if repair.before != repair.after:
            result.append(_trimmed(repair))
    return result


def replayed(raw: str, repairs: Iterable[Repair]) -> str:
    """The text that the repairs make: `lib.text.spans.replay` without the places."""
    parts, done = [], 0
    for repair in repairs:
        parts += [raw[done : repair.start], repair.after]
        done = repair.end
    return "".join([*parts, raw[done:]])


def _placed(repairs: list[Repair]) -> Iterator[Edit]:
    """The repairs at their places in the text they made."""
    shift = 0
    for repair in repairs:
        start = repair.start + shift
        yield Edit(repair.rule, start, start + len(repair.after), repair.after, repair)
        shift += len(repair.after) - len(repair.before)


def _meeting(edits: list[Edit]) -> Iterator[list[Edit]]:
    """The edits in groups that overlap; an insertion also meets what it touches."""
    group, high = edits[:1], edits[0].end if edits else 0
    for edit in edits[1:]:
        if edit.start < high or (edit.start == high and (edit.inserts or group[-1].inserts)):
            group.append(edit)
            high = max(high, edit.end)
        else:
            yield group
            group, high = [edit], edit.end
    if group:
        yield group


def _edited(text: str, group: list[Edit], span: tuple[int, int]) -> str:
    """What stands in the span once the group's new edits are made."""
    parts, done = [], span[0]
    for edit in group:
        if not edit.repair:
            parts += [text[done : edit.start], edit.after]
            done = edit.end
    return "".join([*parts, text[done : span[1]]])


def _trimmed(repair: Repair) -> Repair:
    """The repair without what it leaves as it was at its ends, which keeps its own places."""
    before, after = repair.before, repair.after
    most = min(len(before), len(after))
    head = next((i for i in range(most) if before[i] != after[i]), most)
    tail = next((i for i in range(most - head) if before[-1 - i] != after[-1 - i]), most - head)
    start, end = repair.start + head, repair.end - tail
    return Repair(
        repair.rule, start, end, before[head : len(before) - tail], after[head : len(after) - tail]
    )
