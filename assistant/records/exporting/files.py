"""The files of an exported conversation; they are never written here: whoever asked takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.records.exporting.markdown import markdown
from assistant.records.exporting.outline import outline
from assistant.records.exporting.word import word
from assistant.records.record import Record


class Form(StrEnum):
    """What a conversation can be exported as."""

    MARKDOWN = "markdown"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class File:
    """A file by its name, its media type and what it holds."""

    name: str
    media_type: str
    content: bytes


def file(form: Form, records: Sequence[Record], exported: datetime) -> File:
    """A conversation in a form, named after the moment of the export."""
    said = outline(records, exported)
    name = f"问答记录-{exported:%Y%m%d-%H%M%S}"
    if form is Form.MARKDOWN:
        return File(f"{name}.md", "text/markdown;charset=utf-8", markdown(said).encode())
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return File(f"{name}.docx", media_type, word(said, exported))
