"""How texts and clauses are cited: in running text, in a list of references, in BibTeX.

The two editions of GB/T 7714, for what is held here:

| | 2025 (in force since 2026-07-01) | 2015 |
| --- | --- | --- |
| standard | number title[S] (8.9: nothing else) | issuer. title：number[S]. year |
| law, official document | issuer. title：number[A]. issued | issuer. title：number[A]. year |
| handbook | issuer. title[Z]. year | issuer. title[Z]. year |

Both name laws and official documents among what A (档案) stands for; 2025 gives the full day of such texts (7.5.4.2).
Where they leave room:

- A handbook written for reference is neither a book of a publisher nor a report, hence Z.
- A standard without a number is cited by issuer and year in both editions: its title alone would not identify it.
- Place, publisher, address on the web and day of access are left out: a Document does not hold them.
- A clause stands where a page would stand: behind the date and a full-width colon, alone where there is no date.
- [ ] and the full stop are half width, colon and comma full width, as 2025 prints them. Between number and title
  stands an ordinary space for the printed gap of one character, so that a copied reference is found again.
- Neither edition knows the standing of a text. It follows the entry in brackets, behind the closing full stop, so that
  the entry itself stays as the standard has it.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from assistant.answer.bibtex import entry, key_of
from assistant.domain import Citation, Clause, Document, Family, Status
from assistant.text import CJK, one_line

OCR_LABEL = "OCR 识别文字"
NAMED_ISSUERS = 3
"""Of more issuers only the first three are named, then 等 (7.1.2)."""

_TITLE = re.compile(r"《([^《》]+)》((?:[（(][^（）()《》]*[）)])?)")
_BETWEEN_ISSUERS = re.compile(rf"\s*[、，,；;]\s*|(?<=[{CJK}])\s+(?=[{CJK}])")
_TYPES = {Family.STANDARD: "S", Family.LAW: "A", Family.OFFICIAL: "A", Family.HANDBOOK: "Z"}


class Style(StrEnum):
    """A way of citing."""

    GB_2025 = "2025"
    GB_2015 = "2015"
    INLINE = "inline"
    BIBTEX = "bibtex"

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    Style.GB_2025: "GB/T 7714—2025",
    Style.GB_2015: "GB/T 7714—2015",
    Style.INLINE: "文中引用",
    Style.BIBTEX: "BibTeX",
}


def inline(citation: Citation) -> str:
    """The clause as running text names it; what is no norm in force, or was recognised by OCR, says so.

    （DB4403/T 123—2023，5.4.1） for a standard with a number, 《工会法》第十一条第一款 for anything else.
    """
    return inline_of(citation.document, citation.clause)


def inline_of(document: Document, clause: Clause | None = None) -> str:
    """As `inline`; the whole text without a clause."""
    return reference(document, Style.INLINE, address=clause.address if clause else None, is_ocr=_is_ocr(clause))


def quoted(citation: Citation) -> str:
    """The quote with its clause in brackets, as a text that quotes it prints both."""
    document, clause = citation.document, citation.clause
    return f"“{citation.quote}”（{_place(document, clause.address)}）{_mark(document, is_ocr=clause.is_ocr)}"


def reference(document: Document, style: Style, *, address: str | None = None, is_ocr: bool = False) -> str:
    """One text, or a clause of it, in `style`; `is_ocr` says that its words were recognised from a picture."""
    mark = _mark(document, is_ocr=is_ocr)
    match style:
        case Style.INLINE:
            place = _place(document, address)
            return (f"（{place}）" if _standard_number(document) else place) + mark
        case Style.BIBTEX:
            return bibtex(document, address=address, is_ocr=is_ocr)
        case Style.GB_2025 | Style.GB_2015:
            return _entry(document, style, address) + mark


def references(citations: Sequence[Citation], style: Style) -> tuple[str, ...]:
    """A list of references: one entry a text, in the order they are cited first; numbered, except BibTeX.

    Clauses are left out, as the numbered system of GB/T 7714 has them in the text where one source is cited often.
    """
    documents = {citation.document.id: citation.document for citation in citations}
    recognised = {citation.document.id for citation in citations if citation.clause.is_ocr}
    entries = (reference(each, style, is_ocr=each.id in recognised) for each in documents.values())
    return tuple(each if style is Style.BIBTEX else f"[{n}] {each}" for n, each in enumerate(entries, 1))


def bibtex(document: Document, *, address: str | None = None, is_ocr: bool = False) -> str:
    """A BibTeX entry: @techreport for a standard, @misc for anything else; clause and standing are its note.

    `mark` is the type that the BibTeX styles of GB/T 7714 (package gbt7714) print; other styles pass over it.
    """
    is_standard = document.family is Family.STANDARD
    issuers, number = _issuers(document), document.number or ""
    fields: dict[str, str | Sequence[str]] = {
        "author": issuers,
        "title": (_title(document),),
        "type": "标准" if is_standard else "",
        "number": number if is_standard else "",
        "institution": issuers if is_standard else (),
        "howpublished": "" if is_standard else number,
        "year": str(document.issued.year) if document.issued else "",
        "date": document.issued.isoformat() if document.issued else "",
        "mark": _TYPES[document.family],
        "note": (address or "") + _mark(document, is_ocr=is_ocr),
    }
    return entry("techreport" if is_standard else "misc", key_of(document.id, address), fields)


def _mark(document: Document, *, is_ocr: bool = False) -> str:
    """（送审稿，未生效）, （已废止；OCR 识别文字）, …; empty for a norm in force whose words were not recognised."""
    marks = [] if document.status is Status.IN_FORCE else [document.badge.replace("（", "，").replace("）", "")]
    marks += [OCR_LABEL] if is_ocr else []
    return f"（{'；'.join(marks)}）" if marks else ""


def _is_ocr(clause: Clause | None) -> bool:
    return clause is not None and clause.is_ocr


def _standard_number(document: Document) -> str | None:
    return document.number if document.family is Family.STANDARD else None


def _place(document: Document, address: str | None) -> str:
    number, title = _standard_number(document), document.title
    if number:
        return "，".join(filter(None, (number, address)))
    return "，".join(filter(None, (title, address))) if title[-1:] not in "》）" else title + (address or "")


def _entry(document: Document, style: Style, address: str | None) -> str:
    """A closed entry of GB/T 7714, without the standing."""
    kind = f"[{_TYPES[document.family]}]"
    number = _standard_number(document)
    if number and style is Style.GB_2025:
        parts = [f"{number} {_title(document)}{kind}", address]
    else:
        title = "：".join(filter(None, (_title(document), document.number)))
        parts = [_named(_issuers(document)), title + kind, "：".join(filter(None, (_day(document, style), address)))]
    return ". ".join(filter(None, parts)).removesuffix(".") + "."  # an address may end in a point itself: 二、（三）2.


def _named(issuers: Sequence[str]) -> str:
    return "，".join((*issuers[:NAMED_ISSUERS], *(["等"] if len(issuers) > NAMED_ISSUERS else [])))


def _issuers(document: Document) -> tuple[str, ...]:
    return tuple(filter(None, _BETWEEN_ISSUERS.split(one_line(document.issuer or "").strip())))


def _title(document: Document) -> str:
    """The title without the 《》 around it; the marks of a title within it then are 《》 again."""
    title = one_line(document.title)
    whole = _TITLE.fullmatch(title)
    return "".join(whole.groups()).replace("〈", "《").replace("〉", "》") if whole else title


def _day(document: Document, style: Style) -> str:
    """When it was issued: the day of what is filed as A in 2025, else the year."""
    if document.issued is None:
        return ""
    is_dated = style is Style.GB_2025 and _TYPES[document.family] == "A"
    return document.issued.isoformat() if is_dated else str(document.issued.year)
