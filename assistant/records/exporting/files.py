"""The files of an exported conversation."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assistant.records.exporting.markdown import markdown
from assistant.records.exporting.outline import outline
from assistant.records.exporting.word import word
from assistant.records.record import Record


def write(records: Sequence[Record], folder: Path, exported: datetime) -> tuple[Path, Path]:
    """Write a conversation into `folder`, as Markdown and for Word; they are named after the moment of the export."""
    said = outline(records, exported)
    name = f"问答记录-{exported:%Y%m%d-%H%M%S}"
    text, document = folder / f"{name}.md", folder / f"{name}.docx"
    text.write_text(markdown(said), encoding="utf-8")
    document.write_bytes(word(said, exported))
    return text, document
