"""The best pairing under hard constraints: a matching of most weight, found once, when a file is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

HOPED = 1  # what a hope that is kept weighs; a pair that nobody hopes for weighs nothing


def best_pairs(
    mentees: Sequence[str],
    mentors: Sequence[str],
    places: int,
    never: Collection[tuple[str, str]],
    hoped: Collection[tuple[str, str]],
) -> dict[str, str] | None:
    """Find each mentee's mentor, so that no `never` is broken and as many hopes as possible are kept.

    Parameters
    ----------
    places : how many mentees one mentor takes
    never, hoped : (mentee, mentor)

    Returns
    -------
    The same pairs on every machine; None where no pairing keeps the constraints.
    """
    # Imported here: only reading a notation needs it, and scoring does without it, in a browser too.
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(("mentee", mentee) for mentee in mentees)
    for mentee in mentees:
        for mentor in mentors:
            if (mentee, mentor) not in never:
                weight = HOPED * ((mentee, mentor) in hoped)
                for seat in range(places):
                    graph.add_edge(("mentee", mentee), ("seat", mentor, seat), weight=weight)
    # Everybody first, then hopes.
    found = nx.max_weight_matching(graph, maxcardinality=True)
    pairs = {}
    for pair in found:
        mentee, seat = sorted(pair)  # "mentee" stands before "seat"
        pairs[mentee[1]] = seat[1]
    return {mentee: pairs[mentee] for mentee in mentees} if len(pairs) == len(mentees) else None
