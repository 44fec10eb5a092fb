"""The vector index: LlamaIndex's FAISS store over normalised vectors, inner product, exact search."""

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt
from llama_index.core.vector_stores import VectorStoreQuery
from llama_index.vector_stores.faiss import FaissVectorStore

Matrix = npt.NDArray[np.float32]


class VectorIndex:
    """Cosine of a question's vector with every passage's, by position."""

    def __init__(self, store: FaissVectorStore) -> None:
        self.store = store

    @classmethod
    def build(cls, vectors: Matrix) -> "VectorIndex":
        """Index `vectors`, shape (passages, dimensions), each of length 1."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(FaissVectorStore(faiss_index=index))

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Read what `save` wrote."""
        return cls(FaissVectorStore.from_persist_path(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        self.store.persist(str(path))

    def nearest(self, vector: list[float], count: int) -> tuple[npt.NDArray[np.int64], Matrix]:
        """Positions and cosines of the `count` nearest passages, best first."""
        result = self.store.query(VectorStoreQuery(query_embedding=vector, similarity_top_k=count))
        positions = np.array([int(each) for each in result.ids or []], dtype=np.int64)
        return positions, np.array(result.similarities or [], dtype=np.float32)

    def cosines(self, vector: list[float], positions: npt.NDArray[np.int64]) -> Matrix:
        """Cosines with the passages at `positions`."""
        if not len(positions):
            return np.zeros(0, dtype=np.float32)
        found: Matrix = self.store.client.reconstruct_batch(positions) @ np.asarray(vector, dtype=np.float32)
        return found

    def all(self) -> Matrix:
        """Every vector, shape (passages, dimensions)."""
        found: Matrix = self.store.client.reconstruct_n(0, self.store.client.ntotal)
        return found
