"""The report of an evaluation as one HTML file: nothing is loaded, plots are drawn in, every text is escaped."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import groupby
from pathlib import Path

from assistant import __version__
from assistant.errors import UsageError
from assistant.evaluate.baseline import TOLERANCE, Change
from assistant.evaluate.curves import Spread, recall_curve, spreads, stage_times
from assistant.evaluate.metrics import serves
from assistant.evaluate.plots import coverage_plot, latency_plot, recall_plot
from assistant.evaluate.report import (
    FAULTS,
    PARTS,
    Group,
    by_kind,
    by_reader,
    fault,
    of_part,
    shown,
    sort_of_fault,
)
from assistant.evaluate.running import DEPTH, Outcome, Result, figures
from assistant.retrieval.coverage import THRESHOLDS
from assistant.settings import Settings, shipped_folder

FOUND_SHOWN = 5
MARKS = {"better": "▲ better", "worse": "▼ worse", "same": "= same"}
MEANINGS = {
    "recall@1": "a clause that answers stands first",
    "recall@5": "among the first five",
    "recall@10": "among the first ten",
    "mrr": "mean of 1/rank of the first clause that answers",
    "exact_lookups": "recall@1 of what is looked up by its address",
    "followups@5": "recall@5 of what is asked after other questions",
    "clause_precision": "citations that point at a clause that answers",
    "clause_recall": "answers that cite one",
    "quoted": "answers that quote the words they must",
    "wrong_answers": "unanswerable questions answered without reserve",
    "wrong_refusals": "answerable questions refused",
    "refusal_precision": "refusals that are right",
    "refusal_recall": "unanswerable questions refused, also in part",
    "verbatim": "quotes that stand in their clause word for word",
    "statements_cited": "statements with a citation",
    "citation_precision": "citations that carry their statement, alone or with the others",
    "citation_recall": "statements that their citations carry",
    "faithful_figures": "statements with figures or dates, all of which stand in a clause cited",
    "faithful_verbs": "statements with 应, 宜, 可 or 不得, all of which stand in a clause cited",
    "mutations_caught": "false sentences made of clauses that the verifier refuses",
    "falsities_caught": "false paraphrases written by hand that it refuses (test part)",
    "attacks_caught": "sentences written against the verifier that it refuses (test part)",
    "paraphrases_carried": "true paraphrases written by hand that it lets pass (test part)",
    "median_ms": "time of a question, on this machine",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_CSS = Path(__file__).with_name("page.css")


def default_path(settings: Settings) -> Path:
    """Where the report goes: eval/reports/ of a checkout that is used without a home of its own, else the home."""
    if settings.index == settings.home / "index":
        return settings.home / "reports" / "evaluation.html"
    return shipped_folder("eval") / "reports" / "report.html"


def make_way(path: Path) -> None:
    """Make the folder of `path`; UsageError where no file can be written there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    if path.is_dir():
        raise UsageError(f"{path} 是文件夹，评测报告没有写成。", "请用 --report 写明文件名，例如 report.html。")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _unwritable(path, PermissionError("没有写入权限"))


def write_page(path: Path, html: str) -> None:
    """Write the report; UsageError where that is not possible."""
    try:
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error


def page_html(result: Result, changes: Sequence[Change], made: datetime) -> str:
    """The whole page."""
    outcomes = result.outcomes
    body = "".join(
        (
            _heading(outcomes, made),
            _section("Figures", _headline(result)),
            _section("Since the baseline", _regression(changes)),
            _section("By kind of question", _groups("kind", by_kind(outcomes))),
            _section("By reader", _groups("reader", by_reader(outcomes))),
            _section("Curves", _plots(outcomes)),
            _section("What went wrong", _wrong(outcomes)),
        )
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Evaluation</title>'
        f"<style>{_CSS.read_text(encoding='utf-8')}</style></head><body>{body}</body></html>\n"
    )


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"评测报告 {path} 无法写入（{error.strerror or error}）。", "请检查磁盘空间和权限，或用 --report 换一个文件。"
    )


def _section(title: str, content: str) -> str:
    return f"<section><h2>{title}</h2>{content}</section>"


def _table(head: Iterable[str], rows: Iterable[str]) -> str:
    columns = "".join(f"<th>{escape(each)}</th>" for each in head)
    return f'<div class="wide"><table><thead><tr>{columns}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _row(head: str, *cells: str, note: str = "") -> str:
    small = f"<small>{escape(note)}</small>" if note else ""
    return f"<tr><th>{escape(head)}{small}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _heading(outcomes: Sequence[Outcome], made: datetime) -> str:
    answerable = sum(outcome.case.answerable for outcome in outcomes)
    corpus = outcomes[0].answer.corpus_version if outcomes else ""
    return (
        f"<h1>Evaluation</h1><p>{len(outcomes)} questions: {answerable} that the texts answer, "
        f'{len(outcomes) - answerable} that they do not.</p><p class="quiet">{made:%Y-%m-%d %H:%M}, version '
        f"{__version__}, corpus {escape(corpus[:12])}. Thresholds and weights are set on the dev part only.</p>"
    )


def _headline(result: Result) -> str:
    columns = [result.figures, *(figures(of_part(result.outcomes, part)) for part in PARTS)]
    return _table(
        ("", "all", *PARTS),
        (
            _row(name, *(shown(name, column.get(name)) for column in columns), note=MEANINGS.get(name, ""))
            for name in result.figures
        ),
    )


def _regression(changes: Sequence[Change]) -> str:
    rows = (
        f"<tr><th>{escape(c.figure)}</th><td>{shown(c.figure, c.before)}</td><td>{shown(c.figure, c.now)}</td>"
        f'<td>{c.difference:+.3f}</td><td class="{c.mark}">{MARKS[c.mark]}</td></tr>'
        for c in changes
    )
    note = f"All questions against baseline.json; the same where they differ by {TOLERANCE} or less."
    return f'<p class="quiet">{note}</p>{_table(("", "before", "now", "change", ""), rows)}'


def _groups(title: str, groups: Sequence[Group]) -> str:
    rows = (
        _row(
            group.name,
            *(_share(group.recall_1), _share(group.recall_5)),
            _of(group.wrong_refusals, group.answerable),
            _of(group.right_refusals, group.unanswerable),
        )
        for group in groups
    )
    note = "Refused wrongly: of the answerable questions; rightly: of the unanswerable ones, also in part."
    table = _table((title, "recall @1", "recall @5", "refused wrongly", "refused rightly"), rows)
    return f'<p class="quiet">{note}</p>{table}'


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}" if whole else "–"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _plots(outcomes: Sequence[Outcome]) -> str:
    curves = {part: recall_curve(of_part(outcomes, part), DEPTH) for part in PARTS}
    drawn = [
        _figure("recall", recall_plot(curves), "The share of questions with a clause that answers in the first k.")
    ]
    for name, spread in spreads(of_part(outcomes, "dev")).items():
        threshold = THRESHOLDS.get(name)
        caption = _coverage_caption(name, spread, threshold)
        drawn.append(_figure(f"coverage-{name}", coverage_plot(name, spread, threshold), caption))
    drawn.append(
        _figure(
            "latency",
            latency_plot(stage_times(outcomes)),
            "Milliseconds by stage: quartiles, whiskers over 90 of 100 questions, dots beyond.",
        )
    )
    return f'<div class="plots">{"".join(drawn)}</div>'


def _coverage_caption(name: str, spread: Spread, threshold: float | None) -> str:
    alone = f"Were {name} the only signal (dev part, without exact look-ups)"
    if threshold is None:
        return f"{alone}; no threshold is in use."
    point = spread.at(threshold)
    return (
        f"{alone}: at {threshold:g}, {point.false_answers:.0%} of {len(spread.unanswerable)} unanswerable questions "
        f"would be answered and {point.false_refusals:.0%} of {len(spread.answerable)} answerable ones refused."
    )


def _figure(name: str, svg: str, caption: str) -> str:
    return f'<figure id="plot-{name}">{svg}<figcaption>{escape(caption)}</figcaption></figure>'


def _wrong(outcomes: Sequence[Outcome]) -> str:
    counts = _table(
        ("", *PARTS),
        (_row(each, *(str(_count(of_part(outcomes, part), each)) for part in PARTS)) for each in FAULTS),
    )
    dev = sorted(of_part(outcomes, "dev"), key=_kind)
    by_kind_ = ((kind, list(group)) for kind, group in groupby(dev, _kind))
    note = "Of the test part only counts are shown, so that nobody tunes on it; the cases below are of the dev part."
    return f'{counts}<p class="quiet">{note}</p>{"".join(_wrong_of_kind(*each) for each in by_kind_)}'


def _kind(outcome: Outcome) -> str:
    return outcome.case.kind


def _count(outcomes: Iterable[Outcome], sort: str) -> int:
    return sum(sort_of_fault(outcome) == sort for outcome in outcomes)


def _wrong_of_kind(kind: str, outcomes: Sequence[Outcome]) -> str:
    wrong = [outcome for outcome in outcomes if fault(outcome)]
    if not wrong:
        return ""
    summary = f"<summary><strong>{escape(kind)}</strong>: {len(wrong)} of {len(outcomes)} wrong</summary>"
    return f"<details>{summary}{''.join(map(_case, wrong))}</details>"


def _case(outcome: Outcome) -> str:
    case = outcome.case
    turns = "".join(f'<p class="turn" lang="zh">{escape(turn)}</p>' for turn in case.turns)
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in _details(outcome) if value)
    return (
        f'<article class="case"><h3>{escape(case.id)} <span class="fault">{escape(fault(outcome) or "")}</span> '
        f'<span class="quiet">{case.reader}</span></h3>{turns}'
        f'<p class="question" lang="zh">{escape(case.question)}</p><dl>{rows}</dl></article>'
    )


def _details(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """What was wanted, found and said, as names and HTML; empty where there is nothing to tell."""
    case, answer = outcome.case, outcome.answer
    yield "wanted", escape("; ".join(case.clauses))
    yield "to quote", escape("; ".join(case.must_quote))
    yield "why not", escape(case.why or "")
    yield "searched", escape(answer.searched if answer.searched != case.question else "")
    yield "found", _items(outcome.ranked[:FOUND_SHOWN], lambda each: serves(each, case.clauses))
    yield "said", escape(answer.verdict.value)
    yield "cited", _items([f"{each.clause.id}: {each.quote}" for each in answer.citations])
    numbers = ((name, getattr(outcome.signals, name)) for name in spreads([outcome]))
    yield "signals", escape(", ".join(f"{name} {value:.3g}" for name, value in numbers))


def _items(texts: Sequence[str], wanted: Callable[[str], bool] = lambda _: False) -> str:
    items = (f'<li class="{"wanted" if wanted(text) else "other"}">{escape(text)}</li>' for text in texts)
    return f"<ol>{''.join(items)}</ol>" if texts else ""
