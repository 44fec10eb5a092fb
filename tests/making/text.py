"""Plain text and Markdown."""

from pathlib import Path

from samples import Block, Sample, Table


def make_txt(sample: Sample, path: Path, *, encoding: str = "utf-8") -> None:
    """A paragraph a line, the cells of a table apart by tabs; UTF-16 is written with its byte order mark."""
    path.write_bytes(sample.text().encode(encoding))


def make_md(sample: Sample, path: Path) -> None:
    """Paragraphs apart by empty lines, headings under #, tables between |."""
    paragraphs = [paragraph for part in sample.parts() for paragraph in _paragraphs(sample, part)]
    path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")


def _paragraphs(sample: Sample, part: Block | Table) -> list[str]:
    lines = sample.lines(part)
    if isinstance(part, Table):
        rows = [f"| {' | '.join(row)} |" for row in part.rows]
        rule = "|" + " --- |" * len(part.rows[0])
        return [lines[0], "\n".join([rows[0], rule, *rows[1:]])]
    if part.is_heading:
        return [f"{'#' * (part.level + 1)} {lines[0]}"]
    if part.tag == "annex":
        return [f"## {lines[0]}", *lines[1:]]
    if part.tag == "cover" and part.cells[0] == "title":
        return [f"# {lines[0]}"]
    return lines
