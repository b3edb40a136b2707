"""The records of the tables, and the codebook in notebooks/README.md."""

import html
import re

from lib.tables.records import TABLES
from lib.work.parameters import NOTEBOOKS


def test_every_table_is_written_by_a_notebook_that_exists() -> None:
    for table in TABLES.values():
        assert (NOTEBOOKS / f"{table.notebook}.ipynb").is_file()


def test_the_codebook_of_the_notebooks_is_that_of_the_code() -> None:
    """`python -m lib.tables.records` prints it."""
    sections = re.split(
        r"^### `(\w+)`$", (NOTEBOOKS / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )[1:]
    written = {
        name: _columns(section)
        for name, section in zip(sections[::2], sections[1::2], strict=True)
        if name in TABLES
    }
    assert written == {
        name: [(column.name, column.meaning) for column in table.columns]
        for name, table in TABLES.items()
    }
    assert list(written) == list(TABLES)


def _columns(section: str) -> list[tuple[str, str]]:
    """The rows of the section's first Markdown table, without its two header lines."""
    lines = re.search(r"(?:^\|.*\|\n?)+", section, flags=re.MULTILINE).group().splitlines()
    assert lines[0] == "| column | meaning |"
    return [
        tuple(html.unescape(cell.strip()) for cell in line.strip("|").split("|"))
        for line in lines[2:]
    ]
