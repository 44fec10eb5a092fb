"""`assistant mcp`."""

from concurrent.futures import ThreadPoolExecutor

import click

from assistant.cli.shared import open_assistant, settings_of


@click.command()
@click.pass_context
def mcp(context: click.Context) -> None:
    """Serve MCP over standard input and output. 供智能体程序调用。

    For programs that start their MCP servers themselves; `assistant chat` serves the same tools under /mcp.
    """
    settings_of(context)  # wrong settings are told now; opening goes on while the client says hello
    from assistant.api.tools import tool_server
    from assistant.current import Current

    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(lambda: Current(open_assistant(context)))
        tool_server(opening.result).run("stdio")
