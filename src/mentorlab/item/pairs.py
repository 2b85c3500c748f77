"""The best pairing under hard constraints: an assignment problem, solved once, when a file is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

_NEVER = 1_000_000.0
_HOPED = -1.0


def best_pairs(
    mentees: Sequence[str],
    mentors: Sequence[str],
    places: int,
    never: Collection[tuple[str, str]],
    hoped: Collection[tuple[str, str]],
) -> dict[str, str] | None:
    """Each mentee's mentor, so that no `never` is broken and as many hopes as possible are kept.

    Parameters
    ----------
    places : how many mentees one mentor takes
    never, hoped : (mentee, mentor)

    Returns
    -------
    The same pairs on every machine; None where no pairing keeps the constraints.
    """
    seats = [mentor for mentor in mentors for _ in range(places)]
    if len(seats) < len(mentees):
        return None
    costs = [
        [_NEVER if (mentee, mentor) in never else _HOPED * ((mentee, mentor) in hoped) for mentor in seats]
        for mentee in mentees
    ]
    taken = _assign(costs)
    if any(costs[row][column] >= _NEVER for row, column in enumerate(taken)):
        return None
    return {mentees[row]: seats[column] for row, column in enumerate(taken)}


def _assign(costs: Sequence[Sequence[float]]) -> list[int]:
    """The column of each row at the least total cost (Kuhn and Munkres, rows not more than columns)."""
    rows, columns = len(costs), len(costs[0]) if costs else 0
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner = [0] * (columns + 1)  # which row holds a column; column 0 is where a new row waits
    for row in range(1, rows + 1):
        owner[0], here = row, 0
        cheapest = [float("inf")] * (columns + 1)
        came_from = [0] * (columns + 1)
        seen = [False] * (columns + 1)
        while owner[here]:
            seen[here] = True
            holder, step, nearest = owner[here], float("inf"), 0
            for column in range(1, columns + 1):
                if seen[column]:
                    continue
                cost = costs[holder - 1][column - 1] - row_price[holder] - column_price[column]
                if cost < cheapest[column]:
                    cheapest[column], came_from[column] = cost, here
                if cheapest[column] < step:
                    step, nearest = cheapest[column], column
            for column in range(columns + 1):
                if seen[column]:
                    row_price[owner[column]] += step
                    column_price[column] -= step
                else:
                    cheapest[column] -= step
            here = nearest
        while here:
            owner[here] = owner[came_from[here]]
            here = came_from[here]
    found = [0] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            found[owner[column] - 1] = column - 1
    return found
