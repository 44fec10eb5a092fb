"""Formats of old office programs, turned into today's by LibreOffice where it is installed.

LibreOffice works in a folder of its own with a profile of its own that runs no macros and loads no linked files.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.safety import Progress, guarded, spaced
from assistant.parsing.readers.sheet import read_xlsx
from assistant.parsing.readers.sniffing import describe, sniff
from assistant.parsing.readers.word import read_docx

TIMEOUT = 120
"""Seconds; a document of 500 pages takes about 30."""
PROGRAMS = ("soffice", "libreoffice")

_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = "".join(
    f'<item oor:path="{_SCRIPTING}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
    for name, value in (
        ("DisableMacrosExecution", "true"),
        ("MacroSecurityLevel", "3"),
        ("BlockUntrustedRefererLinks", "true"),
        ("DisableActiveContent", "true"),
    )
)
_PROFILE = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{_SETTINGS}</oor:items>
"""


@guarded("Word 文件")
def read_doc(raw: bytes, name: str, progress: Progress | None = None) -> Content:
    """A .doc, .wps, .rtf or .odt, by way of .docx."""
    return read_docx(_converted(raw, name, ".docx", (".doc", ".rtf", ".odt")), name, progress)


@guarded("Excel 文件")
def read_xls(raw: bytes, name: str, progress: Progress | None = None) -> Content:
    """A .xls, .et or .ods, by way of .xlsx."""
    return read_xlsx(_converted(raw, name, ".xlsx", (".xls", ".ods")), name, progress)


def _converted(raw: bytes, name: str, ending: str, kinds: tuple[str, ...]) -> bytes:
    """`raw` as a file of `ending`; LibreOffice takes anything for a text, so only the right `kinds` get that far."""
    kind = sniff(raw)
    if kind not in kinds:
        what = describe(kind) if kind else "无法识别的内容"
        raise SourceError(
            f"{name} 里是{spaced(what)}，不是完整的{describe(kinds[0])}。", "请从原处重新取得这个文件后再试。"
        )
    program = next((found for each in PROGRAMS if (found := shutil.which(each))), None)
    if program is None:
        raise SourceError(
            f"{name} 是{spaced(describe(kind))}，读取它要用 LibreOffice，这台电脑上没有找到。",
            f"请安装 LibreOffice，或用 Word、WPS 另存为 {ending} 后再试。",
        )
    with tempfile.TemporaryDirectory(prefix="assistant-", ignore_cleanup_errors=True) as folder:
        return _convert(program, Path(folder), raw, name, kind, ending)


def _convert(program: str, folder: Path, raw: bytes, name: str, kind: str, ending: str) -> bytes:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    source, target = folder / f"source{kind}", folder / "out" / f"source{ending}"
    source.write_bytes(raw)
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", ending.removeprefix("."), "--outdir", str(target.parent), str(source)),
    ]
    if not _run(command):
        raise SourceError(f"{name} 在 {TIMEOUT} 秒内没有转换完。", f"请用 Word、WPS 打开它，另存为 {ending} 后再试。")
    if not target.is_file():
        raise SourceError(f"{name} 无法转换，可能有密码或已损坏。", f"请用 Word、WPS 打开它，另存为 {ending} 后再试。")
    return target.read_bytes()


def _run(command: list[str]) -> bool:
    """Whether the program ended in time; whatever it started is ended with it."""
    is_posix = os.name == "posix"
    with subprocess.Popen(  # noqa: S603 - the program that PATH names, with arguments of ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=is_posix,
    ) as process:
        try:
            process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            if is_posix:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            return False
    return True
