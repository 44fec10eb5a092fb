"""A real chat model words answers: Gemma 3 270M, which nobody taught to follow instructions, so it invents a lot.

It runs in this process behind llama.cpp's own OpenAI-compatible endpoint on loopback. What is shown must be carried
whatever such a model says.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from making.model import joined_weights, served

from assistant.answer.faithfulness import objections
from assistant.answer.verifying import stands, verify
from assistant.domain import Answer, Evidence, Verdict
from assistant.settings import ModelSettings

pytestmark = pytest.mark.model

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
def model(tmp_path_factory) -> Iterator[ModelSettings]:
    with served(joined_weights(tmp_path_factory.getbasetemp())) as settings:
        yield settings


@pytest.fixture(scope="module")
def answers(assistant, model) -> list[tuple[list[Answer], float]]:
    """What is shown for each question, from the first words to the complete answer, and the seconds it took."""
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
