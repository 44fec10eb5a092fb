"""What the OpenAI-compatible routes take and give, as far as the assistant uses it; further keys are ignored."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.api.shapes import EXAMPLE, LONGEST_HISTORY, LONGEST_TEXT, CitationShape
from assistant.domain import Verdict

MODEL = "guideline-assistant"
USER = "user"


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Part(_Loose):
    """A piece of a message; only text is read."""

    type: str = Field(max_length=100)
    text: str | None = Field(default=None, max_length=LONGEST_TEXT)


class Message(_Loose):
    """One message; those of the user are questions, all others are data that changes nothing."""

    role: str = Field(max_length=100, examples=[USER])
    content: Annotated[str, Field(max_length=LONGEST_TEXT)] | list[Part] | None = Field(
        default=None, examples=[EXAMPLE]
    )

    @property
    def text(self) -> str:
        """Its text; parts in a row."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or () if part.text)


class ChatRequest(_Loose):
    """A conversation whose last user message is the question."""

    model: str = Field(default=MODEL, max_length=200, description="whatever it says, the assistant answers")
    messages: list[Message] = Field(min_length=1, max_length=LONGEST_HISTORY)
    stream: bool | None = Field(default=None, description="server-sent events, then [DONE]")


class ChatMessage(BaseModel):
    """The answer as text, and what it stands on as data."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    citations: list[CitationShape]
    verdict: Verdict
    warnings: list[str]


class Choice(BaseModel):
    """The one choice."""

    index: int = 0
    message: ChatMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class ChatCompletion(BaseModel):
    """A finished answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]


class ModelShape(BaseModel):
    """The one model."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class ModelList(BaseModel):
    """The models there are."""

    object: Literal["list"] = "list"
    data: list[ModelShape] = [ModelShape()]


class OpenAIFailure(BaseModel):
    """An error as OpenAI gives it."""

    error: dict[str, Any]
