"""The vector index: LlamaIndex's FAISS store over normalised vectors, inner product, exact search.

What is stored are the model's vectors; what is searched are their differences from the mean of all, of length 1 again.
e5 puts all texts into a narrow cone (cosines 0.75 … 0.95); without what they share, the ranking of lay questions gains
(recall@10 0.579 → 0.60 of the vectors alone) and a cosine tells near from far.
"""

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt
from llama_index.core.vector_stores import VectorStoreQuery
from llama_index.vector_stores.faiss import FaissVectorStore

Matrix = npt.NDArray[np.float32]

faiss.omp_set_num_threads(1)  # cores that wait for each other cost a single question more than they save


class VectorIndex:
    """Cosine of a question's vector with every passage's, by position, both taken from the mean of the passages."""

    def __init__(self, vectors: Matrix) -> None:
        self._mean: Matrix = vectors.mean(axis=0) if len(vectors) > 1 else np.zeros(vectors.shape[1], np.float32)
        self.store = _store(_unit(vectors - self._mean))

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Read what `save` wrote."""
        return cls(read(path))

    def nearest(self, vector: list[float], count: int) -> tuple[npt.NDArray[np.int64], Matrix]:
        """Positions and cosines of the `count` nearest passages, best first."""
        query = VectorStoreQuery(query_embedding=self._centred(vector).tolist(), similarity_top_k=count)
        result = self.store.query(query)
        positions = np.array([int(each) for each in result.ids or []], dtype=np.int64)
        return positions, np.array(result.similarities or [], dtype=np.float32)

    def nearness(self, vector: list[float]) -> float:
        """The cosine of the nearest passage."""
        return float(self.nearest(vector, 1)[1][0])

    def cosines(self, vector: list[float], positions: npt.NDArray[np.int64]) -> Matrix:
        """Cosines with the passages at `positions`."""
        if not len(positions):
            return np.zeros(0, dtype=np.float32)
        found: Matrix = self.store.client.reconstruct_batch(positions) @ self._centred(vector)
        return found

    def _centred(self, vector: list[float]) -> Matrix:
        found: Matrix = _unit((np.asarray(vector, dtype=np.float32) - self._mean)[None])[0]
        return found


def save(vectors: Matrix, path: Path) -> None:
    """Write the model's vectors, shape (passages, dimensions), each of length 1."""
    _store(vectors).persist(str(path))


def read(path: Path) -> Matrix:
    """The vectors that `save` wrote."""
    client = FaissVectorStore.from_persist_path(str(path)).client
    found: Matrix = client.reconstruct_n(0, client.ntotal)
    return found


def _store(vectors: Matrix) -> FaissVectorStore:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return FaissVectorStore(faiss_index=index)


def _unit(vectors: Matrix) -> Matrix:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Matrix = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return found
