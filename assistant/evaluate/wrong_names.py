"""What a careless writer does to the names of a sentence: another body, title, document number or clause number.

Each function yields whole sentences that say something else; `key` makes the choices.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.evaluate.chance import number, pick
from assistant.text import CHINESE_NUMBER, chinese_to_int, int_to_chinese

_BODIES = {
    "深圳市标准技术研究院": "深圳市市场监督管理局",
    "劳动争议仲裁委员会": "劳动争议调解委员会",
    "劳动争议调解委员会": "劳动争议仲裁委员会",
    "社会保险费征收机构": "社会保险经办机构",
    "社会保险经办机构": "社会保险费征收机构",
    "社会保险行政部门": "民政部门",
    "人力资源和社会保障部门": "妇女联合会",
    "住房和城乡建设主管部门": "市场监督管理部门",
    "职工代表大会": "企业董事会",
    "中华全国总工会": "国务院",
    "广东省总工会": "深圳市总工会",
    "深圳市总工会": "广东省总工会",
    "全国总工会": "广东省总工会",
    "地方各级总工会": "地方各级妇女联合会",
    "各级总工会": "人力资源和社会保障部门",
    "上级工会": "区住房和建设局",
    "妇女联合会": "工会",
    "工会": "人力资源和社会保障部门",
    "中级人民法院": "基层人民法院",
    "人民法院": "人民检察院",
    "国务院": "省级人民政府",
    "劳动行政部门": "公安机关",
    "司法行政部门": "民政部门",
    "法律援助机构": "律师协会",
    "值班律师": "法律援助志愿者",
    "消防救援机构": "公安机关",
    "应急管理部门": "公安机关",
    "公安机关": "街道办事处",
    "文化主管部门": "体育行政部门",
    "体育行政部门": "教育行政部门",
    "卫生行政部门": "民政部门",
    "卫生健康主管部门": "民政部门",
    "标准化行政主管部门": "行业协会",
    "公共图书馆": "学校图书馆",
    "医疗保健机构": "婚姻登记机关",
    "职业中介机构": "公共就业服务机构",
    "监护人": "近亲属",
    "建设单位": "监理单位",
    "设计单位": "施工单位",
    "劳务派遣单位": "用工单位",
    "生产经营单位": "行业协会",
    "从业人员": "实习学生",
    "运动员": "教练员",
    "被申请人": "申请人",
    "用人单位": "工会",
    "劳动者": "用人单位",
    "主要负责人": "安全生产管理人员",
    "暖蜂驿站": "心灵驿站",
    "爱心妈妈小屋": "职工书屋",
    "法律服务室": "窗口服务区",
    "多功能培训室": "多功能临展区",
}
_BODY = re.compile("|".join(f"{name}(?![法员会经委主组章财女联])" for name in sorted(_BODIES, key=len, reverse=True)))
_ROLES = (
    ("用人单位", "劳动者"),
    ("劳务派遣单位", "用工单位"),
    ("工会", "企业"),
    ("生产经营单位", "从业人员"),
    ("医疗机构", "监护人"),
    ("建设单位", "施工单位"),
    ("男方", "女方"),
    ("受援人", "法律援助人员"),
)
_TITLE = re.compile(r"《[^《》]{2,60}》")
_DOCUMENT_NUMBER = re.compile(r"(?P<head>(?:GB|DB\d\d)(?:/T)? ?)(?P<number>\d{4,5})(?P<year>[—-]\d{4})")
_ARTICLE = re.compile(rf"第(?P<number>[{CHINESE_NUMBER}]+)条")
_DOTTED = re.compile(r"(?<=[见按、在])(?P<head>\d+\.)(?P<number>\d+)(?=[、，。；）的说])")


def other_names(sentence: str, titles: Sequence[str], key: str) -> Iterator[str]:
    """Another body, two parties exchanged, another title or number of a document."""
    names = dict.fromkeys(match.group() for match in _BODY.finditer(sentence))
    for name in names:
        other = _BODIES[name]
        if other not in sentence:
            yield _put(name, other, sentence)
    yield from _exchanged(sentence)
    for match in _TITLE.finditer(sentence):
        others = [title for title in titles if title.strip("《》") not in match.group() and title not in sentence]
        if others:
            yield sentence[: match.start()] + pick(others, key, match.start()) + sentence[match.end() :]
    for match in _DOCUMENT_NUMBER.finditer(sentence):
        shifted = int(match["number"]) + 1 + number(key, match.start()) % 9
        yield f"{sentence[: match.start()]}{match['head']}{shifted}{match['year']}{sentence[match.end() :]}"


def other_addresses(sentence: str, key: str) -> Iterator[str]:
    """Each clause number replaced by one nearby: 第四十六条 → 第四十七条, 见4.3 → 见4.4."""
    for match in _ARTICLE.finditer(sentence):
        yield sentence[: match.start()] + other_article(match.group(), key) + sentence[match.end() :]
    for match in _DOTTED.finditer(sentence):
        yield f"{sentence[: match.start()]}{match['head']}{int(match['number']) + 1}{sentence[match.end() :]}"


def other_article(address: str, key: str) -> str:
    """The number of an article one to three after `address`; what is no article stays."""
    match = _ARTICLE.fullmatch(address)
    value = chinese_to_int(match["number"]) if match else None
    return f"第{int_to_chinese(value + 1 + number(key, address) % 3)}条" if value else address


def _put(name: str, other: str, sentence: str) -> str:
    """`other` in every place of `name` that is a name by itself: 工会, but not that of 总工会."""
    return _BODY.sub(lambda match: other if match.group() == name else match.group(), sentence)


def _exchanged(sentence: str) -> Iterator[str]:
    """Two parties in each other's place, unless they are named side by side, where it would change nothing."""
    for one, other in _ROLES:
        together = re.search(
            rf"{one}(?:与|和|或者|、|以及){other}|{other}(?:与|和|或者|、|以及){one}|双方|互相", sentence
        )
        if one in sentence and other in sentence and not together:
            parts = re.split(f"({one}|{other})", sentence)
            yield "".join({one: other, other: one}.get(part, part) for part in parts)
