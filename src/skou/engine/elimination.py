"""Which entries a sparse elimination touches, decided once for the model (no pivoting at run time)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Elimination:
    """The plan of a sparse LU factorisation with diagonal pivots.

    Attributes
    ----------
    order : tuple of int
        Pivots in the order in which they are eliminated.
    lower, upper : dict
        For each row its columns that are eliminated before it and after it, in pivot order, fill included.
    """

    order: tuple[int, ...]
    lower: dict[int, tuple[int, ...]]
    upper: dict[int, tuple[int, ...]]

    @property
    def entries(self) -> list[tuple[int, int]]:
        """All stored entries, row by row in pivot order."""
        return [(i, j) for i in self.order for j in (*self.lower[i], i, *self.upper[i])]


def plan_elimination(size: int, entries: Iterable[tuple[int, int]]) -> Elimination:
    """Order the pivots of a ``size`` x ``size`` matrix by Markowitz's rule: least fill first.

    Examples
    --------
    >>> arrow = [(0, 1), (1, 0), (0, 2), (2, 0)]
    >>> plan_elimination(3, arrow).order
    (1, 0, 2)
    """
    rows = [{i} for i in range(size)]
    columns = [{i} for i in range(size)]
    for i, j in entries:
        rows[i].add(j)
        columns[j].add(i)
    pattern = [set(r) for r in rows]
    remaining = set(range(size))
    order: list[int] = []
    while remaining:
        pivot = min(remaining, key=lambda k: ((len(rows[k]) - 1) * (len(columns[k]) - 1), k))
        order.append(pivot)
        remaining.discard(pivot)
        right = rows[pivot] - {pivot}
        for i in columns[pivot] - {pivot}:
            pattern[i] |= right
            rows[i] |= right
            rows[i].discard(pivot)
            for j in right:
                columns[j].add(i)
        for j in right:
            columns[j].discard(pivot)
    rank = {k: r for r, k in enumerate(order)}
    sorted_rows = [sorted(p, key=rank.__getitem__) for p in pattern]
    return Elimination(
        tuple(order),
        {i: tuple(j for j in sorted_rows[i] if rank[j] < rank[i]) for i in range(size)},
        {i: tuple(j for j in sorted_rows[i] if rank[j] > rank[i]) for i in range(size)},
    )
