"""The README's picture: the top of the report on the invented flood, out of a real browser.

`python tests/tools/picture.py RUN` writes notebooks/report.png; RUN: folder of a run over
tests/corpus/reports.
"""

import io
import sys
from pathlib import Path

from laboratory import CHROMIUM
from PIL import Image
from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parents[2] / "notebooks" / "report.png"
SIZE = {"width": 1000, "height": 780}


def main(run: Path) -> None:
    """Write the picture; few colours make it small."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport=SIZE)
        tab.goto((run / "report.html").resolve().as_uri())
        shot = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
        browser.close()
    shot.quantize(32).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
