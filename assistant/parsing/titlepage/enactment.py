"""What a law says of its enactment: the lines between its title and its first chapter, and its last article."""

import re
from collections.abc import Iterator
from datetime import date

from assistant.parsing.designations import dates, fold, order_numbers
from assistant.parsing.titlepage.heads import Finding, Head, Line
from assistant.parsing.titlepage.issuing import Issuing, from_wording, letter_number
from assistant.text import CJK

_REPEALS = re.compile(
    r"(?P<titles>《[^》\n]{2,60}》(?:(?:[、和及]|以及)?《[^》\n]{2,60}》)*)\s?(?:\([^()\n]{0,30}\))?同时废止"
)
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零]+条")
_HISTORY = re.compile(r"\((?=\s?(?:根据)?\s?(?:19|20)\d\d ?年)(?P<inside>.{10,3000}?)\)(?=\s{0,3}(?:\n|$))", re.DOTALL)
_ENTRY = re.compile(r"[\s;]+(?=(?:根据|由)?\s?(?:19|20)\d\d ?年)|(?<=[过布正订改行])(?=(?:根据)(?:19|20)\d\d ?年)")
_PROMULGATED = re.compile(r"公布|发布|颁布|印发")
_PASSED = re.compile(r"通过|批准|审议")
_EFFECT = re.compile(r"\s*起?\s*(?:施行|实施)")
_CHANGED = re.compile(r"修正|修订|修改")
_CONGRESS = re.compile(
    rf"(?:(?P<where>[{CJK}]{{2,12}}?)第[{CJK}\d]{{1,4}}届|第[{CJK}\d]{{1,4}}届(?P<all>全国))"
    r"(?P<what>人民代表大会(?:常务委员会)?)"
)
_ORDER_ORGAN = re.compile(rf"(?P<organ>[{CJK}]{{2,24}}?)令\s?\(?第")
History = Finding[tuple[str, ...]] | None
_LOCAL = re.compile(
    rf"(?P<where>[{CJK}]{{1,8}}?(?:省|市|自治区|自治州|自治县)|深圳经济特区|珠海经济特区|厦门经济特区|汕头经济特区)"
)


def issuing_of_law(head: Head, title: str) -> Issuing:
    """The order that made the law public, who made it, the days of this wording and of its effect, and its history."""
    history = _history(head)
    enacted = _enacted(head, history)
    version = _version(head, history, enacted)
    return Issuing(
        number=_order(head, history),
        issuer=_law_organ(head, history, title),
        issued=version,
        effective=_effective_entry(history) or from_wording(head, enacted, _last_articles(head)),
        replaces=_repealed_by(head),
        history=history,
    )


def _history(head: Head) -> History:
    """The lines of enactment and amendment between title and first chapter, or in brackets below the title."""
    begins = [line for line in head.front if (day := next(dates(line.folded), None)) and day.start <= 1]
    entries = [line for line in begins if re.search(r"通过|公布|发布|修|施行|批准|废止", line.folded)]
    if entries and not entries[0].folded.startswith("("):
        return Finding(tuple(_flat(head.words(line)) for line in entries), certain=True, words=head.words(*entries))
    if not head.front:
        return None
    first = head.front[0].start
    match = _HISTORY.search(fold(head.front_text))
    if match is None:
        return None
    inside = head.quote(first + match.start("inside"), first + match.end("inside"))
    edges = [0, *(edge for each in _ENTRY.finditer(fold(inside)) for edge in each.span()), len(inside)]
    parts = (_flat(inside[a:b]) for a, b in zip(edges[::2], edges[1::2], strict=True))
    return Finding(tuple(part for part in parts if part), certain=True, words=inside)


def _flat(words: str) -> str:
    return " ".join(words.split())


def _dated(history: History) -> Iterator[tuple[str, Finding[date]]]:
    """Each entry with its first date; the quoted words stand in the entry, whose white space is folded."""
    for entry in history.value if history else ():
        day = next(dates(fold(entry)), None)
        if day is not None:
            yield entry, Finding(day.value, certain=True, words=entry[day.start : day.end])


def _enacted(head: Head, history: History) -> Finding[date] | None:
    """When the law was first made public; passed, where no more is said; the name's date where nothing is."""
    entries = list(_dated(history))
    for pattern in (_PROMULGATED, _PASSED):
        for entry, day in entries:
            if pattern.search(entry) and not _CHANGED.search(entry.split("《")[0] + entry.split("》")[-1]):
                return day
    return None if entries else _date_of_decree(head) or _date_of_name(head)


def _date_of_decree(head: Head) -> Finding[date] | None:
    """The date on a line of its own above the law that a decree makes public."""
    for line in head.front:
        day = next(dates(line.folded), None)
        if day and not line.folded[: day.start].strip("( ") and not line.folded[day.end :].strip(") "):
            return Finding(day.value, certain=True, words=head.part(line, day.start, day.end))
    return None


def _date_of_name(head: Head) -> Finding[date] | None:
    day = next(dates(head.stem), None)
    return Finding(day.value, certain=False, words=head.name[day.start : day.end]) if day else None


def _version(head: Head, history: History, enacted: Finding[date] | None) -> Finding[date] | None:
    """When this wording was made public: the last amendment told, or the date in the file's name where it is later."""
    changes = [day for entry, day in _dated(history) if _CHANGED.search(entry.split("》")[-1])]
    last = max([*changes, *([enacted] if enacted else [])], key=lambda day: day.value, default=None)
    named = _date_of_name(head)
    return named if named and (last is None or named.value > last.value) else last


def _effective_entry(history: History) -> Finding[date] | None:
    """The day that an entry names as that of effect: 2003年8月1日 施行."""
    found = None
    for entry in history.value if history else ():
        for day in dates(fold(entry)):
            if _EFFECT.match(entry, day.end):
                found = Finding(day.value, certain=True, words=entry[day.start : day.end])
    return found


def _order(head: Head, history: History) -> Finding[str] | None:
    for entry in history.value if history else ():
        each = next(order_numbers(fold(entry)), None)
        if each and "《" not in fold(entry)[: each.start]:
            return Finding(each.value, certain=True, words=entry[each.start : each.end])
    if not head.front:
        return None
    start = head.front[0].start
    each = next(order_numbers(fold(head.front_text)), None)
    if each is None:
        return letter_number(head)
    return Finding(each.value, certain=True, words=head.quote(start + each.start, start + each.end))


def _law_organ(head: Head, history: History, title: str) -> Finding[str] | None:
    said = "\n".join(history.value) if history else head.front_text
    for match in _CONGRESS.finditer(fold(said)):
        where = match.group("all") or re.sub(r"^.*[日由]", "", match.group("where"))
        return Finding(where + match.group("what"), certain=True, words=said[match.start() : match.end()])
    order = _ORDER_ORGAN.search(fold(said))
    if order and not order.group("organ").endswith("主席"):
        organ = re.sub(r"^(?:.*日)?(?:中华人民共和国(?=国务院))?", "", order.group("organ"))
        return Finding(organ, certain=True, words=said[order.start("organ") : order.end("organ")])
    if "国务院" in said.split("《")[0]:
        return Finding("国务院", certain=True, words="国务院")
    return _organ_of_place(title)


def _organ_of_place(title: str) -> Finding[str] | None:
    """条例 of a province or a city are made by its people's congress, mostly by the standing committee: a guess."""
    place = _LOCAL.match(title) if title.endswith("条例") else None
    if place is None:
        return None
    where = place.group("where").replace("经济特区", "市")
    return Finding(f"{where}人民代表大会常务委员会", certain=False, words="")


def _last_articles(head: Head) -> tuple[Line, ...]:
    """The last articles with the lines below them; annexes may follow."""
    at = [i for i, line in enumerate(head.lines) if _ARTICLE.match(line.folded)]
    return head.lines[at[-5] if len(at) >= 5 else 0 : at[-1] + 3] if at else ()


def _repealed_by(head: Head) -> Finding[str] | None:
    """《…》 which end when this one begins."""
    for line in reversed(_last_articles(head)):
        match = _REPEALS.search(line.folded)
        if match:
            words = head.part(line, match.start("titles"), match.end("titles"))
            return Finding(words, certain=True, words=head.part(line, match.start(), match.end()))
    return None
