"""Word files (.docx): paragraphs in their order with their automatic numbers, tables, notes and text boxes.

Headers and footers are not read: they repeat the title and count pages. Changes are read as accepted.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.draft import CONTENTS, Cell, Draft
from assistant.parsing.readers.package import MACROS, Package
from assistant.parsing.readers.safety import Progress, guarded
from assistant.parsing.readers.word_numbers import Numbers
from assistant.parsing.readers.word_styles import BODY_LEVEL, Styles, number, switch, value
from assistant.parsing.readers.word_text import Fields, Reading, Runs, alternative, joined, lines_of

KIND = "Word 文件"
HIDDEN = "hidden text"
_WRAPPERS = {"w-customXml", "w-ins", "w-moveTo", "w-smartTag", "w-sdtContent"}
_NO_TITLE = re.compile(
    r"(?:microsoft )?(?:word|powerpoint|excel)\b.*|.*\.(?:docx?|wps|pdf)"
    r"|(?:doc(?:ument)?|文档|新建.*|无标题|untitled)\s*\d*",
    re.IGNORECASE,
)


@guarded(KIND)
def read_docx(raw: bytes, name: str, _progress: Progress | None = None) -> Content:
    """A .docx or .docm; macros are never run."""
    package = Package(raw, name, KIND)
    path = package.related("", "officeDocument") or "word/document.xml"
    root = package.xml(path)
    body = None if root is None else root.find("w-body")
    if body is None:
        raise SourceError(f"{name} 里没有 Word 正文。", "请用 Word 或 WPS 打开它，另存为 .docx 后再试。")
    manuscript = _Manuscript(package, path, body)
    manuscript.blocks(body)
    manuscript.end_paragraph()
    warnings = [MACROS] if package.has_macros else []
    return manuscript.draft.content(
        name, title=_title(package, manuscript.draft), warnings=warnings + manuscript.warnings
    )


def _title(package: Package, draft: Draft) -> str | None:
    """The title of the file's properties, if it stands in the text: templates leave theirs behind."""
    path = package.related("", "core-properties")
    root = package.xml(path) if path else None
    title = ("" if root is None else root.findtext("dc-title") or "").strip()
    bare = re.sub(r"\s", "", title)
    return title if len(bare) > 1 and bare in draft.head and not _NO_TITLE.fullmatch(title) else None


class _Manuscript:
    """Walks through the body once, in order, as numbers and fields ask for."""

    def __init__(self, package: Package, path: str, body: Element) -> None:
        def part(kind: str) -> Element | None:
            target = package.related(path, kind)
            return package.xml(target) if target else None

        self.draft = Draft()
        self._styles = Styles(part("styles"))
        self._numbers = Numbers(part("numbering"), self._styles)
        self._fields = Fields(body)
        self._runs = Runs(self._styles, self._fields)
        self._notes = {kind: _by_id(part(f"{kind}s"), kind) for kind in ("footnote", "endnote")}
        self._noted = 0
        self._pictures = 0
        self._embedded = 0
        self._carried = ""
        self._waiting: list[Reading] = []

    @property
    def warnings(self) -> list[str]:
        """What was not read, for the person who adds the file."""
        pictures = f"文件里有 {self._pictures} 处图片，图片里的文字没有读取。"
        return [pictures] * bool(self._pictures) + ["文件里嵌入的其他文件没有读取。"] * bool(self._embedded)

    def blocks(self, parent: Element, *, is_contents: bool = False) -> None:
        """Write the paragraphs and tables of `parent`."""
        for block in parent:
            if block.tag == "w-p":
                self._paragraph(block, is_contents=is_contents)
            elif block.tag == "w-tbl":
                self._table(block, is_contents=is_contents)
            elif block.tag == "w-sdt":
                self.blocks(block, is_contents=is_contents or _is_contents_gallery(block))
            elif block.tag == "mc-AlternateContent":
                self.blocks(alternative(block), is_contents=is_contents)
            elif block.tag in _WRAPPERS:
                self.blocks(block, is_contents=is_contents)
            elif block.tag == "w-altChunk":
                self._embedded += 1

    def _paragraph(self, paragraph: Element, *, is_contents: bool) -> None:
        readings, text = self._read(paragraph)
        if text is None:
            return
        style = value(paragraph, "w-pPr/w-pStyle")
        contents = "".join(reading.contents for reading in readings)
        if is_contents or (contents and not text) or self._styles.is_contents(style):
            self.draft.line(_one_line(joined(contents, text)), aside=CONTENTS)
        else:
            level = self._level(paragraph, style)
            for i, line in enumerate(lines_of(text) if level is None else [_one_line(text)]):
                self.draft.line(line, level=level if i == 0 else None)
        self._hanging(readings)

    def _read(self, paragraph: Element) -> tuple[list[Reading], str | None]:
        """What a paragraph holds, and its text with its number; None where it runs on into the next one."""
        reading = self._runs.read(paragraph)
        self._pictures += reading.pictures
        self._waiting.append(reading)
        properties = paragraph.find("w-pPr")
        text = joined(self._carried, reading.text) if self._carried else reading.text
        if switch(properties, "w-rPr/w-del") or switch(properties, "w-rPr/w-moveFrom"):
            self._carried = text
            return [], None
        text = self._numbered(properties, text)
        self._carried = text if switch(properties, "w-rPr/w-specVanish") else ""
        return ([], None) if self._carried else (self._taken(), text)

    def _taken(self) -> list[Reading]:
        readings, self._waiting = self._waiting, []
        return readings

    def end_paragraph(self) -> None:
        """Write what a last paragraph without an end of its own has left."""
        self.draft.line(_one_line(self._carried))
        self._carried = ""
        self._hanging(self._taken())

    def _numbered(self, properties: Element | None, text: str) -> str:
        label = self._numbers.label(properties)
        return label + (text.lstrip() if label.endswith((" ", "、", "）")) else text)

    def _level(self, paragraph: Element, style: str | None) -> int | None:
        """The outline level from 1, or None for body text."""
        outline = number(paragraph, "w-pPr/w-outlineLvl")
        outline = self._styles.outline(style) if outline is None else outline
        return None if outline is None or not 0 <= outline < BODY_LEVEL else outline + 1

    def _hanging(self, readings: list[Reading]) -> None:
        """Write what hangs on paragraphs that have been written: hidden text, text boxes, notes."""
        for reading in readings:
            self.draft.line(_one_line(reading.hidden), aside=HIDDEN)
            for box in reading.boxes:
                self.blocks(box)
            for kind, note_id in reading.notes:
                self._note(self._notes[kind].get(note_id))

    def _note(self, note: Element | None) -> None:
        if note is None:
            return
        self._noted += 1
        readings = [self._runs.read(paragraph) for paragraph in note.iter("w-p")]
        text = _one_line("\v".join(reading.text for reading in readings))
        self.draft.line(f"脚注{self._noted}：{text}")

    def _table(self, table: Element, *, is_contents: bool) -> None:
        self.end_paragraph()
        rows = list(_parts(table, "w-tr"))
        if all(len(list(_parts(row, "w-tc"))) <= 1 for row in rows):
            for row in rows:
                for cell in _parts(row, "w-tc"):
                    self.blocks(cell, is_contents=is_contents)
            return
        readings: list[Reading] = []
        grid = self._grid([row for row in rows if row.find("w-trPr/w-del") is None], readings)
        header = next((i for i, row in enumerate(rows) if not switch(row, "w-trPr/w-tblHeader")), len(rows))
        self.draft.table(grid, header=max(header, 1), aside=CONTENTS if is_contents else None)
        self._hanging(readings)

    def _grid(self, rows: list[Element], readings: list[Reading]) -> list[list[Cell]]:
        """The cells at every place of the table's grid; a merged cell stands at all of its places."""
        grid: list[list[Cell]] = []
        for row in rows:
            above, line = (grid[-1] if grid else []), [Cell() for _ in range(_span(row, "w-trPr/w-gridBefore", 0))]
            for element in _parts(row, "w-tc"):
                merge = element.find("w-tcPr/w-vMerge")
                text = self._cell(element, readings)
                goes_on = merge is not None and merge.get("w-val") != "restart" and len(line) < len(above)
                cell = above[len(line)] if goes_on and not text else Cell(text)
                line += [cell] * _span(element, "w-tcPr/w-gridSpan", 1)
            grid.append(line)
        return grid

    def _cell(self, cell: Element, readings: list[Reading]) -> str:
        """The paragraphs of a cell as one line, those of tables within it too."""
        text = ""
        for paragraph in _paragraphs(cell):
            held, words = self._read(paragraph)
            readings += held
            text = joined(text, _one_line(words or ""))
        text, self._carried = joined(text, _one_line(self._carried)), ""
        readings += self._taken()
        return text


def _one_line(text: str) -> str:
    line = ""
    for part in lines_of(text):
        line = joined(line, part)
    return line


def _by_id(root: Element | None, kind: str) -> dict[str, Element]:
    notes = () if root is None else root.iter(f"w-{kind}")
    return {note.get("w-id", ""): note for note in notes if note.get("w-type", "normal") == "normal"}


def _is_contents_gallery(block: Element) -> bool:
    gallery = value(block, "w-sdtPr/w-docPartObj/w-docPartGallery") or ""
    return "Contents" in gallery or "目录" in gallery


def _parts(parent: Element, tag: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those in wrappers (content controls)."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS or child.tag == "w-sdt":
            yield from _parts(child, tag)


def _paragraphs(parent: Element) -> Iterator[Element]:
    """Paragraphs in reading order, not those of text boxes within them."""
    for child in parent:
        if child.tag == "w-p":
            yield child
        elif child.tag == "mc-AlternateContent":
            yield from _paragraphs(alternative(child))
        else:
            yield from _paragraphs(child)


MAX_SPAN = 1000
"""Word itself allows 63 columns."""


def _span(element: Element, path: str, default: int) -> int:
    found = number(element, path)
    return default if found is None else min(max(found, default), MAX_SPAN)
