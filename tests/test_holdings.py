import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain import Family, Kind, Obligation, ParsedDocument, Status
from assistant.errors import SourceError
from assistant.parsing.holdings import add, find_files, load_added, read_document, remove
from assistant.parsing.readers import plain
from assistant.parsing.store import Particulars

LAW = "测试条例\n第一章 总则\n第一条 甲应当乙。\n第二条 丙：\n（一）丁；\n（二）戊。\n第三条 己。\n"
STANDARD = """# 测试规范

## 1 范围

适用于测试。

## 2 要求

### 2.1 面积

宜为10平方米。

### 2.2 照度

甲。

### 2.3 色彩

乙。
"""
CUT = [
    {"document": "《甲法》", "address": "第一条", "text": "工会应当测试。", "heading_path": ["第一章 总则"]},
    {"document": "《甲法》", "address": "第二条", "text": "可以免测。", "status": "现行有效"},
    {"document": "乙规范", "address": "5.1", "text": "宜设在首层。", "status": "送审稿"},
    {"document": "《甲法》", "address": "第二条", "text": "另一个第二条。", "status": "in_force"},
    {"document": "《甲法》", "address": "第二条", "text": "又一个第二条。", "status": "in_force"},
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home" / "documents"


def write(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def lines(*objects: object) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def only(documents: tuple[ParsedDocument, ...]) -> ParsedDocument:
    (parsed,) = documents
    return parsed


# Adding, loading, removing


@pytest.mark.parametrize(
    ("name", "content", "family", "title", "clauses"),
    [
        ("条例.txt", LAW, Family.LAW, "《测试条例》", 3),
        ("规范.md", STANDARD, Family.STANDARD, "《测试规范》", 4),
        ("说明.TXT", "一、背景\n甲。\n二、目的\n乙。", Family.OFFICIAL, "《一、背景》", 2),
        ("便条.txt", "这里只有一句话。", Family.OFFICIAL, "《便条》", 1),
    ],
)
def test_added_text_is_kept(
    home: Path, tmp_path: Path, name: str, content: str, family: Family, title: str, clauses: int
) -> None:
    added = add(home, write(tmp_path, name, content))
    parsed = only(added.documents)
    assert not added.already_held
    assert added.clauses == clauses
    assert (parsed.document.family, parsed.document.title) == (family, title)
    assert (parsed.document.origin, parsed.document.status) == (name, Status.REFERENCE)
    assert parsed.source == content
    assert load_added(home) == added.documents


def test_loaded_text_is_the_added_text_with_its_obligations(home: Path, tmp_path: Path) -> None:
    add(home, write(tmp_path, "条例.txt", LAW))
    parsed = only(load_added(home))
    assert [(clause.address, clause.obligation) for clause in parsed.clauses] == [
        ("卷首", Obligation.STATEMENT),
        ("第一章", Obligation.STATEMENT),
        ("第一条", Obligation.REQUIREMENT),
        ("第二条", Obligation.STATEMENT),
        ("第二条第（一）项", Obligation.STATEMENT),
        ("第二条第（二）项", Obligation.STATEMENT),
        ("第三条", Obligation.STATEMENT),
    ]


def test_said_title_family_and_status_are_kept(home: Path, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", LAW)
    added = add(home, path, Particulars(title="另一个标题", family=Family.OFFICIAL, status=Status.REPEALED))
    document = only(load_added(home)).document
    assert document == only(added.documents).document
    assert (document.title, document.family, document.status) == ("《另一个标题》", Family.OFFICIAL, Status.REPEALED)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("建设指引", "《建设指引》"),
        ("《建设指引》", "《建设指引》"),
        ("《建设指引》（送审稿）编制说明", "《建设指引》（送审稿）编制说明"),
        ("建设指引》", "《建设指引》"),
    ],
)
def test_title_marks(tmp_path: Path, said: str, title: str) -> None:
    assert only(read_document(write(tmp_path, "a.txt", LAW), Particulars(title=said))).document.title == title


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("规范（送审稿）.txt", "规范\n甲。", Status.DRAFT),
        ("规范.txt", "规范\n（征求意见稿）\n甲。", Status.DRAFT),
        ("规范.txt", "规范\n甲。", Status.REFERENCE),
    ],
)
def test_draft_is_a_draft_also_when_loaded_again(
    home: Path, tmp_path: Path, name: str, content: str, status: Status
) -> None:
    added = add(home, write(tmp_path, name, content))
    assert only(added.documents).document.status is status
    assert only(load_added(home)).document.status is status


def test_draft_goes_by_the_stage_it_names(tmp_path: Path) -> None:
    text = "职工驿站建设规范\n（征求意见稿）\n1 范围\n甲。\n2 规范性引用文件\n乙。\n3 要求\n3.1 应明亮。"
    document = only(read_document(write(tmp_path, "a.txt", text))).document
    assert (document.status, document.badge) == (Status.DRAFT, "征求意见稿（未生效）")
    in_force = only(read_document(tmp_path / "a.txt", Particulars(status=Status.IN_FORCE))).document
    assert in_force.badge == "现行有效"


def test_mangled_text_is_named_and_judged_by_its_cleaned_words(tmp_path: Path) -> None:
    mangled = (
        "職工服務(wù)中心建設(shè)指引(送審(shěn)稿)\n標準(zhǔn)項(xiàng)目與費(fèi)用,權(quán)利,經(jīng)驗(yàn)。"
    )
    document = only(read_document(write(tmp_path, "a.txt", mangled))).document
    assert (document.title, document.status) == ("《职工服务中心建设指引》", Status.DRAFT)


def test_adding_again_changes_nothing(home: Path, tmp_path: Path) -> None:
    first = add(home, write(tmp_path, "a.txt", LAW))
    before = everything(home)
    again = add(home, write(tmp_path, "b.txt", LAW))
    assert again.already_held
    assert again.documents[0].document.id == first.documents[0].document.id
    assert everything(home) == before
    assert len(load_added(home)) == 1


def test_removed_by_document_or_by_folder(home: Path, tmp_path: Path) -> None:
    law = only(add(home, write(tmp_path, "a.txt", LAW)).documents)
    standard = only(add(home, write(tmp_path, "b.md", STANDARD)).documents)
    remove(home, law.document.id)
    assert load_added(home) == (standard,)
    (folder,) = home.iterdir()
    remove(home, folder.name)
    assert load_added(home) == ()
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("document_id", ["added-000000000000", "trade-union-law", "", "..", "../documents"])
def test_nothing_to_remove(home: Path, tmp_path: Path, document_id: str) -> None:
    add(home, write(tmp_path, "a.txt", LAW))
    before = everything(home)
    with pytest.raises(SourceError, match="没有找到可以移除的文本") as caught:
        remove(home, document_id)
    assert_two_sentences(caught.value)
    assert everything(home) == before


def test_nothing_added_yet(home: Path) -> None:
    assert load_added(home) == ()


@pytest.mark.parametrize("damage", ["{", "{}", '{"name": "a.txt", "stored": "source.txt", "extra": 1}'])
def test_damaged_entry_is_named(home: Path, tmp_path: Path, damage: str) -> None:
    add(home, write(tmp_path, "a.txt", LAW))
    (folder,) = home.iterdir()
    (folder / "entry.json").write_text(damage, encoding="utf-8")
    with pytest.raises(SourceError, match=f"已添加的文本 {folder.name} 的登记已损坏。") as caught:
        load_added(home)
    assert_two_sentences(caught.value)


# Ready-cut clauses


def test_cut_clauses_of_two_documents(home: Path, tmp_path: Path) -> None:
    law, standard = add(home, write(tmp_path, "cut.jsonl", lines(*CUT) + "\n  \n")).documents
    assert (law.document.title, law.document.family, law.document.status) == ("《甲法》", Family.LAW, Status.IN_FORCE)
    assert (standard.document.title, standard.document.family) == ("《乙规范》", Family.STANDARD)
    assert standard.document.status is Status.DRAFT
    assert law.document.id != standard.document.id
    assert [(clause.address, clause.text, clause.kind, clause.obligation) for clause in law.clauses] == [
        ("第一条", "工会应当测试。", Kind.ARTICLE, Obligation.REQUIREMENT),
        ("第二条", "可以免测。", Kind.ARTICLE, Obligation.PERMISSION),
        ("第二条（重复2）", "另一个第二条。", Kind.ARTICLE, Obligation.STATEMENT),
        ("第二条（重复3）", "又一个第二条。", Kind.ARTICLE, Obligation.STATEMENT),
    ]
    assert law.clauses[0].heading_path == ("第一章 总则",)
    assert [law.source[clause.start : clause.end] for clause in law.clauses] == [c.text for c in law.clauses]
    assert load_added(home) == (law, standard)


def test_one_of_several_documents_is_not_removed_alone(home: Path, tmp_path: Path) -> None:
    documents = add(home, write(tmp_path, "cut.jsonl", lines(*CUT))).documents
    with pytest.raises(SourceError, match="另外 1 份文本来自同一个文件") as caught:
        remove(home, documents[0].document.id)
    assert load_added(home) == documents
    (folder,) = home.iterdir()
    assert folder.name in caught.value.what_to_do
    remove(home, folder.name)
    assert load_added(home) == ()


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("in_force", Status.IN_FORCE),
        ("draft", Status.DRAFT),
        ("repealed", Status.REPEALED),
        ("reference", Status.REFERENCE),
        ("现行有效", Status.IN_FORCE),
        ("已被修改", Status.IN_FORCE),
        ("征求意见稿", Status.DRAFT),
        ("报批稿", Status.DRAFT),
        ("已废止", Status.REPEALED),
        ("参考资料", Status.REFERENCE),
    ],
)
def test_status_words(tmp_path: Path, word: str, status: Status) -> None:
    path = write(tmp_path, "cut.jsonl", lines(CUT[0] | {"status": word}))
    assert only(read_document(path)).document.status is status


MALFORMED = [
    "{",
    "[]",
    "null",
    '"第一条"',
    '{"document": "甲"}',
    '{"document": "甲", "address": 1, "text": "乙"}',
    '{"document": "甲", "address": "", "text": "乙"}',
    '{"document": "甲", "address": "1", "text": "乙", "heading_path": "一"}',
    '{"document": "甲", "address": "1", "text": "\\ud800"}',
    "[" * 100_000,
    '{"document": "甲", "address": "1", "text": "乙", "status": "生效"}',
]


@pytest.mark.parametrize("line", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_line_is_named_and_nothing_is_added(home: Path, tmp_path: Path, line: str) -> None:
    path = write(tmp_path, "cut.jsonl", lines(*CUT[:2]) + line + "\n" + lines(CUT[2]))
    with pytest.raises(SourceError, match=r"cut\.jsonl 第 3 行") as caught:
        add(home, path)
    assert_two_sentences(caught.value)
    assert load_added(home) == ()
    assert not home.exists() or list(home.iterdir()) == []


# Files that are no text, or text in another coat


def assert_two_sentences(error: SourceError) -> None:
    for sentence in (error.what_happened, error.what_to_do):
        assert sentence.endswith("。")
        assert re.search(r"[\u4e00-\u9fff]{2}", sentence)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pptx", b"PK\x03\x04ppt/", "还不能读取“.pptx”格式的文件：a.pptx。"),
        ("README", b"text", "还不能读取“README”格式的文件：README。"),
        ("a.txt", b"", "a.txt 是空文件。"),
        ("a.txt", b" \r\n\t ", "a.txt 是空文件。"),
        ("a.txt", b"\xef\xbb\xbf", "a.txt 是空文件。"),
        ("a.txt", "\u3000\u3000\n".encode(), "a.txt 是空文件。"),
        ("a.jsonl", b"", "a.jsonl 是空文件。"),
        ("a.jsonl", "\u3000\n".encode(), "a.jsonl 是空文件。"),
        ("a.txt", b"\1\0\0\0text", "a.txt 不是文本文件。"),
        ("a.md", b"plain text at first" * 300 + b"\0", "a.md 不是文本文件。"),
        ("a.txt", "文本".encode("utf-32"), "a.txt 不是文本文件。"),
        ("a.txt", b"\xff\xfe\x00", "a.txt 的文字编码无法识别。"),
        ("a.txt", b"\x81\xff\xff\xff", "a.txt 的文字编码无法识别。"),
    ],
)
def test_unreadable_file_is_refused_whole(home: Path, tmp_path: Path, name: str, content: bytes, message: str) -> None:
    add(home, write(tmp_path, "before.txt", LAW))
    before = everything(home)
    with pytest.raises(SourceError) as caught:
        add(home, write(tmp_path, name, content))
    assert caught.value.what_happened == message
    assert_two_sentences(caught.value)
    assert everything(home) == before


@pytest.mark.parametrize("name", ["没有.txt", "没有.jsonl"])
def test_missing_file(home: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match=f"没有找到文件 .*{name}。") as caught:
        add(home, tmp_path / name)
    assert_two_sentences(caught.value)


@pytest.mark.parametrize("name", ["folder.txt", "folder.jsonl"])
def test_folder_is_no_file(home: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(SourceError, match="是文件夹，不是文件。") as caught:
        add(home, tmp_path / name)
    assert_two_sentences(caught.value)


def test_pipe_is_no_ordinary_file(home: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(SourceError, match=r"pipe\.txt 不是普通文件。") as caught:
        add(home, tmp_path / "pipe.txt")
    assert_two_sentences(caught.value)


def test_link_to_itself_is_told_in_chinese(home: Path, tmp_path: Path) -> None:
    link = tmp_path / "selflink.txt"
    link.symlink_to(link)
    with pytest.raises(SourceError) as caught:
        add(home, *find_files([link]))
    assert caught.value.what_happened == "文件 selflink.txt 无法读取：链接指向自己。"
    assert_two_sentences(caught.value)


@pytest.mark.parametrize("find", [lambda path: find_files([path]), read_document], ids=["find", "read"])
def test_name_that_is_too_long(tmp_path: Path, find: Callable[[Path], object]) -> None:
    with pytest.raises(SourceError) as caught:
        find(tmp_path / ("长" * 300 + ".txt"))
    assert caught.value.what_happened == f"文件 {'长' * 40}… 无法读取：文件名太长。"
    assert_two_sentences(caught.value)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (errno.EACCES, "文件 a.txt 无法读取：没有读取权限。请检查它的权限。"),
        (errno.EIO, "文件 a.txt 无法读取。请检查路径、磁盘和权限后再试。"),
    ],
)
def test_why_a_file_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, message: str) -> None:
    def refuse(_: Path) -> bytes:
        raise OSError(code, os.strerror(code))

    path = write(tmp_path, "a.txt", LAW)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SourceError) as caught:
        read_document(path)
    assert str(caught.value) == message


def test_particulars_stand_on_one_line() -> None:
    said = Particulars(title=" 测试\n条例　(试行) ", number="\t", issuer="甲\u2028乙")
    assert (said.title, said.number, said.issuer) == ("测试 条例 (试行)", None, "甲 乙")


@pytest.mark.parametrize(
    ("field", "length", "message"),
    [
        ("title", 301, "题名有 301 个字，太长了。请缩短到 300 个字以内。"),
        ("number", 201, "编号有 201 个字，太长了。请缩短到 200 个字以内。"),
        ("issuer", 201, "发布单位有 201 个字，太长了。请缩短到 200 个字以内。"),
    ],
)
def test_particulars_that_are_too_long(field: str, length: int, message: str) -> None:
    assert Particulars.model_validate({field: "字" * (length - 1)}).said()
    with pytest.raises(SourceError) as caught:
        Particulars.model_validate({field: "字" * length})
    assert str(caught.value) == message


def test_name_with_a_line_end_gives_a_title_of_one_line(home: Path, tmp_path: Path) -> None:
    (parsed,) = add(home, write(tmp_path, "甲\n乙.txt", "。")).documents
    assert "\n" not in parsed.document.title
    assert parsed.document.origin == "甲\n乙.txt"


def test_huge_file_is_refused(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "MAX_BYTES", 1024 * 1024)
    with pytest.raises(SourceError, match=r"a\.txt 有 2 MB，太大了。") as caught:
        add(home, write(tmp_path, "a.txt", b"a" * 2 * 1024 * 1024))
    assert caught.value.what_to_do == "请给出不超过 1 MB 的文件。"


def test_failed_copy_leaves_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fail)
    with pytest.raises(SourceError, match="没有存入") as caught:
        add(home, write(tmp_path, "a.txt", LAW))
    assert_two_sentences(caught.value)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_give_the_same_text(tmp_path: Path, encoding: str, line_end: str) -> None:
    parsed = only(read_document(write(tmp_path, "a.txt", LAW.replace("\n", line_end).encode(encoding))))
    assert parsed.source == LAW
    assert [clause.address for clause in parsed.clauses if clause.kind is Kind.ARTICLE] == [
        "第一条",
        "第二条",
        "第三条",
    ]


def test_markdown_headings_are_read_without_their_signs(tmp_path: Path) -> None:
    parsed = only(read_document(write(tmp_path, "a.md", STANDARD)))
    assert [clause.address for clause in parsed.clauses] == ["卷首", "1", "2", "2.1", "2.2", "2.3"]
    area = parsed.clauses[3]
    assert (area.title, area.text, area.obligation) == ("面积", "宜为10平方米。", Obligation.RECOMMENDATION)
    assert STANDARD[area.start : area.end] == "2.1 面积\n\n宜为10平方米。"


def test_a_standard_number_is_no_title(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(
        "DB4403/T 999—2024\n职工服务中心建设指引\n1 范围\n适用于中心。\n2 总则\n以人为本。\n", encoding="utf-8"
    )
    document = add(tmp_path / "held", path).documents[0].document
    assert (document.title, document.number) == ("《职工服务中心建设指引》", "DB4403/T 999—2024")


def test_particulars_given_with_a_held_file_are_put_right(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("一份通知\n一、甲\n乙。\n", encoding="utf-8")
    assert "status" in only(add(tmp_path / "held", path).documents).unsure
    again = add(tmp_path / "held", path, Particulars(status=Status.IN_FORCE, title="改名"))
    assert again.already_held
    assert "status" not in only(again.documents).unsure
    (loaded,) = load_added(tmp_path / "held")
    assert (loaded.document.title, loaded.document.status) == ("《改名》", Status.IN_FORCE)
