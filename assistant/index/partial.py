"""Vectors of a build that is under way: kept chunk by chunk, so that a build goes on where a killed one stopped.

<index>/.partial/<first 12 digits of the model's fingerprint hashed>/<n>.npz with `keys` (passage hashes) and `vectors`
"""

import hashlib
import shutil
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

FOLDER = ".partial"
CHUNK = 512
"""Passages between two writes: about 15 seconds of work on 2 cores."""

Vectors = dict[str, npt.NDArray[np.float32]]


class Partial:
    """The chunks of one model in the index folder."""

    def __init__(self, index: Path, model: str) -> None:
        self._all = index / FOLDER
        self._folder = self._all / hashlib.sha256(model.encode()).hexdigest()[:12]

    def load(self) -> Vectors:
        """Every vector kept so far; a chunk that was cut off is left out."""
        found: Vectors = {}
        for path in sorted(self._folder.glob("*.npz")):
            try:
                with np.load(path, allow_pickle=False) as chunk:
                    found |= dict(zip(chunk["keys"].tolist(), chunk["vectors"], strict=True))
            except (OSError, ValueError, KeyError, zipfile.BadZipFile):
                path.unlink(missing_ok=True)
        return found

    def keep(self, keys: list[str], vectors: npt.NDArray[np.float32]) -> None:
        """Write one chunk, whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / f"{keys[0]}.npz"
        part = target.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, keys=np.array(keys), vectors=vectors)
        part.replace(target)

    def forget(self) -> None:
        """Remove all chunks: what they held is published."""
        shutil.rmtree(self._all, ignore_errors=True)
