"""The command line. Results go to standard output, everything else to standard error."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from assistant import __version__
from assistant.cli.asking import ask, search
from assistant.cli.citing import cite
from assistant.cli.holding import corpus, index
from assistant.cli.serving import mcp
from assistant.cli.shared import Progress, open_assistant, print_json, say, settings_of
from assistant.errors import EXIT_FAULT, EXIT_USAGE, UsageError
from assistant.faults import record

EXIT_INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path), help="Folder for added documents, the index and settings.")
@click.version_option(__version__, prog_name="assistant")
@click.pass_context
def cli(context: click.Context, home: Path | None) -> None:
    """Ask the guideline for workers' service centres, and the laws around it, what they say.

    问《职工服务中心建设指引》的编制说明、功能区参考手册和有关法律：每句回答都引用可以核对的条款。

    Exit code 0: done (also when the texts do not cover a question); 2: something to mend in the request; 1: a fault
    of ours.
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    context.obj = home


for command in (ask, search, cite, corpus, index, mcp):
    cli.add_command(command)


@cli.command()
@click.option("--host", help="Address to listen on; the default is this machine only.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.pass_context
def chat(context: click.Context, host: str | None, port: int | None) -> None:
    """Open the chat page, with the API and MCP beside it. 打开聊天页面。"""
    settings = settings_of(context)
    assistant = open_assistant(context)
    from assistant.ui.page import serve

    serve(assistant, host or settings.chat.host, settings.chat.port if port is None else port, say=say)


@cli.command("eval")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.option("--compare", is_flag=True, help="Compare with the baseline; exit 1 where something fell below it.")
@click.option("--update-baseline", is_flag=True, help="Write this run's figures as the new baseline.")
@click.option("--with-model", is_flag=True, help="Have the chat model of the settings word the answers.")
@click.option("--report", type=click.Path(path_type=Path), help="HTML file to write the report with its plots to.")
@click.pass_context
def evaluate(
    context: click.Context,
    *,
    as_json: bool,
    compare: bool,
    update_baseline: bool,
    with_model: bool,
    report: Path | None,
) -> None:
    """Measure the assistant on the evaluation set. 评测。"""
    from assistant.evaluate.baseline import changes, fallen, read_baseline, write_baseline
    from assistant.evaluate.cases import load_cases
    from assistant.evaluate.page import default_path, make_way, page_html, write_page
    from assistant.evaluate.report import report_json, report_text
    from assistant.evaluate.running import run
    from assistant.settings import shipped_folder

    if with_model and not settings_of(context).model.is_set:
        raise UsageError("没有设置对话模型。", "请在设置文件里写明 model.base_url 和 model.name，或去掉 --with-model。")
    folder = shipped_folder("eval")
    cases = load_cases(folder / "questions")
    baseline = read_baseline(folder)
    path = report or default_path(settings_of(context))
    make_way(path)
    result = run(open_assistant(context), cases, Progress("评测"), with_model=with_model)
    found = changes(result, baseline)
    if update_baseline:
        write_baseline(folder, result)
    compared = found if compare else None
    if as_json:
        print_json(report_json(result, compared))
    else:
        click.echo(report_text(result, compared))
    write_page(path, page_html(result, found, datetime.now().astimezone()))
    say(f"评测报告写到了 {path}。")
    if fallen(compared or ()):
        context.exit(EXIT_FAULT)


@cli.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Check that everything the assistant needs is in place. 自检。"""
    from assistant.doctor import check

    findings = check(settings_of(context))
    for finding in findings:
        click.echo(f"{'✓' if finding.fine else '✗'} {finding.what}：{finding.detail}")
    if not all(finding.fine for finding in findings):
        context.exit(EXIT_USAGE)


@contextmanager
def _people_friendly() -> Iterator[None]:
    """The one place where an exception becomes a message and an exit code."""
    try:
        yield
    except UsageError as error:
        say(str(error))
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show(sys.stderr)
        sys.exit(EXIT_USAGE)
    except (KeyboardInterrupt, click.Abort):
        say("已中断，已完成的部分都还在。")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - whatever else happens is a fault of ours
        say(str(record(error)))
        sys.exit(EXIT_FAULT)


def main() -> None:
    """Entry point of the command `assistant`."""
    with _people_friendly():
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
