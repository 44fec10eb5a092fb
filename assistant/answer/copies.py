"""A sentence that copies one of a clause with changes: every change is looked at.

A paraphrase has words of its own all over; where nearly everything is copied, the few words that are not are what makes
the sentence say something else.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from assistant.answer.objection import EXCEPT, Cited, Objection, tells
from assistant.answer.particulars import SIGNS, Sort, particulars

COPIED = 0.75
"""A sentence that shares so much with a stretch of the clause, either way round, is that stretch with changes."""
SHORTEST_BLOCK = 2
_SAME = (
    *(("应当", "应"), ("应该", "应"), ("必须", "须"), ("或者", "或"), ("并且", "并"), ("没有", "未"), ("没", "未")),
    *(("以及", "和"), ("及", "和"), ("与", "和")),
)
_OPENING = re.compile(
    "^(?:(?:根据|依据|按照)(?:法律|有关|相关)?规定,)?(?:这意味着,?)?(?:(?:根据|依据|按照|依照|按)?[\ue100-\uefff]+(?:的?规定|明确|提到|指出|要求)?[,:]?)?"
    "(?:也就是说|简单来说|换句话说|换言之|简言之|总之|因此|所以)?[,:]?"
)
_EDITS = re.compile(
    "规定|提到|指出|明确|即|需要|就是|就|则|还|也|都|会|要|可|那么|如果|的话|因此|所以|其中|此外|另外|包括|具体|必要|进行|予以|给予"
    "|情况|情形|通过|采用|采取|方式|形式|有关|相关|个|名|位|天|日|做|用|领|并|给|去|来|再|又|过|里|中|时|作出|开展|自己|本人|费用|负责|却|经|同时|应|须|没有|签|补签|所|该|这[项个些种类]?|这意味着|遇到"
)
"""Words that may come into a sentence that is otherwise copied."""
_SIGN = re.compile("[\ue100-\uefff]")
_KEPT = re.compile("[不未无非被仅只除]|之一|以上|以下")
"""Words that may not be left out of one."""


def edited(said: str, cited: Cited) -> Iterator[Objection]:
    """In a sentence that is copied with changes, the words put in and the negations left out."""
    said = _opened(said).rstrip("。;")
    clauses = list(map(_alike_written, cited.texts))
    stretches = dict.fromkeys(stretch for clause in clauses for stretch in re.split("[。;\n]", clause) if stretch)
    yield from _without_exception(said, stretches)
    copies = [copy for copy in (_copy(stretch, said) for stretch in stretches) if copy]
    if not copies:
        return
    stretch, codes = max(copies, key=lambda copy: sum(b2 - b1 for tag, _, _, b1, b2 in copy[1] if tag == "equal"))
    known = [*clauses, cited.question, *cited.titles]
    yield from _torn(stretch, codes, said)
    for tag, a1, a2, b1, b2 in codes:
        put_in, left_out = said[b1:b2], stretch[a1:a2]
        if tag == "equal":
            continue
        if _KEPT.search(left_out) and not _KEPT.search(put_in):
            yield Objection(Sort.NEGATION, left_out)
        if set(_SIGN.findall(put_in)) - set(_SIGN.findall(left_out)) and tag == "replace":
            yield Objection(Sort.NUMBER, _SIGN.sub("…", put_in))
        if tag == "replace" and put_in.strip() in ("和", "并") and left_out.strip() == "或":
            yield Objection(Sort.CHOICE, put_in)
        if _is_new(put_in, known if tag == "insert" or not _new(left_out) else (cited.question,)):
            yield Objection(Sort.WORDS, put_in)


TORN = 2
"""Characters beside a body that may be missing before a sentence: 在 or 由."""
LAST = 4
"""Characters by which the end of a sentence is found in a clause."""
_ENDS = frozenset("。;!?:")
_DENIED = re.compile("[不未无非被没勿除]$")
_JOINS = re.compile("[和或及与并而]|以及")
_EDGE = re.compile("[,。;:、\n]|[)）]")


def stands_whole(said: str, text: str) -> bool:
    """Whether `said` stands somewhere in `text` with nothing cut in two at its ends, and no word before that denies it.

    (非)全日制用工不得约定试用期, (二十)五人以上的, 五千元以上五万元(以下) are no wholes.
    """
    spans = [(each.start, each.end) for each in particulars(text)]
    for match in re.finditer(re.escape(said), text):
        start, end = match.span()
        is_cut = any(first < at < last for first, last in spans for at in (start, end))
        rest = _EDGE.split(text[end:])[0]
        goes_on = sum(map(tells, rest)) > 1 and not _JOINS.match(rest)
        if not (is_cut or goes_on or _DENIED.search(text[:start])):
            return True
    return False


def torn_out(said: str, text: str) -> bool:
    """Whether `said`, which stands in `text`, begins after words that say who does what: it would do it instead."""
    return _acts(_EDGE.split(text[: text.find(said)])[-1])


def breaks_off(said: str, cited: Cited) -> Iterator[Objection]:
    """A sentence without an end whose last words go on in the clause: 征求意见一共收到."""
    last = said[-LAST:]
    if said[-1:] in _ENDS or len(last) < LAST:
        return
    for text in cited.texts:
        rest = _EDGE.split(text[text.find(last) + LAST :])[0] if last in text else ""
        if sum(map(tells, rest)) > TORN:
            yield Objection(Sort.WORDS, said)
            return


def _acts(words: str) -> bool:
    """Whether words hold a body and what it does: 用人单位无理阻挠, but not 县级以上人民政府."""
    bodies = [each for each in particulars(words) if each.sort in (Sort.BODY, Sort.LEVEL)]
    left = sum(map(tells, words)) - sum(each.end - each.start for each in bodies)
    return any(each.sort is Sort.BODY for each in bodies) and left > TORN


def _torn(stretch: str, codes: "_Codes", said: str) -> Iterator[Objection]:
    """Words left out before what is copied, with somebody in them who does something."""
    first = next((code for code in codes if code[0] == "equal" and code[2] - code[1] >= SHORTEST_BLOCK), None)
    if first is not None and not _new(said[: first[3]]):
        before = _EDGE.split(stretch[: first[1]])[-1]
        if _acts(before):
            yield Objection(Sort.BODY, before)


def _without_exception(said: str, stretches: Iterable[str]) -> Iterator[Objection]:
    """An exception that is gone from a sentence which is copied for the rest."""
    for stretch in stretches if "除" not in said else ():
        exception = EXCEPT.search(stretch)
        if exception and _copy(stretch.replace(exception.group(), ""), said):
            yield Objection(Sort.NEGATION, exception.group())


def says_nothing(said: str) -> bool:
    """Whether nothing is left of a sentence but its opening (根据《…》，)."""
    return not any(map(tells, _opened(said)))


def _opened(said: str) -> str:
    return _OPENING.sub("", _alike_written(said))


def exchanged(said: str, cited: Cited) -> Iterator[Objection]:
    """Two bodies in each other's place: exchanged again, the sentence is a copy."""
    said = _opened(said).rstrip("。;")
    bodies = sorted({said[each.start : each.end] for each in particulars(said) if each.sort is Sort.BODY})
    stretches = [stretch for text in cited.texts for stretch in re.split("[。;\n]", _alike_written(text)) if stretch]
    for one, other in combinations(bodies, 2):
        if one in other or other in one:
            continue
        back = said.replace(one, "\ue0ff").replace(other, one).replace("\ue0ff", other)
        if any(back in stretch for stretch in stretches) and not any(said in stretch for stretch in stretches):
            yield Objection(Sort.BODY, f"{one}、{other}")


_Codes = Sequence[tuple[str, int, int, int, int]]


def _copy(stretch: str, said: str) -> tuple[str, _Codes] | None:
    """How the part of `stretch` that `said` copies became `said`; None where it is no copy."""
    matcher = SequenceMatcher(None, stretch, said, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= SHORTEST_BLOCK]
    copied = sum(block.size for block in blocks)
    if not blocks or copied < COPIED * max(len(said), blocks[-1].a + blocks[-1].size - blocks[0].a):
        return None
    codes = matcher.get_opcodes()
    ends = [
        code
        for code in codes
        if code[0] != "delete"
        or 0 < code[3] < len(said)
        or _KEPT.search(stretch[code[1] : code[2]][-3:])
        or EXCEPT.search(stretch[code[1] : code[2]])
    ]
    return stretch, ends


def _alike_written(text: str) -> str:
    """`text` with what is the same written the same, its numbers, titles and addresses as one sign."""
    for one, other in _SAME:
        text = text.replace(one, other)
    found = [each for each in particulars(text) if each.sort in SIGNS]
    for each in reversed(found):
        text = text[: each.start] + chr(0xE100 + zlib.crc32(each.value.encode()) % 0x0F00) + text[each.end :]
    return text


def _is_new(words: str, known: Sequence[str]) -> bool:
    """Whether words put into a copied sentence say something: beyond grammar, and in none of the texts `known`."""
    left = _new(words)
    return bool(left) and not (len(left) > 1 and any(left in text for text in known))


def _new(words: str) -> str:
    return "".join(filter(tells, _EDITS.sub(" ", _SIGN.sub("", words))))
