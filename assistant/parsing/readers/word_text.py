"""The text of one Word paragraph: what is shown of its runs, and what hangs on it (notes, text boxes, pictures)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from assistant.parsing.readers.counting import written
from assistant.parsing.readers.draft import needs_space
from assistant.parsing.readers.symbols import UNKNOWN, raised, shown, symbol
from assistant.parsing.readers.word_styles import Styles, switch, value

SOFT_BREAK = "\v"
"""A line end within a paragraph; XML cannot hold this character, so no text has it."""
HARD_BREAK = "\f"
"""The end of a page or column within a paragraph."""

_DROPPED = {"w-pPr", "w-rPr", "w-del", "w-moveFrom", "w-delText", "w-instrText", "w-rt", "w-sdtPr", "w-sdtEndPr"}
_NOTES = {"w-footnoteReference", "w-endnoteReference"}
_PLAIN = {"w-tab": "\t", "w-ptab": "\t", "w-cr": SOFT_BREAK, "w-noBreakHyphen": "-"}
_CIRCLE = re.compile(r"\s*eq\s*\\o(?:\\a[clr])?\s*\(\s*[○〇◯]\s*[,，]\s*(\d{1,2}|.)\s*\)", re.IGNORECASE)
_ITEM = re.compile(
    r"第[零〇一二三四五六七八九十百\d]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}(?:\.\d{1,3})+\D|\d{1,2}(?:[、）)．]|\.\D)|[a-z][)）]|[①-⑳]|附录|注\d*[：:]|示例\d*[：:]|——|●|\u3000\u3000"
)
"""How a line begins that a person began anew with a soft break."""
_SENTENCE_END = "。！？；："


@dataclass(slots=True)
class Reading:
    """What one paragraph gives: its text with soft breaks, hidden text, the notes and boxes that hang on it."""

    text: str = ""
    hidden: str = ""
    contents: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    pictures: int = 0


class Fields:
    """Fields that are open, outermost first: each its instruction and whether its result has begun.

    A field may span paragraphs (a table of contents does), so the state outlives one. `is_trusted` is False for a
    document whose fields do not all end: everything in it is shown then.
    """

    def __init__(self, body: Element) -> None:
        kinds = [each.get("w-fldCharType") for each in body.iter("w-fldChar")]
        self.is_trusted = kinds.count("begin") == kinds.count("end")
        self._open: list[tuple[str, bool]] = []

    @property
    def is_shown(self) -> bool:
        """Whether text at this place is a result, not part of an instruction."""
        return not self.is_trusted or all(result for _, result in self._open)

    @property
    def is_contents(self) -> bool:
        """Whether this place belongs to a table of contents."""
        return self.is_trusted and any(instruction.split()[:1] == ["TOC"] for instruction, _ in self._open)

    def instruct(self, words: str) -> None:
        """Words of an instruction, which may come in pieces."""
        if self._open and not self._open[-1][1]:
            self._open[-1] = (self._open[-1][0] + words, False)

    def turn(self, kind: str | None) -> str:
        """A field begins, its result begins, or it ends; what it shows where it has no result of its own."""
        if kind == "begin":
            self._open.append(("", False))
        elif kind == "separate" and self._open:
            self._open[-1] = (self._open[-1][0], True)
        elif kind == "end" and self._open:
            instruction, has_result = self._open.pop()
            return "" if has_result else _circled(instruction)
        return ""


def _circled(instruction: str) -> str:
    """A character in a circle, which Word sets by a formula (EQ with an overlay of ○ and 3 is ③)."""
    match = _CIRCLE.match(instruction)
    if match is None:
        return ""
    sign = match.group(1)
    return written(int(sign), "decimalEnclosedCircle") if sign.isdigit() else sign


class Runs:
    """Reads paragraphs; knows the styles that hide text and the fields that are open."""

    def __init__(self, styles: Styles, fields: Fields) -> None:
        self._styles = styles
        self._fields = fields

    def read(self, paragraph: Element) -> Reading:
        """The paragraph as it is shown."""
        reading = Reading()
        is_hidden = bool(self._styles.is_hidden(value(paragraph, "w-pPr/w-pStyle")))
        self._children(paragraph, reading, is_hidden=is_hidden)
        return reading

    def _children(self, element: Element, reading: Reading, *, is_hidden: bool) -> None:
        for child in element:
            if child.tag == "w-r":
                self._run(child, reading, is_hidden=is_hidden)
            elif child.tag == "mc-AlternateContent":
                self._children(alternative(child), reading, is_hidden=is_hidden)
            elif child.tag == "m-oMath":
                self._add(_formula(child), reading, is_hidden=is_hidden)
            elif child.tag not in _DROPPED:
                self._children(child, reading, is_hidden=is_hidden)

    def _run(self, run: Element, reading: Reading, *, is_hidden: bool) -> None:
        properties = run.find("w-rPr")
        own = switch(properties, "w-vanish")
        if own is None:
            own = self._styles.is_hidden(value(properties, "w-rStyle"), paragraph=False)
        hidden = is_hidden if own is None else own
        for child in run:
            self._piece(child, properties, reading, is_hidden=hidden)

    def _piece(self, piece: Element, properties: Element | None, reading: Reading, *, is_hidden: bool) -> None:
        if piece.tag == "w-fldChar":
            self._add(self._fields.turn(piece.get("w-fldCharType")), reading, is_hidden=is_hidden)
        elif piece.tag == "w-instrText":
            self._fields.instruct(piece.text or "")
        elif piece.tag in _NOTES:
            reading.notes.append((piece.tag[2:-9], piece.get("w-id", "")))
        elif piece.tag in ("w-drawing", "w-pict", "w-object"):
            self._picture(piece, reading)
        elif piece.tag == "mc-AlternateContent":
            for each in alternative(piece):
                self._piece(each, properties, reading, is_hidden=is_hidden)
        elif piece.tag == "w-ruby":
            for run in piece.findall("w-rubyBase/w-r"):
                self._run(run, reading, is_hidden=is_hidden)
        else:
            self._add(_characters(piece, properties), reading, is_hidden=is_hidden)

    def _picture(self, piece: Element, reading: Reading) -> None:
        boxes = list(_boxes(piece))
        reading.boxes += boxes
        reading.pictures += not boxes and any(each.tag in ("blip", "imagedata") for each in piece.iter())

    def _add(self, text: str, reading: Reading, *, is_hidden: bool) -> None:
        if not self._fields.is_shown:
            return
        if is_hidden:
            reading.hidden += text
        elif self._fields.is_contents:
            reading.contents += text
        else:
            reading.text += text


def alternative(element: Element) -> Element:
    """The one version of an mc:AlternateContent to read: the Choice, unless only the Fallback has text."""
    versions = [*element.findall("mc-Choice"), *element.findall("mc-Fallback")]
    with_text = (each for each in versions if any(part.tag in ("w-t", "m-t") for part in each.iter()))
    return next(with_text, versions[0] if versions else Element("none"))


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes in a drawing, outer ones only: what stands in them is read with them."""
    for child in alternative(element) if element.tag == "mc-AlternateContent" else element:
        if child.tag == "w-txbxContent":
            yield child
        else:
            yield from _boxes(child)


def _characters(piece: Element, properties: Element | None) -> str:
    if piece.tag == "w-t":
        fonts = None if properties is None else properties.find("w-rFonts")
        text = shown(piece.text or "", "" if fonts is None else fonts.get("w-ascii", ""))
        return raised(text) if value(properties, "w-vertAlign") == "superscript" else text
    if piece.tag == "w-sym":
        code = piece.get("w-char", "")
        return symbol(int(code, 16), piece.get("w-font", "")) if re.fullmatch("[0-9A-Fa-f]{1,5}", code) else UNKNOWN
    if piece.tag == "w-br":
        return SOFT_BREAK if piece.get("w-type", "textWrapping") == "textWrapping" else HARD_BREAK
    return _PLAIN.get(piece.tag, "")


def _formula(element: Element) -> str:
    """The characters of a formula; a fraction keeps its stroke and a power its place, so that no figure changes."""
    if element.tag in ("m-t", "w-t"):
        return element.text or ""
    if element.tag in _DROPPED:
        return ""
    if element.tag == "m-f":
        return "/".join(_operand(element, part) for part in ("m-num", "m-den"))
    if element.tag == "m-sSup":
        power = _operand(element, "m-sup")
        return _operand(element, "m-e") + (raised(power) if raised(power) != power else f"^{power}")
    return "".join(_formula(child) for child in element)


def _operand(element: Element, part: str) -> str:
    found = element.find(part)
    text = "" if found is None else _formula(found)
    return f"({text})" if re.search(r"[-+−±=]", text[1:]) else text


def lines_of(text: str) -> list[str]:
    """The lines of a paragraph: a soft break ends one only where the next begins like an item or a sentence ended."""
    lines: list[str] = []
    for page in re.sub(r" *\t[ \t]*", " ", text).split(HARD_BREAK):
        begun = len(lines)
        for part in filter(str.strip, page.split(SOFT_BREAK)):
            if len(lines) == begun or _begins_line(lines[-1], part):
                lines.append(part.rstrip())
            else:
                lines[-1] = joined(lines[-1], part)
    return [line.strip() for line in lines]


def _begins_line(before: str, part: str) -> bool:
    return before[-1] in _SENTENCE_END or bool(_ITEM.match(part) or _ITEM.match(part.strip()))


def joined(before: str, after: str) -> str:
    """Two stretches as one: nothing between Chinese characters, a space between words."""
    before, after = before.rstrip(), after.lstrip()
    return before + (" " if before and after and needs_space(before[-1], after[0]) else "") + after
