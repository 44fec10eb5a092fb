"""What becomes of an exception nobody expected: its traceback goes to a log, people see an apology with its id."""

import tempfile
import traceback
import uuid
from pathlib import Path

from assistant.errors import InternalError


def record(error: BaseException) -> InternalError:
    """Write the traceback of `error` to a log file and return what to tell people instead."""
    name = f"assistant-{uuid.uuid4().hex[:8]}"
    log = Path(tempfile.gettempdir()) / f"{name}.log"
    log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    said = error.what_happened if isinstance(error, InternalError) else "程序出错了，很抱歉。"
    return InternalError(f"{said}（编号 {name}）", f"请把 {log} 发给开发者。")
