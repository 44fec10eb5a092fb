"""The failures a person can do something about.

AssistantError
├── UsageError      exit 2: the request cannot be taken as it stands
│   ├── QuestionError   an empty or far too long question
│   ├── SourceError     a document that is missing, unreadable or not understood
│   ├── SettingsError   an unknown key or an impossible value
│   ├── IndexStateError a missing, damaged or outdated index
│   ├── ModelError      an embedding model that is missing or damaged
│   ├── ModelFault      a chat model that gives no answer
│   └── RecordError     a kept answer that is missing or damaged
└── InternalError   exit 1: a fault of ours

Every message is two Chinese sentences: what happened (with the value), and what to do next.
"""

EXIT_FAULT = 1
EXIT_USAGE = 2


class AssistantError(Exception):
    """A known failure: `what_happened` and `what_to_do`, each one sentence in Chinese."""

    exit_code = EXIT_FAULT

    def __init__(self, what_happened: str, what_to_do: str) -> None:
        super().__init__(what_happened, what_to_do)
        self.what_happened = what_happened
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        return f"{self.what_happened}{self.what_to_do}"


class UsageError(AssistantError):
    """The request cannot be taken as it stands; the person who asked can mend it."""

    exit_code = EXIT_USAGE


class QuestionError(UsageError):
    """An empty or far too long question."""


class SourceError(UsageError):
    """A document that is missing, unreadable or not understood."""


class SettingsError(UsageError):
    """An unknown settings key or an impossible value."""


class IndexStateError(UsageError):
    """An index that is missing, damaged, or does not match the model or the corpus."""


class ModelError(UsageError):
    """An embedding model that is missing or damaged."""


class ModelFault(UsageError):  # noqa: N818 - ModelError is the embedding model's
    """A chat model that gives no answer; `reason` is why, a few Chinese words that hold nothing the endpoint sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"对话模型不能用：{reason}。", "请检查它的接口地址、模型名称和密钥。")
        self.reason = reason


class RecordError(UsageError):
    """A kept answer that is missing, too old or damaged."""


class InternalError(AssistantError):
    """A fault of ours: the log has the traceback under the id in the message."""
