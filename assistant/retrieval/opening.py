"""Opening a document and a clause by the names people give them, exactly or not at all.

A document answers to its id, its number (any dash, spaces or none, the year where two editions share the rest) and its
names; words around a name make it another document's. An address is compared with those of the document first, as some
(表1 第3行) have no other notation, then read as in a question. What is not found is said with what is nearest.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from assistant.domain import Clause, Corpus, Document, Kind
from assistant.errors import UsageError
from assistant.retrieval.addresses import NAME, addresses_in, spread
from assistant.retrieval.naming import Namer
from assistant.text import normalise

ALIKE = 0.5
"""Names below this similarity (Ratcliff and Obershelp) are not offered; laws that share only 中华人民共和国…法 are
compared without it."""
OFFERED = 3
LISTED = 6
"""Clauses below an address that are listed one by one; of more only the first and the last are named."""

_DASHES = re.compile(r"[\u2010-\u2015\u2212-]+")
_REPUBLIC = "中华人民共和国"
_PRECISE = ("目", "行", "注", "示例", "列项")
"""Parts of addresses that are only found as they are printed: what names one is never led to the clause around it."""


class NotHeldError(UsageError):
    """A document or clause that is asked for by its name and is not there."""


def open_document(corpus: Corpus, namer: Namer, name: str) -> Document:
    """The document that is called `name`; NotHeldError with the nearest titles where none is."""
    name = name.strip()
    held = corpus.document(name) or _numbered(corpus, name)
    if held is not None:
        return held
    bare = name.strip("《》")
    named = namer.read(bare)
    if namer.blanked(bare).strip("《》 ") or not (named.documents or named.absent):
        raise NotHeldError(f"没有收录“{name}”这份文件。", _offer(corpus, name))
    if named.absent:
        raise NotHeldError(f"没有收录{named.absent[0].title}：{named.absent[0].why}", _offer(corpus, name))
    if named.years:
        held, year = named.years[0]
        day = held.issued or held.effective
        own = f"{day.year}年的" if day else ""
        raise NotHeldError(f"没有收录{year}年的{held.name}。", f"要引用所藏的{own}文本，请不写年份。")
    return named.documents[0]


def open_clause(corpus: Corpus, namer: Namer, document: Document, address: str) -> Clause:
    """The clause of `document` at `address`, in any notation; NotHeldError with the addresses around it."""
    address = address.strip()
    printed = corpus.clause(f"{document.id}#{address}") or _printed(corpus, document, address)
    if printed is not None:
        return printed
    read = tuple(dict.fromkeys(each for _, each in sorted(addresses_in(NAME + spread(normalise(address))))))
    if len(read) > 1:
        raise UsageError(f"“{address}”写了{len(read)}个条款号。", "请一次给出一个条款号。")
    clause = namer.resolve(document, read[0]) if read else None
    if clause is None or any(part in address and part not in clause.address for part in _PRECISE):
        raise NotHeldError(f"{document.title}里没有“{address}”这一条。", _around(corpus, document, (*read, address)[0]))
    return clause


def _numbered(corpus: Corpus, name: str) -> Document | None:
    """The document with this number, or the only one with it but for its year."""
    numbered = [(_number(each.document.number), each.document) for each in corpus.documents if each.document.number]
    asked = _number(name)
    exact = [document for number, document in numbered if number == asked]
    if exact:
        return exact[0]
    undated = [document for number, document in numbered if re.sub(r"-\d{4}$", "", number) == asked]
    return undated[0] if len(undated) == 1 else None


def _number(written: str) -> str:
    return _DASHES.sub("-", normalise(written).strip("《》()")).replace(" ", "")


def _printed(corpus: Corpus, document: Document, address: str) -> Clause | None:
    """The clause whose address is `address` but for spaces and the width of characters."""
    asked = _letters(address)
    return next((clause for clause in _clauses(corpus, document) if _letters(clause.address) == asked), None)


def _letters(address: str) -> str:
    return normalise(address).replace(" ", "")


def _clauses(corpus: Corpus, document: Document) -> tuple[Clause, ...]:
    parsed = corpus.parsed(document.id)
    return parsed.clauses if parsed else ()


def _offer(corpus: Corpus, name: str) -> str:
    """The titles nearest to `name`, best first."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(_bare(name))
    scored: list[tuple[float, str]] = []
    for parsed in corpus.documents:
        document = parsed.document
        ratios = []
        for each in (document.title, document.name, *document.aliases):
            matcher.set_seq1(_bare(each))
            ratios.append(matcher.ratio())
        scored.append((max(ratios), document.title))
    near = [title for ratio, title in sorted(scored, reverse=True) if ratio >= ALIKE]
    listed = "全部文件可以用 assistant corpus list 查看。"
    return f"名称相近的有{'、'.join(dict.fromkeys(near[:OFFERED]))}；{listed}" if near else f"请核对名称，{listed}"


def _bare(name: str) -> str:
    return normalise(name.strip("《》")).removeprefix(_REPUBLIC)


def _around(corpus: Corpus, document: Document, address: str) -> str:
    """The clauses beside the one that is missing: those below the nearest address above it, else the first and last."""
    clauses = _clauses(corpus, document)
    above = max(_above(clauses, address), key=lambda clause: len(clause.address), default=None)
    below = corpus.children(above) if above else ()
    if above and not below:
        return f"{above.address}下面没有更细的条款号，可以引用{above.address}。"
    articles = [clause for clause in clauses if clause.kind is Kind.ARTICLE]
    numbered = [clause for clause in clauses if clause.kind is not Kind.PREFACE]
    row = [each.address for each in below or articles or numbered]
    if not row:
        return "这份文件没有条款，可以不写条款号，引用整份文件。"
    shown = "、".join(row) if len(row) <= LISTED else f"{row[0]}至{row[-1]}"
    return f"请核对条款号，{f'{above.address}下面有' if above else '这份文件有'}{shown}。"


def _above(clauses: tuple[Clause, ...], address: str) -> Iterator[Clause]:
    """The clauses whose address `address` goes on from: 5.4 for 5.4.99, not 5.4.9."""
    asked = _letters(address)
    for clause in clauses:
        own = _letters(clause.address)
        if own and asked.startswith(own) and asked != own and not (own[-1:].isdigit() and asked[len(own)].isdigit()):
            yield clause
