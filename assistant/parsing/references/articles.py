"""How laws point: 第四十条第一项、第二项, 第八条至第十条, 前款, 本条第一款, 《…》第十一条, 劳动合同法第四十四条.

1. Steps that stand together (第四十条 第一款) form one reference.
2. After 和, 、 or 至 a new reference begins, which takes over the steps above its own first one.
3. Elsewhere a new chain begins; what stands before it says which document is meant.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.parsing.references.mentions import (
    LOOKBACK,
    MAX_TO_TARGET,
    TO_TARGET,
    Mention,
    bare_name,
    is_own,
    is_that_one,
)
from assistant.parsing.references.places import (
    MAX_GAP,
    NUMERAL,
    SEPARATOR,
    Addresses,
    Found,
    Here,
    is_line_head,
)
from assistant.text import int_to_chinese, to_int

_ATOM = re.compile(
    rf"第 ?(?P<n>{NUMERAL}|\d{{1,4}}) ?(?P<unit>[编章节条])(?:之(?P<m>[一二三四五六七八九十]{{1,3}})(?![间前后外内]))?"
    rf"|第 ?\(?(?P<n2>{NUMERAL}|\d{{1,3}})\)? ?(?P<unit2>[款项目])"
    rf"|第 ?(?P<n3>{NUMERAL})(?=(?:[、和至]第?{NUMERAL}){{1,6}}(?P<unit3>[条款项]))"
    rf"|(?P<loose>第?\(?(?P<n4>{NUMERAL})\)?(?P<unit4>[条款项])|第?\((?P<n5>{NUMERAL})\))"
    r"|前(?P<back>[两二三四])?(?P<unit6>[条款项])(?!件|目|次)|本(?P<unit7>[条款项])(?!件|目)"
)
_LEVELS = {unit: level for level, unit in enumerate("编章节条款项目", 1)}
_CHAPTERS, _ARTICLE, _PARAGRAPH, _ITEM = 3, 4, 5, 6
_JOINT = re.compile(r" ?(?:的|中|之)? ?")
_ITEM_LINE = re.compile(rf"\s*(?:\({NUMERAL}\)|\d{{1,2}}[.、])")
_BACK = {"两": 2, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    level: int
    step: str
    back: int = 0
    """前条, 前款: how many places before; 0 for a number."""
    is_own: bool = False
    """本条, 本款."""
    is_loose: bool = False
    """Only a step where a chain is already open: 第（一）、（二）项."""


@dataclass(slots=True)
class _Chain:
    """A reference being read: the steps so far, by level."""

    start: int
    end: int
    document: str | None
    steps: dict[int, str]
    is_anchored: bool
    others: list[dict[int, str]] = field(default_factory=list)
    """Further ends of a range in one word: 前两款."""
    is_spoken: bool = True
    """False where only 本条 was said."""
    is_known: bool = True
    """False where a document is meant that nobody can tell from here: 该法第三条."""


class _Reader:
    def __init__(self, folded: str, here: str, known: Addresses, mentions: list[Mention]) -> None:
        self._folded = folded
        self._here = Here.of(here)
        self._known = known
        self._mentions = sorted(mentions, key=lambda each: each.end)
        self._paragraphs = list(_paragraph_starts(folded)) if self._here.article else []
        self._spans = [(each.start, each.end) for each in mentions if folded[each.start] == "《"]

    def read(self) -> Iterator[Found]:
        chain: _Chain | None = None
        for atom in self._atoms():
            gap = self._folded[chain.end : atom.start] if chain else "\n"
            if chain and len(gap) <= MAX_GAP and _JOINT.fullmatch(gap) and atom.level > max(chain.steps, default=0):
                self._extend(chain, atom)
                continue
            listed = chain is not None and len(gap) <= MAX_GAP and bool(SEPARATOR.fullmatch(gap))
            if atom.is_loose and not (listed and chain and max(chain.steps, default=0) >= atom.level):
                continue
            if chain:
                yield from self._close(chain)
            chain = self._go_on(chain, atom) if chain and listed else self._begin(atom)
        if chain:
            yield from self._close(chain)

    def _atoms(self) -> Iterator[_Atom]:
        spans = iter(self._spans)
        span = next(spans, None)
        for match in _ATOM.finditer(self._folded):
            while span and span[1] <= match.start():
                span = next(spans, None)
            inside = span is not None and match.end() > span[0]
            atom = None if inside else _atom(match)
            if atom is not None and not self._is_label(atom):
                yield atom

    def _is_label(self, atom: _Atom) -> bool:
        behind = self._folded[atom.end : atom.end + 1]
        named = atom.level <= _ARTICLE and not atom.back and not atom.is_own
        return named and is_line_head(self._folded, atom.start) and behind in ("", " ", "\n")

    def _extend(self, chain: _Chain, atom: _Atom) -> None:
        chain.steps[atom.level] = atom.step
        for other in chain.others:
            other[atom.level] = atom.step
        chain.end, chain.is_spoken = atom.end, chain.is_spoken or chain.is_anchored

    def _go_on(self, chain: _Chain, atom: _Atom) -> _Chain:
        if atom.back or atom.is_own:
            return self._begin(atom)
        kept = {level: step for level, step in chain.steps.items() if level < atom.level and atom.level != _ARTICLE}
        anchored = chain.is_anchored or atom.level <= _ARTICLE
        steps = {**kept, atom.level: atom.step}
        return _Chain(atom.start, atom.end, chain.document, steps, anchored, is_known=chain.is_known)

    def _begin(self, atom: _Atom) -> _Chain:
        if atom.back:
            ways = self._before(atom)
            first = ways[0] if ways else {}
            return _Chain(atom.start, atom.end, None, first, bool(ways), ways[1:], is_spoken=bool(ways))
        if atom.is_own:
            steps = self._own(atom.level, atom.start)
            return _Chain(atom.start, atom.end, None, steps, bool(steps), is_spoken=False)
        start, document, is_known = self._document(atom.start)
        anchored = atom.level <= _ARTICLE or document is not None
        if atom.level == _PARAGRAPH and document is None and self._here.article:
            steps = {_ARTICLE: self._here.article, atom.level: atom.step}
            return _Chain(start, atom.end, None, steps, is_anchored=False)
        return _Chain(start, atom.end, document, {atom.level: atom.step}, anchored, is_known=is_known)

    def _document(self, start: int) -> tuple[int, str | None, bool]:
        """Where the reference begins with its document, which document, and whether it can be known."""
        at = bisect_right(self._mentions, start, key=lambda each: each.end)
        near = self._mentions[at - 1] if at else None
        if near and start - near.end <= MAX_TO_TARGET and TO_TARGET.fullmatch(self._folded, near.end, start):
            return near.start, near.document, True
        if is_that_one(self._folded, start):
            return start, None, False
        if is_own(self._folded, start):
            return start, None, True
        name = bare_name(self._folded, start)
        if name is None:
            return start, None, True
        return self._folded.rindex(name, max(0, start - LOOKBACK), start), name, True

    def _own(self, level: int, at: int) -> dict[int, str]:
        """The steps of the clause that speaks, down to `level`."""
        steps = {_ARTICLE: self._here.article} if self._here.article else {}
        paragraph = self._paragraph(at)
        if steps and level >= _PARAGRAPH and paragraph:
            steps[_PARAGRAPH] = _step("款", paragraph)
        if steps and level >= _ITEM and self._here.item:
            steps[_ITEM] = _step("项", self._here.item)
        return steps

    def _paragraph(self, at: int) -> int | None:
        """Which 款 speaks: the one of the address, or by counting the lines of an article's whole text."""
        if self._here.paragraph or self._here.item:
            return self._here.paragraph
        return bisect_right(self._paragraphs, at) or None

    def _before(self, atom: _Atom) -> list[dict[int, str]]:
        """The places that 前条, 前款, 前两款 and 前项 mean, first and last."""
        if self._here.article is None:
            return []
        backs = [atom.back, 1] if atom.back > 1 else [1]
        if atom.level == _ARTICLE:
            found = [self._known.article_before(self._here.article, back) for back in backs]
            return [{_ARTICLE: article} for article in found if article]
        steps = self._own(atom.level - 1, atom.start)
        last = self._paragraph(atom.start) if atom.level == _PARAGRAPH else self._here.item
        unit = "款" if atom.level == _PARAGRAPH else "项"
        return [{**steps, atom.level: _step(unit, last - back)} for back in backs if last and last > back]

    def _close(self, chain: _Chain) -> Iterator[Found]:
        if not chain.is_spoken or not chain.is_known:
            return
        is_bare = not chain.is_anchored
        if is_bare and _ARTICLE not in chain.steps:
            return
        for steps in (chain.steps, *chain.others):
            target = "".join(steps[level] for level in sorted(steps))
            yield Found(chain.start, chain.end, target, chain.document, sure=not is_bare)


def _atom(match: re.Match[str]) -> _Atom | None:
    groups = match.groupdict()
    relative = groups["unit6"] or groups["unit7"]
    if relative:
        back = _BACK.get(groups["back"] or "", 1) if groups["unit6"] else 0
        return _Atom(*match.span(), _LEVELS[relative], "", back, is_own=bool(groups["unit7"]))
    unit = groups["unit"] or groups["unit2"] or groups["unit3"] or groups["unit4"] or "项"
    number = to_int(groups["n"] or groups["n2"] or groups["n3"] or groups["n4"] or groups["n5"])
    inserted = to_int(groups["m"])
    if not number or number > 9999:
        return None
    step = _step(unit, number) + (f"之{int_to_chinese(inserted)}" if inserted else "")
    return _Atom(*match.span(), _LEVELS[unit], step, is_loose=bool(groups["loose"]))


def _step(unit: str, number: int) -> str:
    """A step of an address as our addresses print it: 第（三）项, 第2目."""
    if unit == "目":
        return f"第{number}目"
    numeral = int_to_chinese(number)
    return f"第（{numeral}）项" if unit == "项" else f"第{numeral}{unit}"


def _paragraph_starts(folded: str) -> Iterator[int]:
    """Where the 款 of an article's whole text begin: its lines but for those of items."""
    at = 0
    for line in folded.split("\n"):
        if line.strip() and not _ITEM_LINE.match(line):
            yield at
        at += len(line) + 1


def article_references(folded: str, here: str, known: Addresses, mentions: list[Mention]) -> list[Found]:
    """The references to articles of laws, with the document where it is another one."""
    return list(_Reader(folded, here, known, mentions).read())
