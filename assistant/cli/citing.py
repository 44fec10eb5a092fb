"""`assistant cite`."""

import click

from assistant.cli.shared import print_json, settings_of

STYLES = ("2025", "2015", "inline", "bibtex")


@click.command()
@click.argument("document")
@click.argument("address", nargs=-1)
@click.option(
    "--style",
    default=STYLES[0],
    show_default=True,
    type=click.Choice(STYLES),
    help="GB/T 7714 of that year, a mark for running text, or BibTeX.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@click.pass_context
def cite(context: click.Context, document: str, address: tuple[str, ...], *, style: str, as_json: bool) -> None:
    """Print how to cite DOCUMENT, or the clause at ADDRESS of it. 生成引文。

    DOCUMENT is an id, a title, a short name or a number; ADDRESS is written in any way: 46条, 第46条第二款, 5.4.1 b.
    """
    from assistant.answer.citing import OCR_LABEL, Style
    from assistant.contract import cited_json
    from assistant.planning.citing import cite as cite_held

    cited = cite_held(settings_of(context), document, " ".join(address) if address else None, Style(style))
    if as_json:
        print_json(cited_json(cited.document, cited.clause, style, cited.text))
        return
    click.echo(cited.text)
    is_ocr = cited.clause is not None and cited.clause.is_ocr
    comment = "% " if Style(style) is Style.BIBTEX else ""
    click.echo(f"{comment}状态：{cited.document.badge}{f'；{OCR_LABEL}' if is_ocr else ''}")
