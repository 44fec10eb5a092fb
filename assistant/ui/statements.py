"""The statements of an answer as HTML: under their headings, lists as lists, rows of a table as a table."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from assistant.answer.citing import inline
from assistant.domain import Answer, Citation, Kind, Statement

CUT = "条款还有别的内容，点编号看全文"
WORDED = "由对话模型改写，数字、名称和应、宜、可已逐项与条款核对"

_Row = dict[str, str]


def statements(answer: Answer) -> str:
    """Every statement, each with the marks that show its cards."""
    drawn = []
    numbered = list(enumerate(answer.statements))
    for heading, group in groupby(numbered, key=lambda each: each[1].heading):
        drawn += [f'<h3 class="heading">{escape(heading)}</h3>'] if heading else []
        drawn += _group(answer, list(group))
    return f'<div class="statements">{"".join(drawn)}</div>'


def _group(answer: Answer, numbered: Sequence[tuple[int, Statement]]) -> Iterator[str]:
    for names, group in groupby(numbered, key=lambda each: tuple(_cells(answer, each[1]))):
        rows = list(group)
        if names and len(rows) > 1:
            yield _table(answer, [each for _, each in rows], names)
        else:
            yield from (_paragraph(position, answer) for position, _ in rows)


def _cells(answer: Answer, statement: Statement) -> _Row:
    """The cells of a table's row by the names of their columns; empty for anything else."""
    kinds = {_citation(answer, number).clause.kind for number in statement.citations}
    if not kinds or not kinds <= {Kind.TABLE, Kind.ROW}:
        return {}
    pairs = [part.split("：", 1) for part in statement.text.split("；")]
    return {pair[0]: pair[1] for pair in pairs} if len(pairs) > 1 and all(len(pair) == 2 for pair in pairs) else {}


def _table(answer: Answer, rows: Sequence[Statement], names: Sequence[str]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(answer, row).values())}"
        f"<td>{_marks(answer, row)}</td></tr>"
        for row in rows
    )
    return f'<table class="rows"><thead><tr>{head}<th></th></tr></thead><tbody>{body}</tbody></table>'


def _paragraph(position: int, answer: Answer) -> str:
    """One statement with its marks; a mark that repeats the one before is drawn lighter."""
    statement = answer.statements[position]
    before = answer.statements[position - 1].citations if position else ()
    classes = ["statement", *(["again"] if before == statement.citations else []), *_list_level(statement.text)]
    classes += ["worded"] if statement.worded else []
    title = f' title="{WORDED}"' if statement.worded else ""
    first, last = (f'<span class="cut" title="{CUT}">{gap}</span>' if gap else "" for gap in answer.gaps(statement))
    return f'<p class="{" ".join(classes)}"{title}>{first}{escape(statement.text)}{last}{_marks(answer, statement)}</p>'


def _list_level(text: str) -> list[str]:
    if re.match(r"[a-z]\)|[（(][一二三四五六七八九十]+[）)]", text):
        return ["item"]
    return ["subitem"] if re.match(r"\d{1,2}\)", text) else []


def _marks(answer: Answer, statement: Statement) -> str:
    return "".join(_mark(_citation(answer, number)) for number in statement.citations)


def _mark(citation: Citation) -> str:
    name, number = escape(inline(citation), quote=True), citation.n
    return f'<button type="button" class="mark" data-cite="{number}" title="{name}">[{number}]</button>'


def _citation(answer: Answer, number: int) -> Citation:
    return answer.citations[number - 1]
