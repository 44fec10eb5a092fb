"""The bench beside other systems: its questions, how results are compared, and a small run."""

import json
from itertools import islice

import pytest
from conftest import ROOT
from llama_index.core.schema import TextNode

from assistant.domain import Corpus
from assistant.errors import SourceError
from assistant.evaluate import side_by_side as bench
from assistant.evaluate.lay import LAY_QUESTIONS, articles_in_force, load_lay_questions
from assistant.parsing.ready_cut import read_ready_cut

pytestmark = pytest.mark.filterwarnings("ignore:.*pkg_resources.*")  # jieba imports it

LINE = {"id": "x1", "part": "dev", "question": "能请假吗", "clauses": [["劳动法", "第四十条"]]}


@pytest.fixture(scope="module")
def lay():
    return load_lay_questions(ROOT / "eval" / LAY_QUESTIONS)


@pytest.fixture(scope="module")
def articles():
    return {(each.document, each.address): each.text for each in articles_in_force()}


@pytest.fixture(scope="module")
def tiny():
    """A law of two chapters, three articles, the second of them in two 款."""
    rows = [
        ("第一章", "第一条", "甲" * 40),
        ("第一章", "第二条", "乙" * 40 + "。\n" + "丙" * 40),
        ("第二章", "第三条", "丁" * 40),
    ]
    lines = [{"document": "小法", "address": a, "heading_path": [h], "text": text} for h, a, text in rows]
    (parsed,) = read_ready_cut("\n".join(json.dumps(line) for line in lines), "tiny.jsonl")
    return parsed


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([LINE | {"part": "train"}], "第 1 行有误"),
        ([LINE, LINE | {"id": "x2", "clauses": []}], "第 2 行有误"),
        ([LINE | {"clauses": [["劳动法"]]}], "第 1 行有误"),
        ([LINE | {"area": "合同"}], "第 1 行有误"),
        ([LINE, LINE], "编号 x1 重复"),
        ([], "没有评测题"),
    ],
)
def test_a_faulty_line_is_refused_with_a_sentence(tmp_path, lines, words):
    path = tmp_path / LAY_QUESTIONS
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        load_lay_questions(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(SourceError, match="无法读取"):
        load_lay_questions(tmp_path / LAY_QUESTIONS)


def test_the_parts_alternate(lay):
    assert [question.part for question in lay] == ["dev", "test"] * (len(lay) // 2)
    assert len({question.question for question in lay}) == len(lay)


def test_every_wanted_article_is_in_force(lay, articles):
    assert [pair for question in lay for pair in question.clauses if pair not in articles] == []


def test_no_question_copies_its_article(lay, articles):
    copied = [
        question.id
        for question in lay
        for text in (articles[pair] for pair in question.clauses)
        if any(question.question[at : at + 12] in text for at in range(len(question.question) - 11))
    ]
    assert copied == []


def test_full_text_shows_headings_where_they_change(tiny):
    text, spans = bench.full_text(tiny)
    lines = ["小法", "第一章", "第一条 甲甲", "第二条 乙乙", "丙" * 6, "第二章", "第三条 丁丁"]
    assert [line[:6] for line in text.splitlines()] == lines
    assert [text[start : start + 3] for start, _, _ in spans] == ["第一条", "第二条", "第三条"]
    assert all(text[end] == "\n" for _, end, _ in spans)


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        ("小法", "第二条", ["第一条"]),  # the number of the second alone is not the clause
        ("第一条", "丙丙丙", ["第一条", "第二条"]),
        ("第二章", "", ["第三条"]),
        ("乙乙乙", "。", ["第二条"]),  # a chunk within one clause, less than half of it
    ],
)
def test_a_chunk_holds_the_clauses_of_which_it_has_half(tiny, first, last, held):
    text, spans = bench.full_text(tiny)
    start = text.index(first)
    end = text.index(last, start) + len(last) if last else len(text)
    node = TextNode(text=text[start:end], start_char_idx=start, end_char_idx=end)
    assert [clause.address for clause in bench.clauses_in(node, spans)] == held


def test_every_clause_is_in_a_chunk_and_titles_are_read_once(corpus):
    chunks = bench.chunks_of(corpus.documents, bench.by_id)
    assert {key for chunk in chunks for key in chunk.keys} == {clause.id for clause in corpus.retrieved()}
    assert all(chunk.keys for chunk in chunks)
    assert len(bench.chunks_of(corpus.documents * 2, bench.by_id)) == len(chunks)


def test_copies_and_parts_of_an_article_have_one_key(tiny, assistant):
    class Held:
        corpus = Corpus((tiny,))

    keys = {clause.address: bench.by_title(Held)(clause) for clause in tiny.clauses}
    assert keys["第二条"] == keys["第二条第二款"] == bench.law_key("《小法》", "第二条")
    law = assistant.corpus.clause("labour-law#第四十条")
    assert bench.by_title(assistant)(law) == "中华人民共和国劳动法#第四十条"


def test_clauses_and_chunks_are_ranked():
    ranking = [("a#1", "a#2"), ("a#2", "a#3"), ("b#1",)]
    assert bench.clause_rank(ranking, ["a#3"]) == 3  # a#2 counts once
    assert bench.result_rank(ranking, ["a#3"]) == 2
    assert bench.clause_rank(ranking, ["c#1"]) is bench.result_rank(ranking, ["c#1"]) is None
    assert bench.clause_rank([(f"a#{n}",) for n in range(11)], ["a#10"]) is None


def test_a_small_run(assistant):
    asked_in_words = (each for each in bench.held_questions() if "#第" in each.wanted[0] and "条" not in each.text)
    questions = list(islice(asked_in_words, 8))
    systems = {
        "this project": bench.this_project(assistant, bench.by_id),
        "BM25": bench.bm25_jieba(assistant, bench.by_id),
        "dense": bench.dense(assistant, bench.by_id),
    }
    rows = list(bench.compare(systems, questions))
    assert [row.system for row in rows] == list(systems)
    for row in rows:
        ranks = [rank for part in bench.PARTS for rank in row.ranks[part]]
        assert len(ranks) == len(questions)
        assert sum(rank is not None for rank in ranks) >= len(questions) / 2, row
        assert row.ms > 0
    assert len(bench.table(rows).splitlines()) == 2 + len(rows)


def test_nothing_is_found_for_words_that_no_text_has(assistant):
    assert bench.bm25_jieba(assistant, bench.by_id)("zzzz？") == []


def test_the_readme_takes_the_tables_between_its_markers():
    readme = f"a\n{bench.START}\nold\n{bench.END}\nb\n"
    assert bench.with_tables(readme, "new") == f"a\n{bench.START}\nnew\n{bench.END}\nb\n"
    with pytest.raises(SourceError, match="标记"):
        bench.with_tables("a\n", "new")
    assert bench.START in (ROOT / "README.md").read_text(encoding="utf-8")
