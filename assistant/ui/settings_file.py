"""The [model] section of settings.toml, as the page writes it; whatever else stands in the file is kept."""

import os
import tempfile
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from assistant.errors import SettingsError
from assistant.settings import SETTINGS_FILE, ModelSettings

KEYS = ("base_url", "name", "key")
"""What the page sets; time-outs and budgets are set in the file."""


def keep_model(home: Path, model: ModelSettings) -> None:
    """Write the endpoint, name and key; an empty one is taken out. Only the user may read the file afterwards."""
    path = (home / SETTINGS_FILE).resolve()
    values = {"base_url": model.base_url, "name": model.name, "key": model.key.get_secret_value()}
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        section: Any = document.setdefault("model", tomlkit.table())
        for key in KEYS:
            if values[key]:
                section[key] = values[key]
            else:
                section.pop(key, None)
        _write(path, tomlkit.dumps(document))
    except (OSError, UnicodeDecodeError, TOMLKitError, TypeError, AttributeError) as error:
        raise SettingsError(
            f"设置文件 {path} 没有写成（{type(error).__name__}）。", "请检查这个文件和它所在的文件夹。"
        ) from None


def _write(path: Path, text: str) -> None:
    """Put the whole file in place at once, with mode 0600 from its first byte."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
