"""What a document says of itself on its title page, and what a person must be asked for.

Nothing is guessed in silence: a finding is certain only where the page (or, for a draft, the file's name) says so.
"""

import re
from dataclasses import dataclass
from datetime import date

from assistant.domain import Document, Family, Status
from assistant.parsing.designations import fold, without_year
from assistant.parsing.titlepage.enactment import issuing_of_law
from assistant.parsing.titlepage.heads import Finding, Head, family_of
from assistant.parsing.titlepage.issuing import Issuing, issuing_of_official, issuing_of_standard
from assistant.parsing.titlepage.standing import read_status
from assistant.parsing.titlepage.titles import DRAFT, read_title
from assistant.text import normalise

_DRAFT_MARK = re.compile(rf"[(\[【][^()\[\]【】]{{0,6}}(?:{DRAFT})[^()\[\]【】]{{0,8}}[)\]】]|(?:{DRAFT})$")
_EDITION = re.compile(
    r"\([^()]*(?:19|20)\d\d[^()]*\)|\((?:第?[一二三四五六七八九十\d]{1,2}次)?(?:修正|修订|修改|新修订)(?:本|版)?\)|\((?:第[一二三四五六七八九十\d]{1,2}|修订|修正|新)版\)"
    r"|(?:(?:19|20)\d\d年?)?(?:修订|修正|新)(?:版|本)$|第[一二三四五六七八九十\d]{1,2}版$|(?:19|20)\d\d年?版?$"
)


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What was read; `unsure` names the fields that must be asked for.

    `issued` is the day this wording was made public: of an amended law, the day of the last amendment. `status_words`
    is what a reader should be told with the status, as printed: 送审稿, or the day from which a standard will be in
    force; empty where the page says nothing of the kind.
    """

    title: Finding[str]
    family: Finding[Family]
    status: Finding[Status]
    number: Finding[str] | None = None
    issuer: Finding[str] | None = None
    issued: Finding[date] | None = None
    effective: Finding[date] | None = None
    replaces: Finding[str] | None = None
    history: tuple[str, ...] = ()
    status_words: str = ""
    unsure: tuple[str, ...] = ()


def read_title_page(name: str, text: str, *, today: date, title_hint: str | None = None) -> TitlePage:
    """What `text` (cleaned, a paragraph a line) and the file's `name` say; `title_hint` is the title the format gives.

    `today` decides whether a printed day of effect has come.
    """
    head = Head.of(name, text)
    family = family_of(head)
    title = read_title(head, family.value, title_hint)
    issuing = _read_issuing(head, family.value, title.value)
    status = read_status(head, family.value, title, issuing.effective, published=_is_published(family.value, issuing))
    return TitlePage(
        title=title,
        family=family,
        status=status,
        number=issuing.number,
        issuer=issuing.issuer,
        issued=issuing.issued,
        effective=issuing.effective,
        replaces=issuing.replaces,
        history=issuing.history.value if issuing.history else (),
        status_words=status.words if status.certain or _is_ahead(issuing, today) else "",
        unsure=tuple(_unsure(title, family, status, issuing)),
    )


def _read_issuing(head: Head, family: Family, title: str) -> Issuing:
    if family is Family.LAW:
        return issuing_of_law(head, title)
    return issuing_of_official(head) if family is Family.OFFICIAL else issuing_of_standard(head)


def _is_published(family: Family, issuing: Issuing) -> bool:
    if family is Family.LAW:
        return issuing.history is not None or (issuing.number is not None and issuing.issued is not None)
    complete = issuing.number and issuing.issued and issuing.effective
    return family is Family.STANDARD and bool(complete)


def _is_ahead(issuing: Issuing, today: date) -> bool:
    return issuing.effective is not None and issuing.effective.value > today


def _unsure(title: Finding[str], family: Finding[Family], status: Finding[Status], issuing: Issuing) -> list[str]:
    fields: list[tuple[str, bool]] = [
        ("title", title.certain),
        ("family", family.certain),
        ("status", status.certain),
        ("number", family.value is not Family.STANDARD or issuing.number is not None or issuing.is_unnumbered),
    ]
    return [name for name, is_known in fields if not is_known]


def edition_key(document: Document) -> str:
    """A key that editions of one document share: its number without the year, else its title without edition marks.

    试行 stays: a trial version and its successor are different documents.
    """
    number = without_year(document.number) if document.number else None
    return number or _without_edition(document.title)


def _without_edition(title: str) -> str:
    """The title for comparing: no 《》, no spaces, no （送审稿）, （2021年修正）, 第二版."""
    key = re.sub(r"\s", "", fold(normalise(title)))
    key = _DRAFT_MARK.sub("", key)
    before = ""
    while key != before:
        before, key = key, _EDITION.sub("", key)
        key = re.sub(r"^《([^《》]*)》$", r"\1", key)
    return key or re.sub(r"\s", "", title)
