"""Statements as HTML: headings, tables, and … where a clause says more."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.api.transcript import said
from assistant.domain import Answer, Citation, Clause, Kind, Obligation, Statement, Verdict
from assistant.records.exporting.outline import outline
from assistant.records.record import Record
from assistant.ui.statements import CUT, WORDED, statements


def answer_of(document, text, *lines, kind=Kind.CLAUSE, quote=None, **said):
    clause = Clause(document.id, "表1", kind, "表1", "", text, (), 0, len(text), Obligation.STATEMENT)
    citation = Citation(1, document, clause, quote or text, 1.0)
    return Answer("问", "问", Verdict.ANSWERED, tuple(Statement(line, (1,), **said) for line in lines), (citation,))


@pytest.fixture(scope="module")
def document(corpus):
    return corpus.document("zone-handbook")


def test_rows_of_a_table_are_drawn_as_a_table(document):
    rows = ("规模：大型；面积：<500", "规模：小型；面积：100")
    html = statements(answer_of(document, "\n".join(rows), *rows, kind=Kind.TABLE))
    assert "<table" in html
    assert "<th>规模</th><th>面积</th>" in html
    assert "<td>大型</td><td>&lt;500</td>" in html


def test_a_clause_with_colons_is_no_table(document):
    rows = ("规模：大型；面积：500", "规模：小型；面积：100")
    assert "<table" not in statements(answer_of(document, "\n".join(rows), *rows))


def test_a_heading_stands_once_above_its_statements(document):
    html = statements(answer_of(document, "甲。\n乙。", "甲。", "乙。", heading="设施<设备>"))
    assert html.count("设施&lt;设备&gt;") == 1


def test_a_cut_quote_shows_that_the_clause_goes_on(document):
    text = "前面的话。中间的话。后面的话。"
    html = statements(answer_of(document, text, "中间的话。", quote="中间的话。"))
    assert html.count(CUT) == 2
    assert CUT not in statements(answer_of(document, text, text))


def test_worded_statements_are_told_apart(document):
    quoted = answer_of(document, "甲。", "甲。")
    assert WORDED not in statements(quoted)
    worded = replace(quoted, statements=(Statement("甲的话。", (1,), worded=True),))
    assert WORDED in statements(worded)


def test_where_a_clause_goes_on_is_marked_in_every_form(document):
    answer = answer_of(document, "开头的话。\n中间的话。\n末尾的话。", "中间的话。", quote="中间的话。")
    assert answer.shown(answer.statements[0]) == "…中间的话。…"
    assert "…中间的话。…[1]" in said(answer)
    record = Record(answer, datetime(2026, 1, 1, tzinfo=UTC))
    assert outline([record], record.at).sections[0].groups[0].lines[0].text == "…中间的话。…"
