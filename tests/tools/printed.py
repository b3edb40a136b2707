"""PDFs drawn line by line, where a program that sets paragraphs would leave nothing to find."""

import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

REGULAR, BOLD = "Times-Roman", "Times-Bold"
# paragraphs of two sentences
PORT = (
    "The harbour board of Ileth on Monday rejected the plan for a bridge over the river, saying"
    " that nobody had shown who would pay for it. Governor Ann Lee called the decision a mistake."
)
MILL = (
    "Workers of the paper mill at Sorn have been on strike since Friday. Their union, led by Petra"
    " Holm, asks for nine per cent; the owners, who bought the mill in 2019, offer three."
)
SCHOOL = (
    "Three schools in the valley stayed closed after the storm, the district said. Teachers had"
    " been told on Sunday that the Vale Road would not be cleared before Wednesday morning."
)


class Block(NamedTuple):
    """A text in lines no wider than a width, the first at a place from the left and the top."""

    text: str
    x: float = 72
    top: float = 72
    width: float = 400
    font: str = REGULAR
    size: float = 11
    align: str = "left"
    indent: float = 0


def printed(
    *pages: Iterable[Block], turn: int = 0, ruled: Sequence[Sequence[float]] = ((), ())
) -> bytes:
    """A PDF of pages of blocks.

    turn: by how many degrees what is on each page is turned. ruled: where the lines of a table
    stand from the left, and from the top.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    for blocks in pages:
        if turn:
            canvas.translate(A4[0] / 2, A4[1] / 2)
            canvas.rotate(turn)
            canvas.translate(-A4[0] / 2, -A4[1] / 2)
        for block in blocks:
            _draw(canvas, block)
        if all(ruled):
            canvas.grid(ruled[0], [A4[1] - top for top in ruled[1]])
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def stacked(*texts: str, top: float = 72, space: float = 8, **style: float | str) -> list[Block]:
    """Paragraphs below each other."""
    blocks = []
    for text in texts:
        blocks.append(Block(text, top=top, **style))
        top = end(blocks[-1]) + space
    return blocks


def end(block: Block) -> float:
    """Where a block ends, from the top."""
    return block.top + len(_lines(block)) * block.size * 1.25


def _lines(block: Block) -> list[str]:
    return simpleSplit(block.text, block.font, block.size, block.width)


def _draw(canvas: Canvas, block: Block) -> None:
    canvas.setFont(block.font, block.size)
    for number, line in enumerate(_lines(block)):
        y = A4[1] - block.top - block.size - number * block.size * 1.25
        room = block.width - canvas.stringWidth(line, block.font, block.size)
        shift = {"left": 0.0, "right": room, "centre": room / 2}[block.align]
        canvas.drawString(block.x + shift + (block.indent if not number else 0), y, line)
