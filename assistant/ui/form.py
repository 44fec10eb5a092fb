"""The form beside a file under review: filled from its title page, read back as what a person says of it."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from assistant.domain import Document, Family, Status
from assistant.errors import UsageError
from assistant.parsing.store import Particulars

LABELS: Mapping[str, str] = {
    "title": "题名",
    "number": "编号",
    "issuer": "发布单位",
    "issued": "发布日期",
    "effective": "施行日期",
    "family": "类别",
    "status": "状态",
}
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as they stand on the page; the last two hold values of Family and Status, or nothing."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    issued: str = ""
    effective: str = ""
    family: str | None = None
    status: str | None = None

    @classmethod
    def of(cls, document: Document, unsure: tuple[str, ...]) -> "Form":
        """Filled from what was read; a status that was guessed is left open, for a person to choose."""
        return cls(
            title=document.title,
            number=document.number or "",
            issuer=document.issuer or "",
            issued=document.issued.isoformat() if document.issued else "",
            effective=document.effective.isoformat() if document.effective else "",
            family=document.family.value,
            status=None if "status" in unsure else document.status.value,
        )

    def carried(self, before: "Form", now: "Form") -> "Form":
        """`now`, with what a person changed since the form was filled as `before`."""
        first = asdict(before)
        return replace(now, **{name: value for name, value in asdict(self).items() if value != first[name]})


def particulars(form: Form, document: Document, unsure: tuple[str, ...]) -> Particulars:
    """What a person says beyond what was read: the fields that were changed, and those that were unsure.

    Raises UsageError for a field that must be filled, a date that is none, and a particular that was read and cannot
    be taken back.
    """
    _require(form)
    read = Form.of(document, ())
    said: dict[str, object] = {}
    for name, label in LABELS.items():
        value, before = (getattr(form, name) or "").strip(), getattr(read, name)
        if not value and before:
            raise UsageError(f"{label}不能清空：文件里写的是“{before}”。", "如果不对，请改成正确的内容。")
        if value and (value != before or name in unsure):
            said[name] = _day(value, label) if name in ("issued", "effective") else value
    return Particulars.model_validate(said)


def _require(form: Form) -> None:
    if not form.title.strip("《》 　"):
        raise UsageError("题名是空的。", "请填写文件的题名。")
    if form.status not in {each.value for each in Status}:
        raise UsageError("状态还没有选。", "请在“状态”一栏选择，例如“现行有效”。")
    if form.family not in {each.value for each in Family}:
        raise UsageError("类别还没有选。", "请在“类别”一栏选择，例如“标准”。")


def _day(value: str, label: str) -> date:
    found = _DAY.fullmatch(value)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(value)
    except ValueError as error:
        raise UsageError(f"{label}“{value}”不是有效的日期。", "请写成 2026-01-31 这样的日期。") from error


def hints(document: Document, unsure: tuple[str, ...]) -> dict[str, str]:
    """What to say below a field that a person must confirm."""
    guessed = {
        "title": "请确认：题名是推测的。",
        "family": "请确认：类别是推测的，它决定条款怎样切分。",
        "status": f"请选择：文件没有写明，推测是“{document.badge}”。",
        "number": "请确认：文件里没有找到编号，如果有请填写。",
    }
    return {name: guessed.get(name, "请确认：这一栏是推测的。") for name in unsure}
