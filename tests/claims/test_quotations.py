"""Where quotations begin and end."""

from lib.claims.parse import parse
from lib.claims.quotations import quotations


def test_a_quotation_left_open_ends_with_its_block():
    doc = next(parse(["“The dam is safe, the mayor said."]))
    assert quotations(doc) == [range(len(doc))]
