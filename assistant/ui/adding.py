"""The tab on which staff add a file: read it, check its clauses beside the source, take it in or leave it."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.current import Current
from assistant.domain import Family, Status
from assistant.errors import AssistantError, SourceError
from assistant.faults import record
from assistant.parsing.holdings import NOTHING_SAID, readable_endings
from assistant.parsing.readers import Progress
from assistant.parsing.readers.pictures import page_picture
from assistant.parsing.store import Particulars
from assistant.ui import reviewing
from assistant.ui.form import LABELS, Form, hints, particulars
from assistant.ui.rendering import heading
from assistant.ui.submission import ADDED, Submission, reread, submit

SCRIPT = Path(__file__).with_name("review.js").read_text(encoding="utf-8")
PICTURE_WIDTH = 1400
"""Pixels: twice the width of its column, so that an enlarged page stays sharp."""
MANY = "一次添加一个文件。文件很多时，请在命令行运行 assistant corpus add 文件夹。"
PROGRESS = gr.Progress()

CHANGING: dict[str, Any] = {"concurrency_id": "adding", "concurrency_limit": 1, "api_visibility": "private"}
"""Reading and taking in: one at a time, whoever asks."""
LOOKING: dict[str, Any] = {"concurrency_limit": 4, "show_progress": "hidden", "api_visibility": "private"}

Updates = dict[Any, Any]


def build(current: Current, head: gr.HTML) -> gr.HTML:
    """The contents of the tab, inside the tab of the caller; returns the list of texts.

    `head` and the list are written anew when the texts change.
    """
    adding = _Adding(current, head)
    adding.connect()
    return adding.held


def _steps(progress: gr.Progress, words: str, unit: str) -> Progress:
    """Show each step of a long task on the page."""
    return lambda done, total: progress((done, total), desc=words, unit=unit)


def _told(handle: Callable[..., Updates]) -> Callable[..., Updates]:
    """Let the failure of a handler become a sentence on the page, and nothing else happen."""

    @wraps(handle)
    def handled(self: "_Adding", *values: Any, **options: Any) -> Updates:
        try:
            return handle(self, *values, **options)
        except AssistantError as error:
            return self.tell(str(error))
        except Exception as error:  # noqa: BLE001 - the page stays up whatever happens to one file
            return self.tell(str(record(error)))

    return handled


class _Adding:
    """The components of the tab and what happens on them."""

    def __init__(self, current: Current, head: gr.HTML) -> None:
        self.current = current
        self.head = head
        self.submission = gr.State(None)
        self.filled = gr.State(Form())
        self.chosen = gr.State(None)
        with gr.Column() as self.choosing:
            self.upload = gr.File(label="要添加的文件", file_count="single", height=130, elem_id="upload")
            endings = " ".join(readable_endings().split("、"))
            gr.HTML(f"<p>{MANY}</p><p>可以读取：{endings}</p>", elem_id="upload-hint")
        with gr.Column(visible=False, elem_id="review") as self.panel:
            self.notes = gr.HTML("")
            with gr.Row(elem_id="sides"):
                with gr.Column(scale=1, min_width=320):
                    self.source = gr.HTML("", js_on_load=SCRIPT, elem_id="source")
                with gr.Column(scale=1, min_width=320):
                    self.tree = gr.HTML("", js_on_load=SCRIPT, elem_id="tree")
            self.editions = gr.HTML("", visible=False, elem_id="editions")
            with gr.Column(elem_id="particulars") as self.form:
                self.fields = _fields()
            self.replace = gr.Checkbox(label="替换旧版本", elem_id="replace")
            self.confirmed = gr.Checkbox(label="以上信息已核对", elem_id="confirmed")
            with gr.Row():
                self.take = gr.Button("收录", variant="primary", interactive=False, elem_id="take")
                self.leave = gr.Button("取消", elem_id="leave")
        self.told = gr.HTML("", elem_id="told")
        self.held = gr.HTML(reviewing.held(current.corpus), js_on_load=SCRIPT, elem_id="held")

    def connect(self) -> None:
        """Tie the components to what happens."""
        fields = list(self.fields.values())
        shown = [
            *(self.submission, self.filled, self.chosen, self.told, self.panel, self.notes, self.source, self.tree),
            *(self.editions, self.form, *fields, self.replace, self.confirmed, self.take, self.upload, self.choosing),
        ]
        done = [*shown, self.head, self.held]
        reading: dict[str, Any] = {**CHANGING, "show_progress_on": self.told}
        self.upload.upload(self._read, [self.upload], shown, **reading)
        self.fields["family"].input(self._reread, [self.submission, self.filled, *fields], shown, **reading)
        naming = [self.editions, self.replace, self.told]
        for name in ("title", "number"):
            self.fields[name].blur(self._named, [self.submission, *fields], naming, **LOOKING)
        looked = [self.chosen, self.source, self.told, self.upload]
        for side in (self.tree, self.source):
            side.select(self._choose, [self.submission, self.chosen], looked, **LOOKING)
        self.confirmed.input(lambda ticked: gr.update(interactive=ticked), self.confirmed, self.take, **LOOKING)
        taking = [self.submission, self.replace, self.confirmed, *fields]
        self.take.click(self._take, taking, done, **reading)
        self.leave.click(self._leave, None, shown, **LOOKING)
        self.held.select(self._remove, None, [self.told, self.upload, self.head, self.held], **reading)

    def tell(self, sentence: str) -> Updates:
        """Say what is wrong; another file can be chosen, a review stays as it is."""
        return {self.told: reviewing.message([sentence], is_error=True), self.upload: None}

    # Reading

    @_told
    def _read(self, path: str, progress: gr.Progress = PROGRESS) -> Updates:
        try:
            submission = submit(Path(path), self.current.corpus, _steps(progress, "正在读取", "页"))
        except AssistantError:
            Path(path).unlink(missing_ok=True)
            raise
        form = Form.of(submission.documents[0].document, _unsure(submission))
        return {**self._opened(submission, form), self.upload: None, self.choosing: gr.update(visible=False)}

    @_told
    def _reread(self, submission: Submission, filled: Form, *values: Any, progress: gr.Progress = PROGRESS) -> Updates:
        given = Form(*values)
        again = reread(submission, Family(given.family or ""), _steps(progress, "正在重新读取", "页"))
        now = Form.of(again.documents[0].document, _unsure(again))
        return self._opened(again, given.carried(filled, now))

    def _opened(self, submission: Submission, form: Form) -> Updates:
        """Everything that shows a file under review."""
        document = submission.documents[0].document
        unsure = _unsure(submission)
        return {
            self.submission: submission,
            self.filled: Form.of(document, unsure),
            self.chosen: None,
            self.told: "",
            self.panel: gr.update(visible=True),
            self.notes: reviewing.notes(submission),
            self.source: _source(submission, 0, None),
            self.tree: reviewing.tree(submission),
            self.form: gr.update(visible=submission.is_one),
            self.confirmed: False,
            self.take: gr.update(interactive=False),
            **self._editions(submission, NOTHING_SAID, is_new=True),
            **self._filled(form, hints(document, unsure)),
        }

    def _filled(self, form: Form, hints: dict[str, str]) -> Updates:
        return {
            self.fields[name]: gr.update(
                value=value,
                label=LABELS[name] + ("（请确认）" if name in hints else ""),
                info=hints.get(name, ""),
                elem_classes=["unsure"] if name in hints else [],
            )
            for name, value in asdict(form).items()
        }

    def _editions(self, submission: Submission, said: Particulars, *, is_new: bool = False) -> Updates:
        """Name the other editions that are held; what was chosen stays chosen while they can be replaced."""
        found = submission.editions(said, self.current.documents)
        replaceable = any(each.id.startswith(ADDED) for each in found)
        editions = gr.update(value=reviewing.editions(found), visible=bool(found))
        kept: dict[str, Any] = {} if replaceable and not is_new else {"value": False}
        return {self.editions: editions, self.replace: gr.update(visible=replaceable, **kept)}

    def _named(self, submission: Submission | None, *values: Any) -> Updates:
        """Look for other editions under the title and number as they stand in the form."""
        if submission is None:
            return {self.told: ""}
        form = Form(*values)
        return self._editions(submission, Particulars(title=form.title or None, number=form.number or None))

    # Looking

    @_told
    def _choose(self, submission: Submission | None, chosen: int | None, event: gr.SelectData) -> Updates:
        """Show the clause or the leaf that was clicked."""
        number = int(event.index) if str(event.index).isdecimal() else -1
        if submission is None or number < 0:
            return {self.chosen: None}
        if event.value == "clause" and number < len(submission.clauses):
            return {self.chosen: number, self.source: _source(submission, submission.leaf_of(number) or 0, number)}
        if event.value == "leaf" and number < len(submission.leaves()):
            return {self.source: _source(submission, number, chosen)}
        return {self.chosen: chosen}

    # Taking in and leaving

    @_told
    def _take(
        self,
        submission: Submission | None,
        replace: bool,  # noqa: FBT001 - Gradio hands over values by position
        confirmed: bool,  # noqa: FBT001
        *values: Any,
        progress: gr.Progress = PROGRESS,
    ) -> Updates:
        if submission is None or not confirmed:
            raise SourceError("还没有核对。", "请检查条款和信息，勾选“以上信息已核对”后再收录。")
        said = _said(submission, Form(*values))
        others = submission.editions(said, self.current.documents) if replace else ()
        added = self.current.add(
            submission.path,
            said,
            replaced=tuple(each for each in others if each.id.startswith(ADDED)),
            reading=_steps(progress, "正在收录", "页"),
            indexing=_steps(progress, "正在更新索引", "条"),
        )
        told = reviewing.message(reviewing.taken_in(added, self.current.passages))
        return {**self._leave(), self.told: told, **self._texts()}

    @_told
    def _remove(self, event: gr.SelectData, progress: gr.Progress = PROGRESS) -> Updates:
        document = self.current.corpus.document(str(event.index))
        if document is None:
            raise SourceError("这份文件已经不在了，可能在别处移除过。", "请刷新页面再看。")
        self.current.remove(document.id, indexing=_steps(progress, "正在更新索引", "条"))
        told = reviewing.message([f"已移除{document.title}。索引现在共 {self.current.passages} 条。"])
        return {self.told: told, **self._texts()}

    def _leave(self) -> Updates:
        return {
            self.submission: None,
            self.chosen: None,
            self.panel: gr.update(visible=False),
            self.choosing: gr.update(visible=True),
            self.told: "",
        }

    def _texts(self) -> Updates:
        return {self.head: heading(self.current.corpus), self.held: reviewing.held(self.current.corpus)}


def _fields() -> dict[str, Any]:
    """The fields of the form, in the order of Form."""
    with gr.Row():
        title = gr.Textbox(label=LABELS["title"], max_length=300, scale=2, elem_id="field-title")
        number = gr.Textbox(label=LABELS["number"], max_length=100, elem_id="field-number")
    with gr.Row():
        issuer = gr.Textbox(label=LABELS["issuer"], max_length=200, scale=2, elem_id="field-issuer")
        issued = gr.Textbox(label=LABELS["issued"], placeholder="2026-01-31", elem_id="field-issued")
        effective = gr.Textbox(label=LABELS["effective"], placeholder="2026-01-31", elem_id="field-effective")
    families = [(each.label, each.value) for each in Family]
    statuses = [(each.label, each.value) for each in Status]
    family = gr.Radio(families, label=LABELS["family"], elem_id="field-family")
    status = gr.Radio(statuses, label=LABELS["status"], elem_id="field-status")
    return {
        "title": title,
        "number": number,
        "issuer": issuer,
        "issued": issued,
        "effective": effective,
        "family": family,
        "status": status,
    }


def _unsure(submission: Submission) -> tuple[str, ...]:
    return submission.documents[0].unsure


def _said(submission: Submission, form: Form) -> Particulars:
    """What a person says of the file, with how it was told to be read."""
    if not submission.is_one:
        return NOTHING_SAID
    (parsed,) = submission.documents
    if form.family and form.family != parsed.document.family.value:
        raise SourceError("类别改了，条款还没有按新的类别读取。", "请再选一次类别，核对新的条款后再收录。")
    said = particulars(form, parsed.document, parsed.unsure)
    return submission.said.model_copy(update=said.said())


def _source(submission: Submission, at: int, chosen: int | None) -> str:
    picture = page_picture(submission.path, at + 1, PICTURE_WIDTH) if submission.pages else None
    return reviewing.source(submission, at, chosen, picture)
