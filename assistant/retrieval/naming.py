"""What a question names: documents held or not, and addresses of clauses.

1. A document answers to its title, with or without 中华人民共和国 and a year in brackets, and to its other names.
2. The longest name at a place wins, so 《劳动合同法实施条例》 is never taken for 《劳动合同法》.
3. A name inside another document's name (实施工会法办法, 工会法司法解释) is no name: that document is not held.
4. Of several editions of one name the one of the year that is named, else the one in force; a year that is not held
   is said.
5. An address belongs to the document named last before it, and is looked up exactly: 5.4.1 never answers for 5.4.10.
   Without a document, only a dotted number that a single document has is looked up: 第三条 alone is never taken from
   whatever law happens to have it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.domain import Clause, Corpus, Document, Family, Status
from assistant.retrieval.addresses import NAME, STANDARD_STARTS, addresses_in, in_official_form, spread
from assistant.text import normalise

_WITHIN_BEFORE = re.compile(r"(?:实施|贯彻|执行|关于)《?$")
_WITHIN_AFTER = re.compile(
    r"》?\s*(?:(?:若干)?实施|的?司法解释|修正案|条例|解释|办法|细则|律|规(?!定)|庭|人(?!家|民)|院|制(?!定)|定(?!义|了))"
)
_TITLE = re.compile(r"《([^《》]{2,60})》")
_REPUBLIC = "中华人民共和国"
_IN_BRACKETS = re.compile(r"\([^()]*\)$")
_YEAR_AFTER = re.compile(
    r"》?\s*(?:\(\s*(?P<bracketed>\d{4})\s*年?[^()]{0,8}\)|(?P<plain>\d{4})\s*年?(?:修正|修订|修改|版)本?)》?"
)
_YEAR_BEFORE = re.compile(r"(?P<plain>\d{4})\s*年?(?:修正|修订|修改|版)的?\s*《?$")
_STANDING = (Status.IN_FORCE, Status.DRAFT, Status.REFERENCE, Status.REPEALED)


@dataclass(frozen=True, slots=True)
class Absent:
    """A document that is asked for by name and is not held; `spoken_of` where texts held say something about it."""

    title: str
    why: str
    spoken_of: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """An address that the question names, and the document it belongs to, if one is named."""

    address: str
    owner: Document | Absent | None


@dataclass(frozen=True, slots=True)
class Named:
    """What the question names."""

    documents: tuple[Document, ...] = ()
    absent: tuple[Absent, ...] = ()
    references: tuple[Reference, ...] = ()
    years: tuple[tuple[Document, str], ...] = ()
    """Documents named with a year that is not that of the edition held."""

    @property
    def only_absent(self) -> bool:
        """Whether the question is about documents of which the texts held say nothing."""
        return not self.documents and bool(self.absent) and not any(absent.spoken_of for absent in self.absent)


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    found: Document | Absent
    year: str | None = None


class Namer:
    """Finds names and addresses in questions; built once over the corpus.

    `absent` are documents known by name and not held, with their other names. One that was added meanwhile under the
    same title is held, and answers to those names too. `others` are what people call documents, by their short title.
    """

    def __init__(
        self,
        corpus: Corpus,
        absent: Sequence[tuple[Absent, Sequence[str]]] = (),
        others: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._corpus = corpus
        held: dict[str, list[Document]] = {}
        for parsed in corpus.documents:
            for name in _names_of(parsed.document, others or {}):
                held.setdefault(name, []).append(parsed.document)
        names: dict[str, list[Document] | Absent] = {}
        for missing, aliases in absent:
            title = normalise(missing.title.strip("《》"))
            for alias in (title, *map(normalise, aliases)):
                names.setdefault(alias, held.get(title, missing))
        names |= {name: sorted(editions, key=_preference) for name, editions in held.items()}
        self._names = dict(sorted(names.items(), key=lambda entry: len(entry[0]), reverse=True))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of a document, normalised."""
        return tuple(self._names)

    def read(self, question: str) -> Named:
        """The documents and addresses that `question` names."""
        printed = {normalise(title): title for title in _TITLE.findall(question)}
        mentions, plain = self._mentions(spread(normalise(question)), printed)
        documents = {m.found.id: m.found for m in mentions if isinstance(m.found, Document)}
        absent = {m.found.title: m.found for m in mentions if isinstance(m.found, Absent)}
        references = tuple(
            Reference(address, _owner(mentions, start)) for start, address in sorted(addresses_in(plain))
        )
        years = tuple((m.found, m.year) for m in mentions if isinstance(m.found, Document) and m.year)
        return Named(tuple(documents.values()), tuple(absent.values()), references, years)

    def blanked(self, question: str) -> str:
        """`question`, normalised, without the names of documents in it."""
        return self._mentions(spread(normalise(question)), {})[1].replace(NAME, "")

    def _mentions(self, plain: str, printed: Mapping[str, str]) -> tuple[list[_Mention], str]:
        """The names in `plain`, in order, and `plain` with them blanked out; `printed` has titles as typed."""
        mentions: list[_Mention] = []
        for name, found in self._names.items():
            at = plain.find(name)
            while at >= 0:
                end = at + len(name)
                if not self._is_within_another(plain, at, end, found):
                    mention = _mention(plain, at, end, found)
                    mentions.append(mention)
                    plain = plain[:at] + NAME * (mention.end - at) + plain[mention.end :]
                at = plain.find(name, end)
        for match in _TITLE.finditer(plain):
            if match.group(1).strip(NAME):
                title = f"《{printed.get(match.group(1), match.group(1)).replace(NAME, '…')}》"
                spoken_of = match.group(1) in self._titles_spoken_of
                why = "下面的内容出自提到它的文本。" if spoken_of else "所藏文本里没有这份文件。"
                mentions.append(_Mention(*match.span(), Absent(title, why, spoken_of)))
        return sorted(mentions, key=lambda mention: mention.start), plain

    @staticmethod
    def _is_within_another(plain: str, start: int, end: int, found: list[Document] | Absent) -> bool:
        is_law = isinstance(found, Absent) or found[0].family is Family.LAW
        return is_law and bool(_WITHIN_BEFORE.search(plain, 0, start) or _WITHIN_AFTER.match(plain, end))

    @cached_property
    def _titles_spoken_of(self) -> str:
        """Every title in 《》 within the texts held, normalised, in a row."""
        titles = {title for clause in self._corpus.retrieved() for title in _TITLE.findall(clause.text)}
        return normalise("\n".join(sorted(titles)))

    def resolve(self, document: Document, address: str) -> Clause | None:
        """The clause at exactly this address; an article's only 款 is the article itself."""
        found = self._corpus.clause(f"{document.id}#{address}")
        if found is None and document.family is Family.OFFICIAL:
            found = self._corpus.clause(f"{document.id}#{in_official_form(address)}")
        if found is None and "第一款" in address:
            return self._corpus.clause(f"{document.id}#{address.replace('第一款', '', 1)}")
        if found is None and "项" in address and "款" not in address:
            return self._corpus.clause(f"{document.id}#{address.replace('第（', '第一款第（', 1)}")
        return found

    def neighbour(self, document: Document, address: str, *, forward: bool) -> str | None:
        """The address of the clause after (or before) the one at `address`, within its document."""
        clause = self.resolve(document, address)
        if clause is None:
            return None
        before, after = self._corpus.neighbours(self._corpus.outer(clause))
        found = after if forward else before
        return found.address if found else None

    def holders(self, address: str) -> tuple[Document, ...]:
        """The document where exactly one has this address of a standard; none for other addresses."""
        if not address.startswith(STANDARD_STARTS):
            return ()
        documents = (
            parsed.document for parsed in self._corpus.documents if parsed.document.family is not Family.OFFICIAL
        )
        held = [document for document in documents if self.resolve(document, address)]
        return tuple(held) if len(held) == 1 else ()


def _names_of(document: Document, others: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """What a document is called, normalised, each name once."""
    names = [normalise(name.strip("《》")) for name in (document.title, document.name, *document.aliases)]
    names += [_IN_BRACKETS.sub("", name).strip() for name in names]
    names += [name.removeprefix(_REPUBLIC) for name in names]
    called = [normalise(other) for name in names for other in others.get(name, ())]
    return dict.fromkeys(name for name in (*names, *called) if len(name) > 1)


def _preference(document: Document) -> tuple[int, int]:
    """What is in force before drafts and repealed texts, the newest edition first."""
    day = document.effective or document.issued
    return _STANDING.index(document.status), -day.toordinal() if day else 0


def _mention(plain: str, start: int, end: int, found: list[Document] | Absent) -> _Mention:
    """A name with the year of the edition that stands beside it."""
    if isinstance(found, Absent):
        return _Mention(start, end, found)
    after, before = _YEAR_AFTER.match(plain, end), _YEAR_BEFORE.search(plain, 0, start)
    year = (after and (after.group("bracketed") or after.group("plain"))) or (before and before.group("plain"))
    if not year:
        return _Mention(start, end, found[0])
    of_year = next((each for each in found if year in _years(each)), None)
    is_known = of_year is not None or not _years(found[0])
    return _Mention(start, after.end() if after else end, of_year or found[0], None if is_known else year)


def _years(document: Document) -> str:
    """The years that a document's title page names, in a row."""
    days = " ".join(str(day.year) for day in (document.issued, document.effective) if day)
    return " ".join(
        filter(
            None,
            (days, document.number, *document.history, *_IN_BRACKETS.findall(normalise(document.title.strip("《》")))),
        )
    )


def _owner(mentions: Sequence[_Mention], start: int) -> Document | Absent | None:
    """The document named last before `start`, or the only one named after it."""
    before = [mention for mention in mentions if mention.end <= start + 1]
    if before:
        return before[-1].found
    return mentions[0].found if len(mentions) == 1 else None
