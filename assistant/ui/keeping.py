"""What is kept of a conversation, on the page: links that open an answer again, and the conversation as a file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr

from assistant.current import Current
from assistant.errors import AssistantError
from assistant.faults import record
from assistant.records.changes import changes
from assistant.records.exporting.files import write
from assistant.records.record import Record
from assistant.records.store import new_id
from assistant.ui.rendering import LINKED, Exchange, citations, conversation

FORMATS = {"markdown": "导出 Markdown", "word": "导出 Word"}

Update = str | list[Exchange] | dict[str, Any]


def thread_of(exchanges: Sequence[Exchange]) -> str:
    """The id under which a conversation is kept; a new one where nothing of it is kept yet."""
    return next((each.thread for each in exchanges if each.thread), "") or new_id()


def exports() -> list[gr.DownloadButton]:
    """Two buttons that download the conversation; they are not there while it is empty."""
    return [gr.DownloadButton(name, visible=False, elem_id=f"export-{form}") for form, name in FORMATS.items()]


@contextmanager
def exported(exchanges: Sequence[Exchange]) -> Iterator[list[Any]]:
    """What the two buttons download of the conversation; the page takes a copy while this lasts."""
    records = [Record(each.answer, each.at) for each in exchanges if each.answer and each.at]
    if not records:
        yield [gr.update(value=None, visible=False) for _ in FORMATS]
        return
    with TemporaryDirectory() as folder:
        paths = write(records, Path(folder), datetime.now().astimezone())
        yield [gr.update(value=str(path), visible=True) for path in paths]


def opened_by_link(current: Current, request: gr.Request) -> list[Any]:
    """Panel, exchanges, conversation and citations of the answer that `?answer=ID` names, if it names one."""
    answer_id = request.query_params.get(LINKED)
    return list(_opened(current, answer_id)) if answer_id else [gr.skip()] * 4


def panel() -> gr.HTML:
    """Where it is said what a link has opened."""
    return gr.HTML("", visible=False, elem_id="opened")


def _opened(current: Current, answer_id: str) -> tuple[Update, ...]:
    """The answer with its cards as they were, and what has changed since; a sentence where it cannot be opened."""
    try:
        kept = current.assistant.kept(answer_id)
        said = f"这是 {kept.at.astimezone():%Y-%m-%d %H:%M} 的回答，条款按当时的文本显示。"
        since = changes(kept, current.corpus)
        talk = [Exchange(kept.answer.question, kept.answer, kept.corpus, at=kept.at)]
    except AssistantError as error:
        return _told([str(error)], "message"), gr.skip(), gr.skip(), gr.skip()
    except Exception as error:  # noqa: BLE001 - the page opens whatever a link names
        return _told([str(record(error))], "message"), gr.skip(), gr.skip(), gr.skip()
    return _told([said, *since], "changed" if since else ""), talk, conversation(talk), citations(talk)


def _told(sentences: Sequence[str], kind: str) -> dict[str, Any]:
    lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return gr.update(value=f'<div class="told {kind}" role="status">{lines}</div>', visible=True)
