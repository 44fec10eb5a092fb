"""From cleaned paragraphs to a tree of clauses with addresses.

1. Each line is read for a number under its family's grammar; the number is believed when it continues the sequence.
2. A believed number closes every clause at its level or below and opens one of its own.
3. A line without one belongs to the clause that is open: in a law it begins a new 款, elsewhere it is one more
   paragraph of the clause's text.
4. Addresses are put together on the way out, when it is known whether an article has one 款 or several:
   a single 款 has no address of its own (第二十三条第（一）项, but 第四十六条第二款第（三）项).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from assistant.domain import INNER_KINDS, Clause, Document, Family, Kind, MappedText, Obligation, Status
from assistant.parsing.numbering import LIST_LEVEL, Marker, Sequence
from assistant.text import int_to_chinese

PREFACE_ADDRESS = "卷首"
_ROOT_LEVEL = 0
_PREFACE_LEVEL = 99
_PARAGRAPH_LEVEL = 5
_BODY_END = re.compile(r"[。；：，！？;:,!?]$")
_CONTENTS_HEAD = re.compile(r"目\s*[录次]")
_PAGE_OF_ENTRY = re.compile(r"[\s.．…·]*[\dIVX\u2160-\u216b]*$")

_REQUIREMENT = re.compile(
    r"必须|不得|禁止|严禁|不应|应当|(?<![相适反供响对效报呼感顺回因])应(?![用急对届聘收付答邀诉力变景声运征酬和]|其|允)"
)
_RECOMMENDATION = re.compile(r"(?<![适便事时合机相权不])宜|不宜")
_PERMISSION = re.compile(r"可以|不必|(?<![许认不])可(?![能靠行见持谓观燃回复推落])")


@dataclass(slots=True)
class _Node:
    kind: Kind
    level: int
    start: int
    end: int
    step: str = ""
    label: str = ""
    title: str = ""
    body_start: int | None = None
    children: list["_Node"] = field(default_factory=list)


def parse_clauses(document: Document, mapped: MappedText) -> tuple[Clause, ...]:
    """The clauses of a cleaned text in reading order; addresses are unique, parents come before children."""
    root = _Tree(document.family).read(mapped.text)
    return tuple(_flatten(root, document, mapped))


def obligation(text: str, document: Document) -> Obligation:
    """What the verbs of `text` ask for; a handbook or a drafting explanation only states.

    The verbs are those of GB/T 1.1—2020 and, for laws, 应当 / 必须 / 不得 / 可以. 应 inside 适应, 应用 … is none.
    """
    if _is_normative(document):
        if _REQUIREMENT.search(text):
            return Obligation.REQUIREMENT
        if _RECOMMENDATION.search(text):
            return Obligation.RECOMMENDATION
        if _PERMISSION.search(text):
            return Obligation.PERMISSION
    return Obligation.STATEMENT


def _is_normative(document: Document) -> bool:
    if document.family is Family.OFFICIAL:
        return document.status is Status.IN_FORCE
    return document.family is not Family.HANDBOOK


def _table_of_contents(lines: list[str]) -> range:
    """The entries between 目录 or 目次 and where the first of them comes again: they repeat numbers, and are none."""
    head = next((i for i, line in enumerate(lines) if _CONTENTS_HEAD.fullmatch(line.strip())), len(lines))
    entries = [_PAGE_OF_ENTRY.sub("", line) for line in lines[head + 1 :]]
    if not entries or entries[0] not in entries[1:]:
        return range(0)
    return range(head + 1, head + 2 + entries[1:].index(entries[0]))


class _Tree:
    """Builds the nodes line by line; `_path` holds the open nodes, outermost first."""

    def __init__(self, family: Family) -> None:
        self._sequence = Sequence(family)
        self._root = _Node(Kind.SECTION, _ROOT_LEVEL, 0, 0)
        self._path = [self._root]

    def read(self, text: str) -> _Node:
        at = 0
        lines = text.split("\n")
        contents = _table_of_contents(lines)
        for i, line in enumerate(lines):
            end = at + len(line)
            if line:
                (self._plain if i in contents else self._take)(line, at, end)
                for node in self._path:
                    node.end = end
            at = end + 1
        return self._root

    def _take(self, line: str, start: int, end: int) -> None:
        marker = self._sequence.believed(line)
        if marker is not None and not self._is_taken(marker):
            self._sequence.accept(marker)
            self._open(marker, line, start, end)
        else:
            self._plain(line, start, end)

    def _is_taken(self, marker: Marker) -> bool:
        """Whether the clause that a list item would stand in has one of this number already.

        After ordinary text, ① ② count on in the clause itself, and would do so again after the next item's text.
        """
        if marker.kind not in INNER_KINDS:
            return False
        parent = next(node for node in reversed(self._path) if node.level < marker.level)
        return any(child.step == marker.step for child in parent.children)

    def _open(self, marker: Marker, line: str, start: int, end: int) -> None:
        node = _Node(marker.kind, marker.level, start, end, marker.step, marker.label)
        rest = line[marker.rest :]
        if marker.kind is Kind.ARTICLE or marker.kind in INNER_KINDS or _BODY_END.search(rest):
            node.body_start = start + marker.rest if rest else None
        else:
            node.title = rest.strip()
        self._push(node)
        if marker.kind is Kind.ARTICLE and rest:
            self._begin_paragraph(start + marker.rest, end)

    def _plain(self, line: str, start: int, end: int) -> None:
        if self._path[-1] is self._root:
            self._push(_Node(Kind.PREFACE, _PREFACE_LEVEL, start, end, PREFACE_ADDRESS, title=line))
            return
        if any(node.kind is Kind.ARTICLE for node in self._path):
            self._begin_paragraph(start, end)
            return
        while self._path[-1].kind in INNER_KINDS:
            self._path.pop()
        if self._path[-1].body_start is None:
            self._path[-1].body_start = start

    def _begin_paragraph(self, start: int, end: int) -> None:
        self._sequence.begin_paragraph(_PARAGRAPH_LEVEL)
        self._push(_Node(Kind.PARAGRAPH, _PARAGRAPH_LEVEL, start, end, body_start=start))
        article = self._path[-2]
        if article.body_start is None:
            article.body_start = start

    def _push(self, node: _Node) -> None:
        while self._path[-1].level >= node.level:
            self._path.pop()
        if node.kind in INNER_KINDS and self._path[-1].body_start is None and self._path[-1] is not self._root:
            self._path[-1].body_start = node.start
        self._path[-1].children.append(node)
        self._path.append(node)


def _flatten(root: _Node, document: Document, mapped: MappedText) -> Iterator[Clause]:
    yield from _children(root, document, mapped, parent=None, address="", path=())


def _children(
    node: _Node, document: Document, mapped: MappedText, *, parent: str | None, address: str, path: tuple[str, ...]
) -> Iterator[Clause]:
    if [child.kind for child in node.children] == [Kind.PARAGRAPH]:
        yield from _children(node.children[0], document, mapped, parent=parent, address=address, path=path)
        return
    paragraphs = 0
    for child in node.children:
        paragraphs += child.kind is Kind.PARAGRAPH
        step = f"第{_ordinal(paragraphs)}款" if child.kind is Kind.PARAGRAPH else child.step
        clause = _clause(
            child, document, mapped, parent=parent, address=_address(address, step, child, document.family), path=path
        )
        yield _under_lead_in(clause, node, document, mapped)
        yield from _children(
            child,
            document,
            mapped,
            parent=clause.address,
            address=clause.address,
            path=path if child.kind in INNER_KINDS else (*path, _heading(child)),
        )


def _under_lead_in(clause: Clause, node: _Node, document: Document, mapped: MappedText) -> Clause:
    """An item without a verb of its own has the force of its lead-in: 有下列情形之一的，用人单位应当…."""
    if clause.kind not in (Kind.ITEM, Kind.SUBITEM) or clause.obligation is not Obligation.STATEMENT:
        return clause
    lead_in = "" if node.body_start is None else mapped.text[node.body_start : node.end].split("\n", 1)[0]
    return replace(clause, obligation=obligation(lead_in, document))


def _ordinal(number: int) -> str:
    return int_to_chinese(number) if number <= 9999 else str(number)


def _address(above: str, step: str, node: _Node, family: Family) -> str:
    """Articles count through the whole law and dotted numbers carry their parents: neither repeats what is above."""
    dotted = family in (Family.STANDARD, Family.HANDBOOK) and node.level < LIST_LEVEL
    return step if node.kind in (Kind.ARTICLE, Kind.PREFACE) or dotted else above + step


def _heading(node: _Node) -> str:
    space = " " if node.title and node.label[-1:] not in ("、", "）", ")", ".", "．") else ""
    return f"{node.label}{space}{node.title}"


def _clause(
    node: _Node, document: Document, mapped: MappedText, *, parent: str | None, address: str, path: tuple[str, ...]
) -> Clause:
    numbered = [child for child in node.children if child.kind not in INNER_KINDS]
    text_end = numbered[0].start if numbered else node.end
    text = "" if node.body_start is None else mapped.text[node.body_start : text_end].strip("\n")
    title = node.title
    if not text and not numbered and title and node.kind is Kind.CLAUSE:
        text, title = title, ""
    kind = Kind.SECTION if node.kind is Kind.CLAUSE and numbered and not text else node.kind
    start, end = mapped.span(node.start, node.end)
    return Clause(
        document.id, address, kind, node.label, title, text, path, start, end, obligation(text, document), parent
    )
