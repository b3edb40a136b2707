"""Pairs of numbers in, what they tie together out."""

from collections.abc import Iterable


def tied(pairs: Iterable[tuple[int, int]], size: int, *, most: int | None = None) -> list[int]:
    """For each number below `size` the first of those that the pairs tie to it; a pair that would
    tie more than `most` together is left out."""
    home, counts = list(range(size)), [1] * size

    def first(number: int) -> int:
        while home[number] != number:
            home[number] = home[home[number]]
            number = home[number]
        return number

    for one, other in pairs:
        a, b = sorted((first(one), first(other)))
        if a != b and (most is None or counts[a] + counts[b] <= most):
            home[b] = a
            counts[a] += counts[b]
    return [first(number) for number in range(size)]
