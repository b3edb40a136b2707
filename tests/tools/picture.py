"""The README's picture: the top of the report on the invented flood, out of a real browser.

`python tests/tools/picture.py RUN` writes notebooks/report.png; RUN: folder of a run over
tests/corpus/reports. With the picture stand the findings that it shows, so that a test can tell
when they have changed.
"""

import io
import sys
from pathlib import Path

from laboratory import CHROMIUM
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from lib.findings.results import Results
from lib.findings.told import findings
from lib.show.read import results

PICTURE = Path(__file__).parents[2] / "notebooks" / "report.png"
SIZE = {"width": 1000, "height": 570}
SHOWN = 3  # findings that it has room for


def shown(tables: Results) -> str:
    """The findings that the picture shows, a line each."""
    return "\n".join(finding.text for finding in findings(tables)[:SHOWN])


def main(run: Path) -> None:
    """Write the picture; few colours make it small."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport=SIZE)
        tab.goto((run / "report.html").resolve().as_uri())
        shot = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
        browser.close()
    about = PngInfo()
    about.add_itxt("findings", shown(results(run)))
    shot.quantize(32).save(PICTURE, optimize=True, pnginfo=about)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
