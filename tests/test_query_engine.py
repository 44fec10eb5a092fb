"""The assistant as LlamaIndex sees it."""

import asyncio

import pytest
from llama_index.core.query_engine import BaseQueryEngine
from llama_index.core.schema import QueryBundle
from llama_index.core.tools import QueryEngineTool

from assistant.api.query_engine import AssistantQueryEngine
from assistant.contract import answer_json

QUESTION = "公司有多少会员就得成立基层工会委员会？"


@pytest.fixture(scope="module")
def engine(assistant) -> BaseQueryEngine:
    return AssistantQueryEngine(assistant)


def test_a_response_holds_the_answer_and_its_clauses(engine, assistant, corpus):
    answer = answer_json(assistant.ask(QUESTION))
    response = engine.query(QUESTION)
    assert "应当建立基层工会委员会" in str(response)
    assert "[1] 《中华人民共和国工会法》" in str(response)
    assert response.metadata["verdict"] == "answered"
    assert response.metadata["citations"] == answer["citations"]
    node = response.source_nodes[0]
    assert node.node.metadata["address"] == "第十一条第一款"
    assert node.node.metadata["status"] == "in_force"
    assert node.text == corpus.clause(node.node.id_).text
    assert node.score == answer["citations"][0]["score"]


def test_every_cited_clause_is_a_node_once_and_in_order(engine):
    response = engine.query("爱心妈妈小屋要配哪些东西？")
    cited = dict.fromkeys(
        f"{each['document']['id']}#{each['clause']['address']}" for each in response.metadata["citations"]
    )
    assert [node.node.id_ for node in response.source_nodes] == list(cited)


def test_what_is_not_covered_is_told(engine):
    response = engine.query("区级职工服务中心的面积最少要多少平方米？")
    assert response.metadata["verdict"] == "not_covered"
    assert str(response).startswith("※ 所藏文本没有回答这个问题")


def test_it_can_be_awaited_and_given_to_agents(engine):
    assert str(asyncio.run(engine.aquery(QUESTION))) == str(engine.query(QUESTION))
    tool = QueryEngineTool.from_defaults(engine, name="laws", description="Chinese laws")
    assert "应当建立基层工会委员会" in str(tool.call(QUESTION))


def test_it_retrieves(engine):
    assert engine.retrieve(QueryBundle("工会法第十四条"))[0].node.id_ == "trade-union-law#第十四条"
