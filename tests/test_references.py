import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Clause, CrossReference, Document, Family, Kind, Obligation, Status
from assistant.parsing.references import find_references, resolve

Told = list[tuple[str, str | None]]


def inside(text: str, family: Family, here: str = "9", known: tuple[str, ...] = ()) -> Told:
    """Words and targets of the references into the document itself."""
    found = find_references(text, family, here=here, known=known)
    return [(each.words, each.target) for each in found if each.document is None]


def outside(text: str, family: Family) -> list[tuple[str, str | None, str | None]]:
    found = find_references(text, family, here="第九条" if family is Family.LAW else "9")
    return [(each.words, each.target, each.document) for each in found if each.document is not None]


# Standards


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("休息区应符合5.4.1。", [("5.4.1", "5.4.1")]),
        ("按5.4.1 b)的规定。", [("5.4.1 b)", "5.4.1 b)")]),
        ("按５．４．１ｂ）的规定。", [("５．４．１ｂ）", "5.4.1 b)")]),
        ("见5.4.1 b) 2)。", [("5.4.1 b) 2)", "5.4.1 b) 2)")]),
        ("见5.4.1中b)。", [("5.4.1中b)", "5.4.1 b)")]),
        ("见5.4.1 a)和c)。", [("5.4.1 a)", "5.4.1 a)"), ("c)", "5.4.1 c)")]),
        ("应符合5.4.1 a)～c)的规定。", [("5.4.1 a)", "5.4.1 a)"), ("c)", "5.4.1 c)")]),
        ("见第5章。", [("第5章", "5")]),
        ("第6章和第7章给出了方法。", [("第6章", "6"), ("第7章", "7")]),
        ("按第5、6章执行。", [("5", "5"), ("6", "6")]),
        ("5.1～5.3的要求适用。", [("5.1", "5.1"), ("5.3", "5.3")]),
        ("应满足5.1至5.3。", [("5.1", "5.1"), ("5.3", "5.3")]),
        ("除5.4.1和5.4.2外。", [("5.4.1", "5.4.1"), ("5.4.2", "5.4.2")]),
        ("5.4.1所述的设备。", [("5.4.1", "5.4.1")]),
        ("参见本规范第 7.1 和 7.2 节。", [("7.1", "7.1"), ("7.2", "7.2")]),
        ("参见下文 6.5.3.4 节。", [("6.5.3.4", "6.5.3.4")]),
        ("见附录A、附 录 B。", [("附录A", "附录A"), ("附 录 B", "附录B")]),
        ("应符合A.2的要求，见附录B.1.2。", [("A.2", "A.2"), ("附录B.1.2", "B.1.2")]),
        ("见表1和表 A.1，如图 2 所示。", [("表1", "表1"), ("表 A.1", "表A.1"), ("图 2", "图2")]),
        ("设施（见5.2）应明亮。", [("5.2", "5.2")]),
        ("应符合5.2人员管理的要求。", [("5.2", "5.2")]),
    ],
)
def test_places_in_standards(text: str, expected: Told) -> None:
    assert inside(text, Family.STANDARD) == expected
    assert inside(text, Family.HANDBOOK) == expected


@pytest.mark.parametrize(
    "text",
    [
        "面积5.4 m²，符合3.5 kg。",
        "按1.5倍计算，根据2.0版，依据2.1版。",
        "应符合99.5%的要求，满足3.5米的净高。",
        "2020.4.28发布，8.30开放，见10.1.0.5。",
        "按照GB/T 1.1—2020的规定起草。",
        "依据GM/T XXXX—XXXX的要求。",
        "版本2.1.3，OID为1.2.156.10197。",
        "5.4.1 面积",
        "表1 休息区设施",
        "附录A（规范性）设施清单",
        "职工代表1人，电表2只。",
        "长5.4，宽3.2。",
        "《建设指南 第5章》",
        "a) 结实；b) 好用。",
        "4.2",
        "1.2×3.4的规定",
    ],
)
def test_numbers_that_are_no_places(text: str) -> None:
    assert inside(text, Family.STANDARD) == []


def test_bare_number_of_three_parts_counts_where_it_is_known() -> None:
    text = "设施同5.4.1、5.4.9，面积同5.4。"
    assert inside(text, Family.STANDARD) == []
    assert inside(text, Family.STANDARD, known=("5.4", "5.4.1")) == [("5.4.1", "5.4.1")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("应遵循 GB/T19713—2005中6.1的规定。", [("GB/T19713—2005中6.1", "6.1", "GB/T 19713—2005")]),
        ("GB/T 9813.3—2017中5.8", [("GB/T 9813.3—2017中5.8", "5.8", "GB/T 9813.3—2017")]),
        ("应符合GB/T 1.1—2020，5.4.1。", [("GB/T 1.1—2020，5.4.1", "5.4.1", "GB/T 1.1—2020")]),
        (
            "按GB 50016—2014第5.1.3条和第5.1.4条。",
            [
                ("GB 50016—2014第5.1.3条", "5.1.3", "GB 50016—2014"),
                ("第5.1.4条", "5.1.4", "GB 50016—2014"),
            ],
        ),
        (
            "应遵循GB/T 35275和GB/T 35276。",
            [("GB/T 35275", None, "GB/T 35275"), ("GB/T 35276", None, "GB/T 35276")],
        ),
        ("按《驿站设备规范》第9.1节。", [("《驿站设备规范》第9.1节", "9.1", "《驿站设备规范》")]),
        ("见GM/T 0006《标识规范》附录B。", [("GM/T 0006《标识规范》附录B", "附录B", "GM/T 0006")]),
        ("依照《驿站法》第十一条。", [("《驿站法》第十一条", "第十一条", "《驿站法》")]),
        ("应符合《驿站设备\n规范》。", [("《驿站设备\n规范》", None, "《驿站设备规范》")]),
        ("填写《职工登记表》。", []),
    ],
)
def test_places_in_other_documents(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert outside(text, Family.STANDARD) == expected
    assert inside(text, Family.STANDARD) == []


# Laws


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依照本法第十条执行。", [("第十条", "第十条")]),
        ("违反第四十六条第二款的。", [("第四十六条第二款", "第四十六条第二款")]),
        ("第十条之一的规定", [("第十条之一", "第十条之一")]),
        (
            "第三十九条和第四十条第一项、第二项",
            [
                ("第三十九条", "第三十九条"),
                ("第四十条第一项", "第四十条第（一）项"),
                ("第二项", "第四十条第（二）项"),
            ],
        ),
        ("第八条至第十条", [("第八条", "第八条"), ("第十条", "第十条")]),
        (
            "第六条第二款第（三）、（五）项",
            [("第六条第二款第（三）", "第六条第二款第（三）项"), ("（五）项", "第六条第二款第（五）项")],
        ),
        ("第六条第一、二款", [("第六条第一", "第六条第一款"), ("二款", "第六条第二款")]),
        ("依照本法第二章第一节的规定", [("第二章第一节", "第二章第一节")]),
        ("第12条第3款", [("第12条第3款", "第十二条第三款")]),
        ("本法、本章、本条、本款另有规定的除外。", []),
        ("该法第三条、第四条，上述办法第五条，本规定附录第一条", []),
        ("第二章　权利\n第一条　甲。", []),
        ("（一）甲；\n（二）乙。", []),
        ("第一项工作，第二款产品", []),
    ],
)
def test_places_in_laws(text: str, expected: Told) -> None:
    assert inside(text, Family.LAW, here="卷首") == expected


@pytest.mark.parametrize(
    ("here", "text", "expected"),
    [
        ("第五条", "依照前条规定。", [("前条", "第四条之一")]),
        ("第四条", "依照前两条规定。", [("前两条", "第二条"), ("前两条", "第三条")]),
        ("第一条", "依照前条规定。", []),
        ("第五条第三款", "违反前款规定的。", [("前款", "第五条第二款")]),
        ("第五条第三款", "前两款规定的。", [("前两款", "第五条第一款"), ("前两款", "第五条第二款")]),
        (
            "第五条",
            "甲。\n乙：\n（一）子；\n（二）前款第三项。\n前款。",
            [
                ("前款第三项", "第五条第一款第（三）项"),
                ("前款", "第五条第二款"),
            ],
        ),
        ("第五条", "违反前款规定的。", []),
        ("第五条第二款", "本条第一款规定的。", [("本条第一款", "第五条第一款")]),
        (
            "第五条第二款第（三）项",
            "前项、本款第一项。",
            [
                ("前项", "第五条第二款第（二）项"),
                ("本款第一项", "第五条第二款第（一）项"),
            ],
        ),
        ("第五条", "第一款规定的情形", [("第一款", "第五条第一款")]),
    ],
)
def test_places_told_from_here(here: str, text: str, expected: Told) -> None:
    known = ("第一章", "第一条", "第二条", "第三条", "第四条", "第四条之一", "第五条", "第五条第一款")
    found = find_references(text, Family.LAW, here=here, known=known)
    seen: dict[tuple[str, str | None], None] = {(each.words, each.target): None for each in found}
    assert list(seen) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "《中华人民共和国驿站法》第十一条、第十二条第一款",
            [
                ("《中华人民共和国驿站法》第十一条", "第十一条", "《中华人民共和国驿站法》"),
                ("第十二条第一款", "第十二条第一款", "《中华人民共和国驿站法》"),
            ],
        ),
        ("应当依照劳动合同法第四十四条执行", [("劳动合同法第四十四条", "第四十四条", "劳动合同法")]),
        ("用人单位不得在劳动合同法第四十四条之外", [("劳动合同法第四十四条", "第四十四条", "劳动合同法")]),
        ("有民事诉讼法第二百条规定的情形", [("民事诉讼法第二百条", "第二百条", "民事诉讼法")]),
        ("违反驿站管理条例的第三条", [("驿站管理条例的第三条", "第三条", "驿站管理条例")]),
        ("依照《驿站法》的规定处理。", [("《驿站法》", None, "《驿站法》")]),
        (
            "《驿站法》（以下简称驿站法）第二条",
            [("《驿站法》（以下简称驿站法）第二条", "第二条", "《驿站法》")],
        ),
        ("按本办法第三条，这种方法第四条", []),
    ],
)
def test_places_in_other_laws(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert outside(text, Family.LAW) == expected


# Official documents


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("按照三、（五）的要求落实。", [("三、（五）", "三、（五）")]),
        ("见三、（五）2.所述", [("三、（五）2.", "三、（五）2.")]),
        ("任务见第三部分。", [("第三部分", "三、")]),
        ("依据本通知第二条办理。", [("第二条", "二、")]),
        ("做到规范统一、（一）提质。", []),
        ("第三部分 任务\n第二条意见", []),
    ],
)
def test_places_in_official_documents(text: str, expected: Told) -> None:
    assert inside(text, Family.OFFICIAL) == expected


def test_official_documents_point_at_laws_and_standards() -> None:
    found = outside("依据《驿站法》第三条和GB/T 1.1中5.2制定。", Family.OFFICIAL)
    assert found == [("《驿站法》第三条", "第三条", "《驿站法》"), ("GB/T 1.1中5.2", "5.2", "GB/T 1.1")]


# Resolving


def clause(address: str, text: str, kind: Kind = Kind.CLAUSE) -> Clause:
    return Clause("d", address, kind, address, "", text, (), 0, 1, Obligation.STATEMENT)


def resolved(
    family: Family, *clauses: Clause, number: str | None = None
) -> tuple[dict[str, list[CrossReference]], Told]:
    document = Document("d", "《测试规范》", family, Status.IN_FORCE, "0" * 64, number=number)
    found, warnings = resolve(clauses, document)
    return {each.address: list(each.references) for each in found}, list(warnings)


def test_reference_that_leads_nowhere_is_told_once() -> None:
    references, warnings = resolved(
        Family.STANDARD,
        clause("卷首", "5.9的规定见第8章。", Kind.PREFACE),
        clause("5.3", "应符合5.9和5.4，见第8章。\na) 见5.9。"),
        clause("5.3 a)", "见5.9。", Kind.ITEM),
        clause("5.4", "见表1和附录A、表B.1。"),
        clause("表1", "甲", Kind.TABLE),
    )
    assert references["5.3"] == [
        CrossReference("5.9", "5.9"),
        CrossReference("5.4", "5.4"),
        CrossReference("第8章", "8"),
    ]
    assert warnings == [
        "5.3 引用了 5.9，文中没有这一条。",
        "5.3 引用了 8，文中没有这一章。",
        "5.4 引用了 表B.1，文中没有这张表。",
    ]


def test_own_number_and_title_mean_the_document_itself() -> None:
    references, warnings = resolved(
        Family.STANDARD,
        clause("5.1", "GB/T 99876—2020中5.2、《测试规范》第5.2条和GB/T 1.1中5.2。"),
        clause("5.2", "本文件代替GB/T 99876—2010。"),
        number="GB/T 99876—2020",
    )
    assert references["5.1"] == [
        CrossReference("GB/T 99876—2020中5.2", "5.2"),
        CrossReference("GB/T 1.1中5.2", "5.2", "GB/T 1.1"),
    ]
    assert references["5.2"] == []
    assert warnings == []


def test_places_of_laws_are_given_by_their_addresses_here() -> None:
    references, warnings = resolved(
        Family.LAW,
        clause("第一编", "", Kind.PART),
        clause("第一编第二章", "", Kind.CHAPTER),
        clause("第一条", "甲：\n（一）乙。", Kind.ARTICLE),
        clause("第一条第（一）项", "乙。", Kind.ITEM),
        clause("第二条", "子。\n丑：\n（一）寅。", Kind.ARTICLE),
        clause("第二条第二款第（一）项", "寅。", Kind.ITEM),
        clause(
            "第三条",
            "第一条第一款、第一条第一款第一项、第二条第一项，第二章，第三条，第九条第二款。",
            Kind.ARTICLE,
        ),
    )
    assert [(each.words, each.target) for each in references["第三条"]] == [
        ("第一条第一款", "第一条"),
        ("第一条第一款第一项", "第一条第（一）项"),
        ("第二条第一项", "第二条第二款第（一）项"),
        ("第二章", "第一编第二章"),
        ("第九条第二款", "第九条第二款"),
    ]
    assert warnings == ["第三条 引用了 第九条第二款，文中没有这一款。"]


def test_section_of_this_chapter() -> None:
    in_chapter = [clause(address, "", Kind.SECTION) for address in ("第一章", "第一章第一节", "第二章", "第二章第一节")]
    article = Clause(
        "d",
        "第三条",
        Kind.ARTICLE,
        "第三条",
        "",
        "依照本章第一节、第一编的规定。",
        (),
        0,
        1,
        Obligation.STATEMENT,
        "第二章",
    )
    references, warnings = resolved(Family.LAW, *in_chapter, article)
    assert references["第三条"][0] == CrossReference("第一节", "第二章第一节")
    assert warnings == []


# Laws of the finder

WORDS = [
    *[
        "5.4.1",
        "5.4",
        "第5章",
        "附录A",
        "表1",
        "图 A.1",
        " b)",
        "见",
        "按",
        "符合",
        "的规定",
        "和",
        "、",
        "～",
        " m",
        "\n",
    ],
    *[
        "第十条",
        "第二款",
        "第（三）项",
        "第一项",
        "前款",
        "前条",
        "本条",
        "至",
        "《驿站法》",
        "劳动合同法",
        "本法",
        "该法",
    ],
    *[
        "GB/T 1.1—2020",
        "中",
        "，",
        "三、",
        "（五）",
        "第三部分",
        "。",
        "GM/T XXXX—XXXX",
        "之一",
        "（",
        "）",
        "1.2.3.4.5.6.7",
    ],
]
texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=25).map("".join) | st.text()
places = st.sampled_from(["5.4.1", "第三条", "第三条第二款", "第三条第二款第（一）项", "卷首", "三、（五）", ""])


@settings(max_examples=500, deadline=None)
@given(texts, st.sampled_from(list(Family)), places)
def test_words_stand_in_the_text(text: str, family: Family, here: str) -> None:
    for each in find_references(text, family, here=here, known=("5.4.1", "第一条", "第三条")):
        assert each.words
        assert each.words in text
        assert each.target is not None or each.document is not None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(places, texts), max_size=5, unique_by=lambda pair: pair[0]), st.sampled_from(list(Family)))
def test_resolving_changes_nothing_but_references(pairs: list[tuple[str, str]], family: Family) -> None:
    clauses = tuple(clause(*pair) for pair in pairs)
    document = Document("d", "《测试》", family, Status.IN_FORCE, "0" * 64)
    found, warnings = resolve(clauses, document)
    assert [(each.address, each.text) for each in found] == pairs
    assert len(set(warnings)) == len(warnings)
    assert resolve(found, document) == (found, warnings)


@pytest.mark.parametrize(
    "piece",
    ["第", "第一、", "5.", "5.4.1、", "《", "前款", "（一）", "GB/T 1", "一二三法", "附录A和", "第5、", " ", "a)"],
)
@pytest.mark.parametrize("family", [Family.STANDARD, Family.LAW, Family.OFFICIAL])
def test_long_texts_take_no_longer_than_their_length(piece: str, family: Family) -> None:
    text = piece * (60_000 // len(piece))
    start = time.perf_counter()
    find_references(text, family, here="第三条第二款")
    assert time.perf_counter() - start < 5
