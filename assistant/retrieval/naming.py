"""What a question names: documents held or not, and addresses of clauses.

1. The longest name at a place wins, so 《劳动合同法实施条例》 is never taken for 《劳动合同法》.
2. A name inside another document's name (实施工会法办法, 工会法司法解释) is no name: that document is not held.
3. Addresses are read in the ways people write them (46条, 第46条第2款, 第十九、二十条, 三（五）, 5.4.1 a)) and put into
   the form of the corpus; they are looked up exactly: 5.4.1 never answers for 5.4.10.
4. An address belongs to the document named last before it. Without one, only a dotted number that a single document
   has is looked up: 第三条 alone is never taken from whatever law happens to have it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import Clause, Corpus, Document, Family
from assistant.text import CHINESE_NUMBER, int_to_chinese, normalise, to_int

STANDARD_STARTS = (*"0123456789", "附录", "表", "图")
"""How addresses of standards begin."""
LONGEST_RANGE = 10
"""Articles that 第三条至第…条 is read as at most."""

_NUMERAL = rf"(?:\d{{1,4}}|[{CHINESE_NUMBER}]{{1,7}})"
_NAME = "\0"
"""Stands for each character of a name that was read."""

_ARTICLE = re.compile(
    rf"第\s*(?P<article>{_NUMERAL})\s*条"
    rf"(?:之(?P<inserted>{_NUMERAL}))?"
    rf"(?:\s*的?第?\s*(?P<paragraph>{_NUMERAL})\s*款)?"
    rf"(?:\s*的?第?\s*\(?(?P<item>{_NUMERAL})\)?\s*项)?"
)
_AFTER_NAME = re.compile(rf"{_NAME}[》\s]*(?:的|§|art\.?)?\s*第?\s*\(?(?P<article>{_NUMERAL})\)?\s*条")
_SYMBOL = re.compile(r"(?:§|\bart(?:icle|\.)?)\s*(?P<article>\d{1,4})")
_LIST = re.compile(rf"第?({_NUMERAL}(?:条?\s*[、,和及与]\s*第?{_NUMERAL})+)\s*条")
_RANGE = re.compile(rf"第?(?P<first>{_NUMERAL})\s*条?\s*(?:至|到|-|~|—)\s*第?(?P<last>{_NUMERAL})\s*条")
_CHAPTER = re.compile(rf"第\s*(?P<chapter>{_NUMERAL})\s*章(?:\s*第\s*(?P<section>{_NUMERAL})\s*节)?")
_DOTTED = re.compile(
    r"(?<![\d.a-z])(?P<number>\d{1,2}(?:\.\d{1,3}){1,5})"
    r"(?![\d.%]|\s*(?:平方|米|元|万|亿|倍|lx|个|版|岁|年|月|日|人|小时|公里|千|百|吨|斤|分|点))"
    r"(?:\s*(?:的|条)?\s*(?P<letter>[a-z])\s*(?:\)|项))?"
)
_STANDARD_PART = re.compile(
    r"(?<![a-z])(?P<annex>附\s*录\s*[a-z](?:\s*\.\s*\d{1,2})*)(?![a-z])"
    r"|(?<![a-z\d])(?P<within>[a-z]\.\d{1,2}(?:\.\d{1,2})*)(?![\d.])"
    r"|(?P<kind>[表图])\s*(?P<count>(?:[a-z]\.)?\d{1,3})(?![\d.]|[年月日个张])"
)
_PART = re.compile(
    rf"(?:第\s*(?P<part>{_NUMERAL})\s*部分|(?P<top>[{CHINESE_NUMBER}]{{1,3}})、|{_NAME}[》\s]*(?P<named>[{CHINESE_NUMBER}]{{1,3}})(?=\())"
    rf"(?:\s*的?\s*(?:第?\s*\((?P<second>{_NUMERAL})\)(?:节|点)?|第(?P<section>{_NUMERAL})(?:节|点|项)))?"
    rf"(?:\s*(?:的|第)?\s*(?P<third>\d{{1,2}})\s*[.点])?"
)
_WITHIN_BEFORE = re.compile(r"(?:实施|贯彻|执行|关于)《?$")
_WITHIN_AFTER = re.compile(r"》?\s*(?:(?:若干)?实施|的?司法解释|条例|解释|办法|细则|律|规(?!定)|庭)")
_TITLE = re.compile(r"《([^《》]{2,60})》")


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

    @property
    def only_absent(self) -> bool:
        """Whether the question is about documents of which the texts held say nothing."""
        return not self.documents and bool(self.absent) and not any(absent.spoken_of for absent in self.absent)


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    found: Document | Absent


class Namer:
    """Finds names and addresses in questions; built once over the corpus.

    `absent` are documents known by name and not held, with their other names. One that was added meanwhile under the
    same title is held, and answers to those names too.
    """

    def __init__(self, corpus: Corpus, absent: Sequence[tuple[Absent, Sequence[str]]] = ()) -> None:
        self._corpus = corpus
        held = {
            normalise(alias.strip("《》")): parsed.document
            for parsed in corpus.documents
            for alias in (parsed.document.title, parsed.document.name, *parsed.document.aliases)
        }
        names: dict[str, Document | Absent] = {}
        for missing, aliases in absent:
            title = normalise(missing.title.strip("《》"))
            for alias in (title, *map(normalise, aliases)):
                names.setdefault(alias, held.get(title, missing))
        names |= held
        self._names = dict(sorted(names.items(), key=lambda entry: len(entry[0]), reverse=True))

    def read(self, question: str) -> Named:
        """The documents and addresses that `question` names."""
        plain = _RANGE.sub(_expand_range, _LIST.sub(_expand_list, normalise(question)))
        printed = {normalise(title): title for title in _TITLE.findall(question)}
        mentions, plain = self._mentions(plain, printed)
        documents = {m.found.id: m.found for m in mentions if isinstance(m.found, Document)}
        absent = {m.found.title: m.found for m in mentions if isinstance(m.found, Absent)}
        references = tuple(Reference(address, _owner(mentions, start)) for start, address in sorted(_addresses(plain)))
        return Named(tuple(documents.values()), tuple(absent.values()), references)

    def _mentions(self, plain: str, printed: Mapping[str, str]) -> tuple[list[_Mention], str]:
        """The names in `plain`, in order, and `plain` with them blanked out; `printed` has titles as typed."""
        mentions: list[_Mention] = []
        for name, found in self._names.items():
            at = plain.find(name)
            while at >= 0:
                end = at + len(name)
                if not self._is_within_another(plain, at, end, found):
                    mentions.append(_Mention(at, end, found))
                    plain = plain[:at] + _NAME * len(name) + plain[end:]
                at = plain.find(name, end)
        for match in _TITLE.finditer(plain):
            if match.group(1).strip(_NAME):
                title = f"《{printed.get(match.group(1), match.group(1)).replace(_NAME, '…')}》"
                spoken_of = self._spoken_of(match.group(1))
                why = "下面的内容出自提到它的文本。" if spoken_of else "所藏文本里没有这份文件。"
                mentions.append(_Mention(*match.span(), Absent(title, why, spoken_of)))
        return sorted(mentions, key=lambda mention: mention.start), plain

    @staticmethod
    def _is_within_another(plain: str, start: int, end: int, found: Document | Absent) -> bool:
        is_law = not isinstance(found, Document) or found.family is Family.LAW
        return is_law and bool(_WITHIN_BEFORE.search(plain, 0, start) or _WITHIN_AFTER.match(plain, end))

    def _spoken_of(self, title: str) -> bool:
        return any(title in normalise(clause.text) for clause in self._corpus.retrieved() if "《" in clause.text)

    def resolve(self, document: Document, address: str) -> Clause | None:
        """The clause at exactly this address; an article's only 款 is the article itself."""
        found = self._corpus.clause(f"{document.id}#{address}")
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
        held = [parsed.document for parsed in self._corpus.documents if self.resolve(parsed.document, address)]
        return tuple(held) if len(held) == 1 else ()


def _owner(mentions: Sequence[_Mention], start: int) -> Document | Absent | None:
    """The document named last before `start`, or the only one named after it."""
    before = [mention for mention in mentions if mention.end <= start + 1]
    if before:
        return before[-1].found
    return mentions[0].found if len(mentions) == 1 else None


def _expand_list(match: re.Match[str]) -> str:
    numbers = re.findall(_NUMERAL, match.group(1))
    return " ".join(f"第{number}条" for number in numbers)


def _expand_range(match: re.Match[str]) -> str:
    first, last = (to_int(match.group(group)) for group in ("first", "last"))
    if not first or not last or not 0 < last - first < LONGEST_RANGE:
        return match.group()
    return " ".join(f"第{number}条" for number in range(first, last + 1))


def _addresses(plain: str) -> list[tuple[int, str]]:
    """Where each address stands, and its form in the corpus."""
    plain = _SYMBOL.sub(r"第\g<article>条", _AFTER_NAME.sub(rf"{_NAME}第\g<article>条", plain))
    found = [(match.start(), _article_address(match)) for match in _ARTICLE.finditer(plain)]
    found += [(match.start(), _dotted_address(match)) for match in _DOTTED.finditer(plain)]
    found += [(match.start(), _standard_part(match)) for match in _STANDARD_PART.finditer(plain)]
    if not found:
        found = [(match.start(), _chapter_address(match)) for match in _CHAPTER.finditer(plain)]
    if not found:
        found = [(match.start(), _part_address(match)) for match in _PART.finditer(plain)]
    return [(start, address) for start, address in found if address]


def _article_address(match: re.Match[str]) -> str:
    article = _number(match.group("article"))
    if not article:
        return ""
    address = f"第{article}条"
    for group, form in (("inserted", "之{}"), ("paragraph", "第{}款"), ("item", "第（{}）项")):
        if match.group(group):
            address += form.format(_number(match.group(group)))
    return address


def _dotted_address(match: re.Match[str]) -> str:
    return match.group("number") + (f" {match.group('letter')})" if match.group("letter") else "")


def _standard_part(match: re.Match[str]) -> str:
    """附录A, 附录A.1.2 (also written A.1.2), 表1, 表A.1, 图2."""
    if match.group("annex"):
        return re.sub(r"\s", "", match.group()).upper()
    if match.group("within"):
        return f"附录{match.group('within').upper()}"
    return match.group("kind") + match.group("count").upper()


def _chapter_address(match: re.Match[str]) -> str:
    chapter, section = _number(match.group("chapter")), match.group("section")
    return f"第{chapter}章" + (f"第{_number(section)}节" if section else "") if chapter else ""


def _part_address(match: re.Match[str]) -> str:
    top = _number(match.group("part") or match.group("top") or match.group("named"))
    if not top:
        return ""
    written = match.group("second") or match.group("section")
    second = _number(written) if written else ""
    third = match.group("third") or ""
    return f"{top}、" + (f"（{second}）" if second else "") + (f"{third}." if third else "")


def _number(written: str) -> str:
    """A number as laws print it, from digits or a Chinese numeral; empty where it is neither."""
    value = to_int(written)
    return int_to_chinese(value) if value is not None and 0 < value <= 9999 else ""
