"""Kept answers: what is kept comes back as it was, whatever becomes of the texts, the file and the programs beside."""

import logging
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant.current import Current
from assistant.domain import (
    Answer,
    Citation,
    Clause,
    Corpus,
    CrossReference,
    Document,
    Emendation,
    Family,
    Kind,
    Obligation,
    ParsedDocument,
    Statement,
    Status,
    Verdict,
)
from assistant.errors import RecordError, SettingsError
from assistant.parsing.store import Particulars
from assistant.records.changes import changes
from assistant.records.record import MAX_STRETCH, Record, record_of
from assistant.records.store import MIGRATIONS, Records
from assistant.settings import load_settings
from assistant.ui.rendering import Exchange, citations

QUESTIONS = (
    "公司有多少会员就得成立基层工会委员会？",
    "爱心妈妈小屋要配哪些东西？",
    "编制说明一、（二）2.",
    "工会法第四十六条",
    "区级职工服务中心的面积最少要多少平方米？",
    "工会法第十一条和第十四条",
    "今天深圳天气怎么样？",
)
OLD = """测试驿站管理条例
（2020年5月1日发布）
第一章 总则
第一条 为了测试驿站，制定本条例。
第二条 测试驿站的遮阳棚高度应当不小于三十七分米。
第三条 本条例自发布之日起施行。
"""
NEW = OLD.replace("2020年5月1日", "2024年6月2日").replace("三十七分米", "五十分米")
NOW = datetime.now(UTC)


@pytest.fixture
def records(tmp_path):
    return Records(tmp_path / "home" / "records.sqlite3", 365)


def said(question: str = "问", **more) -> Record:
    return Record(Answer(question, question, Verdict.ANSWERED, **more), NOW)


# What is kept comes back

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
named = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
days = st.none() | st.dates(date(1949, 10, 1), date(2100, 1, 1))
numbers = st.floats(allow_nan=False, allow_infinity=False)
documents = st.builds(
    Document,
    id=named,
    title=named,
    family=st.sampled_from(Family),
    status=st.sampled_from(Status),
    sha256=words,
    number=st.none() | words,
    issuer=st.none() | words,
    issued=days,
    effective=days,
    aliases=st.lists(words, max_size=2).map(tuple),
    history=st.lists(words, max_size=2).map(tuple),
    stage=st.none() | words,
)
references = st.builds(CrossReference, words, st.none() | words, st.none() | words)


@st.composite
def clauses(draw, document: Document) -> Clause:
    return Clause(
        document.id,
        draw(named),
        draw(st.sampled_from(Kind)),
        *draw(st.tuples(words, words, words)),
        tuple(draw(st.lists(words, max_size=2))),
        *draw(st.tuples(st.integers(0, 9), st.integers(0, 99))),
        draw(st.sampled_from(Obligation)),
        page=draw(st.none() | st.integers(1, 999)),
        is_ocr=draw(st.booleans()),
        references=tuple(draw(st.lists(references, max_size=1))),
    )


@st.composite
def answers(draw) -> Answer:
    held = draw(st.lists(documents, max_size=2))
    cited = [draw(clauses(document)) for document in held]
    return Answer(
        draw(words),
        draw(words),
        draw(st.sampled_from(Verdict)),
        tuple(Statement(*draw(st.tuples(words, st.just((1,)), words, st.booleans()))) for _ in held),
        tuple(
            Citation(n, d, c, draw(words), draw(numbers)) for n, (d, c) in enumerate(zip(held, cited, strict=True), 1)
        ),
        tuple(draw(st.lists(words, max_size=2))),
        draw(st.dictionaries(words, numbers, max_size=2)),
        draw(words),
        draw(words),
    )


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers())
def test_an_answer_comes_back_as_it_was(records, answer):
    record = record_of(answer, Corpus(()))
    kept = records.keep("对话", record)
    assert replace(kept, id="") == answer
    assert records.open(kept.id) == replace(record, answer=kept)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_real_answer_shows_the_cards_it_showed(assistant, records, question):
    answer = assistant.ask(question)
    kept = records.open(records.keep("对话", record_of(answer, assistant.corpus)).id)
    assert replace(kept.answer, id="") == answer
    assert cards(kept.answer, kept.corpus) == cards(answer, assistant.corpus)


def test_the_source_of_a_long_chapter_is_kept_in_part():
    document = Document("d", "《甲》", Family.LAW, Status.IN_FORCE, "00")
    clause = Clause("d", "第一章", Kind.CHAPTER, "第一章", "", "字", (), 5, 90_000, Obligation.STATEMENT)
    mended = (Emendation("甲", "乙", "错字", 7), Emendation("丙", "丁", "错字", 95_000))
    corpus = Corpus((ParsedDocument(document, "字" * 100_000, (clause,), mended),))
    answer = Answer("问", "问", Verdict.ANSWERED, citations=(Citation(1, document, clause, "字", 1.0),))
    (held,) = record_of(answer, corpus).held
    assert held.parsed.source == " " * 5 + "字" * MAX_STRETCH
    assert held.emendations == mended[:1]


def test_ids_are_short_safe_in_a_link_and_never_the_same(records):
    ids = {records.keep("对话", said()).id for _ in range(50)}
    assert len(ids) == 50
    assert all(len(each) == 16 and each.replace("-", "").replace("_", "").isalnum() for each in ids)


def test_a_conversation_keeps_its_order(records):
    for number in range(5):
        records.keep("甲", said(f"问题{number}"))
        records.keep("乙", said(f"别的{number}"))
    assert [each.answer.question for each in records.conversation("甲")] == [f"问题{n}" for n in range(5)]
    assert records.conversation("丙") == ()


# The file


def test_only_its_owner_reads_the_file(records):
    records.keep("对话", said())
    assert stat.S_IMODE(records.path.stat().st_mode) == 0o600
    assert [each.name for each in records.path.parent.iterdir()] == ["records.sqlite3"]


def test_what_is_old_is_removed(records):
    past = replace(said("陈年旧事"), at=NOW - timedelta(days=364))
    kept = records.keep("对话", past)
    assert records.open(kept.id).at == past.at
    shorter = replace(records, days=363)
    with pytest.raises(RecordError, match="没有找到"):
        shorter.open(kept.id)
    shorter.keep("对话", said("今天"))
    assert "陈年旧事".encode() not in records.path.read_bytes()
    assert [each.answer.question for each in records.conversation("对话")] == ["今天"]


def test_threads_and_programs_keep_at_once(records):
    program = (
        "import sys\nfrom pathlib import Path\nfrom datetime import UTC, datetime\n"
        "from assistant.domain import Answer, Verdict\nfrom assistant.records.record import Record\n"
        "from assistant.records.store import Records\n"
        "records = Records(Path(sys.argv[1]), 365)\n"
        "answer = Answer('问', '', Verdict.PARTLY)\n"
        "for _ in range(20): assert records.keep('程序', Record(answer, datetime.now(UTC))).id"
    )
    others = [subprocess.Popen([sys.executable, "-c", program, str(records.path)]) for _ in range(2)]
    kept: list[Answer] = []
    threads = [
        threading.Thread(target=lambda: kept.extend(records.keep("线程", said(f"{n}")) for n in range(20)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait(60) for other in others] == [0, 0]
    assert len({answer.id for answer in kept if answer.id}) == 120
    assert all(records.open(answer.id).answer == answer for answer in kept)
    assert len(records.conversation("程序")) == 40


@pytest.mark.parametrize("damage", ["not a file", "no database", "cut off", "newer", "no folder"])
def test_a_file_that_cannot_be_used_stops_no_answer(records, caplog, damage):
    kept = records.keep("对话", said("先前"))
    if damage == "not a file":
        records.path.unlink()
        records.path.mkdir()
    elif damage == "no database":
        records.path.write_bytes(b"\x00damaged" * 2000)
    elif damage == "cut off":
        records.path.write_bytes(records.path.read_bytes()[:5000])
    elif damage == "newer":
        with sqlite3.connect(records.path) as connection:
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        connection.close()
    else:
        shutil.rmtree(records.path.parent)
        records.path.parent.write_text("a file where the folder would be")
    before = records.path.read_bytes() if records.path.is_file() else b""
    with caplog.at_level(logging.WARNING):
        answer = records.keep("对话", said("问题"))
    assert answer == said("问题").answer
    assert str(records.path) in caplog.text
    with pytest.raises(RecordError, match=r"。.+。$"):
        records.open(kept.id)
    assert not records.path.is_file() or records.path.read_bytes() == before


def test_one_damaged_answer_is_told_of_and_the_others_open(records):
    damaged, fine = records.keep("对话", said("坏的")), records.keep("对话", said("好的"))
    with sqlite3.connect(records.path) as connection:
        connection.execute("UPDATE answers SET record = '{' WHERE id = ?", (damaged.id,))
    connection.close()
    with pytest.raises(RecordError, match="无法读取"):
        records.open(damaged.id)
    assert records.open(fine.id).answer.question == "好的"


def test_what_cannot_be_written_is_given_without_an_id(records, caplog):
    broken = said("\ud83d 半个表情")
    assert records.keep("对话", broken) == broken.answer
    assert "没有存入" in caplog.text


def test_a_file_of_the_first_version_still_opens(tmp_path):
    """Written by hand once; what is kept may get more fields, never lose the sense of these."""
    path = tmp_path / "records.sqlite3"
    record = (Path(__file__).parent / "golden" / "record.json").read_text(encoding="utf-8")
    with sqlite3.connect(path) as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO answers VALUES (1, 'abc', '对话', '2090-01-01T00:00:00.000000+00:00', ?)", (record,)
        )
    connection.close()
    kept = Records(path, 365).open("abc")
    assert kept.at == datetime(2090, 1, 1, tzinfo=UTC)
    assert kept.answer.verdict is Verdict.ANSWERED
    assert kept.answer.citations[0].document.issued == date(2021, 12, 24)
    assert kept.corpus.outer(kept.answer.citations[0].clause).text == "整条。\n第一款。"


@pytest.mark.parametrize("answer_id", ["", "missing", "' OR 1=1 --", "很长" * 5000])
def test_an_unknown_id_is_a_sentence(records, answer_id):
    with pytest.raises(RecordError) as none_yet:
        records.open(answer_id)
    records.keep("对话", said())
    with pytest.raises(RecordError) as unknown:
        records.open(answer_id)
    assert str(none_yet.value) == str(unknown.value)
    assert len(str(unknown.value)) < 120


# What has changed since


@pytest.fixture
def current(settings, assistant, tmp_path):
    shutil.copytree(settings.index, tmp_path / "home" / "index")
    return Current(replace(assistant, settings=load_settings(tmp_path / "home", environment={})))


def cards(answer: Answer, corpus: Corpus) -> str:
    return citations([Exchange(answer.question, answer, corpus)])


def file(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_answer_is_opened_over_replaced_and_removed_texts(current, tmp_path):
    in_force = Particulars(status=Status.IN_FORCE, title="测试驿站管理条例")
    (old,) = current.add(file(tmp_path, "旧.txt", OLD), in_force).documents
    answer = current.assistant.keep("对话", current.ask("测试驿站管理条例第二条"))
    shown = cards(answer, current.corpus)
    assert "不小于三十七分米" in shown
    assert changes(current.assistant.kept(answer.id), current.corpus) == ()

    (new,) = current.add(file(tmp_path, "新.txt", NEW), in_force, replaced=(old.document,)).documents
    kept = current.assistant.kept(answer.id)
    assert cards(kept.answer, kept.corpus) == shown
    assert changes(kept, current.corpus) == (
        "《测试驿站管理条例》已换成另一版本：《测试驿站管理条例》（2024-06-02 发布）。",
        "《测试驿站管理条例》第二条的文字现在与当时不同，下面是当时的文字。",
    )

    current.remove(new.document.id)
    kept = current.assistant.kept(answer.id)
    assert cards(kept.answer, kept.corpus) == shown
    assert changes(kept, current.corpus) == ("《测试驿站管理条例》现在没有收录，下面是当时的条款。",)


def test_what_another_program_adds_and_removes_is_taken_up(current, tmp_path):
    other = Current(current.assistant)
    (added,) = other.add(
        file(tmp_path, "旧.txt", OLD), Particulars(status=Status.IN_FORCE, title="测试驿站管理条例")
    ).documents
    assert "不小于三十七分米" in str(current.ask("测试驿站管理条例第二条").statements)
    other.remove(added.document.id)
    assert added.document.id not in [document.id for document in current.documents]
    assert "三十七分米" not in str(current.ask("测试驿站管理条例第二条").statements)


def test_nothing_is_said_of_what_stands_as_it_stood(assistant):
    answer = assistant.ask("工会法第十四条")
    assert changes(record_of(replace(answer, corpus_version="older"), assistant.corpus), assistant.corpus) == ()


def test_a_new_standing_and_a_missing_clause_are_said(assistant):
    answer = assistant.ask("工会法第十四条")
    law = assistant.corpus.parsed(answer.citations[0].document.id)
    repealed = replace(law, document=replace(law.document, status=Status.REPEALED))
    record = record_of(answer, assistant.corpus)
    assert changes(record, Corpus((repealed,))) == ("《中华人民共和国工会法》当时的状态是“现行有效”，现在是“已废止”。",)
    assert changes(record, Corpus((replace(law, clauses=law.clauses[:1]),))) == (
        "《中华人民共和国工会法》现在没有第十四条。",
    )


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_editions_the_newest_in_force_is_compared(assistant, order):
    answer = assistant.ask("工会法第十四条")
    law = assistant.corpus.parsed(answer.citations[0].document.id)

    def edition(name: str, status: Status, year: int) -> ParsedDocument:
        document = replace(law.document, id=name, status=status, issued=date(year, 1, 1), effective=None)
        return replace(law, document=document, clauses=tuple(replace(c, document_id=name) for c in law.clauses))

    held = [
        edition("z-older", Status.IN_FORCE, 2028),
        edition("m-newer", Status.IN_FORCE, 2030),
        edition("zz-draft", Status.DRAFT, 2032),
    ]
    assert changes(record_of(answer, assistant.corpus), Corpus(tuple(held[::order]))) == (
        "《中华人民共和国工会法》已换成另一版本：《中华人民共和国工会法》（2030-01-01 发布）。",
    )


def test_spaces_are_no_change(assistant):
    answer = assistant.ask("工会法第十四条")
    law = assistant.corpus.parsed(answer.citations[0].document.id)
    spaced = tuple(replace(clause, text=clause.text.replace("，", "， ")) for clause in law.clauses)
    assert changes(record_of(answer, assistant.corpus), Corpus((replace(law, clauses=spaced),))) == ()


# Settings


def test_nothing_is_kept_where_that_is_turned_off(assistant, tmp_path):
    off = load_settings(tmp_path, environment={"ASSISTANT_RECORDS__KEEP": "false"})
    answer = assistant.ask("工会法第十四条")
    assert replace(assistant, settings=off).keep("对话", answer) == answer
    assert list(tmp_path.iterdir()) == []


def test_days_are_at_least_one(tmp_path):
    with pytest.raises(SettingsError, match=r"records\.days"):
        load_settings(tmp_path, environment={"ASSISTANT_RECORDS__DAYS": "0"})


def test_asking_keeps_nothing(current):
    current.ask("工会法第十四条")
    assert [each.name for each in current.assistant.settings.home.iterdir()] == ["index"]
