"""README says what the program does: commands, settings and figures are compared, never believed."""

import json
import re
from pathlib import Path

import click
from pydantic import BaseModel

from assistant.cli import cli
from assistant.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table(name: str) -> list[tuple[str, ...]]:
    """The rows below the comment `<!-- name: …`, cells without backticks."""
    section = README.split(f"<!-- {name}:")[1].split("\n\n")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return [tuple(re.sub(r"^`|`$", "", cell.strip()) for cell in row.strip("|").split(" | ")) for row in rows]


def commands(group: click.Group, prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= commands(command, f"{prefix} {name}")
        else:
            found[f"{prefix} {name}"] = re.sub(r" [^ ]*[\u4e00-\u9fff].*$", "", command.help.splitlines()[0])
    return found


def test_every_command_is_documented():
    assert {row[0].strip("` "): row[1].strip("| ") for row in table("commands")} == commands(cli, "assistant")


def test_every_setting_is_documented():
    expected = [
        (f"{section}.{key}", str(field.default), field.description)
        for section, outer in Settings.model_fields.items()
        if isinstance(outer.default, BaseModel)
        for key, field in type(outer.default).model_fields.items()
    ]
    documented = [tuple(cell.strip("`|").strip() for cell in row) for row in table("settings")]
    assert documented == [tuple(cell.strip() for cell in row) for row in expected]


def test_the_figures_are_those_of_the_baseline():
    baseline = json.loads((ROOT / "eval" / "baseline.json").read_text(encoding="utf-8"))
    assert {row[0].strip("` "): float(row[1].strip("| ")) for row in table("figures")} == baseline


def test_the_two_commands_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE) + re.findall(r"`make (\w+)`", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_linked_files_exist():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_decision_is_dated():
    decisions = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Decisions")[1]
    entries = [line for line in decisions.splitlines() if line.startswith("**")]
    assert entries
    assert all(re.match(r"\*\*\d{4}-\d{2}-\d{2} · ", entry) for entry in entries)
