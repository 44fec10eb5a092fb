"""What is kept of a conversation, on the page: links that open an answer again, and the conversation as a file."""

import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.current import Current
from assistant.errors import AssistantError
from assistant.faults import record
from assistant.records.changes import changes
from assistant.records.exporting.files import Form, file
from assistant.records.record import Record
from assistant.records.store import new_id
from assistant.ui.rendering import LINKED, Exchange, citations, conversation

FORMS = {Form.MARKDOWN: "导出 Markdown", Form.WORD: "导出 Word"}
SAVE = Path(__file__).with_name("saving.js").read_text(encoding="utf-8")

Update = str | list[Exchange] | dict[str, Any]


def thread_of(exchanges: Sequence[Exchange]) -> str:
    """The id under which a conversation is kept; a new one where nothing of it is kept yet."""
    return next((each.thread for each in exchanges if each.thread), "") or new_id()


def exports(exchanges: gr.State, options: dict[str, Any]) -> None:
    """Two buttons that save the conversation as a file; the style sheet hides them while it is empty.

    The file is made when it is asked for and goes to the browser as text: nothing of it is written on this machine.
    """
    content = gr.Textbox(visible="hidden", elem_id="exported")
    for form, name in FORMS.items():
        button = gr.Button(name, elem_id=f"export-{form}")
        asked = button.click(partial(_exported, form), [exchanges], [content], queue=False, **options)
        asked.then(None, [content], None, js=SAVE, queue=False, **options)


def _exported(form: Form, exchanges: Sequence[Exchange]) -> str:
    """The conversation as saving.js takes it; empty where there is none."""
    records = [Record(each.answer, each.at) for each in exchanges if each.answer and each.at]
    if not records:
        return ""
    made = file(form, records, datetime.now().astimezone())
    return json.dumps({"name": made.name, "type": made.media_type, "content": b64encode(made.content).decode()})


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
