"""Attribution on three folds of PolNeAR's training part: cues counted on two thirds, scored on the
other; one line of JSON each.

    python tests/bench/folds.py DIR/polnear_train.jsonl

The threshold, the contexts and the cues by judgement stay as they are, so the folds show how far
the counts carry.
"""

import json
import sys
from pathlib import Path
from unittest.mock import patch

from mine_cues import count
from run import lines, polnear

from lib.claims import cues


def main() -> None:
    articles = lines(Path(sys.argv[1]))
    for fold in range(3):
        right, seen = count(
            [article for number, article in enumerate(articles) if number % 3 != fold]
        )
        counts = {key: (right[key], seen[key]) for key in seen}
        cues._habit.cache_clear()
        with patch.object(cues, "_counts", lambda counts=counts: counts):
            found = polnear(
                [article for number, article in enumerate(articles) if number % 3 == fold]
            )
        print(json.dumps({"name": f"polnear_train fold {fold + 1} of 3"} | found), flush=True)


if __name__ == "__main__":
    main()
