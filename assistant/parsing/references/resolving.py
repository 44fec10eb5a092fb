"""Whether the clauses that a document points at are there."""

import re
from dataclasses import replace

from assistant.domain import INNER_KINDS, Clause, CrossReference, Document, Kind
from assistant.parsing.designations import without_year
from assistant.parsing.references.finding import scan
from assistant.parsing.references.places import Addresses, Found

_NOUNS = (
    (re.compile(r"表"), "这张表"),
    (re.compile(r"图"), "这幅图"),
    (re.compile(r"附录"), "这个附录"),
    (re.compile(r"\d+$|.*章$"), "这一章"),
    (re.compile(r".*节$"), "这一节"),
    (re.compile(r".*编$"), "这一编"),
    (re.compile(r".*(?:\)|项)$"), "这一项"),
    (re.compile(r".*款$"), "这一款"),
    (re.compile(r""), "这一条"),
)
_PART = re.compile(r"第[^第]+编")
_CHAPTER = re.compile(r"(?:第[^第]+编)?第[^第]+章")
_SECTION = re.compile(r"第[^第]+节")
_WITHIN_ANNEX = re.compile(r"(?:附件|附录|附表|条文说明)\S* ")
"""An annex that counts anew speaks of its own numbers first."""
_SEPARATELY_KEPT = ("表", "图", "附录")
"""Told apart by some readers only: one that is missing means something where others are there."""


def resolve(clauses: tuple[Clause, ...], document: Document) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
    """The clauses with their references, and a sentence for each that should lead to a clause but does not.

    A target that is found is given by its address here; one that is not found keeps the address as it was meant.
    """
    known = Addresses([clause.address for clause in clauses])
    resolved: list[Clause] = []
    warnings: dict[str, None] = {}
    for clause in clauses:
        found = scan(clause.text, document.family, clause.address, known)
        kept: dict[tuple[str | None, str | None], CrossReference] = {}
        for each in found:
            reference, missing = _looked_up(each, clause, document, known)
            if reference is not None and reference.target != clause.address:
                kept.setdefault((reference.target, reference.document), reference)
            if missing and _is_told(clause):
                warnings[f"{clause.address} 引用了 {missing}，文中没有{_noun(missing)}。"] = None
        resolved.append(replace(clause, references=tuple(kept.values())))
    return tuple(resolved), tuple(warnings)


def _looked_up(
    found: Found, clause: Clause, document: Document, known: Addresses
) -> tuple[CrossReference | None, str | None]:
    """The reference to keep, and the target that is missing."""
    words = clause.text[found.start : found.end]
    other = None if found.document is not None and _is_own(found.document, document) else found.document
    if other is not None:
        return CrossReference(words, found.target, other), None
    if found.target is None:
        return None, None
    target = _in_its_chapter(found.target, clause, known)
    annex = _WITHIN_ANNEX.match(clause.address)
    address = (known.find(annex.group() + target) if annex else None) or known.find(target)
    if address is None and not found.sure:
        return None, None
    return CrossReference(words, address or found.target), None if address else _missing(found.target, known)


def _missing(target: str, known: Addresses) -> str | None:
    kept = next((prefix for prefix in _SEPARATELY_KEPT if target.startswith(prefix)), None)
    lettered = re.match(r"[A-Z]\.", target)
    part = _PART.match(target)
    if (kept and not known.has_any(kept)) or (lettered and not known.has_any("附录")) or (part and not known.has_parts):
        return None
    return target


def _in_its_chapter(target: str, clause: Clause, known: Addresses) -> str:
    """本章第一节 by its whole address: the chapter is the one that the clause stands in."""
    chapter = _CHAPTER.match(clause.parent or "")
    whole = f"{chapter.group()}{target}" if chapter and _SECTION.fullmatch(target) else target
    return whole if whole in known else target


def _is_own(name: str, document: Document) -> bool:
    """Whether the document is named that is speaking: its number without the year, or its title."""
    number = without_year(name)
    if number is not None:
        return document.number is not None and without_year(document.number) == number
    return _plain(name) in {_plain(each) for each in (document.title, document.name, *document.aliases)}


def _plain(title: str) -> str:
    return title.strip("《》").removeprefix("中华人民共和国")


def _is_told(clause: Clause) -> bool:
    """Items speak again in the text of their clause; what stands before the first number has a table of contents."""
    return clause.kind not in INNER_KINDS and clause.kind is not Kind.PREFACE


def _noun(target: str) -> str:
    return next(noun for pattern, noun in _NOUNS if pattern.match(target))
