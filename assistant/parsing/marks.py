"""Lines that say by their words what they are, whatever was counted before: captions, notes, examples, dashes, 前言."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.domain import Family, Kind
from assistant.parsing.numbering import LIST_LEVEL, MAX_TITLE, fold, is_title

DASH = "——"
_DASHES = tuple("—–―─-一")
ATTACHMENT_LIST = "附件说明"
"""What GB/T 9704—2012 calls the list of attachments below the text; the signature and date follow it."""
EXPLANATION = "条文说明"
"""Standards for building print an explanation after the text, numbered as the clauses it explains."""
CAPTION_LEVEL = 40
NOTE_LEVEL = 50
"""Below every list item: a table, a figure, a note or an example ends nothing but its own kind."""

_FRONT = re.compile(r"前言|引言|参考文献|索引|本(?:规范|标准|规程)用词说明|引用标准名录")
_EXPLANATION = re.compile(r"(?:附:?)?条文说明")
_CAPTION = re.compile(
    r"(?P<more>续?)(?P<label>(?P<kind>[表图]) *(?P<n>(?:[A-Z][.-] ?)?\d{1,3}(?:[.-]\d{1,3})?))(?![\d.])"
    r"(?P<gap> *)(?P<title>.*?)(?P<again> *\((?:续|第\d+页.*)\))?$"
)
_NO_CAPTION = re.compile(
    r"的|给出|列出|规定|所[示列]|中|为|是|和|、|，|,|与表|与图|至|～|~|及|描述|说明了|显示|表示|提供|\)|应|可|用于"
)
_NOTE = re.compile(r"(?P<label>(?:注|脚注) *(?P<n>\d{0,2})) *: *")
_EXAMPLE = re.compile(r"(?P<label>(?:示例|例) *(?P<n>\d{0,2})) *: *")
_DASH = re.compile(r"(?P<label>(?:[—–―─]{1,4}|--)) *(?=\S)(?!\d)")
_BULLET = re.compile(r"(?P<label>[●•·◆■□○▪◦]) *(?=\S)")
_ATTACHMENT = re.compile(r"附 *件 *(?P<n>\d{0,2}|[一二三四五六七八九十]{1,3})")
_ATTACHMENT_LIST = re.compile(r"附 *件 *: *")
_LAW_ANNEX = re.compile(
    r"(?P<label>附 *[录表件](?: *[一二三四五六七八九十\d]{1,3})?)(?: *: *(?P<title>.*)| +(?P<short>\S.*))?"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line is: its share of the address, its label as printed, its title, and where its wording begins.

    `continues` says that the line goes on with what has this address already: 续表1.
    """

    kind: Kind
    level: int
    step: str
    label: str
    title: str
    rest: int
    continues: bool = False

    @property
    def style(self) -> str:
        """Which lists it belongs to: all dashes are one style, however they were printed or recognised."""
        return DASH if self.label[:1] in _DASHES else self.label


def read_mark(line: str, family: Family, *, heads_table: bool = False) -> Mark | None:
    """What `line` says it is, or None; a line that `heads_table` may be a caption however it is set."""
    folded = fold(line)
    return next((mark for read in _READERS[family] if (mark := read(line, folded)) is not None), None) or (
        _caption(line, folded, heads_table=True) if heads_table else None
    )


def _front(line: str, folded: str) -> Mark | None:
    name = re.sub(r"\s", "", folded)
    if _EXPLANATION.fullmatch(name):
        return Mark(Kind.ANNEX, 0, EXPLANATION, EXPLANATION, "", len(line))
    return Mark(Kind.CLAUSE, 1, name, name, "", len(line)) if _FRONT.fullmatch(name) else None


def _caption(line: str, folded: str, *, heads_table: bool = False) -> Mark | None:
    match = _CAPTION.match(folded)
    if match is None or (_NO_CAPTION.match(match["title"]) and not heads_table):
        return None
    title = line[match.start("title") : match.end("title")].strip()
    if title and not heads_table and (not is_title(title) or (not match["gap"] and len(title) > MAX_TITLE // 2)):
        return None
    kind = Kind.TABLE if match["kind"] == "表" else Kind.FIGURE
    step = match["kind"] + match["n"].replace(" ", "")
    label = line[match.start("label") : match.end("label")]
    rest = match.start("title") if kind is Kind.FIGURE else len(line)
    title = "" if kind is Kind.FIGURE else title
    return Mark(kind, CAPTION_LEVEL, step, label, title, rest, continues=bool(match["more"] or match["again"]))


def _note(line: str, folded: str) -> Mark | None:
    for kind, pattern in ((Kind.NOTE, _NOTE), (Kind.EXAMPLE, _EXAMPLE)):
        match = pattern.match(folded)
        if match:
            label = match["label"].replace(" ", "")
            return Mark(kind, NOTE_LEVEL, f" {label}", line[: match.end()].strip(), "", match.end())
    return None


def _dash(_line: str, folded: str) -> Mark | None:
    for level, pattern in ((LIST_LEVEL, _DASH), (LIST_LEVEL + 1, _BULLET)):
        match = pattern.match(folded)
        if match:
            return Mark(Kind.ITEM, level, "", match["label"], "", match.end())
    return None


def _attachment(line: str, folded: str) -> Mark | None:
    if begins := _ATTACHMENT_LIST.match(folded):
        return Mark(Kind.CLAUSE, 0, ATTACHMENT_LIST, line[: begins.end()].strip(), "", begins.end())
    match = _ATTACHMENT.fullmatch(folded.strip())
    step = f"附件{match['n']}" if match else ""
    return Mark(Kind.ANNEX, 0, step, step, "", len(line)) if match else None


def _law_annex(line: str, folded: str) -> Mark | None:
    match = _LAW_ANNEX.fullmatch(folded.strip())
    if match is None:
        return None
    title = (match["title"] or match["short"] or "").strip()
    if title and (title[0].isdigit() or not is_title(title)):
        return None
    label = match["label"].replace(" ", "")
    return Mark(Kind.ANNEX, 0, label, label, title, len(line))


_READERS: dict[Family, tuple[Callable[[str, str], Mark | None], ...]] = {
    Family.STANDARD: (_front, _caption, _note, _dash),
    Family.HANDBOOK: (_front, _caption, _note, _dash),
    Family.LAW: (_law_annex, _caption, _note),
    Family.OFFICIAL: (_attachment, _caption, _note),
}
