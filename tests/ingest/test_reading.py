"""Bytes become text."""

from pathlib import Path

import pytest

from lib.ingest.documents import read_folder
from lib.ingest.readers.reading import read_text


@pytest.mark.parametrize(
    ("encoding", "text", "name"),
    [
        ("utf-8", "Kabul – “yes” – é\r\nand on\rand on", "utf-8"),
        ("utf-8-sig", "Kabul – “yes”", "utf-8-sig"),
        ("utf-16", "Kabul – “yes”", "utf-16"),
        (
            "cp1252",
            "The Taliban’s “promise” – a café’s owner said it – was broken in Kabul.",
            "cp1252",
        ),
        (
            "cp1251",
            (
                "Министерство иностранных дел Афганистана в понедельник отвергло это заявление."
                " Кабул не комментирует."
            ),
            "cp1251",
        ),
    ],
)
def test_bytes_are_decoded_without_changing_line_ends(
    tmp_path: Path, encoding: str, text: str, name: str
) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    reading = read_text((tmp_path / "a.txt").read_bytes())
    assert (reading.encoding, reading.text) == (name, text)
    assert read_folder(tmp_path)[0][0]["encoding"] == name
