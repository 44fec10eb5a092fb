import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Document, Family, Status
from assistant.parsing.designations import dates, fold, issued_numbers, order_numbers, placeholder, standard_numbers
from assistant.parsing.titlepage import Finding, TitlePage, edition_key, read_family, read_title_page

TODAY = date(2025, 1, 1)


def read(text: str, name: str = "文件.txt", **options: Any) -> TitlePage:
    return read_title_page(name, text, today=TODAY, **options)


def value(finding: Finding[Any] | None) -> Any:
    return finding.value if finding else None


STANDARD = """ICS 03.080.30
CCS A 16
DB4403
深 圳 市 地 方 标 准
DB4403/T 998—2023
代替 DB4403/T 98—2019
职工服务中心
第2部分：休息区设置规范
Workers' service centre—
Part 2:Specification for rest areas
2023-05-18 发布 2023-07-01 实施
深圳市市场监督管理局 发 布
目　次
前言 ……………… Ⅱ
1　范围 ……………… 1
前　言
本文件按照GB/T 1.1—2020的规定起草。
职工服务中心
第2部分：休息区设置规范
1　范围
本文件规定了休息区的设置。
2　规范性引用文件
GB/T 10001.1 公共信息图形符号
3　要求
3.1　面积
不小于20 m²。"""

GUOBIAO = """ICS35.040
L80
中 华 人 民 共 和 国 国 家 标 准
ＧＢ／Ｔ９９８７６—２０２０
公共服务技术
职工书屋管理规范
Publicservicetechnology—Managementofreadingrooms
2020-04-28发布 2020-11-01实施
国 家 市 场 监 督 管 理 总 局
国 家 标 准 化 管 理 委 员 会
发 布"""

DRAFT = """ICS 03.080
备案号：
GM/T XXXX—XXXX
心理咨询室建设规范
Specification of
counselling rooms
（征求意见稿）
在提交反馈意见时，请将您知道的相关专利连同支持性文件一并附上。
××××-××-××发布 ××××-××-××实施
国家密码管理局 发布
中华人民共和国密码行业标准"""

NOTICE = """深圳市职工服务中心文件
深职办〔2022〕15号
深圳市职工服务中心关于印发
《职工休息区管理办法（试行）》的通知
各区职工服务中心：
现将办法印发给你们，请遵照执行。
一、总体要求
（一）目标
本通知自印发之日起施行。
二、任务
（一）建设
附件：1.名单
深圳市职工服务中心
二〇二二年三月一日
附件1
名单"""

LAW = """职工驿站管理条例
2003年6月18日 国务院第12次常务会议通过
2003年6月26日 中华人民共和国国务院令第982号公布
2003年8月1日 施行
第一章 总则
第一条 为了管理，制定本条例。
第二条 甲。
第三条 乙。
第四条 本条例自2003年8月1日起施行。1990年发布的《职工驿站暂行规定》同时废止。"""

AMENDED = """# 中华人民共和国驿站法
（1992年4月3日第七届全国人民代表大会第五次会议通过　1992年4月3日中华人民共和国主席令第五十七号公布　自公布之日起施行
根据2001年10月27日第九届全国人民代表大会常务委员会第二十四次会议《关于修改〈中华人民共和国驿站法〉的决定》第一次修正）
第一条 甲。
第二条 乙。
第三条 本法自公布之日起施行。""".replace("# ", "")

LOCAL = """广东省驿站服务条例
2023年3月30日 广东省第十四届人民代表大会常务委员会第二次会议通过
第一条 甲。
第二条 乙。
第三条 本条例自2023年7月1日起施行。"""

DECREE = """深圳市人民政府令
（第300号）
《深圳市驿站管理办法》已经审议通过，现予公布，自2018年5月1日起施行。
2018年2月3日
深圳市驿站管理办法
第一条 甲。
第二条 乙。
第三条 本办法自2018年5月1日起施行。"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            STANDARD,
            {
                "title": "职工服务中心 第2部分：休息区设置规范",
                "number": "DB4403/T 998—2023",
                "issuer": "深圳市市场监督管理局",
                "issued": date(2023, 5, 18),
                "effective": date(2023, 7, 1),
                "replaces": "DB4403/T 98—2019",
                "family": Family.STANDARD,
                "status": Status.IN_FORCE,
            },
        ),
        (
            GUOBIAO,
            {
                "title": "公共服务技术 职工书屋管理规范",
                "number": "GB/T 99876—2020",
                "issuer": "国家市场监督管理总局 国家标准化管理委员会",
                "issued": date(2020, 4, 28),
                "effective": date(2020, 11, 1),
                "replaces": None,
                "family": Family.STANDARD,
                "status": Status.IN_FORCE,
            },
        ),
        (
            DRAFT,
            {
                "title": "心理咨询室建设规范",
                "number": None,
                "issuer": "国家密码管理局",
                "issued": None,
                "effective": None,
                "family": Family.STANDARD,
                "status": Status.DRAFT,
            },
        ),
        (
            NOTICE,
            {
                "title": "深圳市职工服务中心关于印发《职工休息区管理办法（试行）》的通知",
                "number": "深职办〔2022〕15号",
                "issuer": "深圳市职工服务中心",
                "issued": date(2022, 3, 1),
                "effective": date(2022, 3, 1),
                "family": Family.OFFICIAL,
                "status": Status.IN_FORCE,
            },
        ),
        (
            LAW,
            {
                "title": "职工驿站管理条例",
                "number": "国务院令第982号",
                "issuer": "国务院",
                "issued": date(2003, 6, 26),
                "effective": date(2003, 8, 1),
                "replaces": "《职工驿站暂行规定》",
                "family": Family.LAW,
                "status": Status.IN_FORCE,
            },
        ),
        (
            AMENDED,
            {
                "title": "中华人民共和国驿站法",
                "number": "主席令第五十七号",
                "issuer": "全国人民代表大会",
                "issued": date(2001, 10, 27),
                "effective": date(1992, 4, 3),
                "family": Family.LAW,
                "status": Status.IN_FORCE,
            },
        ),
        (
            LOCAL,
            {
                "title": "广东省驿站服务条例",
                "number": None,
                "issuer": "广东省人民代表大会常务委员会",
                "issued": date(2023, 3, 30),
                "effective": date(2023, 7, 1),
                "family": Family.LAW,
                "status": Status.IN_FORCE,
            },
        ),
        (
            DECREE,
            {
                "title": "深圳市驿站管理办法",
                "number": "深圳市人民政府令（第300号）",
                "issuer": "深圳市人民政府",
                "issued": date(2018, 2, 3),
                "effective": date(2018, 5, 1),
                "family": Family.LAW,
            },
        ),
    ],
    ids=["地方标准", "国家标准", "征求意见稿", "通知", "条例", "修正", "地方条例", "政府令"],
)
def test_title_pages(text: str, expected: dict[str, object]) -> None:
    page = read(text)
    assert {field: value(getattr(page, field)) for field in expected} == expected
    assert page.title.certain


def test_amended_law_keeps_its_history_in_order() -> None:
    assert read(AMENDED).history == (
        "1992年4月3日第七届全国人民代表大会第五次会议通过",
        "1992年4月3日中华人民共和国主席令第五十七号公布 自公布之日起施行",
        "根据2001年10月27日第九届全国人民代表大会常务委员会第二十四次会议"
        "《关于修改〈中华人民共和国驿站法〉的决定》第一次修正",
    )
    assert read(LAW).history == (
        "2003年6月18日 国务院第12次常务会议通过",
        "2003年6月26日 中华人民共和国国务院令第982号公布",
        "2003年8月1日 施行",
    )


def test_date_in_the_name_of_a_law_is_that_of_its_wording() -> None:
    page = read(LAW, "职工驿站管理条例(2016-02-06).md")
    assert page.issued == Finding(date(2016, 2, 6), certain=False, words="2016-02-06")
    assert value(page.effective) == date(2003, 8, 1)
    same = read(LAW, "职工驿站管理条例(2003-06-26).md")
    assert same.issued == Finding(date(2003, 6, 26), certain=True, words="2003年6月26日")


def test_law_without_history_is_not_said_to_be_in_force() -> None:
    page = read("上海市驿站条例\n第一条 甲。\n第二条 乙。\n第三条 本条例自1995年5月1日起施行。")
    assert page.status == Finding(Status.REFERENCE, certain=False, words="")
    assert page.issuer == Finding("上海市人民代表大会常务委员会", certain=False, words="")
    assert value(page.effective) == date(1995, 5, 1)
    assert page.unsure == ("status",)


@pytest.mark.parametrize(
    ("name", "text", "status", "certain", "words"),
    [
        ("a.docx", "休息区建设指引\n（送审稿）\n一、总则", Status.DRAFT, True, "送审稿"),
        ("a.docx", "休息区建设指引（报批稿）\n一、总则", Status.DRAFT, True, "报批稿"),
        ("休息区建设指引 征求意见稿.docx", "休息区建设指引\n一、总则", Status.DRAFT, True, "征求意见稿"),
        ("a.md", "驿站管理条例（修订草案）\n第一条 甲。\n第二条 乙。\n第三条 丙。", Status.DRAFT, True, "修订草案"),
        ("a.docx", "关于征求《休息区规范（征求意见稿）》意见的公告\n一、总则", Status.DRAFT, False, "征求意见稿"),
        ("a.docx", "《休息区建设指引》（送审稿）编制说明\n一、背景", Status.REFERENCE, True, "编制说明"),
        ("a.docx", "《休息区建设指引》\n（送审稿）\n编制说明\n一、背景", Status.REFERENCE, True, "编制说明"),
        ("编制说明_休息区.docx", "任务来源\n二、过程", Status.REFERENCE, True, "编制说明"),
        ("规范及编制说明（送审稿）.docx", "休息区规范\n一、总则", Status.DRAFT, True, "送审稿"),
        ("a.html", "《驿站管理办法》政策解读\n一、背景", Status.REFERENCE, True, "解读"),
        ("a.html", "关于《驿站条例（草案）》的说明\n一、背景", Status.REFERENCE, True, "》的说明"),
        ("驿站办法（已废止）.txt", "驿站办法\n一、甲", Status.REPEALED, True, "已废止"),
        ("a.txt", "驿站办法\n时效性：失效\n一、甲", Status.REPEALED, True, "失效"),
        ("关于废止部分文件的决定.txt", "关于废止部分文件的决定\n一、甲", Status.REFERENCE, False, ""),
        ("a.txt", "驿站管理暂行办法\n一、甲", Status.IN_FORCE, False, "暂行"),
        ("a.txt", "随手记的话。", Status.REFERENCE, False, ""),
    ],
)
def test_status(name: str, text: str, status: Status, *, certain: bool, words: str) -> None:
    assert read(text, name).status == Finding(status, certain=certain, words=words)


def test_what_must_be_asked_for() -> None:
    assert read(STANDARD).unsure == ("status",)
    assert read(DRAFT).unsure == ()
    assert read("休息区规范\n1 范围\n甲。\n2 规范性引用文件\n无。").unsure == ("status", "number")
    assert read("随手记的话。").unsure == ("title", "family", "status")


def test_standard_that_is_still_to_come_into_force_says_from_when() -> None:
    text = GUOBIAO.replace("2020-11-01实施", "2031-11-01实施")
    page = read(text)
    assert page.status == Finding(Status.IN_FORCE, certain=False, words="2031-11-01")
    assert page.status_words == "2031-11-01"
    assert read(GUOBIAO).status_words == ""


@pytest.mark.parametrize(
    "lines",
    ["国家标准化局\n国家驿站委员会\n发布", "国家标准化局\n发布\n国家驿站委员会", "国家标准化局\n国家驿站委员会　发布"],
)
def test_two_organs_publish_together(lines: str) -> None:
    assert (
        value(read(f"GB/T 99876—2020\n驿站规范\n2020-04-28发布\n{lines}\n前言").issuer) == "国家标准化局 国家驿站委员会"
    )


def test_placeholder_number_makes_a_draft() -> None:
    page = read(DRAFT.replace("（征求意见稿）\n", ""))
    assert (value(page.status), page.status_words) == (Status.DRAFT, "GM/T XXXX—XXXX")


def test_explanation_is_no_standard_though_it_bears_the_number() -> None:
    page = read(
        "NB/T 20998.7－2017\n驿站审查指南\n第7部分：反馈\n编制说明\n（征求意见稿）\n一、来源\n二、过程\n三、意见"
    )
    assert (page.title.value, page.title.certain) == ("驿站审查指南 第7部分：反馈 编制说明", True)
    assert (page.family.value, page.status.value, page.number) == (Family.OFFICIAL, Status.REFERENCE, None)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("S2_GMT_0036-2014_扫描.pdf", "GM/T 0036—2014"),
        ("GB-T 1.1-2020.pdf", "GB/T 1.1—2020"),
        ("DB4403T 998-2023.pdf", "DB4403/T 998—2023"),
        ("报告 2020-03-04.pdf", None),
    ],
)
def test_number_in_the_name_is_never_certain(name: str, number: str | None) -> None:
    page = read("", name)
    assert value(page.number) == number
    assert "title" in page.unsure
    assert page.number is None or not page.number.certain


@pytest.mark.parametrize(
    ("hint", "text", "title", "certain"),
    [
        ("驿站手册", "驿站手册\n随便写的话，没有编号。", "驿站手册", True),
        ("Microsoft Word - a.doc", "随便写的话。", "文件", False),
        ("驿站工作手册", "随便写的话。", "驿站工作手册", False),
    ],
)
def test_title_that_the_format_gives(hint: str, text: str, title: str, *, certain: bool) -> None:
    page = read(text, title_hint=hint)
    assert (page.title.value, page.title.certain) == (title, certain)


@pytest.mark.parametrize(
    ("text", "family", "certain"),
    [
        ("甲\n第一条 子。\n第二条 丑。\n第三条 寅。", Family.LAW, True),
        ("甲\n一、子\n二、丑\n三、寅\n第一条 子。\n第二条 丑。\n第三条 寅。", Family.OFFICIAL, True),
        ("甲\n一、子\n附件1\n乙办法\n第一条 子。\n第二条 丑。\n第三条 寅。", Family.OFFICIAL, False),
        ("甲\n第一条 子。\n（一）丑\n（二）寅\n第二条 丑。\n第三条 寅。", Family.LAW, True),
        ("甲\n第1条 子。\n第2条 丑。\n第3条 寅。", Family.LAW, True),
        ("甲\n第 一 条 子。\n第 二 条 丑。\n第 三 条 寅。", Family.LAW, True),
        ("甲\n第一條 子。\n第二條 丑。\n第三條 寅。", Family.LAW, True),
        ("甲\n第一条 子。\n第二条 丑。", Family.LAW, False),
        ("甲\n第三条 子。\n第四条 丑。", Family.OFFICIAL, False),
        ("甲\n第一条 子。\n第二条 丑。\n一、寅", Family.OFFICIAL, False),
        ("甲\n1 范围\n子。\n2 要求\n2.1 场地\n丑。", Family.STANDARD, False),
        ("甲\n１　范围\n子。\n２　要求\n２．１　场地\n丑。", Family.STANDARD, False),
        ("甲\n一、子\n1 范围\n2 要求\n2.1 场地", Family.OFFICIAL, False),
        ("甲\n一、子\n（一）丑\n（二）寅", Family.OFFICIAL, True),
        ("甲\n1 范围\n2 规范性引用文件", Family.STANDARD, True),
        ("甲\n1.1 子\n1.2 丑\n1.3 寅", Family.STANDARD, False),
        ("甲", Family.OFFICIAL, False),
        ("", Family.OFFICIAL, False),
    ],
)
def test_family(text: str, family: Family, *, certain: bool) -> None:
    found = read_family("a.txt", text)
    assert (found.value, found.certain) == (family, certain)


def test_notice_with_the_rules_it_issues_keeps_its_own_title() -> None:
    articles = "附件1\n职工休息区管理办法\n第一章 总则\n第一条 甲。\n第二条 乙。\n第三条 丙。"
    page = read(NOTICE.removesuffix("附件1\n名单") + articles)
    assert read_family("a.txt", NOTICE + "\n" + articles).value is Family.OFFICIAL
    assert page.title.value == value(read(NOTICE).title)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("GB/T38629—2020", "GB/T 38629—2020"),
        ("GB / T 1.1 — 2020", "GB/T 1.1—2020"),
        ("ＧＢ／Ｔ１．１－２０２０", "GB/T 1.1—2020"),
        ("犌犅／犜９９８７６—２０２０", "GB/T 99876—2020"),
        ("GB 50016-2014", "GB 50016—2014"),
        ("DB4403/T 123–2023", "DB4403/T 123—2023"),
        ("T/SZS 4012—2021", "T/SZS 4012—2021"),
        ("Q/ABC 12.3-2020", "Q/ABC 12.3—2020"),
        ("JGJ/T 16", "JGJ/T 16"),
        ("ISO 9001:2015", "ISO 9001:2015"),
        ("GM/T 0036—2014", "GM/T 0036—2014"),
        ("DBJ/T 15-38-2019", "DBJ/T 15-38—2019"),
        ("GB 2312-80", "GB 2312—80"),
    ],
)
def test_numbers_of_standards_in_their_printed_form(printed: str, expected: str) -> None:
    assert [each.value for each in standard_numbers(fold(f"按{printed}执行"))] == [expected]
    assert placeholder(fold(printed)) is None


@pytest.mark.parametrize("words", ["GM/T XXXX—XXXX", "DB4403/T XXX-2023", "GB/T ×××××—××××", "GB/T 12345—202X"])
def test_placeholders(words: str) -> None:
    found = placeholder(fold(words))
    assert found
    assert (found.start, found.end) == (0, len(words))


@pytest.mark.parametrize("words", ["HTTP 1.1", "T 5.4", "IPV4", "A4 210", "GB", "CB 1", "charset=GB2312"])
def test_no_numbers_of_standards(words: str) -> None:
    assert list(standard_numbers(fold(words))) == []


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("国办发[2021]3号", "国办发〔2021〕3号"),
        ("总工发（2020）5号", "总工发〔2020〕5号"),
        ("中华人民共和国国务院令第560号公布", "国务院令第560号"),
        ("中华人民共和国主席令第二十二号", "主席令第二十二号"),
        ("深圳市人民政府令（第300号）", "深圳市人民政府令（第300号）"),
        ("深圳市人民代表大会常务委员会公告（第六十二号）", "深圳市人民代表大会常务委员会公告（第六十二号）"),
    ],
)
def test_numbers_of_issued_documents(printed: str, expected: str) -> None:
    folded = fold(printed)
    assert [each.value for each in (*issued_numbers(folded), *order_numbers(folded))] == [expected]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2020-04-28发布 2020-11-01实施", ["2020-04-28", "2020-11-01"]),
        ("２０２００４２８发布", ["2020-04-28"]),
        ("２０２０\ue011０４\ue011２８发布", ["2020-04-28"]),
        ("二○二二年十二月三十一日", ["2022-12-31"]),
        ("2012 年 4 月 28 日", ["2012-04-28"]),
        ("××××-××-××发布，2020-13-45，20200428", []),
    ],
)
def test_dates(printed: str, expected: list[str]) -> None:
    assert [each.value.isoformat() for each in dates(fold(printed))] == expected


def document(title: str, number: str | None = None) -> Document:
    return Document("d", title, Family.STANDARD, Status.IN_FORCE, "0" * 64, number=number)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (document("《甲》", "GB/T 1.1—2009"), document("《乙》", "GB/T1.1-2020")),
        (document("《甲》", "DB4403/T 123—2019"), document("《甲》", "DB4403/T 123—2023")),
        (document("《驿站法》"), document("《驿站法（2021年修正）》")),
        (document("驿站法(2016-02-06)"), document("《驿站法》", "主席令第五十七号")),
        (document("《驿站指引》（送审稿）编制说明"), document("《驿站指引》（报批稿）编制说明")),
        (document("《驿站手册》"), document("《驿站手册（第二版）》")),
        (document("《驿站手册》"), document("《驿站手册》修订版")),
    ],
)
def test_editions_of_one_document_share_their_key(one: Document, other: Document) -> None:
    assert edition_key(one) == edition_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (document("《甲》", "GB/T 1.1—2020"), document("《甲》", "GB/T 1.2—2020")),
        (document("《甲》", "GB 123—2020"), document("《甲》", "GB/T 123—2020")),
        (document("《驿站办法》"), document("《驿站办法（试行）》")),
        (document("《驿站指引》"), document("《驿站指引》编制说明")),
    ],
)
def test_other_documents_have_other_keys(one: Document, other: Document) -> None:
    assert edition_key(one) != edition_key(other)


LINES = [line for text in (STANDARD, GUOBIAO, DRAFT, NOTICE, LAW, AMENDED, DECREE) for line in text.split("\n")]
pages = st.lists(st.sampled_from(LINES) | st.text(max_size=30), max_size=25).map("\n".join)
names = st.sampled_from(["a.txt", "GB-T 1.1-2020.pdf", " 条例(2016-02-06).md", "（送审稿）.docx", "", "."]) | st.text(
    max_size=20
)


@settings(max_examples=300, deadline=None)
@given(pages, names, st.none() | st.text(max_size=12))
def test_every_word_is_quoted_and_reading_is_deterministic(text: str, name: str, hint: str | None) -> None:
    page = read(text, name, title_hint=hint)
    assert page == read(text, name, title_hint=hint)
    for field in ("title", "family", "status", "number", "issuer", "issued", "effective", "replaces"):
        finding = getattr(page, field)
        assert (
            finding is None or finding.words in text or finding.words in name or finding.words in " ".join(page.history)
        )
    assert page.status_words in text or page.status_words in name
    assert isinstance(edition_key(document(page.title.value, value(page.number))), str)


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    "piece",
    ["(2001年", "《", "GB/T 1", "法()", "甲发布", "第一条 甲", "令第", "2020-01-01", " ", "的说明", "自2020年起"],
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_long_texts_take_no_longer_than_their_length(piece: str, end: str) -> None:
    text = (piece + end) * (200_000 // len(piece))
    start = time.perf_counter()
    read(text)
    assert time.perf_counter() - start < 5
