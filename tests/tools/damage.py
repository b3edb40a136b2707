"""Damaged texts, and what must hold for any text that is cleaned."""

from hypothesis import settings
from hypothesis import strategies as st

SOAK = settings(deadline=None, derandomize=True, database=None)

# pieces of damage and of what must stay, so that random texts come near the rules
PIECES = st.sampled_from(
    "Kabul the officials said Taliban U.S. Lt.Gen. a.m. 3.5 1,000 Node.js dawn.com x@y.org"
    ' https://t.co/a.b “yes” "no" \'s it’s itâ€™s caf\u00c3\u00a9 &amp; &nbsp; &#8217; &lt;b&gt;'
    " <p> </p> <br/> < b > td > </td> <td> <th> </tr> <table> li > <!-- --> <script> </script> . ,"
    " ; : ! ? ... . | - – — $ * ( ) [ ] Comments: 0 Advertisement ---|--- Published in Dawn,"
    " November 22th, 2024 co- region.as By \u00ad \u200b \u00a0 \t \r \u2028 1. •".split(" ")
)

GLUE = st.sampled_from(["", " ", " ", "  ", "\n", "\n\n", "\r\n"])

DAMAGED = st.lists(st.tuples(PIECES, GLUE), max_size=40).map(
    lambda pairs: "".join(piece + glue for piece, glue in pairs)
)

ANY = st.one_of(st.text(max_size=300), DAMAGED)
