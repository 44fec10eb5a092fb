"""How an exported Word file looks: A4, 宋体 and 黑体, headings in black, numbered lists."""

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

BODY, HEAD, LATIN = "宋体", "黑体", "Times New Roman"
BLACK, GREY = RGBColor(0, 0, 0), RGBColor(0x55, 0x55, 0x55)
MARGIN = Mm(25)
HANGING = 420
"""Twentieths of a point by which the text of a list stands behind its number."""
_THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")

_SIZES = {"Title": 20, "Heading 1": 15, "Heading 2": 12, "Normal": 11, "Quote": 10.5, "Footer": 9}


def style(document: Document) -> None:
    """Give the document its page and its styles."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for name, size in _SIZES.items():
        found = document.styles[name]
        assert isinstance(found, ParagraphStyle)  # all of these are
        _letter(found, HEAD if name == "Title" or name.startswith("Heading") else BODY, size)
    _space(document)
    language = document.styles.element.find(f".//{qn('w:lang')}")
    language.set(qn("w:eastAsia"), "zh-CN")  # by which the shapes of the characters are chosen


def _letter(found: ParagraphStyle, font: str, size: float) -> None:
    found.font.size, found.font.italic = Pt(size), False
    found.font.color.rgb = GREY if found.name in ("Quote", "Footer") else BLACK
    found.font.name = LATIN
    fonts = found.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in _THEMES:
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme would win over the fonts named
    for script, face in (("eastAsia", font), ("cs", LATIN)):
        fonts.set(qn(f"w:{script}"), face)


def _space(document: Document) -> None:
    spaces = {"Normal": (0, 4), "Title": (0, 10), "Heading 1": (18, 6), "Heading 2": (10, 4), "Quote": (0, 8)}
    for name, (before, after) in spaces.items():
        found = document.styles[name]
        assert isinstance(found, ParagraphStyle)
        found.paragraph_format.space_before, found.paragraph_format.space_after = Pt(before), Pt(after)
        found.paragraph_format.line_spacing = 1.25
    quote, title = document.styles["Quote"], document.styles["Title"]
    assert isinstance(quote, ParagraphStyle)
    assert isinstance(title, ParagraphStyle)
    quote.paragraph_format.left_indent = Pt(HANGING / 20)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = title.element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)


class Numbering:
    """A kind of numbered list of the document, printed as `pattern` says: [%1] or %1."""

    def __init__(self, document: Document, pattern: str) -> None:
        self._numbering = document.part.numbering_part.element
        kinds = self._numbering.findall(qn("w:abstractNum"))
        self._id = max((int(kind.get(qn("w:abstractNumId"))) for kind in kinds), default=-1) + 1
        self._numbering.insert(len(kinds), _kind(self._id, pattern))

    def begin(self) -> int:
        """A list that begins with 1; give what it returns to `number`."""
        instance = self._numbering.add_num(self._id)
        instance.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(instance.numId)


def number(paragraph: Paragraph, instance: int) -> None:
    """Make the paragraph the next entry of a list that was begun."""
    element: CT_P = paragraph._p  # python-docx has no other way to a list of one's own
    properties = element.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = instance


def _kind(identity: int, pattern: str) -> BaseOxmlElement:
    kind = OxmlElement("w:abstractNum", {qn("w:abstractNumId"): str(identity)})
    level = OxmlElement("w:lvl", {qn("w:ilvl"): "0"})
    kind.append(OxmlElement("w:multiLevelType", {qn("w:val"): "singleLevel"}))
    for name, value in (("start", "1"), ("numFmt", "decimal"), ("lvlText", pattern), ("lvlJc", "left")):
        level.append(OxmlElement(f"w:{name}", {qn("w:val"): value}))
    indent = OxmlElement("w:ind", {qn("w:left"): str(HANGING), qn("w:hanging"): str(HANGING)})
    paragraph = OxmlElement("w:pPr")
    paragraph.append(indent)
    level.append(paragraph)
    kind.append(level)
    return kind
