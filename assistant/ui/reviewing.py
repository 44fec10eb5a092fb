"""What the page shows for checking a file before it is taken in: pure functions to HTML, every text escaped.

Elements with `data-choose` are told to the server by review.js: `clause` and its number in the file, `leaf` and its
number, `remove` and the id of a document.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from assistant.answer.citing import OCR_LABEL
from assistant.domain import Clause, Corpus, CrossReference, Document, Kind, Obligation, ParsedDocument
from assistant.parsing.holdings import Added
from assistant.ui.submission import ADDED, Leaf, Submission

START = 40
"""Characters of a clause's text in the tree; the whole clause is shown when it is chosen."""
CHECK = "请对照原文检查条款和下面的信息，确认无误后点“收录”。"
CHOOSE = "点一个条款，这里显示它的全文，原文翻到它所在的地方。"
ASIDE_SHOWN = 200
"""Stretches set aside that are listed; headers and page numbers of a thick book come in thousands."""
KIND_LABELS = {
    Kind.PREFACE: "前文",
    Kind.PART: "编",
    Kind.CHAPTER: "章",
    Kind.SECTION: "节",
    Kind.ANNEX: "附录",
    Kind.CLAUSE: "条款",
    Kind.DEFINITION: "术语",
    Kind.ARTICLE: "条",
    Kind.TABLE: "表",
    Kind.ROW: "行",
    Kind.FIGURE: "图",
    Kind.NOTE: "注",
    Kind.EXAMPLE: "示例",
    Kind.PARAGRAPH: "款",
    Kind.ITEM: "项",
    Kind.SUBITEM: "目",
}


def message(sentences: Sequence[str], *, is_error: bool = False) -> str:
    """Sentences below the upload: what is wrong, or what was done."""
    lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return f'<div class="told{" message" if is_error else ""}" role="status">{lines}</div>' if lines else ""


# The tree


def tree(submission: Submission) -> str:
    """The clauses of every document of the file, nested as they are numbered."""
    numbered = iter(range(len(submission.clauses)))
    return f'<div class="tree">{"".join(_document_tree(parsed, numbered) for parsed in submission.documents)}</div>'


def _document_tree(parsed: ParsedDocument, numbered: Iterator[int]) -> str:
    numbers = dict(zip((clause.address for clause in parsed.clauses), numbered, strict=False))
    below: dict[str | None, list[Clause]] = {}
    for clause in parsed.clauses:
        below.setdefault(clause.parent if clause.parent in numbers else None, []).append(clause)
    title = f'<p class="title">{escape(parsed.document.title)}</p>'
    return f"{title}{_branch(None, below, numbers)}" if below else f'{title}<p class="welcome">没有认出条款。</p>'


def _branch(parent: str | None, below: dict[str | None, list[Clause]], numbers: dict[str, int]) -> str:
    rows = "".join(
        f"<li>{_entry(clause, numbers[clause.address])}{_branch(clause.address, below, numbers)}</li>"
        for clause in below.get(parent, ())
    )
    return f"<ul>{rows}</ul>" if rows else ""


def _entry(clause: Clause, number: int) -> str:
    start = clause.text.replace("\n", " ")
    start = start[:START] + "…" if len(start) > START else start
    title = f"<strong>{escape(clause.title)}</strong> " if clause.title else ""
    return (
        f'<button type="button" class="entry" data-choose="clause" data-number="{number}">'
        f'<span class="address">{escape(clause.address)}</span> {title}'
        f'<span class="start">{escape(start)}</span> {_marks(clause)}</button>'
    )


def _marks(clause: Clause) -> str:
    marks = [f'<span class="tag kind">{KIND_LABELS[clause.kind]}</span>']
    if clause.obligation is not Obligation.STATEMENT:
        marks.append(f'<span class="tag" data-obligation="{clause.obligation.name}">{clause.obligation.value}</span>')
    marks += [f'<span class="tag page">第 {clause.page} 页</span>'] if clause.page else []
    marks += [f'<span class="tag ocr">{OCR_LABEL}</span>'] if clause.is_ocr else []
    marks += [f'<span class="tag points">→ {escape(_meant(each))}</span>' for each in clause.references]
    return " ".join(marks)


def _meant(reference: CrossReference) -> str:
    gap = " " if reference.document and not reference.document.endswith("》") else ""
    return f"{reference.document or ''}{gap}{reference.target or ''}".strip() or reference.words


# The source


def source(submission: Submission, at: int, chosen: int | None, picture: bytes | None = None) -> str:
    """Leaf `at` of the source, a page as `picture`, and the clause that was chosen, marked where it stands."""
    leaves = submission.leaves()
    picked = submission.clauses[chosen] if chosen is not None else None
    if not leaves:
        shown = '<p class="welcome">没有可以显示的原文。</p>'
    elif submission.pages:
        shown = _picture(at, picture)
    else:
        shown = _text(submission, leaves[at], picked)
    turning = _turning(at, len(leaves), "页" if submission.pages else "段")
    detail = _detail(submission, *picked) if picked else f'<p class="welcome">{CHOOSE}</p>'
    return f'<div class="source-side">{turning}<div class="leaf">{shown}</div><div class="chosen">{detail}</div></div>'


def _turning(at: int, count: int, unit: str) -> str:
    if count < 2:
        return '<div class="turning"><span>原文</span></div>'
    return (
        f'<div class="turning">{_turn(at - 1, count, f"上一{unit}")}<span>原文第 {at + 1} {unit}，共 {count} {unit}'
        f"</span>{_turn(at + 1, count, f'下一{unit}')}</div>"
    )


def _turn(to: int, count: int, words: str) -> str:
    disabled = "" if 0 <= to < count else " disabled"
    return f'<button type="button" data-choose="leaf" data-number="{to}"{disabled}>{words}</button>'


def _picture(at: int, picture: bytes | None) -> str:
    if picture is None:
        return '<p class="welcome">这一页无法显示。</p>'
    data = b64encode(picture).decode("ascii")
    return f'<img class="scan" src="data:image/jpeg;base64,{data}" alt="原文第 {at + 1} 页" title="点一下放大或缩小">'


def _text(submission: Submission, leaf: Leaf, picked: tuple[int, Clause] | None) -> str:
    """A stretch of the untouched source: the chosen clause in <mark>, what is set aside greyed."""
    parsed = submission.documents[leaf.document]
    clause = picked[1] if picked and picked[0] == leaf.document else None
    asides = [each for each in parsed.set_aside if each.start < leaf.end and leaf.start < each.end]
    spans = [(each.start, each.end) for each in asides] + ([(clause.start, clause.end)] if clause else [])
    edges = sorted({leaf.start, leaf.end, *(min(max(at, leaf.start), leaf.end) for span in spans for at in span)})
    shown = []
    for start, end in pairwise(edges):
        words = escape(parsed.source[start:end])
        aside = next((each for each in asides if each.start <= start and end <= each.end), None)
        if aside is not None:
            words = f'<span class="aside" title="不属于正文：{escape(aside.label, quote=True)}">{words}</span>'
        shown.append(f"<mark>{words}</mark>" if clause and clause.start <= start and end <= clause.end else words)
    return f'<div class="source-text">{"".join(shown)}</div>'


def _detail(submission: Submission, document: int, clause: Clause) -> str:
    """The chosen clause in full, its references as buttons where they stay within the file."""
    numbers = {each.address: i for i, (owner, each) in enumerate(submission.clauses) if owner == document}
    path = " > ".join((*clause.heading_path, *([clause.title] if clause.title else [])))
    text = escape(clause.text).replace("\n", "<br>") or '<span class="welcome">（没有自己的正文，见下级条款）</span>'
    references = "".join(_reference(each, numbers) for each in clause.references)
    pointing = f'<p class="references">引用：{references}</p>' if references else ""
    return (
        f'<p><span class="address">{escape(clause.address)}</span> {_marks(clause)}</p>'
        f'<p class="path">{escape(path)}</p><div class="clause">{text}</div>{pointing}'
    )


def _reference(reference: CrossReference, numbers: dict[str, int]) -> str:
    words = escape(reference.words)
    number = None if reference.document else numbers.get(reference.target or "")
    if number is None:
        return f'<span class="tag points" title="{escape(_meant(reference), quote=True)}">{words}</span> '
    return f'<button type="button" class="tag points" data-choose="clause" data-number="{number}">{words}</button> '


# What to know before taking it in


def notes(submission: Submission) -> str:
    """What was read and what is in doubt: warnings, mended places, what was set aside."""
    count = sum(clause.is_retrieved for _, clause in submission.clauses)
    names = "、".join(parsed.document.title for parsed in submission.documents[:3])
    names += f"等 {len(submission.documents)} 份" if len(submission.documents) > 3 else ""
    head = (
        f"<p><strong>{escape(submission.path.name)}</strong>：读作{escape(names)}，可引用的条款 {count} 条。{CHECK}</p>"
    )
    doubts = [] if count else ["没有认出可以引用的条款，请换一个“类别”看看，或检查文件。"]
    doubts += ["这个文件已经收录过。再次收录不会重复，只会更正下面的信息。"] if submission.is_held else []
    doubts += [warning for parsed in submission.documents for warning in parsed.warnings]
    rows = "".join(f"<li>{escape(doubt)}</li>" for doubt in doubts)
    warned = f'<ul class="warnings">{rows}</ul>' if rows else ""
    return f'<div class="notes">{head}{warned}{_mended(submission)}{_aside(submission)}</div>'


def _mended(submission: Submission) -> str:
    rows = "".join(
        f"<li>“{escape(each.stood)}”改为“{escape(each.stands)}”。{escape(each.why)}。</li>"
        for parsed in submission.documents
        for each in parsed.emendations
    )
    return f"<details><summary>校改</summary><ul>{rows}</ul></details>" if rows else ""


def _aside(submission: Submission) -> str:
    found = [(parsed.source, each) for parsed in submission.documents for each in parsed.set_aside]
    if not found:
        return ""
    counts = "、".join(f"{what} {count} 处" for what, count in Counter(each.label for _, each in found).items())
    rows = "".join(
        f"<li>{escape(each.label)}：{escape(' '.join(text[each.start : each.end].split()))}</li>"
        for text, each in found[:ASIDE_SHOWN]
    )
    rest = f"<li>……共 {len(found)} 处</li>" if len(found) > ASIDE_SHOWN else ""
    return f"<details><summary>不属于正文：{escape(counts)}</summary><ul>{rows}{rest}</ul></details>"


def editions(found: Sequence[Document]) -> str:
    """The other editions of the document that are held."""
    rows = "".join(
        f"<li>{_named(each)}{'' if each.id.startswith(ADDED) else '（随程序附带，两份都会保留）'}</li>"
        for each in found
    )
    return f'<div class="notes">已收录同一文件的其他版本：<ul>{rows}</ul></div>' if rows else ""


def _named(document: Document) -> str:
    number = f" {escape(document.number)}" if document.number else ""
    return (
        f"{escape(document.title)}{number} "
        f'<span class="standing" data-status="{document.status.value}">'
        f'<span class="badge">{escape(document.badge)}</span></span>'
    )


# After it was taken in


def taken_in(added: Added, passages: int) -> list[str]:
    """What became of a file, in sentences."""
    names = "、".join(parsed.document.title for parsed in added.documents[:3])
    names += "等" if len(added.documents) > 3 else ""
    done = "原已收录，信息已更正" if added.already_held else "已收录"
    said = [f"{done}：{names}，可引用的条款 {added.clauses} 条。索引现在共 {passages} 条，可以提问了。"]
    said += [f"已替换旧版本：{each.title}。" for each in added.replaced]
    return said + [f"同时保留着另一版本：{each.title}。" for each in added.editions]


def held(corpus: Corpus) -> str:
    """The texts held: those that were added, each with a button to remove it, and those that came with the program."""
    added = [parsed for parsed in corpus.documents if parsed.document.id.startswith(ADDED)]
    shipped = [parsed for parsed in corpus.documents if not parsed.document.id.startswith(ADDED)]
    own = "".join(f"<li>{_held_row(each)} {_removing(each.document)}</li>" for each in added)
    listed = f"<ul>{own}</ul>" if own else '<p class="welcome">还没有添加过文件。</p>'
    rest = "".join(f"<li>{_held_row(each)}</li>" for each in shipped)
    return (
        f'<div class="held"><h2>已添加的文件</h2>{listed}'
        f"<details><summary>随程序附带的文本（{len(shipped)} 份，不能移除）</summary><ul>{rest}</ul></details></div>"
    )


def _held_row(parsed: ParsedDocument) -> str:
    count = sum(clause.is_retrieved for clause in parsed.clauses)
    return f'<span class="name">{_named(parsed.document)} <span class="count">{count} 条</span></span>'


def _removing(document: Document) -> str:
    return (
        f'<button type="button" class="remove" data-choose="remove" data-number="{escape(document.id, quote=True)}">'
        "移除</button>"
    )
