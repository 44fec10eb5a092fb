"""The house keeps its shape: imports point one way, heavy libraries are loaded only where they are used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "assistant"
RANKS = (
    {"errors", "domain", "text"},
    {"figures", "settings", "faults", "contract"},
    {"parsing"},
    {"index"},
    {"answer", "retrieval"},
    {"planning", "records"},
    {"service", "current"},
    {"evaluate", "doctor"},
    {"ui", "api", "cli"},
    {"__main__"},
)
PEERS = ({"answer", "retrieval"},)
AT_HOME = {
    "httpx": "answer",
    "matplotlib": "evaluate",
    "gradio": "ui",
    "fastapi": "api",
    "uvicorn": "api",
    "mcp": "api",
    "faiss": "index",
    "bm25s": "index",
    "playwright": None,
}


def part(path: Path) -> str:
    """The module or folder directly below the package that `path` belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def rank(name: str) -> int:
    return next(i for i, group in enumerate(RANKS) if name in group)


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downward(path):
    own = part(path)
    parts = {name.split(".")[1] for name in imported(path) if name.startswith("assistant.")}
    for other in parts - {own, "__version__"}:
        assert rank(other) <= rank(own), f"{own} imports {other}"
        assert not any({own, other} == peers for peers in PEERS), f"{own} must know nothing of {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_heavy_library_has_one_home(path):
    if path.name == "side_by_side.py":
        pytest.skip("compares with other systems, through their own libraries")
    for library, home in AT_HOME.items():
        if any(name.split(".")[0] == library for name in imported(path)):
            assert part(path) == home


@pytest.mark.parametrize(
    "command", ["import assistant", "import sys; sys.argv[1:] = ['--help']; import assistant.__main__"]
)
def test_start_loads_nothing_heavy(command):
    models = "'torch', 'gradio', 'llama_index', 'sentence_transformers', 'faiss'"
    heavy = f"{{{models}, 'pydantic', 'numpy', 'lxml', 'openpyxl', 'trafilatura'}}"
    report = f"import atexit, sys; atexit.register(lambda: print('LOADED', sorted({heavy} & set(sys.modules))))"
    done = subprocess.run(
        [sys.executable, "-c", f"{report}\n{command}"], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip().endswith("LOADED []")
