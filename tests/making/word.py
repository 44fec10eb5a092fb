"""Word files: real heading styles, the numbers typed or automatic."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from PIL import Image, ImageDraw
from samples import Block, Sample, Table

from making.archives import settle
from making.numbering import DASH, Counter, Place, numbering_xml

_W = nsdecls("w")
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_CENTRED = ("cover", "contents", "annex", "figure", "again")


def make_docx(
    sample: Sample, path: Path, *, automatic: bool = False, footnotes: Mapping[str, str] | None = None
) -> None:
    """Write `sample` as a Word file.

    With `automatic` every number that Word can count is automatic and stands nowhere in the text: those of headings
    come from their styles, those of other paragraphs from themselves; a number that breaks the count is typed.
    `footnotes` hangs a footnote on the first paragraph that holds these words.
    """
    writer = _Writer(sample, automatic=automatic, footnotes=footnotes or {})
    for part in sample.parts():
        writer.add(part)
    writer.save(path)


class _Writer:
    """Writes one sample block by block."""

    def __init__(self, sample: Sample, *, automatic: bool, footnotes: Mapping[str, str]) -> None:
        self.sample = sample
        self.automatic = automatic
        self.footnotes = dict(footnotes)
        self.written_footnotes: list[str] = []
        self.document = docx.Document()
        self.counter = Counter(sample)
        self.ids: dict[tuple[str, int], int] = {}
        self.places: set[Place] = set()
        self.contents_left = sum(block.tag.startswith("entry") for block in sample.blocks)
        self._set_styles()
        self._set_furniture()

    def _set_styles(self) -> None:
        styles = self.document.styles
        names = ("Normal", *(f"Heading {i}" for i in range(1, 6)))
        for name in names:
            style = styles[name]
            style.font.name = "Times New Roman"
            style.font.size = Pt(10.5)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            fonts.set(qn("w:eastAsia"), "宋体" if name == "Normal" else "黑体")
        for level in (1, 2):
            style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            style.paragraph_format.left_indent = Pt(21 * (level - 1))
        if self.automatic and self.sample.family == "standard":
            for i in range(3):
                properties = styles[f"Heading {i + 1}"].element.get_or_add_pPr()
                properties._insert_numPr(self._number_properties(Place("clauses", 1, i)))

    def _set_furniture(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        header = section.header.paragraphs[0]
        header.text = self.sample.number or self.sample.title
        header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        footer.add_run("— ")
        _field(footer, "PAGE", "1")
        footer.add_run(" —")

    def add(self, part: Block | Table) -> None:
        if isinstance(part, Table):
            self._table(part)
        elif part.tag.startswith("entry"):
            self._entry(part)
        elif part.tag == "annex":
            self._annex(part)
        elif part.tag == "term":
            self._numbered(part, "Heading 2", "")
            self._paragraph(f"{part.cells[1]}  {part.cells[2]}").runs[0].bold = True
        elif part.is_heading and part.level:
            self._numbered(part, f"Heading {part.level}", part.cells[1])
        elif part.is_clause or part.tag.startswith("li"):
            self._numbered(part, "Normal", part.cells[1])
        else:
            self._plain(part)

    def _plain(self, block: Block) -> None:
        if block.tag == "figure":
            self.document.add_picture(_drawing(), width=Cm(9))
        if block.tag == "figure" and self.automatic:
            self._caption(block.cells[0], block.cells[1])
            return
        if block.tag == "dash" and self.automatic:
            self._paragraph(block.cells[0])._p.get_or_add_pPr()._insert_numPr(self._number_properties(DASH))
            return
        style = "Heading 1" if block.tag == "h0" else "Normal"
        paragraph = self._paragraph("\t".join(self.sample.lines(block)[0].split("  ")), style)
        if block.tag == "h0":
            self._unnumbered(paragraph)
            paragraph.paragraph_format.page_break_before = True
        if block.tag in _CENTRED or block.tag == "h0":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _paragraph(self, text: str, style: str = "Normal") -> Paragraph:
        paragraph = self.document.add_paragraph(text, style=style)
        for words in [words for words in self.footnotes if words in text]:
            self._footnote(paragraph, self.footnotes.pop(words))
        return paragraph

    # Numbers

    def _numbered(self, block: Block, style: str, words: str) -> None:
        place = self.counter.place(block) if self.automatic else None
        if place is None:
            text = block.cells[0] + (self.sample.gap(block) + words if words else "")
            self._unnumbered(self._paragraph(text, style))
            return
        paragraph = self._paragraph(words, style)
        if not (place.scheme == "clauses" and style.startswith("Heading")):
            paragraph._p.get_or_add_pPr()._insert_numPr(self._number_properties(place))
        self.places.add(place)

    def _number_properties(self, place: Place) -> OxmlElement:
        number = self.ids.setdefault((place.scheme, place.instance), 100 + len(self.ids))
        self.places.add(place)
        return parse_xml(
            f'<w:numPr {_W}><w:ilvl w:val="{place.level}"/><w:numId w:val="{number}"/></w:numPr>',
        )

    def _unnumbered(self, paragraph: Paragraph) -> None:
        """Take the style's automatic number away from a paragraph whose number is typed or that has none."""
        if self.automatic and paragraph.style.name.startswith("Heading"):
            none = parse_xml(f'<w:numPr {_W}><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
            paragraph._p.get_or_add_pPr()._insert_numPr(none)

    # Contents, annexes, captions, tables

    def _entry(self, block: Block) -> None:
        """An entry as Word makes them: within one field over all entries, each a link, a tab before the page."""
        paragraph = self.document.add_paragraph(style=f"toc {block.level}")
        is_first = not any(p.style.name.startswith("toc") for p in self.document.paragraphs[:-1])
        if is_first:
            paragraph._p.append(_field_mark("begin"))
            paragraph._p.append(_instruction(r' TOC \o "1-3" \h \z \u '))
            paragraph._p.append(_field_mark("separate"))
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"_Toc{self.contents_left:06}")
        run = OxmlElement("w:r")
        for i, words in enumerate(block.cells):
            if i:
                run.append(OxmlElement("w:tab"))
            text = OxmlElement("w:t")
            text.text = words
            run.append(text)
        link.append(run)
        paragraph._p.append(link)
        self.contents_left -= 1
        if not self.contents_left:
            paragraph._p.append(_field_mark("end"))

    def _annex(self, block: Block) -> None:
        """Typed: three paragraphs; automatic: one with line breaks, as drafting templates make it."""
        place = self.counter.place(block) if self.automatic else None
        if place is None:
            for i, words in enumerate(block.cells):
                paragraph = self._paragraph(words, "Normal" if i else "Heading 1")
                self._unnumbered(paragraph)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.page_break_before = i == 0
            return
        paragraph = self.document.add_paragraph(style="Heading 1")
        paragraph._p.get_or_add_pPr()._insert_numPr(self._number_properties(place))
        for words in block.cells[1:]:
            run = paragraph.add_run()
            run.add_break(WD_BREAK.LINE)
            run.add_text(words)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.page_break_before = True

    def _caption(self, label: str, title: str) -> None:
        """A caption, whose number is a field in an automatic file."""
        paragraph = self.document.add_paragraph(label[0])
        number = label[1:]
        if self.automatic and number.isdigit():
            _field(paragraph, f"SEQ {label[0]} \\* ARABIC", number)
        else:
            paragraph.add_run(number)
        paragraph.add_run(f"　{title}")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _table(self, table: Table) -> None:
        self._caption(table.label, table.title)
        grid = self.document.add_table(rows=0, cols=len(table.rows[0]), style="Table Grid")
        for row in table.rows:
            for cell, words in zip(grid.add_row().cells, row, strict=True):
                cell.text = words
        header = grid.rows[0]._tr.get_or_add_trPr()
        header.append(OxmlElement("w:tblHeader"))

    # Footnotes, which python-docx does not write

    def _footnote(self, paragraph: Paragraph, words: str) -> None:
        self.written_footnotes.append(words)
        run = paragraph.add_run()
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self.written_footnotes) + 1))
        run._r.append(reference)

    def _add_footnotes_part(self) -> None:
        notes = "".join(
            f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote>'
            for i, words in enumerate(self.written_footnotes, 2)
        )
        separators = (
            '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
            "</w:footnote>"
        )
        xml = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {_W}>{separators}{notes}</w:footnotes>'
        main = self.document.part
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, xml.encode(), main.package)
        main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def save(self, path: Path) -> None:
        if self.places:
            root = self.document.part.numbering_part.element
            first = root.find(qn("w:num"))
            abstracts, numbers = numbering_xml(self.places, self.ids, _W)
            for xml in abstracts:
                first.addprevious(parse_xml(xml))
            for xml in numbers:
                root.append(parse_xml(xml))
        if self.written_footnotes:
            self._add_footnotes_part()
        self.document.save(str(path))
        settle(path)


def _field_mark(kind: str) -> OxmlElement:
    return parse_xml(f'<w:r {_W}><w:fldChar w:fldCharType="{kind}"/></w:r>')


def _instruction(words: str) -> OxmlElement:
    return parse_xml(f'<w:r {_W}><w:instrText xml:space="preserve">{words}</w:instrText></w:r>'.replace("&", "&amp;"))


def _field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    for element in (_field_mark("begin"), _instruction(f" {instruction} "), _field_mark("separate")):
        paragraph._p.append(element)
    paragraph.add_run(shown)
    paragraph._p.append(_field_mark("end"))


def _drawing() -> BytesIO:
    picture = Image.new("L", (640, 240), 255)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 20, 620, 220), outline=0, width=3)
    draw.line((230, 20, 230, 160), fill=0, width=3)
    draw.line((440, 20, 440, 160), fill=0, width=3)
    stream = BytesIO()
    picture.save(stream, "PNG")
    stream.seek(0)
    return stream
