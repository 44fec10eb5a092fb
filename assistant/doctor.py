"""Is everything in place? One finding a part, in the order in which parts depend on each other."""

import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.errors import AssistantError
from assistant.index import building
from assistant.index.embedding import load_embedder
from assistant.parsing.held import load_corpus
from assistant.settings import Settings

PACKAGES = ("llama-index-core", "sentence-transformers", "faiss-cpu", "bm25s", "gradio", "torch")


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a part is fine, and what there is to say of it, in Chinese."""

    what: str
    fine: bool
    detail: str


def check(settings: Settings) -> tuple[Finding, ...]:
    """Every finding; a part that fails does not stop the others."""
    return tuple(_findings(settings))


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding("Python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield _finding("软件包", _packages)
    yield Finding("数据文件夹", fine=True, detail=str(settings.home))
    yield _finding("文本", lambda: f"{len(load_corpus(settings).documents)} 份")
    yield _finding("嵌入模型", lambda: f"{settings.embedding.model}（{load_embedder(settings).fingerprint[:12]}）")
    yield _finding("索引", lambda: _index(settings))


def _finding(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, fine=True, detail=look())
    except AssistantError as error:
        return Finding(what, fine=False, detail=str(error))
    except importlib.metadata.PackageNotFoundError as error:
        return Finding(what, fine=False, detail=f"缺少 {error.name}。请重新安装本程序。")


def _packages() -> str:
    return "，".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)


def _index(settings: Settings) -> str:
    if not building.exists(settings.index):
        return "还没有建立，第一次提问时会自动建立"
    index = building.open_index(settings.index, load_corpus(settings), load_embedder(settings).fingerprint)
    return f"{len(index.manifest.clause_ids)} 条，与文本和模型一致"
