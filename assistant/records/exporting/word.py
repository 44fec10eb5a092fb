"""An exported conversation as a Word file."""

from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from assistant.records.exporting.outline import NOTE, REFERENCES, SOURCES, TITLE, Group, Outline, Section, Source
from assistant.records.exporting.word_styles import Numbering, number, style

_LISTS = ("List Bullet", "List Continue", "List Continue 2")
"""Styles by level: items that bring their own labels get no bullet."""


def word(outline: Outline, exported: datetime) -> bytes:
    """The whole file; every text in it is text, never a field."""
    document = docx.Document()
    style(document)
    _name(document, exported)
    document.add_paragraph(TITLE, "Title")
    for particular in outline.particulars:
        document.add_paragraph(particular)
    sources = Numbering(document, "[%1]")
    for place, section in enumerate(outline.sections, 1):
        _section(document, place, section, sources)
    if outline.references:
        document.add_heading(REFERENCES, 1)
        entries = Numbering(document, "%1.").begin()
        for entry in outline.references:
            number(document.add_paragraph(entry), entries)
    _foot(document, outline)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _section(document: Document, place: int, section: Section, sources: Numbering) -> None:
    document.add_heading(f"{place}. {section.question}", 1)
    particulars = document.add_paragraph("　".join(section.particulars), "Quote").paragraph_format
    particulars.left_indent, particulars.keep_with_next = Pt(0), True
    for warning in section.warnings:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{NOTE}：").bold = True
        paragraph.add_run(warning)
    for group in section.groups:
        _group(document, group)
    if section.sources:
        document.add_heading(SOURCES, 2)
        instance = sources.begin()
        for source in section.sources:
            _source(document, source, instance)


def _group(document: Document, group: Group) -> None:
    if group.heading:
        document.add_heading(group.heading, 2)
    for line in group.lines:
        paragraph = document.add_paragraph(line.text, _LISTS[line.level])
        paragraph.add_run("".join(f"[{n}]" for n in line.marks)).font.superscript = True


def _source(document: Document, source: Source, instance: int) -> None:
    badge = f"【{source.badge}】" if source.badge else ""
    paragraph = document.add_paragraph(f"{source.clause}{badge}")
    paragraph.paragraph_format.keep_with_next = True
    number(paragraph, instance)
    document.add_paragraph(source.quote, "Quote")


def _name(document: Document, exported: datetime) -> None:
    """What the file says of itself; python-docx would leave its own name there."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = TITLE, "", ""
    properties.language = "zh-CN"
    properties.created = properties.modified = exported.replace(tzinfo=None)


def _foot(document: Document, outline: Outline) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{TITLE}　{'　'.join(outline.particulars)}　第 ")
    _page_number(paragraph)
    paragraph.add_run(" 页")


def _page_number(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple", {qn("w:instr"): "PAGE"})
    paragraph.add_run("1")
    field.append(paragraph.runs[-1]._r)
    paragraph._p.append(field)
