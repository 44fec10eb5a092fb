"""What documents are called in print besides their titles: numbers of standards and of issued documents, dates.

Everything is read from the folded text, which is as long as the text itself, so that a span found is a span to quote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.text import CJK, to_int

_FOUNDER = {ord(bytes((0xA0, low)).decode("gbk")): chr(low & 0x7F) for low in (*range(0xC1, 0xDB), *range(0xE1, 0xFB))}
"""Italic letters of Founder's fonts reach us as the GBK characters that share their last seven bits."""

_FOUNDER_RUN = re.compile(f"[{''.join(map(chr, _FOUNDER))}]{{2,}}")
_FOLDED = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "\u3000\xa0\u2002\u2003\u2009\t"), " ")
    | dict.fromkeys(map(ord, "\xad\ufffe\x02\ue011\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\u2500"), "-")
    | dict.fromkeys(map(ord, "\uff5e\u301c\u223c"), "~")
    | dict.fromkeys(map(ord, "\u2215\u2044"), "/")
    | dict.fromkeys(map(ord, "\u25cb\u25ef"), "〇")
    | dict.fromkeys(map(ord, "\xd7\u2715\u25a1"), "×")
    | _FOUNDER
)

_BARE_CODE = (
    r"GB[JZ]?|GJB|JGJ|CJJ|CECS|JTG|JJ[FG]|SJG|DBJ|IEC|(?:AQ|CB|CH|CJ|CY|DA|DL|DZ|EJ|FZ|GA|GC|GD|GH|GM|GY|HB|HG|HJ|HS|HY"
    r"|JB|JC|JG|JR|JT|JY|LB|LD|LS|LY|MH|MT|MZ|NB|NY|QB|QC|QJ|QX|RB|SB|SC|SF|SH|SJ|SL|SN|SW|SY|TB|TD|TY|WB|WH|WJ|WM|WS"
    r"|WW|XB|XF|YB|YC|YD|YS|YY|YZ|ZY)(?= ?\d[\d.]{0,9} ?-{1,2} ?(?:19|20)\d\d)"
)
"""Codes that stand before a number without a slash: national ones, and those of the trades where a year follows."""
_CODE = (
    r"DB ?\d{2,6}(?!\d)(?: ?/ ?[TZ])?|[TQ] ?/ ?[A-Z][A-Z0-9]{0,11}|ISO(?: ?/ ?(?:IEC|TS|TR|PAS)){0,2}"
    rf"|[A-Z]{{2,5}} ?/ ?[TZ]|(?:GB|GM)T|(?:{_BARE_CODE})"
)
_DIGITS = r"\d{1,6}(?:\.\d{1,3}){0,2}(?:-\d{1,3}(?= ?-{1,2} ?(?:19|20)\d\d))?"
_YEAR = r" ?(?:-{1,2}|(?<=\d):) ?(?P<year>(?:19|20)\d\d|\d\d(?=\D|$))(?!\d)"
_STANDARD = re.compile(rf"(?<![A-Za-z0-9/=])(?P<code>{_CODE}) ?(?P<digits>{_DIGITS})(?![\dA-Za-z])(?:{_YEAR})?")
_NO_YEAR = r" ?-{1,2} ?(?:[X×]{2,4}|(?:19|20)[\dX×][X×])"
_PLACEHOLDER = re.compile(
    rf"(?<![A-Za-z0-9/])(?:{_CODE}) ?(?:[X×]{{2,}}(?:\.\d)?(?:{_NO_YEAR}| ?-{{1,2}} ?\d{{4}})|{_DIGITS}{_NO_YEAR})"
)
_SLASHES = re.compile(r" ?/ ?")
_SPACES = re.compile(r" +")

_ISSUED_NUMBER = re.compile(
    rf"[{CJK}A-Z]{{1,14}} ?[〔\[(【]\s?(?P<year>(?:19|20)\d\d)\s?[〕\])】] ?第?(?P<n>\d{{1,5}}) ?号"
)
_ORDER = re.compile(
    rf"(?:(?<![{CJK}\d])|(?<=[日由以]))[{CJK}]{{2,30}}?(?:令|公告)\s?"
    r"\(?(?:第|(?:19|20)\d\d年第?)[\d一二三四五六七八九十百零〇]{1,6}号\)?"
)

_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d) ?(?:年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?日"
    r"|(?P<s>[-./]) ?(?P<m2>\d{1,2}) ?(?P=s) ?(?P<d2>\d{1,2})(?!\d)"
    r"|(?P<m3>\d\d)(?P<d3>\d\d)(?= ?(?:发布|实施)))"
)
_DATE_IN_WORDS = re.compile(
    r"(?P<y>[一二][〇零Oo0一二三四五六七八九]{3})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)


@dataclass(frozen=True, slots=True)
class Designation:
    """A number found in a text: its printed standard form, and where it stands."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DateFound:
    """A day found in a text, and where it stands."""

    value: date
    start: int
    end: int


def fold(text: str) -> str:
    """`text` with full-width signs, every dash and every space as the plain one: character for character."""
    return text.translate(_FOLDED)


def mend_letters(text: str) -> str:
    """`text` with runs of Founder's italic letters as letters; a single one may be the rare character it looks like."""
    return _FOUNDER_RUN.sub(lambda run: run.group().translate(_FOUNDER), text)


def standard_numbers(folded: str) -> Iterator[Designation]:
    """The numbers of standards in a folded text, as standards print them: GB/T 38629—2020."""
    for match in _STANDARD.finditer(folded):
        yield Designation(_printed(match), *match.span())


def standard_number(text: str) -> str | None:
    """The standard number that `text` is, in its printed form; None where it is anything else."""
    match = _STANDARD.fullmatch(fold(text).strip())
    return _printed(match) if match else None


def without_year(number: str) -> str | None:
    """The number of a standard without its year: GB/T 1.1 of GB/T 1.1—2020; None where it is no such number."""
    match = _STANDARD.fullmatch(fold(number).strip())
    return f"{_code(match)} {match.group('digits')}" if match else None


def placeholder(folded: str) -> Designation | None:
    """The place a draft keeps for its number: GM/T XXXX—XXXX."""
    match = _PLACEHOLDER.search(folded)
    return Designation(match.group(), *match.span()) if match else None


def _printed(match: re.Match[str]) -> str:
    year = match.group("year")
    sign = ":" if match.group("code").startswith(("ISO", "IEC")) else "—"
    return f"{_code(match)} {match.group('digits')}" + (f"{sign}{year}" if year else "")


def _code(match: re.Match[str]) -> str:
    code = _SPACES.sub("", _SLASHES.sub("/", match.group("code")))
    return f"{code[:2]}/T" if code in ("GBT", "GMT") else code


def issued_numbers(folded: str) -> Iterator[Designation]:
    """The numbers of issued documents in a folded text, the year in 〔〕: 深工办〔2022〕15号."""
    for match in _ISSUED_NUMBER.finditer(folded):
        organ = re.split(r"[\[〔(【]", match.group())[0].strip()
        yield Designation(f"{organ}〔{match.group('year')}〕{match.group('n')}号", *match.span())


def order_numbers(folded: str) -> Iterator[Designation]:
    """The numbers of orders and announcements in a folded text: 国务院令第560号, 深圳市人民政府令（第300号）."""
    for match in _ORDER.finditer(folded):
        words = re.sub(r"\s", "", match.group()).replace("(", "（").replace(")", "）")
        short = re.sub(r"^中华人民共和国(?=国务院|主席)", "", words)
        yield Designation(short if short.count("（") == short.count("）") else short.rstrip("）"), *match.span())


def dates(folded: str) -> Iterator[DateFound]:
    """The days named in a folded text, in digits or in words, in reading order; impossible ones are left out."""
    found = [each for pattern in (_DATE, _DATE_IN_WORDS) for each in pattern.finditer(folded)]
    for match in sorted(found, key=re.Match.start):
        year, month, day = (_value(part) for part in _parts(match))
        try:
            yield DateFound(date(year, month, day), *match.span())
        except ValueError:
            continue


def _parts(match: re.Match[str]) -> tuple[str, str, str]:
    """Year, month and day as they stand, whichever way the date is written."""
    groups = match.groupdict()
    month = next(groups[name] for name in ("m", "m2", "m3") if groups.get(name))
    day = next(groups[name] for name in ("d", "d2", "d3") if groups.get(name))
    return groups["y"], month, day


def _value(numeral: str) -> int:
    return to_int(numeral if numeral.isdecimal() else re.sub("[Oo0]", "〇", numeral)) or 0
