"""A sentence that opens with where it is from (根据《劳动合同法》第十九条第三款，…) is held to that clause alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer.particulars import Sort, core_title, particulars
from assistant.answer.quoting import is_lead_in
from assistant.domain import Clause, Document, Evidence
from assistant.text import normalise

_BETWEEN = re.compile(r"(?:根据|依据|按照|依照|按|的?规定|[,:的中]|\s)*")
_ITEM = re.compile(r"[(（]([一二三四五六七八九十\d]+)[)）](?=项|目)")

Place = tuple[str, ...]
"""An address as its parts: 46条, 2款, 3项."""


def attributed(said: str, cited: Sequence[Evidence]) -> Sequence[Evidence]:
    """Of the clauses `cited`, those that normalised `said` names at its opening; all, where it names none of them."""
    title, address = _named(said)
    held = [each for each in cited if title in titles(each.document)] if title else list(cited)
    parts = [part for each in held for part in _parts(each, address)] if address else held
    return parts or held or cited


def titles(document: Document) -> Iterator[str]:
    """The names a document goes by, without what every name of its sort begins with."""
    names = (document.title, document.short_title or "", document.given_title or "", document.number or "")
    for name in (*names, *document.aliases):
        if name:
            core = core_title(normalise(name))
            yield core
            yield re.sub(r"^(?:深圳经济特区|深圳市|广东省)", "", core)
            yield re.sub(r"[\s—–-]+", "-", core)
            yield from (core_title(normalise(inner)) for inner in re.findall("《[^》]+》", name))


def place(address: str) -> Place:
    """The parts of an address of a law; empty for any other."""
    found = particulars(_ITEM.sub(r"第\1", normalise(address)).replace("第第", "第"))
    return tuple(each.value for each in found if each.sort is Sort.ADDRESS)


def _named(said: str) -> tuple[str, Place]:
    """The title and the address that a sentence opens with, and that no other title or address follows."""
    found = [each for each in particulars(said) if each.sort in (Sort.TITLE, Sort.ADDRESS)]
    title, end = "", 0
    parts: list[str] = []
    for each in found:
        if not _BETWEEN.fullmatch(said, end, each.start):
            return "", ()
        if each.sort is Sort.TITLE:
            if title or parts:
                return "", ()
            title = each.value
        else:
            parts.append(each.value)
        end = each.end
    return title, tuple(parts)


def _parts(evidence: Evidence, named: Place) -> Iterator[Evidence]:
    """The clause or the parts of it at an address: 第一项 for the first item of whichever 款 has items."""
    for clause in (evidence.clause, *evidence.inner):
        own = place(clause.address)
        article, below = named[:1], named[1:]
        if own == named or (below and own[:1] == article and own[-len(below) :] == below):
            yield evidence if clause is evidence.clause else _part(evidence, clause)


def _part(evidence: Evidence, clause: Clause) -> Evidence:
    """A part of the clause that was found, with the words that stand above its items."""
    lead = next(filter(is_lead_in, evidence.clause.text.split("\n")), "")
    text = f"{lead}\n{clause.text}" if clause.address.endswith(("项", "目")) else clause.text
    return replace(evidence, clause=replace(clause, text=text), inner=())
