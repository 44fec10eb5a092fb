"""How long a long document takes, and how much memory: `make bench` prints it.

Reads a printed standard of 400 pages, then a folder of 1,000 regulations, each in a process of its own.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from making import make_long_pdf

from assistant.parsing.holdings import add, load_added, read_document
from assistant.text import int_to_chinese

PAGES = 400
REGULATIONS, ARTICLES = 1000, 40


def main() -> None:
    """Print seconds and the most memory used; with an argument, measure that part in this process."""
    if len(sys.argv) > 2:
        {"pdf": _pdf, "folder": _folder}[sys.argv[1]](Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as name:
        pdf = Path(name) / "long.pdf"
        make_long_pdf(pdf, PAGES)
        folder = Path(name) / "regulations"
        _write_regulations(folder)
        for part, path in (("pdf", pdf), ("folder", folder)):
            subprocess.run([sys.executable, __file__, part, str(path)], check=True)


def _pdf(path: Path) -> None:
    started = time.perf_counter()
    (parsed,) = read_document(path)
    _tell(f"a PDF of {PAGES} pages, {len(parsed.clauses)} clauses", started)


def _folder(path: Path) -> None:
    home = path.parent / "home"
    started = time.perf_counter()
    for file in sorted(path.iterdir()):
        add(home, file)
    _tell(f"adding {REGULATIONS} regulations of {ARTICLES} articles", started)
    started = time.perf_counter()
    load_added(home)
    _tell("loading them again", started)


def _tell(what: str, started: float) -> None:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{what:<56}{time.perf_counter() - started:8.1f} s{most:10.0f} MB at most\n")


def _write_regulations(folder: Path) -> None:
    folder.mkdir()
    for i in range(REGULATIONS):
        title = f"第{i}号测试条例"
        head = f"# {title}\n\n2020年1月1日 某市人民代表大会常务委员会通过\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n"
        body = "\n\n".join(
            f"第{int_to_chinese(n)}条 {title}要求单位应当做好第{n}件事，并保存记录。\n\n"
            "违反前款规定的，依照本条例第一条处理。"
            for n in range(1, ARTICLES + 1)
        )
        (folder / f"{title}(2020-01-01).md").write_text(head + body, encoding="utf-8")


if __name__ == "__main__":
    main()
