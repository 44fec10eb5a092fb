"""The index: what it finds equals brute force, only changes are embedded, nothing unfit is opened."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.domain import Corpus
from assistant.errors import IndexStateError, ModelError
from assistant.index import building
from assistant.index.embedding import load_embedder
from assistant.index.passages import corpus_version, passages
from assistant.index.vectors import VectorIndex, read, save
from assistant.index.words import WordIndex
from assistant.settings import EmbeddingSettings
from assistant.text import tokens


@pytest.fixture(scope="module")
def small(corpus) -> Corpus:
    return Corpus((corpus.parsed("guideline-explanation"), corpus.parsed("maternal-infant-law")))


@pytest.fixture(scope="module")
def built(small, embedder, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    assert building.build(folder, small, embedder).embedded == len(passages(small))
    return folder


@pytest.fixture
def copied(built, tmp_path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


def version(folder: Path) -> Path:
    return folder / (folder / "current").read_text()


def stored(folder: Path) -> np.ndarray:
    """The vectors of the published version, as the model made them."""
    return read(version(folder) / building.VECTORS)


def test_vector_search_equals_brute_force_from_the_mean(built, small, embedder):
    index = building.open_index(built, small, embedder.fingerprint)
    vectors = stored(built)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    question = embedder.question("婚前医学检查查哪些病")
    positions, cosines = index.vectors.nearest(question, 5)
    mean = vectors.mean(axis=0)
    apart, asked = vectors - mean, np.array(question) - mean
    expected = apart @ asked / np.linalg.norm(apart, axis=1) / np.linalg.norm(asked)
    assert positions.tolist() == np.argsort(-expected)[:5].tolist()
    assert np.allclose(cosines, np.sort(expected)[::-1][:5], atol=1e-5)
    assert np.allclose(index.vectors.cosines(question, positions), cosines, atol=1e-6)
    assert index.vectors.nearness(question) == pytest.approx(float(cosines[0]), abs=1e-6)


def test_vectors_are_stored_as_they_are(tmp_path):
    vectors = np.eye(4, dtype=np.float32)
    save(vectors, tmp_path / "v.faiss")
    assert np.array_equal(read(tmp_path / "v.faiss"), vectors)


def test_a_single_passage_can_be_searched():
    index = VectorIndex(np.eye(1, 4, dtype=np.float32))
    assert index.nearness([1.0, 0.0, 0.0, 0.0]) == pytest.approx(1)


def test_words_find_the_rarer_word_first(tmp_path):
    index = WordIndex.build(["职工书屋的书架", "职工服务的窗口", "职工"])
    scores = index.scores("书架")
    assert scores[0] > 0
    assert scores[1] == scores[2] == 0
    index.save(tmp_path / "words")
    assert np.allclose(WordIndex.load(tmp_path / "words").scores("书架"), scores)


def test_words_without_a_known_token_score_nothing():
    assert WordIndex.build(["甲乙", "丙丁"]).scores("xyz").tolist() == [0, 0]


def test_the_words_of_stored_indexes_are_those_of_this_program():
    """Tokens that change make stored word indexes unfit: raise building.FORMAT and write the new tokens here."""
    probe = "５.4.10 職工AED著名，发挥著 顯著"
    known = {2: "5.4.10 职 工 职工 aed 著 名 著名 发 挥 着 发挥 挥着 显 着 显着"}
    assert " ".join(tokens(probe)) == known[building.FORMAT]


def test_an_unchanged_corpus_is_not_embedded_again(built, small, embedder):
    before = version(built)
    assert building.build(built, small, embedder).embedded == 0
    assert version(built) == before


def test_only_a_changed_clause_is_embedded(copied, small, embedder):
    changed = small.documents[1]
    clauses = list(changed.clauses)
    at = next(i for i, clause in enumerate(clauses) if clause.is_retrieved)
    clauses[at] = replace(clauses[at], text=clauses[at].text + "（改动）")
    corpus = Corpus((small.documents[0], replace(changed, clauses=tuple(clauses))))
    assert building.build(copied, corpus, embedder).embedded == 1
    index = building.open_index(copied, corpus, embedder.fingerprint)
    assert index.manifest.corpus == corpus_version(passages(corpus))
    assert [path.name for path in copied.iterdir() if path.is_dir()] == [version(copied).name]


def test_a_removed_document_leaves_the_index(copied, small, embedder):
    corpus = Corpus(small.documents[:1])
    assert building.build(copied, corpus, embedder).embedded == 0
    index = building.open_index(copied, corpus, embedder.fingerprint)
    assert {clause_id.split("#")[0] for clause_id in index.manifest.clause_ids} == {"guideline-explanation"}


def test_another_corpus_is_refused(built, small, embedder):
    with pytest.raises(IndexStateError, match="文本不一致"):
        building.open_index(built, Corpus(small.documents[:1]), embedder.fingerprint)


def test_another_model_is_refused(built, small):
    with pytest.raises(IndexStateError, match="另一个嵌入模型"):
        building.open_index(built, small, "another")


def test_a_missing_index_is_said(tmp_path, small, embedder):
    with pytest.raises(IndexStateError, match="没有索引"):
        building.open_index(tmp_path, small, embedder.fingerprint)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (version(folder) / "vectors.faiss").write_bytes(b"garbage"),
        lambda folder: (version(folder) / "vectors.faiss").unlink(),
        lambda folder: next((version(folder) / "words").iterdir()).write_bytes(b""),
        lambda folder: (version(folder) / "manifest.json").write_text("{"),
        lambda folder: (version(folder) / "manifest.json").unlink(),
        lambda folder: (folder / "current").write_bytes(b"\xff\xfe"),
        lambda folder: (folder / "current").write_text("nowhere"),
    ],
)
def test_a_damaged_index_is_refused_and_can_be_built_anew(copied, small, embedder, spoil):
    spoil(copied)
    with pytest.raises(IndexStateError, match=r"损坏.*index build"):
        building.open_index(copied, small, embedder.fingerprint)
    building.build(copied, small, embedder)
    building.open_index(copied, small, embedder.fingerprint)


def test_progress_is_told_up_to_the_end(tmp_path, small, embedder):
    steps = []
    building.build(tmp_path, Corpus(small.documents[:1]), embedder, lambda done, total: steps.append((done, total)))
    count = len(passages(Corpus(small.documents[:1])))
    assert steps[-1] == (count, count)
    assert steps == sorted(steps)


def test_a_build_goes_on_where_a_stopped_one_was(tmp_path, built, small, embedder, monkeypatch):
    monkeypatch.setattr(building, "CHUNK", 16)

    def stop_in_the_third_chunk(done: int, _: int) -> None:
        if done > 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.build(tmp_path, small, embedder, stop_in_the_third_chunk)
    assert not building.exists(tmp_path)
    (_, second) = sorted((tmp_path / ".partial").rglob("*.npz"), key=lambda path: path.stat().st_mtime_ns)
    second.write_bytes(second.read_bytes()[:-100])
    steps = []
    building.build(tmp_path, small, embedder, lambda done, _: steps.append(done))
    assert steps[0] == 32
    assert not (tmp_path / ".partial").exists()
    assert np.allclose(stored(tmp_path), stored(built), atol=1e-5)


@pytest.mark.parametrize(
    "make", [lambda folder: None, lambda folder: folder.mkdir(), lambda folder: folder.write_text("x")]
)
def test_a_wrong_model_folder_is_said(settings, tmp_path, make):
    folder = tmp_path / "model"
    make(folder)
    with pytest.raises(ModelError):
        load_embedder(settings.model_copy(update={"embedding": EmbeddingSettings(model=str(folder))}))
