"""The file in which answers are kept: SQLite, safe between threads and programs.

Each use opens the file for itself, so that it can be moved or deleted at any time. An answer that cannot be kept is
given all the same, without an id.
"""

import logging
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.domain import Answer
from assistant.errors import RecordError
from assistant.records.record import Record
from assistant.text import one_line

FILE = "records.sqlite3"
ID_BYTES = 12
"""Of an id, which is all that guards an answer: 16 characters of a link."""
BUSY_SECONDS = 5.0
"""How long another program's writing is waited for."""
SHOWN_ID = 40
MIGRATIONS = (
    (
        """CREATE TABLE answers (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversation TEXT NOT NULL,
            at TEXT NOT NULL,
            record TEXT NOT NULL
        )""",
        "CREATE INDEX answers_of_conversation ON answers (conversation, number)",
        "CREATE INDEX answers_by_time ON answers (at)",
    ),
)
"""What brings a file from one version (its user_version) to the next; a change of what is kept appends to it."""

_RECORD = TypeAdapter(Record)
_log = logging.getLogger(__name__)


def new_id() -> str:
    """An id that cannot be guessed, for an answer or a conversation."""
    return secrets.token_urlsafe(ID_BYTES)


@dataclass(frozen=True, slots=True)
class Records:
    """The answers kept in one file, each for so many days."""

    path: Path
    days: int

    def keep(self, conversation: str, record: Record) -> Answer:
        """Add an answer to a conversation and return it with its id; without one where the file cannot be written.

        What is older than `days` is removed.
        """
        kept = replace(record, answer=replace(record.answer, id=new_id()))
        try:
            self._insert(conversation, kept)
        except (sqlite3.Error, OSError, ValueError) as error:
            _log.warning("回答没有存入 %s（%s）。请检查或移走这个文件。", self.path, error)
            return record.answer
        return kept.answer

    def open(self, answer_id: str) -> Record:
        """The answer with this id; RecordError where there is none, it is too old, or the file is damaged."""
        found = self._select("id = ?", answer_id)
        if not found:
            raise RecordError(
                f"没有找到编号为“{one_line(answer_id)[:SHOWN_ID]}”的回答，可能已过保存期限或被删除。",
                "请检查链接是否完整，或重新提问。",
            )
        return found[0]

    def conversation(self, conversation: str) -> tuple[Record, ...]:
        """The answers of a conversation, oldest first; RecordError where the file is damaged."""
        return self._select("conversation = ?", conversation)

    def _insert(self, conversation: str, record: Record) -> None:
        values = (record.answer.id, conversation, _stamp(record.at), _RECORD.dump_json(record).decode())
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)  # what was asked is its owner's business
        with self._connected() as connection, _transaction(connection):
            connection.execute("INSERT INTO answers (id, conversation, at, record) VALUES (?, ?, ?, ?)", values)
            connection.execute("DELETE FROM answers WHERE at < ?", (self._oldest(record.at),))

    def _select(self, condition: str, value: str) -> tuple[Record, ...]:
        query = f"SELECT record FROM answers WHERE {condition} AND at >= ? ORDER BY number"  # noqa: S608 - ours
        if not self.path.is_file():
            return ()
        try:
            with self._connected() as connection:
                rows = connection.execute(query, (value, self._oldest(datetime.now(UTC)))).fetchall()
            return tuple(_RECORD.validate_json(record) for (record,) in rows)
        except (sqlite3.Error, OSError, ValidationError, ValueError) as error:
            raise RecordError(
                f"保存的回答无法读取，文件 {self.path} 可能已损坏。", "请移走这个文件后重新提问。"
            ) from error

    def _oldest(self, now: datetime) -> str:
        return _stamp(now - timedelta(days=self.days))

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        with closing(connection):
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA secure_delete = ON")  # what is removed leaves nothing in the file
            _migrate(connection)
            yield connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version; ValueError where a newer program has written it."""
    if _version(connection) == len(MIGRATIONS):
        return
    with suppress(sqlite3.OperationalError):  # another thread may be at it; without WAL the file is slower, no worse
        connection.execute("PRAGMA journal_mode = WAL")
    with _transaction(connection):
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise ValueError(f"版本 {version} 来自更新的程序")
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; closing the connection undoes what was not committed."""
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("COMMIT")


def _stamp(moment: datetime) -> str:
    """In an order that sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
