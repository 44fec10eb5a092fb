"""From answers to HTML: pure functions, every text escaped. Styling is in page.css, behaviour in page.js."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from assistant.answer.citing import OCR_LABEL, Style, quoted, reference
from assistant.domain import Answer, Citation, Clause, Corpus, Verdict
from assistant.ui.statements import statements

TITLE = "职工服务中心建设指引问答"
GUIDELINE = "《职工服务中心建设指引》"
WELCOME = "请在下面提问，或点一个例子。每句回答都引用可以核对的条款；所藏文本没有说的，会直接告诉您。"
SEARCHING = "正在查找条款……"
WORDING = "找到了下面引用的条款，对话模型正在组织回答……"
ADDED = "括号里是条文里的说法，和问题一起查找"
EARLIER = "前面的回答："
COPIED = (Style.GB_2025, Style.GB_2015, Style.BIBTEX)
"""The forms a citation can be copied in besides the quote with its clause."""
NO_TEXTS = Corpus(())
LINKED = "answer"
"""What a link to a kept answer is given by: ?answer=ID."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question on the page with its answer, a message in its place, or neither while it is searched.

    `corpus` is what it was answered from, `at` when, `thread` the conversation it is kept in.
    """

    question: str
    answer: Answer | None = None
    corpus: Corpus = NO_TEXTS
    message: str | None = None
    at: datetime | None = None
    thread: str = ""


def heading(corpus: Corpus) -> str:
    """The title, how much is held, and whether the guideline itself is among it."""
    documents = [parsed.document for parsed in corpus.documents]
    held = any(document.title == GUIDELINE for document in documents)
    missing = f"{GUIDELINE}的正式条文没有公开的可用文本，这里是它送审稿的编制说明、一本参考手册和有关法律。"
    return f"<h1>{TITLE}</h1><p>收录 {len(documents)} 份文本。{'' if held else missing}</p>"


def conversation(exchanges: Sequence[Exchange]) -> str:
    """The conversation, oldest first."""
    if not exchanges:
        return f'<div class="talk" role="log"><p class="welcome">{escape(WELCOME)}</p></div>'
    rows = (_exchange(exchange, number) for number, exchange in enumerate(exchanges))
    return f'<div class="talk" role="log" aria-live="polite">{"".join(rows)}</div>'


def _exchange(exchange: Exchange, number: int) -> str:
    asked = f'<div class="asked"><p>{escape(exchange.question)}</p></div>'
    if exchange.message is not None:
        said = f'<p class="message">{escape(exchange.message)}</p>'
    elif exchange.answer is None:
        said = f'<p class="searching">{escape(SEARCHING)}</p>'
    else:
        said = _answer(exchange.answer) + _link(exchange)
    classes = "said done" if exchange.at else "said"
    return f'{asked}<div class="{classes}" data-exchange="{number}">{said}</div>'


def _link(exchange: Exchange) -> str:
    """A small button that copies a link to a complete answer that is kept."""
    if exchange.answer is None or not exchange.answer.id:
        return ""
    link = escape(f"?{LINKED}={exchange.answer.id}", quote=True)
    return f'<p class="kept"><button type="button" data-link="{link}" title="复制这个回答的链接">链接</button></p>'


def _answer(answer: Answer) -> str:
    refused = answer.verdict is not Verdict.ANSWERED
    notes = "".join(
        f'<p class="note{" refusal" if refused and i == 0 else ""}">{escape(w)}</p>' for i, w in _notes(answer)
    )
    searched = ""
    if answer.searched != answer.question:
        searched = f'<p class="searched" title="{ADDED}">实际查找：{escape(answer.searched)}</p>'
    waiting = "" if answer.statements or refused else f'<p class="searching">{escape(WORDING)}</p>'
    return f"{searched}{notes}{waiting}{statements(answer)}"


def _notes(answer: Answer) -> list[tuple[int, str]]:
    return list(enumerate(answer.warnings))


def citations(exchanges: Sequence[Exchange], number: int = -1, *, found: int = 0) -> str:
    """The cited clauses of one answer, by default the newest, each in its context with the quoted words marked.

    The card of citation `found` is pointed out.
    """
    exchange = exchanges[number] if exchanges else None
    if exchange is None or exchange.answer is None or not exchange.answer.citations:
        return '<div class="cited"><p class="welcome">引用的条款会显示在这里。</p></div>'
    number %= len(exchanges)
    cards = "".join(_card(each, exchange.corpus, found=each.n == found) for each in exchange.answer.citations)
    whose = f'<p class="whose">{escape(EARLIER)}{escape(exchange.question)}</p>' if number < len(exchanges) - 1 else ""
    return f'<div class="cited" data-exchange="{number}">{whose}{cards}</div>'


def _card(citation: Citation, corpus: Corpus, *, found: bool) -> str:
    document, clause = citation.document, corpus.outer(citation.clause)
    path = " > ".join((*clause.heading_path, *([clause.title] if clause.title else [])))
    classes = "card found" if found else "card"
    return (
        f'<article class="{classes}" id="cite-{citation.n}" data-status="{document.status.value}">'
        f'<header><span class="number">[{citation.n}]</span> <strong>{escape(document.title)}</strong> '
        f'<span class="address">{escape(citation.clause.address)}</span> '
        f'{_page(clause)}<span class="badge">{escape(document.badge)}</span>{_ocr_badge(clause)}</header>'
        f'<p class="path">{escape(path)}</p>'
        f'<div class="clause">{marked(clause.text, citation.quote)}</div>'
        f"{_mended(clause, corpus)}{_around(clause, corpus)}{_original(clause, corpus)}"
        f"{_copying(citation)}</article>"
    )


def _page(clause: Clause) -> str:
    return f'<span class="page">第 {clause.page} 页</span> ' if clause.page else ""


def _ocr_badge(clause: Clause) -> str:
    return f' <span class="badge ocr">{OCR_LABEL}</span>' if clause.is_ocr else ""


def marked(text: str, quote: str) -> str:
    """`text` as HTML with the first occurrence of `quote` in <mark>."""
    at = text.find(quote)
    if at < 0 or not quote:
        return _lines(text)
    end = at + len(quote)
    return f"{_lines(text[:at])}<mark>{_lines(text[at:end])}</mark>{_lines(text[end:])}"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _copying(citation: Citation) -> str:
    """The button that copies the citation, and the choice of what it copies."""
    document, clause = citation.document, citation.clause
    forms = {"原文和出处": quoted(citation)} | {
        style.label: reference(document, style, address=clause.address, is_ocr=clause.is_ocr) for style in COPIED
    }
    options = "".join(
        f'<option value="{escape(text, quote=True)}">{escape(label)}</option>' for label, text in forms.items()
    )
    copied = escape(quoted(citation), quote=True)
    return (
        f'<button type="button" class="copy" data-copy="{copied}">复制引文</button> '
        f'<select class="copied" aria-label="复制的格式">{options}</select>'
    )


def _mended(clause: Clause, corpus: Corpus) -> str:
    parsed = corpus.parsed(clause.document_id)
    mended = [e for e in parsed.emendations if clause.start <= e.source_start < clause.end] if parsed else []
    return "".join(
        f'<p class="mended">校改：原文此处为“{escape(e.stood)}”，现作“{escape(e.stands)}”。{escape(e.why)}。</p>'
        for e in mended
    )


def _around(clause: Clause, corpus: Corpus) -> str:
    before, after = corpus.neighbours(clause)
    rows = "".join(
        f"<dt>{escape(each.address)} {escape(each.title)}</dt><dd>{_lines(each.text)}</dd>"
        for each in (before, after)
        if each
    )
    return f"<details><summary>前后条款</summary><dl>{rows}</dl></details>" if rows else ""


def _letters(text: str) -> str:
    return "".join(text.split())


def _original(clause: Clause, corpus: Corpus) -> str:
    """The clause as the untouched source has it, where cleaning changed it."""
    parsed = corpus.parsed(clause.document_id)
    source = parsed.source[clause.start : clause.end] if parsed else ""
    if _letters(clause.text) in _letters(source):
        return ""
    return f'<details><summary>来源原文</summary><div class="source">{_lines(source)}</div></details>'
