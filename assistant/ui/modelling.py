"""The tab on which the chat model is set: endpoint, name and key, tried and kept. The key never goes to the page."""

import os
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
from pydantic import SecretStr, ValidationError

from assistant.answer.chat_model import ChatModel
from assistant.current import Current
from assistant.errors import AssistantError, SettingsError
from assistant.faults import record
from assistant.settings import ModelSettings
from assistant.ui.reviewing import message
from assistant.ui.settings_file import keep_model

HINT = (
    "没有对话模型时，回答直接引用条款原文。设置以后，由模型把条款说得更顺；每句话都和条款核对，对不上的不显示。"
    "提问和有关条款会发送到这个地址。"
)
NOT_HERE = (
    "页面向其他电脑开放时，不能在这里设置对话模型。"
    "请在设置文件 settings.toml 的 [model] 一节写上 base_url、name 和 key，再重新打开页面。"
)
USELESS = "在它能用以前，回答仍直接引用条款原文。"
GREETING = "你好，请用一句话介绍你自己。"
SHOWN = 80
CHANGING: dict[str, Any] = {"concurrency_id": "modelling", "concurrency_limit": 1, "api_visibility": "private"}

Update = tuple[str, Any, Any, Any, str]


def build(current: Current, *, is_private: bool) -> tuple[Callable[[], list[Any]], list[gr.Textbox]]:
    """The contents of the tab, inside the tab of the caller; `is_private`: only this machine reaches the page.

    Returns what is shown on a page just opened, and where.
    """
    if not is_private:
        gr.HTML(f"<p>{NOT_HERE}</p>", elem_id="model-not-here")
        return list, []
    gr.HTML(f"<p>{HINT}</p>", elem_id="model-hint")
    with gr.Row():
        url = gr.Textbox(label="接口地址", placeholder="http://127.0.0.1:11434/v1", max_length=500, elem_id="model-url")
        name = gr.Textbox(label="模型名称", placeholder="qwen3:8b", max_length=200, elem_id="model-name")
        key = gr.Textbox(label="密钥", type="password", max_length=500, elem_id="model-key")
    with gr.Row():
        attempt = gr.Button("试一试", elem_id="model-try")
        keep = gr.Button("保存", variant="primary", elem_id="model-keep")
        leave = gr.Button("不用模型", elem_id="model-leave")
    told = gr.HTML("", elem_id="model-told")
    fields, shown = [url, name, key], [told, url, name, key]
    setting = _Setting(current)
    options: dict[str, Any] = {**CHANGING, "show_progress_on": told}
    attempt.click(_told(setting.attempt), fields, [told], **options)
    keep.click(_told(setting.keep, len(fields)), fields, shown, **options)
    leave.click(_told(setting.leave, len(fields)), None, shown, **options)
    return setting.opened, fields


def _told(handle: Callable[..., Any], unchanged: int = 0) -> Callable[..., Any]:
    """Let a failure become a sentence on the page, beside which the fields stay as they are."""

    def handled(request: gr.Request, *values: str) -> Any:
        try:
            _check_sender(request)
            return handle(*values)
        except AssistantError as error:
            told = str(error)
        except Exception as error:  # noqa: BLE001 - the page stays up whatever an endpoint does
            told = str(record(error))
        said = message([told], is_error=True)
        return (said, *[gr.skip()] * unchanged) if unchanged else said

    return handled


def _check_sender(request: gr.Request) -> None:
    """Refuse what another site's page sends, and what comes through a proxy that opens this page to others."""
    headers = request.headers
    origin = urlsplit(headers.get("origin") or "").netloc
    if (origin and origin != headers.get("host")) or "x-forwarded-for" in headers or "forwarded" in headers:
        raise SettingsError("这个页面经过了转发，不能在这里设置对话模型。", "请在设置文件 settings.toml 里设置。")


class _Setting:
    """What the buttons do."""

    def __init__(self, current: Current) -> None:
        self.current = current

    @property
    def held(self) -> ModelSettings:
        """The settings of now."""
        return self.current.assistant.settings.model

    def fields(self) -> list[Any]:
        """What the fields show: of the key only whether there is one."""
        held = self.held
        placeholder = "已设置" if held.key.get_secret_value() else "没有就留空"
        return [held.base_url, held.name, gr.update(value="", placeholder=placeholder)]

    def opened(self) -> list[Any]:
        """What the fields show on a page just opened; what is typed meanwhile stays, where nothing is held."""
        url, name, key = self.fields()
        return [url or gr.skip(), name or gr.skip(), gr.update(placeholder=key["placeholder"])]

    def attempt(self, *values: str) -> str:
        """Ask the endpoint something, and tell what came back."""
        started = time.perf_counter()
        said = _greeted(self._given(*values))
        shown = said if len(said) <= SHOWN else f"{said[:SHOWN]}……"
        return message([f"可以使用，用时 {time.perf_counter() - started:.1f} 秒。模型说：{shown}"])

    def keep(self, *values: str) -> list[Any]:
        """Write the settings, and answer with the model from now on; says so where it does not answer now."""
        given = self._given(*values)
        self._use(given)
        try:
            _greeted(given)
        except AssistantError as error:
            said = message([f"已保存，但是试了一下不能用：{error}", USELESS, *_overridden()], is_error=True)
        else:
            said = message([f"已保存。现在用 {given.name} 组织回答。", *_overridden()])
        return [said, *self.fields()]

    def leave(self) -> list[Any]:
        """Answer without a model from now on, and forget its key."""
        self._use(self.held.model_copy(update={"base_url": "", "name": "", "key": SecretStr("")}))
        return [message(["已改为直接引用条款原文，密钥已删除。", *_overridden()]), *self.fields()]

    def _use(self, model: ModelSettings) -> None:
        keep_model(self.current.assistant.settings.home, model)
        self.current.use_model(model)

    def _given(self, url: str, name: str, key: str) -> ModelSettings:
        """The settings with what the fields say; the key that is held goes to no other place than it was given for."""
        if not url.strip():
            raise SettingsError("还没有填写接口地址。", "请填写，例如 http://127.0.0.1:11434/v1。")
        held = self.held
        try:
            given = ModelSettings.model_validate(
                {**held.model_dump(), "base_url": url, "name": name.strip(), "key": SecretStr(key)}
            )
        except ValidationError as error:
            said = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
            raise SettingsError(f"填写有误：{said}。", "请改正后再试。") from None
        if not key and _place(given) == _place(held):
            return given.model_copy(update={"key": held.key})
        return given


def _greeted(model: ModelSettings) -> str:
    """What the model says to a greeting; ModelFault where it says nothing."""
    return "".join(ChatModel(model).stream("请用中文回答。", GREETING)).strip()


def _place(model: ModelSettings) -> tuple[str, str]:
    parts = urlsplit(model.base_url)
    return parts.scheme, parts.netloc


def _overridden() -> list[str]:
    set_outside = [name for name in os.environ if name.upper().startswith("ASSISTANT_MODEL__")]
    return ["环境变量里也设置了对话模型，下次启动时以环境变量为准。"] if set_outside else []
