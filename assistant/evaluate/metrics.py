"""The metrics: pure functions over what was found and what was wanted.

Recall@k and reciprocal rank are those of information retrieval (Manning, Raghavan and Schütze 2008, ch. 8); a question
counts as found when any clause that answers it is found. A metric that does not apply to a case is left out, not zero.
"""

from collections.abc import Sequence


def found_at(ranked: Sequence[str], wanted: Sequence[str]) -> int | None:
    """The rank (from 1) of the first wanted clause, or None."""
    return next((rank for rank, clause_id in enumerate(ranked, 1) if serves(clause_id, wanted)), None)


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """The share of questions whose clause is among the first `k`."""
    return mean([float(rank is not None and rank <= k) for rank in ranks])


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """The mean of 1/rank; 0 for a question whose clause was not found."""
    return mean([1 / rank if rank else 0.0 for rank in ranks])


def serves(cited: str, wanted: Sequence[str]) -> bool:
    """Whether a cited clause is a wanted one or a part of it: 第十一条第一款 serves 第十一条, 第一百一十条 does not."""
    return any(cited == clause or is_within(cited, clause) for clause in wanted)


def is_within(clause: str, outer: str) -> bool:
    """Whether `clause` is a 款, 项, 目 or list item of `outer`, by their ids."""
    rest = clause.removeprefix(outer)
    return clause.startswith(outer) and rest[:1] in ("第", " ")


def precision(cited: Sequence[str], wanted: Sequence[str]) -> float | None:
    """The share of cited clauses that are wanted; None without citations."""
    return mean([float(serves(clause, wanted)) for clause in cited]) if cited else None


def share(part: int, whole: int, *, of_nothing: float) -> float:
    """`part` of `whole`; `of_nothing` where there is no whole."""
    return part / whole if whole else of_nothing


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def median(values: Sequence[float]) -> float:
    """The middle value (the upper one of two); 0 of nothing."""
    return sorted(values)[len(values) // 2] if values else 0.0
