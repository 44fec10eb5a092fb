"""Building, publishing and opening the index.

<index>/current            the name of the published version
<index>/<version>/manifest.json, vectors.faiss, words/

1. A build embeds only passages whose text has no vector yet under the same model.
2. It writes a whole new version in a folder of its own, then moves the name in `current`: a reader sees the old
   index or the new one. Vectors are kept as they come (partial.py), so a kill half way loses a few seconds' work.
3. Opening checks the files' hashes, the model's fingerprint and the corpus, and refuses what does not match.
"""

import hashlib
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.domain import Corpus
from assistant.errors import IndexStateError
from assistant.index.partial import CHUNK, Partial, Vectors
from assistant.index.passages import Passage, corpus_version, passages
from assistant.index.vectors import VectorIndex, read, save
from assistant.index.words import WordIndex

if TYPE_CHECKING:
    from assistant.index.embedding import Embedder

FORMAT = 2
CURRENT = "current"
MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"
WORDS = "words"
LOCK_SECONDS = 600
REBUILD = "请运行 assistant index build 重建索引，文本不会丢失。"


class Manifest(BaseModel):
    """What an index was built from: enough to tell whether it still fits."""

    model_config = ConfigDict(extra="forbid")
    format: int
    model: str
    corpus: str
    clause_ids: tuple[str, ...]
    passages: tuple[str, ...]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Index:
    """Words and vectors of the same passages; position i belongs to clause_ids[i]."""

    manifest: Manifest
    words: WordIndex
    vectors: VectorIndex


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: passages in all, and how many had to be embedded."""

    passages: int
    embedded: int


def exists(folder: Path) -> bool:
    """Whether any index was ever published in `folder`."""
    return (folder / CURRENT).exists()


def published(folder: Path) -> str:
    """The name of the index that is published now; empty where there is none."""
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def build(
    folder: Path, corpus: Corpus, embedder: "Embedder", progress: Callable[[int, int], None] | None = None
) -> Built:
    """Publish an index over `corpus`; unchanged passages keep their vectors, and nothing is written if all match."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=LOCK_SECONDS):
            return _build(folder, corpus, embedder, progress)
    except Timeout as error:
        raise IndexStateError(f"另一个程序正在建立 {folder} 的索引。", "请等它完成后再试。") from error
    except OSError as error:
        raise IndexStateError(
            f"索引文件夹 {folder} 无法写入（{error.strerror or error}）。",
            "请检查磁盘空间和权限，或用 --home 换一个文件夹。",
        ) from error


def _build(folder: Path, corpus: Corpus, embedder: "Embedder", progress: Callable[[int, int], None] | None) -> Built:
    found = passages(corpus)
    known = _known_vectors(folder, embedder.fingerprint)
    missing = {each.sha256: each.text for each in found if each.sha256 not in known}
    if not missing and _published_corpus(folder, embedder.fingerprint) == corpus_version(found):
        return Built(len(found), 0)
    partial = Partial(folder, embedder.fingerprint)
    known |= _embedded(missing, partial, embedder, progress)
    matrix = np.stack([known[each.sha256] for each in found])
    _publish(folder, found, matrix, embedder.fingerprint)
    partial.forget()
    return Built(len(found), len(missing))


def _embedded(
    missing: dict[str, str], partial: Partial, embedder: "Embedder", progress: Callable[[int, int], None] | None
) -> Vectors:
    """A vector for each passage of `missing`; what a build that was stopped had embedded is taken from `partial`.

    Passages of like length come together over all chunks, to pad little.
    """
    kept = {key: vector for key, vector in partial.load().items() if key in missing}
    left = sorted((key for key in missing if key not in kept), key=lambda key: len(missing[key]), reverse=True)
    for start in range(0, len(left), CHUNK):
        keys = left[start : start + CHUNK]
        done = len(missing) - len(left) + start

        def report(steps: int, _: int, done: int = done) -> None:
            if progress:
                progress(done + steps, len(missing))

        vectors = embedder.passages([missing[key] for key in keys], report)
        partial.keep(keys, vectors)
        kept |= dict(zip(keys, vectors, strict=True))
    return kept


def _known_vectors(folder: Path, model: str) -> dict[str, npt.NDArray[np.float32]]:
    """The vectors of the published index by passage hash; none where it is damaged or of another model."""
    try:
        target, manifest = _read_whole(folder)
    except IndexStateError:
        return {}
    return dict(zip(manifest.passages, read(target / VECTORS), strict=True)) if manifest.model == model else {}


def _published_corpus(folder: Path, model: str) -> str | None:
    try:
        manifest = _read_manifest(folder)[1]
        return manifest.corpus if manifest.model == model else None
    except IndexStateError:
        return None


def _publish(folder: Path, found: tuple[Passage, ...], matrix: npt.NDArray[np.float32], model: str) -> None:
    version = f"{corpus_version(found)}-{uuid.uuid4().hex[:6]}"
    target = folder / version
    target.mkdir(parents=True)
    save(matrix, target / VECTORS)
    WordIndex.build(each.text for each in found).save(target / WORDS)
    manifest = Manifest(
        format=FORMAT,
        model=model,
        corpus=corpus_version(found),
        clause_ids=tuple(each.clause_id for each in found),
        passages=tuple(each.sha256 for each in found),
        files=_hashes(target),
    )
    (target / MANIFEST).write_text(manifest.model_dump_json(), encoding="utf-8")
    pointer = folder / f".{CURRENT}"
    pointer.write_text(version, encoding="utf-8")
    pointer.replace(folder / CURRENT)
    for old in folder.iterdir():
        if old.is_dir() and old.name != version:
            shutil.rmtree(old, ignore_errors=True)


def open_index(folder: Path, corpus: Corpus, model: str) -> Index:
    """The published index, checked against its own hashes, the model's fingerprint and the corpus."""
    index = _load(folder)
    if index.manifest.model != model:
        raise IndexStateError("索引是用另一个嵌入模型建立的，与现在的设置不一致。", REBUILD)
    found = passages(corpus)
    if index.manifest.corpus != corpus_version(found):
        raise IndexStateError("索引与现有的文本不一致（文本有增减或改动）。", REBUILD)
    return index


def _load(folder: Path) -> Index:
    target, manifest = _read_whole(folder)
    return Index(manifest, WordIndex.load(target / WORDS), VectorIndex.load(target / VECTORS))


def _read_whole(folder: Path) -> tuple[Path, Manifest]:
    """The published version and its manifest; IndexStateError where a file is not what was published."""
    target, manifest = _read_manifest(folder)
    if _hashes(target) != manifest.files:
        raise IndexStateError(f"索引 {target} 已损坏。", REBUILD)
    return target, manifest


def _read_manifest(folder: Path) -> tuple[Path, Manifest]:
    if not exists(folder):
        raise IndexStateError(f"{folder} 里没有索引。", REBUILD)
    try:
        target = folder / (folder / CURRENT).read_text(encoding="utf-8").strip()
        manifest = Manifest.model_validate_json((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise IndexStateError(f"索引 {folder} 已损坏。", REBUILD) from error
    if manifest.format != FORMAT:
        raise IndexStateError("索引是另一个版本的程序建立的。", REBUILD)
    return target, manifest


def _hashes(folder: Path) -> dict[str, str]:
    """Hash of every file of a version but the manifest, by path inside it."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
