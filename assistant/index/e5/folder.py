"""The sentence-transformers folder: written from the bundled model, put in place whole, told apart by its hash."""

import hashlib
import json
import shutil
import stat
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import save_file

from assistant.errors import ModelError
from assistant.index.e5.bundle import REINSTALL, BadFileError, Header, Model, load
from assistant.index.e5.tokenizer import tokenizer_files

FINGERPRINT_FILE = "fingerprint.txt"
COMPLETE = "modules.json"
"""The file by which a converted folder is known to be whole: it is written with all others or not at all."""
_WEIGHTS_FILE = "model.safetensors"
_TEXT_SUFFIXES = {".json", ".txt"}
_WEIGHT_SUFFIXES = {".safetensors", ".bin", ".pt", ".model"}
_SAMPLE_BYTES = 1 << 20
_STALE_SECONDS = 24 * 60 * 60
_CHECK_FOLDER = "请检查该文件夹是否为完整的 sentence-transformers 模型、是否有读取权限。"


def convert(source: Path, target: Path, *, progress: Callable[[str], None] | None = None) -> None:
    """Write the model in `source` as the sentence-transformers folder `target` (about 490 MB), all of it or nothing.

    A model that is already at `target`, or that another process puts there meanwhile, is left as it is.
    Raises ModelError where `source` cannot be read or is damaged, or `target` cannot be written.
    """
    say = progress or (lambda _message: None)
    if (target / COMPLETE).is_file():
        return
    say("正在读取模型文件……")
    model = load(source)
    scratch = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(target)
        scratch.mkdir()
        say("正在写入转换后的模型……")
        _write_folder(model, scratch)
        _publish(scratch, target)
    except BadFileError as error:
        raise ModelError(f"模型文件 {source} 无法转换：{error}。", REINSTALL) from error
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"无法写入模型文件夹 {target}（{error}）。", "请检查该位置的写入权限，并留出至少 600 MB 磁盘空间。"
        ) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def fingerprint(folder: Path) -> str:
    """A short hash that changes with the model in `folder`, without reading all of its weights.

    Covers the configuration and the tokenizer, the size and the first and last MiB of the weights, and the hash of
    their whole content where `convert` has left it. Raises ModelError where `folder` is missing, empty or unreadable.
    """
    digest = hashlib.sha256()
    try:
        paths = sorted(path for path in folder.rglob("*") if path.suffix in _TEXT_SUFFIXES | _WEIGHT_SUFFIXES)
        for path in paths:
            content = path.read_bytes() if path.suffix in _TEXT_SUFFIXES else _sample(path)
            digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode() + content)
    except OSError as error:
        raise ModelError(f"无法读取模型文件夹 {folder}（{error}）。", _CHECK_FOLDER) from error
    if not paths:
        raise ModelError(f"文件夹 {folder} 里没有模型文件。", _CHECK_FOLDER)
    return digest.hexdigest()[:16]


def _write_folder(model: Model, folder: Path) -> None:
    """All files of the sentence-transformers folder."""
    header, vocabulary, weights = model
    # The file has no pooler, which mean pooling does not use either; without one, loading warns of missing weights.
    weights["pooler.dense.weight"] = np.zeros((header.hidden, header.hidden), dtype=np.float32)
    weights["pooler.dense.bias"] = np.zeros(header.hidden, dtype=np.float32)
    save_file(weights, folder / _WEIGHTS_FILE, metadata={"format": "pt"})
    contents = _configuration(header, vocabulary.pad) | tokenizer_files(vocabulary, header.positions)
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    with (folder / _WEIGHTS_FILE).open("rb") as file:
        content_hash = hashlib.file_digest(file, "sha256").hexdigest()
    (folder / FINGERPRINT_FILE).write_text(content_hash + "\n", "ascii")
    # Some versions of safetensors write for the owner alone, whatever the umask says.
    (folder / _WEIGHTS_FILE).chmod(stat.S_IMODE((folder / FINGERPRINT_FILE).stat().st_mode))


def _configuration(header: Header, pad: int) -> dict[str, Any]:
    """File name → content, for the network and the steps after it."""
    modules = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": header.hidden,
            "intermediate_size": header.inner,
            "layer_norm_eps": header.epsilon,
            "max_position_embeddings": header.positions,
            "num_attention_heads": header.heads,
            "num_hidden_layers": header.layers,
            "pad_token_id": pad,
            "type_vocab_size": header.types,
            "vocab_size": header.vocabulary,
        },
        COMPLETE: [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
        "sentence_bert_config.json": {"max_seq_length": header.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {}, "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": {"word_embedding_dimension": header.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }


def _publish(scratch: Path, target: Path) -> None:
    """Rename `scratch` to `target`, unless another process was first: its folder is as good."""
    try:
        scratch.replace(target)
    except OSError:
        if not (target / COMPLETE).is_file():
            raise


def _remove_stale(target: Path) -> None:
    """Remove what killed conversions have left beside `target`; a running one is never a day old."""
    for folder in target.parent.glob(f".{target.name}.*.tmp"):
        if folder.stat().st_mtime < time.time() - _STALE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _sample(path: Path) -> bytes:
    """The first and the last MiB of a file."""
    with path.open("rb") as file:
        first = file.read(_SAMPLE_BYTES)
        file.seek(max(path.stat().st_size - _SAMPLE_BYTES, 0))
        return first + file.read(_SAMPLE_BYTES)
