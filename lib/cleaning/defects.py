"""The defects of a text in the order of their repair, each a function from text to edits."""

from collections.abc import Callable, Iterator

from lib.cleaning.capitals import lower_starts
from lib.cleaning.characters import blobs, entities, invisible, ligatures, line_ends, mojibake
from lib.cleaning.edits import Edit
from lib.cleaning.lines import cells, hyphenated, quoted_mail, separators, wrapped
from lib.cleaning.lost import contractions, lost
from lib.cleaning.markup import scripts, tags
from lib.cleaning.site import chrome
from lib.cleaning.spaces import colon_commas, glued, spaces, stray_spaces

DEFECTS: tuple[Callable[[str], Iterator[Edit]], ...] = (
    mojibake,
    invisible,
    line_ends,
    entities,
    ligatures,
    lost,
    contractions,
    scripts,
    tags,
    blobs,
    quoted_mail,
    separators,
    spaces,
    wrapped,
    hyphenated,
    chrome,
    cells,
    stray_spaces,
    colon_commas,
    glued,
    lower_starts,
)
