"""Rows of any table, with nulls but for what a test gives."""

from typing import Any

from lib.tables.records import BOOL, TABLES


def row(name: str, **values: Any) -> dict[str, Any]:
    """A row of the table with nulls but for the values given."""
    return {
        column.name: values.get(column.name, True if column.type == BOOL else None)
        for column in TABLES[name].columns
    }


CLAIM = row(
    "claims",
    claim_id="a-0-5",
    start=0,
    end=5,
    text='Ten, "about"\nten — 🙂',
    quoted=False,
    actors=["Pakistan", "Türkiye"],
    places=[],
    numbers=[
        {
            "text": "ten",
            "low": 10.0,
            "high": 10.0,
            "unit": "people",
            "about": True,
            "start": 0,
            "end": 3,
        }
    ],
    evidence=[{"slot": "content", "start": 0, "end": 5}],
)
