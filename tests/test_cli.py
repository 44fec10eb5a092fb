"""The command line as its users meet it: contract, exit codes, one clear sentence for every mistake."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from assistant import cli
from assistant.settings import load_settings


@pytest.fixture
def run(assistant, settings, monkeypatch, capsys):
    """Run `assistant …` in this process; returns exit code, standard output and standard error."""

    def call(*arguments, home=None):
        monkeypatch.setattr(sys, "argv", ["assistant", "--home", str(home or settings.home), *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return call


@pytest.fixture
def home(settings, tmp_path):
    """A home of this test's own, with the index of the shipped texts."""
    shutil.copytree(settings.index, tmp_path / "home" / "index")
    return tmp_path / "home"


def refused(result, *, code=2):
    """The one message of a refused call: no traceback, nothing on standard output, what happened and what to do."""
    exit_code, out, err = result
    assert exit_code == code
    assert out == ""
    assert "Traceback" not in err
    message = [line for line in err.splitlines() if line.strip()][-1]
    assert len(re.findall("[。？]", message)) >= 2
    return message


def test_ask_keeps_to_the_contract(run):
    code, out, _ = run("ask", "公司有多少会员就得成立基层工会委员会？", "--json")
    value = json.loads(out)
    assert code == 0
    assert value["question"] == value["searched"] == "公司有多少会员就得成立基层工会委员会？"
    assert value["verdict"] == "answered"
    assert set(value) >= {"question", "searched", "verdict", "statements", "citations", "warnings", "timings_ms"}
    assert value["statements"][0]["citations"] == [1]
    citation = value["citations"][0]
    assert set(citation) == {"n", "document", "clause", "quote", "score"}
    assert citation["document"] == {
        "id": "trade-union-law",
        "title": "《中华人民共和国工会法》",
        "number": None,
        "family": "law",
        "status": "in_force",
    }
    assert set(citation["clause"]) == {"address", "title", "heading_path", "page", "ocr", "obligation"}
    assert citation["clause"]["address"] == "第十一条第一款"
    assert citation["clause"]["obligation"] == "要求"


def test_not_covered_is_no_failure(run):
    code, out, _ = run("ask", "今天深圳天气怎么样？", "--json")
    assert code == 0
    assert json.loads(out)["verdict"] == "not_covered"


def test_ask_for_people_shows_badge_and_address(run):
    code, out, _ = run("ask", "爱心妈妈小屋要配哪些东西？")
    assert code == 0
    assert "《功能区配置参考手册》 5.7.2【参考资料，非标准条文】" in out


def test_ask_in_a_batch(run, tmp_path):
    batch = tmp_path / "batch.jsonl"
    batch.write_text(
        '{"question": "工会法第十四条"}\n\n{"turns": ["心灵驿站要配什么设备？", "那颜色呢？"]}\n', encoding="utf-8"
    )
    code, out, _ = run("ask", "--batch", batch)
    first, second = (json.loads(line) for line in out.splitlines())
    assert code == 0
    assert first["citations"][0]["clause"]["address"] == "第十四条"
    assert second["question"] == "那颜色呢？"
    assert second["searched"].startswith("心灵驿站 那颜色呢？")


def test_ask_with_history(run, tmp_path):
    history = tmp_path / "history.json"
    history.write_text(
        '[{"role": "user", "content": "心灵驿站要配什么设备？"}, {"role": "assistant", "content": "…"}]', "utf-8"
    )
    _, out, _ = run("ask", "那颜色呢？", "--history", history, "--json")
    assert json.loads(out)["citations"][0]["clause"]["address"] == "5.5.4"


def test_search_keeps_to_the_contract(run):
    code, out, _ = run("search", "工会经费", "-k", 3, "--json")
    value = json.loads(out)
    assert code == 0
    assert value["query"] == "工会经费"
    assert [result["rank"] for result in value["results"]] == [1, 2, 3]
    assert set(value["results"][0]) == {"rank", "clause_id", "document", "address", "text", "score"}


def test_search_in_a_batch(run, tmp_path):
    batch = tmp_path / "queries.txt"
    batch.write_text("工会经费\n职工书屋\n", encoding="utf-8")
    code, out, _ = run("search", "--batch", batch, "-k", 2)
    assert code == 0
    assert [len(json.loads(line)["results"]) for line in out.splitlines()] == [2, 2]


def test_corpus_clauses_keeps_to_the_contract(run):
    code, out, _ = run("corpus", "clauses", "guideline-explanation", "--json")
    value = json.loads(out)
    assert code == 0
    assert value["document"]["status"] == "draft"
    assert set(value["clauses"][0]) == {
        *("id", "address", "kind", "label", "title", "heading_path", "text", "page", "start", "end", "obligation"),
        *("ocr", "references"),
    }
    assert [e["stands"] for e in value["emendations"]] == ["。可见"]


def test_corpus_list(run):
    code, out, _ = run("corpus", "list")
    assert code == 0
    assert "guideline-explanation" in out
    assert "送审稿（未生效）" in out


def test_a_file_is_added_asked_and_removed(run, settings, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(settings.index, home / "index")
    path = tmp_path / "深圳示例办法.txt"
    path.write_text(
        "深圳示例办法\n第一条　为了示例，制定本办法。\n第二条　骆驼驿站应当配三峰骆驼。\n"
        "第三条　本办法自发布之日起施行。\n",
        "utf-8",
    )
    code, _, err = run("corpus", "add", path, home=home)
    assert code == 0
    assert "《深圳示例办法》" in err
    _, out, _ = run("ask", "骆驼驿站要配几峰骆驼", "--json", home=home)
    assert json.loads(out)["citations"][0]["clause"]["address"] == "第二条"
    _, out, _ = run("corpus", "list", "--json", home=home)
    added = next(document["id"] for document in json.loads(out) if document["id"].startswith("added-"))
    assert run("corpus", "remove", added, home=home)[0] == 0
    _, out, _ = run("search", "骆驼驿站", "--json", home=home)
    assert "骆驼" not in out.split('"results"')[1]


GUIDELINE = """DB4403/T 999—2030
职工服务中心建设指引
1 范围
本文件适用于示例。
2 总则
以人为本。
3 场地
3.1 职工书屋
3.1.1 设施设备配置
职工书屋藏书应不少于7777册，电脑应不少于2台。
"""


def test_the_official_file_takes_the_place_of_what_was_missing(run, settings, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(settings.index, home / "index")
    path = tmp_path / "guideline.txt"
    path.write_text(GUIDELINE, encoding="utf-8")
    assert run("corpus", "add", path, "--status", "in_force", home=home)[0] == 0
    for question in ("《职工服务中心建设指引》3.1.1", "指引3.1.1怎么说", "职工书屋最少要有多少册书？"):
        _, out, _ = run("ask", question, "--json", home=home)
        value = json.loads(out)
        first = value["citations"][0]
        assert (first["document"]["title"], first["clause"]["address"]) == ("《职工服务中心建设指引》", "3.1.1")
        assert first["document"]["number"] == "DB4403/T 999—2030"
        assert first["clause"]["obligation"] == "要求"
        assert "7777册" in first["quote"]
        assert not any("没有收录" in warning for warning in value["warnings"])


@pytest.mark.parametrize("question", ["", "  ", "问" * 10_000, "问\udcff"])
def test_a_question_that_cannot_be_asked(run, question):
    refused(run("ask", question))


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "--batch", "nowhere.jsonl"),
        ("ask", "问题", "--history", "nowhere.json"),
        ("search", "--batch", "nowhere.txt"),
        ("corpus", "add", "nowhere.txt"),
        ("corpus", "clauses", "nowhere.txt"),
        ("corpus", "remove", "nowhere"),
        ("corpus", "remove", "trade-union-law"),
    ],
)
def test_an_unknown_file_or_document(run, arguments):
    assert "nowhere" in (message := refused(run(*arguments))) or "trade-union-law" in message


def test_an_empty_path_adds_nothing(run, home):
    assert "文件的路径是空的" in refused(run("corpus", "add", "", home=home))


def test_a_name_that_is_too_long_is_a_sentence(run, home):
    name = "长" * 300 + ".txt"
    assert "文件名太长" in refused(run("corpus", "add", name, home=home))
    assert "没有编号为" in refused(run("corpus", "clauses", name, home=home))


def test_a_title_that_is_too_long_is_a_sentence(run, tmp_path, home):
    path = tmp_path / "a.txt"
    path.write_text("一份通知\n一、甲\n乙。\n", encoding="utf-8")
    assert "题名有 301 个字" in refused(run("corpus", "add", path, "--title", "字" * 301, home=home))


def test_a_reference_to_another_document_stands_apart_from_its_target(run, tmp_path):
    path = tmp_path / "规范.txt"
    path.write_text(
        "DB4403/T 998—2026\n职工驿站建设规范\n1 范围\n适用于驿站。\n2 总则\n以人为本。\n"
        "3 要求\n应符合GB 50763—2012中3.2.1的规定。",
        encoding="utf-8",
    )
    assert "→GB 50763—2012 3.2.1" in run("corpus", "clauses", path)[1]


def test_a_file_name_is_printed_on_one_line(run, tmp_path, home):
    path = tmp_path / "甲\n乙\x1b.txt"
    path.write_text("一份通知\n一、甲\n乙。\n", encoding="utf-8")
    code, _, err = run("corpus", "add", path, home=home)
    assert code == 0
    assert "甲 乙 .txt：已添加。" in err


def test_one_unreadable_file_does_not_keep_the_others_out(run, tmp_path, home):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.pdf"
    good.write_text("一份通知\n一、甲\n乙。\n", encoding="utf-8")
    bad.write_bytes(b"%PDF-1.7")
    code, out, err = run("corpus", "add", tmp_path / "bad.pdf", good, home=home)
    assert (code, out) == (2, "")
    assert "bad.pdf：没有添加。" in err
    assert "good.txt：已添加。" in err
    assert "共 2 个文件：1 个已处理，1 个没有添加。" in err
    held = json.loads(run("corpus", "list", "--json", home=home)[1])
    assert [each["origin"] for each in held if each["id"].startswith("added-")] == ["good.txt"]


def test_a_folder_is_added_whole(run, tmp_path, home):
    for name in ("甲.txt", "乙.md", ".hidden.txt", "图片.heic"):
        (tmp_path / "texts" / "sub").mkdir(parents=True, exist_ok=True)
        (tmp_path / "texts" / "sub" / name).write_text(
            f"{name}办法\n第一条 甲。\n第二条 乙。\n第三条 丙。", encoding="utf-8"
        )
    code, _, err = run("corpus", "add", tmp_path / "texts", home=home)
    assert code == 0
    assert "共 2 个文件：2 个已处理，0 个没有添加。" in err
    again = run("corpus", "add", tmp_path / "texts", home=home)[2]
    assert again.count("已经收录过，没有重复添加") == 2


def test_an_older_edition_is_replaced_only_when_told_to(run, tmp_path, home):
    old, new = tmp_path / "a.txt", tmp_path / "b.txt"
    body = "职工驿站建设规范\n1 范围\n适用于驿站。\n2 总则\n以人为本。\n3 要求\n应明亮。\n"
    old.write_text("DB4403/T 998—2021\n" + body, encoding="utf-8")
    new.write_text("DB4403/T 998—2026\n" + body, encoding="utf-8")
    run("corpus", "add", old, home=home)
    beside = run("corpus", "add", new, home=home)[2]
    assert "已收录同一文件的另一版本：《职工驿站建设规范》" in beside
    assert "请加 --replace 再添加一次" in beside
    replaced = run("corpus", "add", new, "--replace", home=home)[2]
    assert "已用它替换 《职工驿站建设规范》" in replaced
    held = json.loads(run("corpus", "list", "--json", home=home)[1])
    assert [each["number"] for each in held if each["id"].startswith("added-")] == ["DB4403/T 998—2026"]


def test_the_tree_of_a_file_is_printed_with_what_is_in_doubt(run, tmp_path):
    path = tmp_path / "规范.txt"
    path.write_text(
        "DB4403/T 998—2026\n职工驿站建设规范\n1 范围\n适用于驿站。\n2 总则\n以人为本。\n"
        "4 要求\n应符合2。\n4.1 面积\n见4.3。",
        encoding="utf-8",
    )
    code, out, _ = run("corpus", "clauses", path)
    assert code == 0
    assert "《职工驿站建设规范》 DB4403/T 998—2026" in out
    assert "  4.1  面积 见4.3。" in out
    assert "注意：原文编号：2之后是4，编号不连续。" in out
    assert "注意：4.1 引用了 4.3，文中没有这一条。" in out
    assert "待确认：状态取作“参考资料，非标准条文”，如不对，请加 --status 再添加一次。" in out


def test_a_batch_is_checked_before_its_first_answer(run, tmp_path):
    batch = tmp_path / "batch.jsonl"
    long = "问" * 10_000
    batch.write_text(f'{{"question": "工会法第十四条"}}\n{{"question": "{long}"}}\n', encoding="utf-8")
    refused(run("ask", "--batch", batch))


@pytest.mark.parametrize("line", ["{", "[]", '{"turns": []}', '{"question": ""}', '{"question": 5}', "5"])
def test_a_batch_line_that_cannot_be_read(run, tmp_path, line):
    batch = tmp_path / "batch.jsonl"
    batch.write_text(f'{{"question": "工会法第十四条"}}\n{line}\n', encoding="utf-8")
    assert "第 2 行" in refused(run("ask", "--batch", batch))


@pytest.mark.parametrize(
    "arguments", [("ask",), ("ask", "问", "--batch", "x"), ("search", "-k", "0", "问"), ("nonsense",)]
)
def test_a_wrong_call_is_explained(run, arguments):
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert "Usage" in err or "二者选一" in err


def test_a_corrupt_index_is_said_and_left_as_it_is(run, tmp_path):
    home = tmp_path / "home"
    (home / "index").mkdir(parents=True)
    (home / "index" / "current").write_text("gone")
    assert "index build" in refused(run("ask", "工会法第十四条", home=home))
    assert (home / "index" / "current").read_text() == "gone"


def test_a_wrong_model_folder_is_said(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSISTANT_EMBEDDING__MODEL", str(tmp_path / "nowhere"))
    assert "nowhere" in refused(run("ask", "工会法第十四条"))


@pytest.mark.parametrize(
    "text", ["[embeding]\nmodel = 'x'\n", "[retrieval]\nvector_weight = 7\n", "[", "home = 3\nx = 1\n"]
)
def test_settings_that_are_wrong(run, tmp_path, text):
    (tmp_path / "settings.toml").write_text(text)
    refused(run("ask", "问题", home=tmp_path))


def test_an_unknown_environment_variable_is_refused(run, monkeypatch):
    monkeypatch.setenv("ASSISTANT_EMBEDING__MODEL", "x")
    assert "ASSISTANT_EMBEDING__MODEL" in refused(run("ask", "问题"))


def test_settings_come_from_file_then_environment(tmp_path):
    (tmp_path / "settings.toml").write_text("[answer]\nmax_clauses = 2\n[chat]\nport = 1234\n")
    settings = load_settings(tmp_path, environment={"ASSISTANT_CHAT__PORT": "4321"})
    assert (settings.answer.max_clauses, settings.chat.port) == (2, 4321)


def test_a_home_that_cannot_be_written_is_said(run, tmp_path):
    (tmp_path / "file").write_text("x")
    refused(run("ask", "工会法第十四条", home=tmp_path / "file" / "home"))


def test_a_fault_of_ours_is_an_apology_with_an_id(run, monkeypatch):
    monkeypatch.setattr("assistant.service.Assistant.ask", lambda *_: 1 / 0)
    message = refused(run("ask", "工会法第十四条"), code=1)
    assert "编号 assistant-" in message
    log = message.split("请把 ")[1].split(" 发给")[0]
    assert "ZeroDivisionError" in Path(log).read_text(encoding="utf-8")


def test_an_interrupted_run_says_so(run, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.service.Assistant.ask", interrupt)
    code, _, err = run("ask", "工会法第十四条")
    assert code == 130
    assert "中断" in err


def test_doctor_finds_everything_in_place(run):
    code, out, _ = run("doctor")
    assert code == 0
    assert "✗" not in out
    assert "索引" in out
