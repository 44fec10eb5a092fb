"""What the commands share: settings, the opened assistant, progress and output."""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from assistant.text import one_line

if TYPE_CHECKING:
    from assistant.service import Assistant
    from assistant.settings import Settings


class Progress:
    """A bar on standard error, drawn from the first step on."""

    def __init__(self, label: str) -> None:
        self._label = one_line(label)
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Move the bar to `done` of `total`."""
        if self._bar is None:
            self._bar = click.progressbar(length=total, label=self._label, file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)
        if done >= total:
            self._bar.__exit__(None, None, None)


def say(sentence: str) -> None:
    """A sentence for people, on standard error, on one line whatever a file name in it holds."""
    click.echo(one_line(sentence), err=True)


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """One JSON value on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def settings_of(context: click.Context) -> "Settings":
    """The settings of the home folder named on the command line."""
    from assistant.settings import load_settings

    return load_settings(context.obj)


def open_assistant(context: click.Context) -> "Assistant":
    """The assistant, with its index built where there is none yet."""
    from assistant.service import Assistant

    return Assistant.open(settings=settings_of(context), progress=Progress("建立索引"), say=say)
