"""How well reports are bundled into their stories: B-cubed (Bagga and Baldwin 1998).

    python tests/bench/bundling.py --data DIR [DIR ...] [--of STORY ...]

Each DIR has a folder a story with its reports and their metadata.csv; stories whose names begin
with a letter are left out. All reports are taken for one folder, of which one_story is false; --of
says of which stories the figures are, and all are bundled nevertheless.
"""

import argparse
import csv
import json
from pathlib import Path

from run import b_cubed

from lib.cleaning.blocks import document
from lib.comparison.origins import origins


def reports(folder: Path) -> list[tuple[dict, list[dict]]]:
    """The row and the blocks of each report of a story."""
    found = []
    with (folder / "metadata.csv").open(encoding="utf-8") as said:
        for row in csv.DictReader(said):
            doc_id = f"{folder.name}/{row['path']}"
            text = (folder / row["path"]).read_text(encoding="utf-8")
            known = {"doc_id": doc_id, "status": "ok", "published": row["published"] or None}
            found.append((known, document(doc_id, text)[-1]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the bundling of reports into stories.")
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of stories")
    parser.add_argument("--of", nargs="*", default=[], help="the stories that are scored; else all")
    options = parser.parse_args()
    folders = [path for data in options.data for path in data.iterdir() if path.is_dir()]
    known = [one for path in sorted(folders) if path.name[0].isdigit() for one in reports(path)]
    documents, blocks = [row for row, _ in known], [block for _, own in known for block in own]
    found = {row["doc_id"]: row["story"] for row in origins(documents, blocks, one_story=False)}
    gold = {doc_id: doc_id.partition("/")[0] for doc_id in found}
    only = [doc_id for doc_id in gold if not options.of or gold[doc_id] in options.of]
    print(json.dumps({"reports": len(only)} | b_cubed(found, gold, only)))


if __name__ == "__main__":
    main()
