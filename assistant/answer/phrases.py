"""Fixed sentences an answer may carry beside quotes; shared by composer, page and tests."""

from assistant.domain import Document, Family, Status

NOT_COVERED = "所藏文本没有回答这个问题。"
NEAREST = "下面是最接近的条款，供核对，它们没有直接回答。"
NOTHING_NEAR = "也没有找到相近的条款。如果问的是工会或功能区的事，请换个说法再问，或者向上级工会核实。"
MISSING_FIGURE_HERE = "下面的条款没有给出（或只给出一部分）所问的数值。"
MISSING_FIGURE = "相近的条款没有给出所问的数值。"

_BY_STATUS = {
    Status.DRAFT: "{name}是{stage}，不是生效的标准条文，引用时请注明。",
    Status.REPEALED: "{name}已废止或不是现行文本，不能作为现行依据。",
    Status.REFERENCE: "{name}是参考资料，不是标准，也不是《职工服务中心建设指引》的条文。",
}


def status_warning(document: Document) -> str | None:
    """What a reader must know about a document that is no norm in force."""
    sentence = _BY_STATUS.get(document.status)
    return sentence.format(name=document.name, stage=document.stage or "送审阶段的文件") if sentence else None


def conflict_warning(document: Document, law: Document) -> str:
    """That a law gives another figure than a text below it."""
    return f"上位法不同规定如下：{law.name}给出的数值与{document.name}不同，以法律为准。"


def ask_whom(document: Document) -> str:
    """Who may rule on what the texts do not say, by the text that comes nearest."""
    if document.family is Family.LAW:
        return "要有定论，请向主管这件事的行政部门或上级工会核实。"
    if document.issuer and document.status is not Status.REFERENCE:
        return f"要有定论，请向{document.issuer}核实。"
    return "要有定论，请向上级工会核实。"


def not_worded(reason: str) -> str:
    """Why the answer is quoted although a chat model is configured."""
    return f"对话模型没有给出可用的回答（{reason}），下面是直接引用条款的回答。"


NOT_CARRIED = "它说的话没有条款支持"
UNFINISHED = "对话模型的话没有说完，请以引用的条款为准。"


def removed(count: int) -> str:
    """How many sentences of the chat model are not shown."""
    return f"对话模型有{count}句话没有条款支持，已经去掉。"


def ocr_warning(document: Document, page: int | None) -> str:
    """What a reader must know about words that were recognised from a picture of the page."""
    where = f"第{page}页" if page else ""
    return f"{document.name}{where}的文字由光学识别（OCR）得到，引用前请与原页核对。"


def absent_warning(title: str, why: str) -> str:
    """The document asked for by name is not held."""
    return f"没有收录{title}：{why}"


def no_such_text(title: str, address: str) -> str:
    """An address in a document that is not held."""
    return f"查不到{title}的{address}。"


def no_document_named(address: str) -> str:
    """An address without the document it belongs to."""
    return f"没有说明{address}是哪份文件的，请写上文件名，例如“工会法第十一条”。"


def another_edition(document: Document, year: str) -> str:
    """A document named with a year that is not the held edition's."""
    day = document.issued or document.effective
    held = f"{day.year}年的文本" if day else "另一年的文本"
    return f"所藏的{document.name}是{held}，不是{year}年的，条文和条号可能不同。"


def section_shortened(address: str, shown: int) -> str:
    """A chapter or section that was named as a whole and has more clauses than are shown."""
    return f"{address}的条款较多，这里只列出前{shown}条，其余请按条号查阅。"


def no_such_address(document: Document, address: str) -> str:
    """A held document that has no clause at the address asked for."""
    return f"{document.name}里没有{address}。"
