"""The chat page in Gradio."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr
from gradio.routes import App
from starlette.applications import Starlette
from starlette.routing import Mount

from assistant.api.application import application, is_this_machine
from assistant.api.serving import Server
from assistant.current import Current
from assistant.domain import Turn
from assistant.errors import AssistantError
from assistant.faults import record
from assistant.parsing.readers.plain import MAX_BYTES
from assistant.service import Assistant
from assistant.ui import adding, keeping, modelling, reviewing
from assistant.ui.rendering import TITLE, Exchange, citations, conversation, heading

FOLDER = Path(__file__).parent
SCRIPT = (FOLDER / "citing.js").read_text(encoding="utf-8")
MAX_WAITING = 32
"""Questions that may wait at once; a further one is refused by the queue."""
MAX_UPLOAD = 4 * MAX_BYTES
"""Above what is read, so that a file somewhat too large gets our sentence; beyond this Gradio cuts the upload off."""
MOST_TYPED = 100_000
"""Characters the box takes: far more than a question may have, so that too long a one is told of, not cut."""
UPLOADS_KEPT = (3600, 86_400)
"""Seconds: every hour, uploaded files older than a day are deleted; all of them when the page closes."""

ONE_AT_A_TIME: dict[str, Any] = {
    "trigger_mode": "multiple",  # a question asked while an answer comes in waits its turn instead of being dropped
    "concurrency_id": "ask",
    "concurrency_limit": 1,
    "show_progress": "hidden",
    "api_visibility": "private",
}

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

EXAMPLES = (
    ("布置功能区", ("爱心妈妈小屋要配哪些东西？", "暖蜂驿站为谁服务，要有哪些设备？", "职工书屋要有多少册书？")),
    (
        "新任主任",
        ("公司有多少会员就得成立基层工会委员会？", "征求意见一共收到多少条建议，采纳了几条？", "工会经费从哪里来？"),
    ),
    ("写规划方案", ("场地建设指引依据哪些文件确定？", "工会法第四十六条", "区级职工服务中心的面积最少要多少平方米？")),
)

TAKE = "(question) => ['', question]"
"""Takes the question out of its box in the browser: what is typed from then on is the next one."""

Update = list[Any]
"""Exchanges, conversation and citations."""


def build(current: Current, host: str) -> gr.Blocks:
    """The page over the assistant of now, which changes when texts are added on it; the caller serves it on `host`."""
    page: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_KEPT)
    with page:
        head = gr.HTML(heading(current.corpus), elem_id="heading")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("提问"):
                linked = _asking(current)
            with gr.Tab("添加文件"):
                held = adding.build(current, head)
            with gr.Tab("对话模型"):
                model_fields, fields = modelling.build(current, is_private=is_this_machine(host))

        def opened(request: gr.Request) -> list[Any]:
            texts = [heading(current.corpus), reviewing.held(current.corpus)]
            return [*texts, *keeping.opened_by_link(current, request), *model_fields()]

        # past the queue: what is pressed while a queued event ends can be lost on the way
        page.load(opened, None, [head, held, *linked, *fields], queue=False, **QUIET)
    return page


def _asking(current: Current) -> list[gr.components.Component]:
    """The contents of the first tab; returns what an answer that a link opens is shown in."""
    exchanges = gr.State([])
    opened = keeping.panel()
    with gr.Row(elem_id="columns"):
        with gr.Column(scale=3, min_width=320):
            talk = gr.HTML(conversation(()), js_on_load=SCRIPT, elem_id="conversation")
            box = gr.Textbox(
                placeholder="请输入问题，按回车提问",
                label="问题",
                max_length=MOST_TYPED,
                elem_id="question",
                autofocus=True,
            )
            with gr.Row():
                send = gr.Button("提问", variant="primary", elem_id="send")
                clear = gr.Button("新对话", elem_id="clear")
                keeping.exports(exchanges, QUIET)
            picked = [_examples(reader, questions) for reader, questions in EXAMPLES]
        with gr.Column(scale=2, min_width=320):
            cited = gr.HTML(citations(()), js_on_load=SCRIPT, elem_id="citations")
    asked = gr.Textbox(visible="hidden", elem_id="asked")
    shown = [exchanges, talk, cited]

    def answer(question: str, held: list[Exchange]) -> Iterator[Update]:
        yield from _answer(current.assistant, question, held)

    def nothing() -> list[Any]:
        return ["", gr.update(value="", visible=False), [], conversation(()), citations(())]

    asking = []
    for trigger in (send.click, box.submit):
        taken = trigger(None, [box], [box, asked], js=TAKE, **QUIET)
        asking.append(taken.then(answer, [asked, exchanges], shown, **ONE_AT_A_TIME))
    for button, question in (pair for group in picked for pair in group):
        asking.append(button.click(_asker(current, question), [exchanges], shown, **ONE_AT_A_TIME))
    clear.click(nothing, None, [box, opened, *shown], cancels=asking, **QUIET)
    talk.select(_cards, [exchanges], [cited], queue=False, **QUIET)
    return [opened, *shown]


def _cards(held: list[Exchange], event: gr.SelectData) -> Any:
    """The cards of an earlier answer, one of whose marks was clicked."""
    number, found = (int(each) if str(each).isdecimal() else -1 for each in (event.index, event.value))
    return citations(held, number, found=found) if 0 <= number < len(held) else gr.skip()


def _examples(reader: str, questions: tuple[str, ...]) -> list[tuple[gr.Button, str]]:
    with gr.Row(elem_classes="examples"):
        gr.HTML(f"<span>{reader}</span>", elem_classes="reader")
        return [(gr.Button(question, size="sm", elem_classes="example"), question) for question in questions]


def _asker(current: Current, question: str) -> Callable[[list[Exchange]], Iterator[Update]]:
    def ask(held: list[Exchange]) -> Iterator[Update]:
        yield from _answer(current.assistant, question, held)

    return ask


def _answer(assistant: Assistant, question: str, held: list[Exchange]) -> Iterator[Update]:
    """Show the question, then its answer with its clauses, a model's words as they come; at last what it is kept as."""
    waiting = Exchange(question.strip(), corpus=assistant.corpus, thread=keeping.thread_of(held))

    def shown(exchange: Exchange) -> Update:
        talk = [*held, exchange]
        return [talk if exchange.at else held, conversation(talk), citations(talk)]

    yield shown(waiting)
    try:
        history = [Turn(each.question, each.answer.searched if each.answer else None) for each in held]
        for answer in assistant.stream(question, history):
            yield shown(replace(waiting, answer=answer))
        yield shown(replace(waiting, answer=assistant.keep(waiting.thread, answer), at=datetime.now(UTC)))
    except AssistantError as error:
        told = str(error)
    except Exception as error:  # noqa: BLE001 - the page stays up whatever happens to one question
        told = str(record(error))
    else:
        return
    failed = [*held, replace(waiting, message=told)]
    yield [failed, conversation(failed), citations(failed)]


def launch(assistant: Assistant, host: str, port: int) -> tuple[Server, str]:
    """Serve page, API and MCP in the background; returns the server and its address.

    UsageError where the port is taken.
    """
    current = Current(assistant)
    uploads = TemporaryDirectory(prefix="assistant-")  # for this user's eyes only, which Gradio's own folder is not
    os.environ["GRADIO_TEMP_DIR"] = uploads.name
    page = build(current, host).queue(max_size=MAX_WAITING)
    app = gr.mount_gradio_app(
        application(current, host),
        page,
        path="/",
        server_name=host,
        server_port=port,
        show_error=False,
        ssr_mode=False,
        footer_links=[],
        max_file_size=MAX_UPLOAD,
        theme=gr.themes.Base(font=["system-ui", "Noto Sans CJK SC", "sans-serif"], font_mono=["monospace"]),
        css_paths=FOLDER / "page.css",
        head=f"<script>{(FOLDER / 'page.js').read_text(encoding='utf-8')}</script>",
    )
    server = Server(app, host, port, closing=lambda: _end(page, app, uploads))
    return server, server.url


def _end(page: gr.Blocks, app: Starlette, uploads: TemporaryDirectory[str]) -> None:
    """End the connections that browsers hold open, which Gradio does for its own server only; delete what was sent."""
    page.close(verbose=False)
    uploads.cleanup()
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, App):
            route.app.stop_event.set()


def serve(assistant: Assistant, host: str, port: int, *, say: Callable[[str], None]) -> None:
    """Serve page, API and MCP until interrupted."""
    server, url = launch(assistant, host, port)
    say(f"页面已打开：{url}  （按 Ctrl+C 关闭）")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        say("页面已关闭。")
    finally:
        server.close()
