"""Fusing word and vector scores into one ranking.

score = (1 - w) * word + w * vector + what is known of the clause, each of the two scaled so that they can be added:
0 for the DEPTH-th best clause of this question and below, 1 for the best one.
word    BM25 of the question, and of the law's words for it at LAW_WORDS of their weight
vector  cosine with the question, both taken from the mean of the passages

Measured against reciprocal ranks, other weights, pseudo-relevance feedback and more: eval/README.md.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.index.building import Index

DEPTH = 1000
"""How deep each ranking is taken: what lies below is no candidate."""

LAW_WORDS = 0.5
"""Weight of the law's words against the question's own."""

CONTEXT = 0.5
"""Weight of the turns before that a question leans on."""

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
    weight: float,
    prior: Floats,
    allowed: npt.NDArray[np.bool_] | None = None,
) -> Ranked:
    """Rank the union of the DEPTH best passages by words and by vector.

    `words` is the BM25 score of every passage, `prior` what is added to the fused score of every passage; `allowed`,
    where given, says which passages may be returned.
    """
    if allowed is not None:
        words = np.where(allowed, words, 0)
        near = np.flatnonzero(allowed)
    else:
        near, _ = index.vectors.nearest(vector, DEPTH)
    best = np.argpartition(-words, DEPTH)[:DEPTH] if len(words) > DEPTH else np.arange(len(words))
    positions = np.union1d(best[words[best] > 0], near).astype(np.int64)
    cosines = index.vectors.cosines(vector, positions)
    word = _scaled(words[positions])
    scores = ((1 - weight) * word + weight * _scaled(cosines) + prior[positions]).astype(np.float32)
    order = np.argsort(-scores, kind="stable")
    positions = positions[order]
    return Ranked(positions, scores[order], words[positions], cosines[order])


def _scaled(values: Floats) -> Floats:
    """From 0 for the DEPTH-th best value to 1 for the best."""
    if not len(values):
        return values
    lowest = float(np.partition(values, -DEPTH)[-DEPTH]) if len(values) > DEPTH else float(values.min())
    width = float(values.max()) - lowest
    return np.maximum(values - lowest, 0) / width if width > 0 else np.zeros_like(values)
