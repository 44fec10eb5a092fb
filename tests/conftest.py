"""Fixtures: one assistant over the shipped corpus, with a home of its own that stays between runs."""

import os
from pathlib import Path

import pytest

from assistant.domain import Corpus
from assistant.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/ anew, to be read by eye")


def pytest_configure() -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def settings() -> Settings:
    """A home that no user has, kept so that only the first run embeds the corpus."""
    return load_settings(ROOT / ".test-home", environment={})


@pytest.fixture(scope="session")
def corpus(settings: Settings) -> Corpus:
    from assistant.parsing.held import load_corpus

    return load_corpus(settings)


@pytest.fixture(scope="session")
def assistant(settings: Settings):
    from assistant.service import Assistant, build_index

    build_index(settings)
    return Assistant.open(settings=settings)


@pytest.fixture(scope="session")
def embedder(assistant):
    return assistant.embedder


@pytest.fixture(scope="module")
def browser():
    from browsing import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def url(assistant):
    """The address of the page; tests that need a home of their own have their own."""
    from browsing import served

    with served(assistant) as url:
        yield url


@pytest.fixture
def page(browser, url: str):
    """A tab at the `url` of the test's own server."""
    from browsing import opened

    with opened(browser, url) as page:
        yield page
