"""Short reports, and what reading a folder of them gives."""

from pathlib import Path

from lib.ingest.documents import read_folder

REPORT = (
    "Kabul rejects the claim\n\nKABUL: The Foreign Ministry on Monday rejected a claim that it had"
    " broken the agreement of Doha.\n"
)

GERMAN = "Die Regierung in Berlin hat am Montag den Vorschlag des Ministers abgelehnt, hieß es."


def rows_of(folder: Path) -> dict[str, dict]:
    return {row["path"]: row for row in read_folder(folder)[0]}
