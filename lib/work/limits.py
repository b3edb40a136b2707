"""What one document may cost."""

from collections.abc import Callable
from time import thread_time
from typing import NamedTuple

from lib.text.decoding import Rejected
from lib.text.phrases import plural
from lib.work.parameters import PARAMETERS

# bytes; a file that unpacks to no more is small, however often its words are the same
HARMLESS = 10_000_000


class Limits(NamedTuple):
    """The limits of one document, as the parameters of these names give them."""

    max_bytes: int = PARAMETERS["max_bytes"].default
    max_chars: int = PARAMETERS["max_chars"].default
    max_expansion: int = PARAMETERS["max_expansion"].default
    max_seconds: int = PARAMETERS["max_seconds"].default

    def unpacked(self, size: int) -> int:
        """The bytes that a file of so many bytes may unpack to."""
        return max(HARMLESS, self.max_expansion * size)


NO_MORE = Limits()  # the limits where none are given


def too_long(seconds: int) -> str:
    """The reason for a document whose work takes longer than the seconds."""
    return f"takes too long: not done after {plural(seconds, 'second')} of work"


def clock(seconds: int) -> Callable[[], None]:
    """A function for a loop to call: Rejected once this thread has worked so long from now on.

    What counts is the work, not the time that passes: another program rejects no document.
    """
    end = thread_time() + seconds

    def check() -> None:
        if thread_time() > end:
            raise Rejected(too_long(seconds))

    return check
