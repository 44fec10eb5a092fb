"""What a question names: documents held or not, and addresses of clauses.

1. The longest name at a place wins, so 《劳动合同法实施条例》 is never taken for 《劳动合同法》.
2. A name followed by 实施条例, 实施办法, 司法解释 … is another document, held or not.
3. Addresses are read in the ways people write them (46条, 第46条第2款, 第四十六条第二款第（三）项, 5.4.1 a)) and put
   into the form of the corpus; they are looked up exactly: 5.4.1 never answers for 5.4.10.
"""

import re
import unicodedata
from dataclasses import dataclass

from assistant.domain import Clause, Corpus, Document, Family
from assistant.text import CHINESE_NUMBER, chinese_to_int, int_to_chinese, normalise

_NUMERAL = rf"(?:\d{{1,4}}|[{CHINESE_NUMBER}]{{1,7}})"
_ARTICLE = re.compile(
    rf"第\s*(?P<article>{_NUMERAL})\s*条"
    rf"(?:之(?P<inserted>{_NUMERAL}))?"
    rf"(?:\s*(?:的)?第?\s*(?P<paragraph>{_NUMERAL})\s*款)?"
    rf"(?:\s*(?:的)?第?\s*\(?(?P<item>{_NUMERAL})\)?\s*项)?"
)
_AFTER_NAME = re.compile(rf"\0[》\s]*的?第?\s*\(?(?P<article>{_NUMERAL})\)?\s*条")
"""Right after a document's name 第 may be missing: 劳动合同法46条, 无障碍环境建设法四十条."""
_DOTTED = re.compile(
    r"(?<![\d.a-z])(?P<number>\d{1,2}(?:\.\d{1,3}){1,5})(?![\d.%]|\s*(?:平方|米|元|万|倍|lx|个))"
    r"(?:\s*(?:的|条)?\s*(?P<letter>[a-z])\s*(?:\)|项))?"
)
_PART = re.compile(
    rf"(?:第\s*(?P<part>{_NUMERAL})\s*部分|(?P<top>[{CHINESE_NUMBER}]{{1,3}})、)"
    rf"(?:\s*的?\s*(?:第?\s*\((?P<second>{_NUMERAL})\)(?:节|点)?|第(?P<section>{_NUMERAL})(?:节|点|项)))?(?:\s*(?:的|第)?\s*(?P<third>\d{{1,2}})\s*[.点])?"
)
_OTHER_DOCUMENT = re.compile(r"》?\s*(?:实施条例|实施细则|实施办法|的?司法解释|条例|解释)")
_TITLE = re.compile(r"《([^《》]{2,60})》")


@dataclass(frozen=True, slots=True)
class Absent:
    """A document that is asked for by name and is not held."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Named:
    """What the question names: documents held, documents not held, and addresses in the corpus's form."""

    documents: tuple[Document, ...] = ()
    absent: tuple[Absent, ...] = ()
    addresses: tuple[str, ...] = ()


class Namer:
    """Finds names and addresses in questions; built once over the corpus."""

    def __init__(self, corpus: Corpus, absent: tuple[tuple[Absent, tuple[str, ...]], ...] = ()) -> None:
        self._corpus = corpus
        names: dict[str, Document | Absent] = {}
        for missing, aliases in absent:
            for alias in (missing.title.strip("《》"), *aliases):
                names[normalise(alias)] = missing
        for parsed in corpus.documents:
            document = parsed.document
            for alias in (document.title, document.name, *document.aliases):
                names[normalise(alias.strip("《》"))] = document
        self._names = dict(sorted(names.items(), key=lambda entry: len(entry[0]), reverse=True))

    def read(self, question: str) -> Named:
        """The documents and addresses that `question` names."""
        plain = normalise(question)
        documents: dict[str, Document] = {}
        absent: dict[str, Absent] = {}
        for name, found in self._names.items():
            at = plain.find(name)
            while at >= 0:
                end = at + len(name)
                if _OTHER_DOCUMENT.match(plain, end) and isinstance(found, Document) and found.family is Family.LAW:
                    pass
                elif isinstance(found, Document):
                    documents[found.id] = found
                    plain = _blank(plain, at, end)
                else:
                    absent[found.title] = found
                    plain = _blank(plain, at, end)
                at = plain.find(name, end)
        for match in _TITLE.finditer(plain):
            title = match.group(1)
            if title.strip("\0"):
                absent.setdefault(f"《{title}》", Absent(f"《{title}》", "所藏文本里没有这份文件。"))
        return Named(tuple(documents.values()), tuple(absent.values()), _addresses(plain))

    def resolve(self, document: Document, address: str) -> Clause | None:
        """The clause at exactly this address; an article's only 款 is the article itself."""
        found = self._corpus.clause(f"{document.id}#{address}")
        if found is None and "第一款" in address:
            return self._corpus.clause(f"{document.id}#{address.replace('第一款', '', 1)}")
        if found is None and "项" in address and "款" not in address:
            return self._corpus.clause(f"{document.id}#{address.replace('第（', '第一款第（', 1)}")
        return found


def _blank(text: str, start: int, end: int) -> str:
    """`text` with a recognised name taken out, so that no shorter name is found inside it."""
    return text[:start] + "\0" * (end - start) + text[end:]


def _addresses(plain: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", plain)
    found: dict[str, None] = {}
    plain = _AFTER_NAME.sub(r"\0第\g<article>条", plain)
    for match in _ARTICLE.finditer(plain):
        found[_article_address(match)] = None
    for match in _DOTTED.finditer(plain):
        letter = f" {match.group('letter')})" if match.group("letter") else ""
        found[match.group("number") + letter] = None
    if not found:
        for match in _PART.finditer(plain):
            found[_part_address(match)] = None
    found.pop("", None)
    return tuple(found)


def _article_address(match: re.Match[str]) -> str:
    article = _number(match.group("article"))
    if not article:
        return ""
    address = f"第{article}条"
    for group, form in (("inserted", "之{}"), ("paragraph", "第{}款"), ("item", "第（{}）项")):
        if match.group(group):
            address += form.format(_number(match.group(group)))
    return address


def _part_address(match: re.Match[str]) -> str:
    top = _number(match.group("part") or match.group("top"))
    if not top:
        return ""
    written = match.group("second") or match.group("section")
    second = _number(written) if written else ""
    third = match.group("third") or ""
    return f"{top}、" + (f"（{second}）" if second else "") + (f"{third}." if third else "")


def _number(written: str) -> str:
    """A number as laws print it, from digits or a Chinese numeral; empty where it is neither."""
    value = int(written) if written.isdigit() else chinese_to_int(written)
    return int_to_chinese(value) if value is not None and 0 < value <= 9999 else ""
