"""Citations: strings written out by hand, the mark of what is no norm in every format, and `assistant cite`."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string
from test_cli import refused

from assistant import cli
from assistant.answer.bibtex import key_of
from assistant.answer.citing import OCR_LABEL, Style, bibtex, inline, inline_of, quoted, reference, references
from assistant.domain import Citation, Clause, Corpus, Document, Family, Kind, Obligation, ParsedDocument, Status
from assistant.retrieval.naming import Namer
from assistant.retrieval.opening import NotHeldError, open_clause, open_document

STANDARD = Document(
    id="added-0123456789ab",
    title="《职工服务中心建设指引》",
    family=Family.STANDARD,
    status=Status.IN_FORCE,
    sha256="0" * 64,
    number="DB4403/T 123—2023",
    issuer="深圳市市场监督管理局",
    issued=date(2023, 5, 1),
    effective=date(2023, 6, 1),
)
DRAFT = replace(STANDARD, status=Status.DRAFT, stage="征求意见稿", number=None, issued=None, issuer="深圳市总工会")
LETTER = Document(
    id="letter",
    title="《关于印发〈职工服务中心工作方案〉的通知》",
    family=Family.OFFICIAL,
    status=Status.IN_FORCE,
    sha256="1" * 64,
    number="深工办〔2024〕7号",
    issuer="深圳市总工会办公室 深圳市人力资源和社会保障局",
    issued=date(2024, 3, 9),
)
REPEALED = Document(
    id="old-law",
    title="《中华人民共和国工会法》（2001年修正）",
    family=Family.LAW,
    status=Status.REPEALED,
    sha256="2" * 64,
    issuer="全国人民代表大会常务委员会",
    issued=date(2001, 10, 27),
)


def clause_of(document: Document, address: str, text: str = "应设置。", *, is_ocr: bool = False) -> Clause:
    return Clause(
        document_id=document.id,
        address=address,
        kind=Kind.CLAUSE,
        label=address,
        title="",
        text=text,
        heading_path=(),
        start=0,
        end=len(text),
        obligation=Obligation.REQUIREMENT,
        is_ocr=is_ocr,
    )


def citation_of(document: Document, address: str, n: int = 1, *, is_ocr: bool = False) -> Citation:
    clause = clause_of(document, address, is_ocr=is_ocr)
    return Citation(n, document, clause, clause.text, 1.0)


GOLDEN = {
    "standard in force": (
        STANDARD,
        "5.4.1",
        "DB4403/T 123—2023 职工服务中心建设指引[S]. 5.4.1.",
        "深圳市市场监督管理局. 职工服务中心建设指引：DB4403/T 123—2023[S]. 2023：5.4.1.",
        "（DB4403/T 123—2023，5.4.1）",
    ),
    "standard as a whole": (
        STANDARD,
        None,
        "DB4403/T 123—2023 职工服务中心建设指引[S].",
        "深圳市市场监督管理局. 职工服务中心建设指引：DB4403/T 123—2023[S]. 2023.",
        "（DB4403/T 123—2023）",
    ),
    "draft without a number": (
        DRAFT,
        "5.4.1 b)",
        "深圳市总工会. 职工服务中心建设指引[S]. 5.4.1 b).（征求意见稿，未生效）",
        "深圳市总工会. 职工服务中心建设指引[S]. 5.4.1 b).（征求意见稿，未生效）",
        "《职工服务中心建设指引》5.4.1 b)（征求意见稿，未生效）",
    ),
    "draft with a number": (
        replace(STANDARD, status=Status.DRAFT),
        "表1",
        "DB4403/T 123—2023 职工服务中心建设指引[S]. 表1.（送审稿，未生效）",
        "深圳市市场监督管理局. 职工服务中心建设指引：DB4403/T 123—2023[S]. 2023：表1.（送审稿，未生效）",
        "（DB4403/T 123—2023，表1）（送审稿，未生效）",
    ),
    "official document": (
        LETTER,
        "三、（五）",
        "深圳市总工会办公室，深圳市人力资源和社会保障局. 关于印发《职工服务中心工作方案》的通知：深工办〔2024〕7号[A]. "
        "2024-03-09：三、（五）.",
        "深圳市总工会办公室，深圳市人力资源和社会保障局. 关于印发《职工服务中心工作方案》的通知：深工办〔2024〕7号[A]. "
        "2024：三、（五）.",
        "《关于印发〈职工服务中心工作方案〉的通知》三、（五）",
    ),
    "repealed law": (
        REPEALED,
        "第三条",
        "全国人民代表大会常务委员会. 中华人民共和国工会法（2001年修正）[A]. 2001-10-27：第三条.（已废止）",
        "全国人民代表大会常务委员会. 中华人民共和国工会法（2001年修正）[A]. 2001：第三条.（已废止）",
        "《中华人民共和国工会法》（2001年修正）第三条（已废止）",
    ),
}

HELD = {
    "trade-union-law": (
        "第十一条",
        "全国人民代表大会. 中华人民共和国工会法[A]. 2021-12-24：第十一条.",
        "全国人民代表大会. 中华人民共和国工会法[A]. 2021：第十一条.",
        "《中华人民共和国工会法》第十一条",
    ),
    "guideline-explanation": (
        "三、（五）",
        "深圳市总工会. 《职工服务中心建设指引》（送审稿）编制说明[A]. 三、（五）.（送审稿，未生效）",
        "深圳市总工会. 《职工服务中心建设指引》（送审稿）编制说明[A]. 三、（五）.（送审稿，未生效）",
        "《职工服务中心建设指引》（送审稿）编制说明，三、（五）（送审稿，未生效）",
    ),
    "zone-handbook": (
        "5.7.2",
        "本项目编写. 功能区配置参考手册[Z]. 5.7.2.（参考资料，非标准条文）",
        "本项目编写. 功能区配置参考手册[Z]. 5.7.2.（参考资料，非标准条文）",
        "《功能区配置参考手册》5.7.2（参考资料，非标准条文）",
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_references(name):
    document, address, *expected = GOLDEN[name]
    styles = (Style.GB_2025, Style.GB_2015, Style.INLINE)
    assert [reference(document, style, address=address) for style in styles] == expected


@pytest.mark.parametrize("document_id", HELD)
def test_references_of_what_is_held(corpus, document_id):
    address, *expected = HELD[document_id]
    document, clause = corpus.document(document_id), corpus.clause(f"{document_id}#{address}")
    styles = (Style.GB_2025, Style.GB_2015, Style.INLINE)
    assert [reference(document, style, address=clause.address) for style in styles] == expected
    assert inline_of(document, clause) == expected[-1]


def test_bibtex_of_a_standard():
    assert bibtex(replace(STANDARD, status=Status.DRAFT), address="5.4.1").splitlines() == [
        "@techreport{added-0123456789ab-5-4-1,",
        "  author = {{深圳市市场监督管理局}},",
        "  title = {{职工服务中心建设指引}},",
        "  type = {标准},",
        "  number = {DB4403/T 123—2023},",
        "  institution = {{深圳市市场监督管理局}},",
        "  year = {2023},",
        "  date = {2023-05-01},",
        "  mark = {S},",
        "  note = {5.4.1（送审稿，未生效）},",
        "}",
    ]


def test_bibtex_of_an_official_document():
    entry = parse_string(bibtex(LETTER), "bibtex").entries["letter"]
    assert entry.type == "misc"
    assert [str(person) for person in entry.persons["author"]] == [
        "{深圳市总工会办公室}",
        "{深圳市人力资源和社会保障局}",
    ]
    assert entry.fields["title"] == "{关于印发《职工服务中心工作方案》的通知}"
    assert entry.fields["howpublished"] == "深工办〔2024〕7号"
    assert "note" not in entry.fields


def test_special_characters_are_escaped_in_bibtex():
    document = replace(STANDARD, title="《A&B_{50%}#$~^\\手册》", id="é 手册")
    text = bibtex(document)
    assert (
        r"title = {{A\&B\_\textbraceleft{}50\%\textbraceright{}\#\$\textasciitilde{}\textasciicircum{}"
        r"\textbackslash{}手册}}" in text
    )
    (key,) = parse_string(text, "bibtex").entries
    assert key.isascii()
    assert key != bibtex(replace(document, id="è 手册")).split("{")[1].split(",")[0]


def test_more_than_three_issuers():
    document = replace(STANDARD, issuer="甲局、乙局、丙局、丁局", number=None)
    assert reference(document, Style.GB_2015).startswith("甲局，乙局，丙局，等. ")


def test_an_issuer_with_a_latin_name_is_one():
    document = replace(STANDARD, issuer="International Organization for Standardization")
    assert reference(document, Style.GB_2015).startswith("International Organization for Standardization. ")


def test_what_ocr_recognised_is_marked():
    citation = citation_of(STANDARD, "5.4.1", is_ocr=True)
    assert inline(citation) == "（DB4403/T 123—2023，5.4.1）（OCR 识别文字）"
    repealed = citation_of(REPEALED, "第三条", is_ocr=True)
    assert inline(repealed).endswith("第三条（已废止；OCR 识别文字）")
    assert references([repealed], Style.GB_2025)[0].endswith("（已废止；OCR 识别文字）")


def test_a_quote_with_its_clause():
    assert quoted(citation_of(STANDARD, "5.4.1")) == "“应设置。”（DB4403/T 123—2023，5.4.1）"
    assert quoted(citation_of(REPEALED, "第三条")) == (
        "“应设置。”（《中华人民共和国工会法》（2001年修正）第三条）（已废止）"
    )


def test_a_list_of_references_has_one_entry_a_text():
    citations = [citation_of(LETTER, "一、", 1), citation_of(STANDARD, "5.1", 2), citation_of(LETTER, "二、", 3)]
    assert references(citations, Style.GB_2025) == (
        "[1] 深圳市总工会办公室，深圳市人力资源和社会保障局. "
        "关于印发《职工服务中心工作方案》的通知：深工办〔2024〕7号[A]. 2024-03-09.",
        "[2] DB4403/T 123—2023 职工服务中心建设指引[S].",
    )
    entries = parse_string("\n".join(references(citations, Style.BIBTEX)), "bibtex").entries
    assert list(entries) == ["letter", "added-0123456789ab"]
    assert references([], Style.GB_2025) == ()


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
documents = st.builds(
    Document,
    id=words.filter(bool),
    title=words.map(lambda title: f"《{title}》"),
    family=st.sampled_from(Family),
    status=st.sampled_from(Status),
    sha256=st.just("0" * 64),
    number=st.none() | words,
    issuer=st.none() | words,
    issued=st.none() | st.dates(),
    stage=st.none() | st.sampled_from(("送审稿", "征求意见稿", "草案")),
)


@given(document=documents, address=st.none() | words, style=st.sampled_from(Style), is_ocr=st.booleans())
def test_what_is_no_norm_is_marked_in_every_format(document, address, style, is_ocr):
    text = reference(document, style, address=address, is_ocr=is_ocr)
    mark = {
        Status.IN_FORCE: "",
        Status.DRAFT: f"{document.stage or '送审稿'}，未生效",
        Status.REPEALED: "已废止",
        Status.REFERENCE: "参考资料，非标准条文",
    }[document.status]
    marks = "；".join(filter(None, (mark, OCR_LABEL if is_ocr else "")))
    last = text.removesuffix("\n}").removesuffix("},")
    assert last.endswith(f"（{marks}）") if marks else not last.endswith(("未生效）", "已废止）", "非标准条文）"))


@given(document=documents, address=st.none() | words, is_ocr=st.booleans())
def test_bibtex_always_parses(document, address, is_ocr):
    text = bibtex(document, address=address, is_ocr=is_ocr)
    (entry,) = parse_string(text, "bibtex").entries.items()
    key, parsed = entry
    assert key.isascii()
    assert key.startswith(next(iter(parse_string(bibtex(document), "bibtex").entries)))
    assert parsed.fields.get("year") == (str(document.issued.year) if document.issued else None)
    assert ("author" in parsed.persons) == ("author = " in text)


@pytest.mark.parametrize(
    ("address", "key"),
    [("第四十六条第二款", "law-46-2"), ("第四十六条", "law-46"), ("5.4.1", "law-5-4-1"), (None, "law")],
)
def test_each_clause_has_a_bibtex_key_of_its_own(address, key):
    assert key_of("law", address) == key
    assert key_of("law", "表1") != key_of("law", "1")


@pytest.fixture(scope="module")
def namer(corpus):
    return Namer(corpus)


@pytest.mark.parametrize(
    "name",
    [
        *("trade-union-law", "《中华人民共和国工会法》", "中华人民共和国工会法", "工会法", "《工会法》", " 工会法 "),
        "中华人民共和国工会法（2021年修正）",
    ],
)
def test_a_document_by_any_of_its_names(corpus, namer, name):
    assert open_document(corpus, namer, name).id == "trade-union-law"


@pytest.mark.parametrize(
    "number", ["DB4403/T 123—2023", "DB4403/T 123-2023", "db4403/t123—2023", "DB4403/T 123", "《DB4403/T 123—2023》"]
)
def test_a_document_by_its_number(number):
    corpus = Corpus((ParsedDocument(STANDARD, "", (clause_of(STANDARD, "5.4.1"),)), ParsedDocument(LETTER, "", ())))
    assert open_document(corpus, Namer(corpus), number) is STANDARD


def test_a_number_without_its_year_names_no_edition_of_two():
    other = replace(STANDARD, id="other", number="DB4403/T 123—2020")
    corpus = Corpus((ParsedDocument(STANDARD, "", ()), ParsedDocument(other, "", ())))
    assert open_document(corpus, Namer(corpus), "DB4403/T 123—2020") is other
    with pytest.raises(NotHeldError):
        open_document(corpus, Namer(corpus), "DB4403/T 123")


@pytest.mark.parametrize("name", ["编制说明之二", "工会法实施细则", "关于《工会法》的说明", "手册x", "", "《》"])
def test_a_name_with_words_around_it_is_another_document(corpus, namer, name):
    with pytest.raises(NotHeldError):
        open_document(corpus, namer, name)


def test_an_edition_that_is_not_held(corpus, namer):
    with pytest.raises(NotHeldError) as refusal:
        open_document(corpus, namer, "工会法（2001年修正）")
    assert refusal.value.what_happened == "没有收录2001年的《工会法》。"
    assert "2021年" in refusal.value.what_to_do


@pytest.mark.parametrize(
    ("document_id", "address", "found"),
    [
        ("trade-union-law", "11条", "第十一条"),
        ("trade-union-law", "11", "第十一条"),
        ("trade-union-law", "§11", "第十一条"),
        ("trade-union-law", "第 11 条第 2 款", "第十一条第二款"),
        ("trade-union-law", "第四十六条第一款", "第四十六条"),
        ("labour-contract-law", "四十六条三项", "第四十六条第（三）项"),
        ("guideline-explanation", "三（五）", "三、（五）"),
        ("guideline-explanation", "三、(五)", "三、（五）"),
        ("guideline-explanation", "3.5", "三、（五）"),
        ("zone-handbook", "5.7.2", "5.7.2"),
        ("zone-handbook", "第5.7.2条", "5.7.2"),
        ("zone-handbook", "5", "5"),
    ],
)
def test_a_clause_in_any_notation(corpus, namer, document_id, address, found):
    assert open_clause(corpus, namer, corpus.document(document_id), address).address == found


def test_a_row_and_a_list_item():
    row, item = clause_of(STANDARD, "表1 第3行"), clause_of(STANDARD, "5.4.1 b)")
    corpus = Corpus((ParsedDocument(STANDARD, "", (clause_of(STANDARD, "表1"), row, item)),))
    namer = Namer(corpus)
    assert open_clause(corpus, namer, STANDARD, "表 1 第3行") is row
    for written in ("5.4.1b)", "5.4.1 b", "5.4.1的b项", "5.4.1 b）"):
        assert open_clause(corpus, namer, STANDARD, written) is item
    with pytest.raises(NotHeldError):
        open_clause(corpus, namer, STANDARD, "表1第9行")


@pytest.mark.parametrize(
    ("document_id", "address", "offered"),
    [
        ("trade-union-law", "第十一条第九款", "第十一条下面有第十一条第一款、"),
        ("trade-union-law", "第九百条", "第一条至第五十八条"),
        ("trade-union-law", "第四十六条第二款", "可以引用第四十六条"),
        ("zone-handbook", "5.4.99", "5.4下面有5.4.1、5.4.2、"),
        ("zone-handbook", "随便", "1至5.10.4"),
        ("trade-union-law", "", "第一条至第五十八条"),
    ],
)
def test_a_clause_that_is_not_there(corpus, namer, document_id, address, offered):
    with pytest.raises(NotHeldError) as refusal:
        open_clause(corpus, namer, corpus.document(document_id), address)
    assert f"“{address}”" in refusal.value.what_happened
    assert offered in refusal.value.what_to_do


@pytest.fixture
def run(settings, monkeypatch, capsys):
    """Run `assistant cite …` in this process; returns exit code, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["assistant", "--home", str(settings.home), "cite", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return call


def test_cite(run):
    assert run("工会法", "11条") == (
        0,
        "全国人民代表大会. 中华人民共和国工会法[A]. 2021-12-24：第十一条.\n状态：现行有效\n",
        "",
    )
    assert run("工会法", "11条", "--style", "2015")[1].startswith(
        "全国人民代表大会. 中华人民共和国工会法[A]. 2021：第十一条.\n"
    )
    assert run("手册", "5.7.2", "--style", "inline")[1] == (
        "《功能区配置参考手册》5.7.2（参考资料，非标准条文）\n状态：参考资料，非标准条文\n"
    )
    assert run("编制说明")[1] == (
        "深圳市总工会. 《职工服务中心建设指引》（送审稿）编制说明[A].（送审稿，未生效）\n状态：送审稿（未生效）\n"
    )


def test_what_cite_prints_as_bibtex_can_be_kept_as_a_file(run):
    _, out, _ = run("手册", "5.7.2", "--style", "bibtex")
    assert parse_string(out, "bibtex").entries["zone-handbook-5-7-2"].fields["note"] == "5.7.2（参考资料，非标准条文）"


def test_cite_as_json(run):
    code, out, err = run("编制说明", "三（五）", "--json")
    value = json.loads(out)
    assert (code, err) == (0, "")
    assert set(value) == {"document", "address", "clause_id", "style", "text", "status", "badge", "ocr"}
    assert value["document"]["id"] == "guideline-explanation"
    assert value["address"] == "三、（五）"
    assert value["clause_id"] == "guideline-explanation#三、（五）"
    assert value["style"] == "2025"
    assert value["status"] == "draft"
    assert value["text"].endswith("三、（五）.（送审稿，未生效）")
    whole = json.loads(run("编制说明", "--json")[1])
    assert whole["address"] is None


def test_cite_refuses_what_is_not_held(run):
    assert "名称相近的有《中华人民共和国工会法》" in refused(run("工会发", "11条"))
    assert "没有公开的可用文本" in refused(run("职工服务中心建设指引", "5.4.1"))
    assert "行政法规" in refused(run("劳动合同法实施条例"))
    assert "第十一条下面有" in refused(run("工会法", "第十一条第九款"))
    assert "一次给出一个" in refused(run("工会法", "第十条、第十一条"))
    assert "“”" in refused(run("工会法", ""))


def test_citing_needs_no_model_and_no_index(tmp_path):
    report = (
        "import atexit, sys; atexit.register(lambda: print('LOADED', sorted({'torch', 'llama_index', 'faiss', 'bm25s',"
        " 'sentence_transformers', 'gradio'} & set(sys.modules)), file=sys.stderr));"
        f"sys.argv[1:] = ['--home', {str(tmp_path)!r}, 'cite', '工会法', '11条'];"
        "from assistant.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("全国人民代表大会. 中华人民共和国工会法[A].")
    assert done.stderr.strip() == "LOADED []"
    assert not (tmp_path / "index").exists()
