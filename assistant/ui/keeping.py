"""What is kept of a conversation, on the page: links that open an answer again, and the conversation as a file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr
from gradio.events import Dependency

from assistant.current import Current
from assistant.errors import AssistantError
from assistant.faults import record
from assistant.records.changes import changes
from assistant.records.exporting.files import write
from assistant.records.record import Record
from assistant.records.store import new_id
from assistant.ui.rendering import LINKED, Exchange, citations, conversation

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
FORMATS = {"markdown": "导出 Markdown", "word": "导出 Word"}

Update = str | list[Exchange] | dict[str, Any]


def thread_of(exchanges: Sequence[Exchange]) -> str:
    """The id under which a conversation is kept; a new one where nothing of it is kept yet."""
    return next((each.thread for each in exchanges if each.thread), "") or new_id()


def exports() -> list[gr.DownloadButton]:
    """Two buttons that download the conversation; they are not there while it is empty."""
    return [gr.DownloadButton(name, visible=False, elem_id=f"export-{form}") for form, name in FORMATS.items()]


def offer(events: Sequence[Dependency], exchanges: gr.State, buttons: list[gr.DownloadButton]) -> None:
    """Write the conversation for its buttons after each event that changes it.

    A State that tells of its changes would have to be hashable.
    """
    for event in events:
        event.then(_files, [exchanges], buttons, concurrency_limit=4, **QUIET)


def _files(exchanges: list[Exchange]) -> Iterator[list[dict[str, Any]]]:
    records = [Record(each.answer, each.at) for each in exchanges if each.answer and each.at]
    if not records:
        yield [gr.update(value=None, visible=False) for _ in FORMATS]
        return
    with TemporaryDirectory() as folder:  # the page takes a copy when it is yielded, and deletes that after a day
        paths = write(records, Path(folder), datetime.now().astimezone())
        yield [gr.update(value=str(path), visible=True) for path in paths]


def links(current: Current, page: gr.Blocks, shown: Sequence[gr.components.Component], clear: gr.Button) -> Dependency:
    """Let a link with `?answer=ID` open that answer when the page is opened; returns that event.

    `shown` are panel, exchanges, conversation and citations.
    """

    def opened(request: gr.Request) -> tuple[Update, ...]:
        answer_id = request.query_params.get(LINKED)
        return _opened(current, answer_id) if answer_id else tuple(gr.skip() for _ in shown)

    clear.click(lambda: gr.update(value="", visible=False), None, shown[0], **QUIET)
    return page.load(opened, None, list(shown), **QUIET)


def panel() -> gr.HTML:
    """Where it is said what a link has opened."""
    return gr.HTML("", visible=False, elem_id="opened")


def _opened(current: Current, answer_id: str) -> tuple[Update, ...]:
    """The answer with its cards as they were, and what has changed since; a sentence where it cannot be opened."""
    try:
        kept = current.assistant.kept(answer_id)
        said = f"这是 {kept.at.astimezone():%Y-%m-%d %H:%M} 的回答，条款按当时的文本显示。"
        since = changes(kept, current.corpus)
        talk = [Exchange(kept.answer.question, answer=kept.answer, at=kept.at)]
        cards = citations(kept.answer, kept.corpus)
    except AssistantError as error:
        return _told([str(error)], "message"), gr.skip(), gr.skip(), gr.skip()
    except Exception as error:  # noqa: BLE001 - the page opens whatever a link names
        return _told([str(record(error))], "message"), gr.skip(), gr.skip(), gr.skip()
    return _told([said, *since], "changed" if since else ""), talk, conversation(talk), cards


def _told(sentences: Sequence[str], kind: str) -> dict[str, Any]:
    lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return gr.update(value=f'<div class="told {kind}" role="status">{lines}</div>', visible=True)
