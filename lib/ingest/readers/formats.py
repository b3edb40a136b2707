"""Every format that is read: its ending, what reads it, and what keeps a harmful file from harm."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lib.ingest.readers.exports import read_csv, read_json
from lib.ingest.readers.reading import Reading
from lib.text.decoding import Rejected

Export = Callable[[bytes, dict[str, str]], Iterator[Reading | Rejected]]


class Format(NamedTuple):
    """How files of an ending are read, by names "module:function", so that none is loaded in vain.

    reader: bytes in, a Reading out; None if all that a file holds is other files. foreign: what its
    library does with a harmful file is not ours to say, so it works in a process of its own.
    unpacked: bytes and a limit in, how large the file unpacks to out; of every format that is
    packed. several: what press databases put several articles into. members: bytes, the most that
    they may unpack to and the largest file in, the files in it out.
    """

    reader: str | None
    foreign: bool = False
    unpacked: str | None = None
    several: bool = False
    members: str | None = None


READERS = "lib.ingest.readers"
DOCUMENTS = {
    ".txt": Format(f"{READERS}.reading:read_text", several=True),
    ".md": Format(f"{READERS}.reading:read_text"),
    ".html": Format(f"{READERS}.webpage:read_html", foreign=True),
    ".htm": Format(f"{READERS}.webpage:read_html", foreign=True),
    ".pdf": Format(f"{READERS}.pdf:read_pdf", True, f"{READERS}.pdf:unpacked"),
    ".docx": Format(f"{READERS}.word:read_docx", True, f"{READERS}.word:unpacked", True),
    ".odt": Format(
        f"{READERS}.opendocument:read_odt", True, f"{READERS}.opendocument:unpacked", True
    ),
    ".rtf": Format(f"{READERS}.rich_text:read_rtf", True, several=True),
    ".eml": Format(
        f"{READERS}.mail:read_mail", True, several=True, members=f"{READERS}.mail:attached"
    ),
    ".mbox": Format(None, True, members=f"{READERS}.mail:messages"),
    ".zip": Format(None, members="lib.text.archives:members"),
}
# a report a record
EXPORTS: dict[str, Export] = {".csv": read_csv, ".jsonl": read_json, ".json": read_json}
ENDINGS = (*DOCUMENTS, *EXPORTS)
