"""From the tree of a text to its clauses with addresses.

Addresses are put together on the way out, when it is known whether an article has one 款 or several: a single 款 has
no address of its own (第二十三条第（一）项, but 第四十六条第二款第（三）项). An address that the source gives twice is
kept and counted: 5.3（重复2）.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.domain import Clause, Document, Kind, MappedText, Obligation
from assistant.parsing.content import Content
from assistant.parsing.numbering import LIST_LEVEL
from assistant.parsing.obligation import obligation
from assistant.parsing.tree import Node, build_tree
from assistant.text import int_to_chinese

_OWN_ADDRESS = frozenset({Kind.PREFACE, Kind.ANNEX, Kind.FIGURE})
_NUMBERED = frozenset({Kind.CLAUSE, Kind.DEFINITION, Kind.TABLE})


@dataclass(frozen=True, slots=True)
class Cut:
    """The clauses of a text in reading order, parents before children, and what is wrong with its numbering."""

    clauses: tuple[Clause, ...]
    warnings: tuple[str, ...]


def cut_clauses(document: Document, mapped: MappedText, content: Content | None = None) -> Cut:
    """The clauses of a cleaned text; `content` adds what the format knows of tables, headings and pages."""
    content = content or Content(mapped.text, mapped)
    root, problems = build_tree(document.family, mapped, content)
    cutter = _Cutter(document, mapped, content)
    clauses = tuple(cutter.below(root, parent=None, address="", path=()))
    twice = [
        f"原文编号：“{address}”有 {count} 处，后面的记作“{address}（重复2）”等" for address, count in cutter.twice()
    ]
    return Cut(clauses, tuple(f"{each}。" for each in (*problems, *twice)))


class _Cutter:
    """Turns nodes into clauses, each address once."""

    def __init__(self, document: Document, mapped: MappedText, content: Content) -> None:
        self._document = document
        self._mapped = mapped
        self._content = content
        self._dotted = document.family.is_dotted
        self._seen: Counter[str] = Counter()
        self._reported: set[str] = set()

    def twice(self) -> list[tuple[str, int]]:
        """The addresses of clauses, not of list items and notes, that the source gives more than once."""
        return [(address, count) for address, count in self._seen.items() if count > 1 and address in self._reported]

    def below(
        self, node: Node, *, parent: str | None, address: str, path: tuple[str, ...], annex: str = ""
    ) -> Iterator[Clause]:
        """The clauses below `node`, which has this address and heading path; in an annex, numbers count anew."""
        if [child.kind for child in node.children] == [Kind.PARAGRAPH]:
            yield from self.below(node.children[0], parent=parent, address=address, path=path, annex=annex)
            return
        paragraphs = 0
        for child in node.children:
            paragraphs += child.kind is Kind.PARAGRAPH
            step = f"第{_ordinal(paragraphs)}款" if child.kind is Kind.PARAGRAPH else child.step
            own = self._free(self._address(address, step, child, annex), child)
            clause = self._clause(child, own, parent=parent, path=path)
            yield self._under_lead_in(clause, node)
            under = path if child.is_inner else (*path, _heading(child))
            inside = own if child.kind is Kind.ANNEX and child.level == 0 else annex
            yield from self.below(child, parent=own, address=own, path=under, annex=inside)

    def _address(self, above: str, step: str, node: Node, annex: str) -> str:
        """Articles count through the whole law, dotted numbers carry their parents: neither repeats what is above."""
        if node.kind in _OWN_ADDRESS or (node.kind is Kind.TABLE and not step.startswith(" ")):
            return step
        if node.kind is Kind.ARTICLE or (self._dotted and node.level < LIST_LEVEL):
            return f"{annex} {step}".strip()
        if not above:
            return step.strip()
        return (
            f"{above} {step.strip()}"
            if above == annex or (above.startswith("附录") and " " not in above)
            else above + step
        )

    def _free(self, address: str, node: Node) -> str:
        self._seen[address] += 1
        if self._seen[address] == 1:
            return address
        if not node.is_inner:
            self._reported.add(address)
        return f"{address}（重复{self._seen[address]}）"

    def _under_lead_in(self, clause: Clause, node: Node) -> Clause:
        """An item without a verb of its own has the force of its lead-in: 有下列情形之一的，用人单位应当…."""
        stands_alone = clause.kind not in (Kind.ITEM, Kind.SUBITEM) or not node.body
        if stands_alone or clause.obligation is not Obligation.STATEMENT:
            return clause
        start, end = node.body[0]
        return replace(clause, obligation=obligation(self._mapped.text[start:end], self._document))

    def _clause(self, node: Node, address: str, *, parent: str | None, path: tuple[str, ...]) -> Clause:
        numbered = any(child.kind in _NUMBERED for child in node.children)
        text, title = self._text(node), node.title
        if not text and not numbered and title and node.kind in (Kind.CLAUSE, Kind.TABLE):
            text, title = title, ""
        kind = Kind.SECTION if node.kind is Kind.CLAUSE and numbered and not text else node.kind
        start, end = self._mapped.span(node.start, node.end)
        page, is_ocr = self._page(node)
        return Clause(
            document_id=self._document.id,
            address=address,
            kind=kind,
            label=node.label,
            title=title,
            text=text,
            heading_path=path,
            start=start,
            end=end,
            obligation=obligation(text, self._document, kind),
            parent=parent,
            page=page,
            is_ocr=is_ocr,
        )

    def _text(self, node: Node) -> str:
        if node.wording is not None:
            return node.wording
        return "\n".join(self._mapped.text[start:end] for start, end in node.body)

    def _page(self, node: Node) -> tuple[int | None, bool]:
        """The page a clause begins on, and whether any page with its own wording was recognised by OCR."""
        if not self._content.pages:
            return None, False
        first = self._mapped.starts[node.start]
        last = self._mapped.starts[max(node.body[-1][1] - 1, node.start)] if node.body else first
        pages = [page for page in self._content.pages if page.start <= last and first < page.end]
        return (pages[0].number if pages else None), any(page.is_ocr for page in pages)


def _ordinal(number: int) -> str:
    return int_to_chinese(number) if number <= 9999 else str(number)


def _heading(node: Node) -> str:
    space = " " if node.title and node.label and node.label[-1] not in "、）).．" else ""
    return f"{node.label}{space}{node.title}"
