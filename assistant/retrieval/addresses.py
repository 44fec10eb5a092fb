"""Addresses of clauses in questions: read in the ways people write them, put into the form of the corpus.

46条, 第46条第2款, 四十六条二款三项, article 46, §46     第四十六条…
第十九、二十条; 第十九条至第二十一条                     each of them
三（五）, 第三部分第（五）节                              三、（五）
5.4.1 a), 5.4.1的a, 5.4.1至5.4.3                          5.4.1 a), …
附录A.2, A.2; 表1; 第三章第二节
"""

import re

from assistant.text import CHINESE_NUMBER, int_to_chinese, to_int

STANDARD_STARTS = (*"0123456789", "附录", "表", "图")
"""How addresses of standards begin."""
LONGEST_RANGE = 10
"""Articles that 第三条至第…条 is read as at most."""

_NUMERAL = rf"(?:\d{{1,4}}|[{CHINESE_NUMBER}]{{1,7}})"
NAME = "\0"
"""Stands for each character of a document's name that was read."""

_ARTICLE = re.compile(
    rf"第\s*(?P<article>{_NUMERAL})\s*条"
    rf"(?:之(?P<inserted>{_NUMERAL}))?"
    rf"(?:\s*的?第?\s*(?P<paragraph>{_NUMERAL})\s*款)?"
    rf"(?:\s*的?第?\s*\(?(?P<item>{_NUMERAL})\)?\s*项)?"
)
_AFTER_NAME = re.compile(rf"{NAME}[》\s]*(?:的|§|art\.?|里|中)?\s*第?\s*\(?(?P<article>{_NUMERAL})\)?\s*条")
_BARE_AFTER_NAME = re.compile(
    rf"{NAME}[》\s]*(?:的|第|里|中)?\s*(?P<article>\d{{1,3}}|[{CHINESE_NUMBER}]{{1,6}})"
    r"(?=\s*(?:$|[?,。;!]|(?:讲|说|写|是|规定)(?:了|的)?(?:什么|啥|怎么|哪些)|的?(?:内容|原文|规定)))"
)
_SYMBOL = re.compile(
    r"(?:§|\bart(?:icle|\.)?)\s*(?P<article>\d{1,4})(?:\s*,?\s*para(?:graph|\.)?\s*(?P<paragraph>\d{1,2}))?"
)
_LIST = re.compile(rf"第?({_NUMERAL}(?:条?\s*[、,和及与]\s*第?{_NUMERAL})+)\s*条")
_RANGE = re.compile(rf"第?(?P<first>{_NUMERAL})\s*条?\s*(?:至|到|-|~|—)\s*第?(?P<last>{_NUMERAL})\s*条")
_DOTTED_RANGE = re.compile(
    r"(?<![\d.])(?P<above>\d{1,2}(?:\.\d{1,3})*)\.(?P<first>\d{1,3})\s*(?:至|到|-|~|—)\s*(?P=above)\.(?P<last>\d{1,3})(?![\d.])"
)
_CHAPTER = re.compile(rf"第\s*(?P<chapter>{_NUMERAL})\s*章(?:\s*第\s*(?P<section>{_NUMERAL})\s*节)?")
_DOTTED = re.compile(
    r"(?<![\d.a-z])(?P<number>\d{1,2}(?:\.\d{1,3}){1,5})"
    r"(?![\d.%]|\s*(?:平方|米|元|万|亿|倍|lx|个|版|岁|年|月|日|人|小时|公里|千|百|吨|斤|分|点))"
    r"(?:\s*(?:的|条)*\s*(?:第\s*)?\(?(?:(?P<letter>[a-z])\s*(?:\)|项)|(?<=[的条 (])(?P<bare>[a-z])(?![a-z\d.])))?"
)
_STANDARD_PART = re.compile(
    r"(?<![a-z])(?P<annex>附\s*录\s*[a-z](?:\s*\.\s*\d{1,2})*)(?![a-z])"
    r"|(?<![a-z\d])(?P<within>[a-z]\.\d{1,2}(?:\.\d{1,2})*)(?![\d.])"
    r"|(?P<kind>[表图])\s*(?P<count>(?:[a-z]\.)?\d{1,3})(?![\d.]|[年月日个张])"
)
_PART = re.compile(
    rf"(?:第\s*(?P<part>{_NUMERAL})\s*部分|(?P<top>[{CHINESE_NUMBER}]{{1,3}})、|{NAME}[》\s]*(?P<named>[{CHINESE_NUMBER}]{{1,3}})(?=\())"
    rf"(?:\s*的?\s*(?:第?\s*\((?P<second>{_NUMERAL})\)(?:节|点)?|第(?P<section>{_NUMERAL})(?:节|点|项)))?"
    rf"(?:\s*(?:的|第)?\s*(?P<third>\d{{1,2}})\s*[.点])?"
)


def spread(plain: str) -> str:
    """A normalised question with its lists and ranges of addresses written out."""
    return _RANGE.sub(_expand_range, _LIST.sub(_expand_list, _DOTTED_RANGE.sub(_expand_dotted_range, plain)))


def in_official_form(address: str) -> str:
    """An address written otherwise as official documents print it.

    3.5 → 三、（五）; 2.3.2 → 二、（三）2.; 第二条 → 二、
    """
    article = re.fullmatch(rf"第([{CHINESE_NUMBER}]+)条", address)
    if article:
        return f"{article.group(1)}、"
    if not address[0].isdecimal():
        return address
    first, *others = address.split(".")
    second = f"（{_number(others[0])}）" if others else ""
    return f"{_number(first)}、{second}" + "".join(f"{number}." for number in others[1:2])


def _expand_list(match: re.Match[str]) -> str:
    numbers = re.findall(_NUMERAL, match.group(1))
    return " ".join(f"第{number}条" for number in numbers)


def _expand_dotted_range(match: re.Match[str]) -> str:
    first, last = int(match.group("first")), int(match.group("last"))
    if not 0 < last - first < LONGEST_RANGE:
        return match.group()
    return " ".join(f"{match.group('above')}.{number}" for number in range(first, last + 1))


def _expand_range(match: re.Match[str]) -> str:
    first, last = (to_int(match.group(group)) for group in ("first", "last"))
    if not first or not last or not 0 < last - first < LONGEST_RANGE:
        return match.group()
    return " ".join(f"第{number}条" for number in range(first, last + 1))


def addresses_in(plain: str) -> list[tuple[int, str]]:
    """Where each address stands in a normalised question whose names are blanked out, and its form in the corpus."""
    for pattern in (_AFTER_NAME, _BARE_AFTER_NAME):
        plain = pattern.sub(rf"{NAME}第\g<article>条", plain)
    plain = _SYMBOL.sub(_from_symbol, plain)
    found = [(match.start(), _article_address(match)) for match in _ARTICLE.finditer(plain)]
    found += [(match.start(), _dotted_address(match)) for match in _DOTTED.finditer(plain)]
    found += [(match.start(), _standard_part(match)) for match in _STANDARD_PART.finditer(plain)]
    if not found:
        found = [(match.start(), _chapter_address(match)) for match in _CHAPTER.finditer(plain)]
    if not found:
        found = [(match.start(), _part_address(match)) for match in _PART.finditer(plain)]
    return [(start, address) for start, address in found if address]


def _from_symbol(match: re.Match[str]) -> str:
    paragraph = match.group("paragraph")
    return f"第{match.group('article')}条" + (f"第{paragraph}款" if paragraph else "")


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
    letter = match.group("letter") or match.group("bare")
    return match.group("number") + (f" {letter})" if letter else "")


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
