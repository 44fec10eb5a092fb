"""Fusing word and vector scores into one ranking.

score = (1 - w) * word + w * vector, each scaled so that they can be added:
word    BM25 over the best BM25 of this question,
vector  cosine above the question's average cosine with its candidates, over the best one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.index.building import Index

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Positions of passages, best first, with the scores that ranked them."""

    positions: npt.NDArray[np.int64]
    scores: Floats
    words: Floats
    cosines: Floats


def rank(
    index: Index,
    words: Floats,
    vector: list[float],
    *,
    count: int,
    weight: float,
    allowed: npt.NDArray[np.bool_] | None,
    bonus: Mapping[int, float],
) -> Ranked:
    """Rank the union of the `count` best passages by words and by vector.

    `words` is the BM25 score of every passage; `allowed`, where given, says which passages may be returned;
    `bonus` is added to the fused score of single positions.
    """
    if allowed is not None:
        words = np.where(allowed, words, 0)
        near = np.flatnonzero(allowed)
        if len(near) > count:
            near = near[np.argsort(-index.vectors.cosines(vector, near), kind="stable")[:count]]
    else:
        near, _ = index.vectors.nearest(vector, count)
    best = np.argsort(-words, kind="stable")[:count]
    positions = np.union1d(best[words[best] > 0], near).astype(np.int64)
    cosines = index.vectors.cosines(vector, positions)
    scores = (1 - weight) * _scaled(words[positions]) + weight * _scaled(cosines - float(np.min(cosines, initial=1.0)))
    scores = scores + np.array([bonus.get(int(position), 0.0) for position in positions], dtype=np.float32)
    order = np.argsort(-scores, kind="stable")
    positions = positions[order]
    return Ranked(positions, scores[order], words[positions], cosines[order])


def _scaled(values: Floats) -> Floats:
    highest = float(np.max(values, initial=0.0))
    return values / highest if highest > 0 else values
