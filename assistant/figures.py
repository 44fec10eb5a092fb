"""Figures and facts a question asks for (多少平方米, 几天, 哪年, 是谁) and where a text gives one of that kind."""

import re

from assistant.text import normalise

_NUMBER = r"(?:\d[\d.,]*|[零一二两三四五六七八九十百千万]+)"
_MEASURES = (
    "个类种项",
    "人名位",
    "本册",
    "台套件",
    "条",
    "次",
    "家",
    "张把",
    "扇",
    "盏",
    "幅",
    "辆",
    "排",
    "间",
    "处",
    "份",
    "届",
    "倍",
    "元",
    "级",
    "度",
    "匹",
)
"""Measure words; those of one group answer for each other: 多少本书 is answered by 3000册."""
_COUNTED = re.compile(
    rf"(?:多少|(?<!哪)几)\s*(?P<measure>[{''.join(_MEASURES)}])(?!小时|月|工作日|星期|礼拜|周)"
    r"(?:工作|专业)?(?P<noun>[\u4e00-\u9fff]{0,4})"
)
_OF_THINGS = frozenset("个名台套张把扇盏幅辆排间家处")
"""Measure words of what is counted one by one; 多少条, 几次 and 多少册 are answered without the noun, too."""
_OTHERWISE = {
    "人": rf"|半数|{_NUMBER}分之",
    "名": rf"|半数|{_NUMBER}分之",
    "倍": rf"|百分之|{_NUMBER}\s*%",
    "度": rf"|{_NUMBER}\s*°c",
}
"""How else a text may give it: 多少人同意 is answered by 过半数, 几倍 by 百分之三百."""
_NO_NOUN = frozenset("的了才够合适算达呢吗人，。可能行是要有")
"""Characters that no counted noun begins with: 要配几名才够."""

_SPANS = {
    "个?工作日|天|日": "工作日|日|天|d(?![a-z])",
    "个?月": "个?月",
    "年": "年|周年",
    "个?小时": "小时|h(?![a-z])",
    "周|个?星期": "周|星期",
    "分钟": "分钟|min",
}
"""Units of time that a question asks for, and those that answer."""

_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked), re.compile(given))
    for asked, given in (
        (
            r"(?:多少|几|最少|至少|最小|最大).{0,6}(?:平方|平米|㎡)|面积.{0,12}(?:多少|多大|几)|面积(?:呢|是)?[?？]?$|多大(?:面积|地方)"
            r"|(?:室|区|屋|站|厅|中心|房间|场地|要|得|该)多大[?？]?$",
            rf"{_NUMBER}\s*(?:平方|平米|㎡|m2)",
        ),
        (r"多少\s*(?:勒克斯|lx)|照度.{0,8}(?:多少|几)|多亮", rf"{_NUMBER}\s*(?:lx|勒克斯)"),
        (r"多少\s*(?:钱|补贴|经费|费用|罚款|补助|预算)|罚多少", rf"{_NUMBER}\s*(?:元|万元|倍|%)|百分之"),
        (
            r"(?:交|缴|发|领|拿|补|赔|折|给|扣)(?:到|得)?多少(?!天|个|月|年|次|人|名|小时|平|本|册|条|张|%)"
            r"|(?:收入|工资|补助|补贴|津贴).{0,6}(?:低于|不到|多少|几块)|how much (?:money|pay|is paid|does it cost)",
            rf"{_NUMBER}\s*(?:元|万元|倍|%)|百分之|最低工资|{_NUMBER}个?月的?工资",
        ),
        (r"最低工资(?!的(?:百分之|多少|几)).{0,8}(?:多少|几)", rf"{_NUMBER}\s*(?:元|万元)"),
        (
            r"(?:多少|几)\s*(?:厘米|公分|毫米|米(?!2))|\d\s*(?:厘米|公分|米)(?:高|宽|长)?(?:够|行|可以|合适)"
            r"|多(?:高|宽|厚|长)(?!时)|净高|what size|screen size",
            rf"{_NUMBER}\s*(?:分米|厘米|毫米|米|dm|cm|mm|m|寸)(?!2|in)",
        ),
        (r"百分之几|(?:多少|几)\s*(?:%|比例)", rf"百分之|{_NUMBER}\s*%|分之"),
        (r"几点", rf"{_NUMBER}\s*(?:点|时(?!间))|\d:\d\d"),
        (r"多久|多长时间", rf"{_NUMBER}\s*(?:个?工作日|日|天|个?月|年|小时|周|分钟|min|[dh](?![a-z]))"),
        (r"(?:多少|几)\s*(?:度|摄氏度)|温度.{0,6}(?:多少|多高)|多少℃", rf"{_NUMBER}\s*(?:度|摄氏度|°c)"),
        (
            r"多少\s*(?:会员|职工|员工|人员|女职工|代表|票)(?!代表大会|活动)",
            rf"{_NUMBER}\s*[余多]?[人名位]|半数|{_NUMBER}分之",
        ),
        *(
            (rf"(?:多少|几)\s*(?:{asked_unit})", rf"{_NUMBER}\s*(?:{given_unit})")
            for asked_unit, given_unit in _SPANS.items()
        ),
        (r"哪年|哪一年|几几年|哪天|哪一天|几月(?!份)", r"\d{2,4}\s*年|\d+\s*月"),
        (r"几号|色号", r"\d+\s*号|#[0-9a-f]{6}"),
        (r"电话|手机号|联系方式|phone number", r"\d{5,}"),
        (r"几号线|坐什么车|门牌号?|怎么走|在哪条(?:街|路)", r"\d+\s*号线|(?:路|街|大道)\s*\d+\s*号"),
        (r"how many|how often", rf"{_NUMBER}"),
        (r"多少分|几分(?!钟)", rf"{_NUMBER}\s*分(?!钟|之)"),
    )
)

_ROLE = "起草|归口|提出|编写|编制(?!组)|写|制定|发布|批准|牵头|主管|负责|管理|对象|单位|服务|使用"
"""What bodies and groups do or are for; asked who does something else, people mean somebody by name."""

_FACTS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked), re.compile(given))
    for asked, given in (
        (
            rf"^(?!.*(?:{_ROLE})).*(?<!由)(?:是谁|谁是)|叫(?:什么|啥)名|姓(?:什么|啥)|(?:人|专家|人员|起草)名单|哪几个人|谁的名字",
            r"[:：,，、(（][\u4e00-\u9fff]{2,3}(?:同志|先生|女士|教授)",
        ),
        (
            rf"(?:{_ROLE}).{{0,6}}(?<!由)(?:是谁|谁是)|(?<!由)(?:是谁|谁是).{{0,4}}(?:{_ROLE})",
            r"总工会|研究院|委员会|部门|机构|单位|公司|[局厅院](?!部)|人员|职工|劳动者|会员|妇女|公民|快递员|骑手|司机",
        ),
        (
            r"谁(?:来)?(?:出钱|出(?=[?？。!！]|$)|付|掏|承担|报销|买单|负担)|who pays",
            r"承担|支付|缴纳|负担|列支|拨付|拨缴|免费|报销|不缴|代扣|补贴|补助",
        ),
        (r"(?:什么|哪个|啥)牌|品牌|哪款|什么型号", r"品牌|型号"),
        (r"哪(?:个|家|些).{0,14}(?:最好|最大|最多|最早|最漂亮|第一名)", r"最好|最大|最多|最早|第一名"),
        (r"密码|账号", r"密码|账号"),
    )
)
"""What is asked for besides figures that a text either gives or does not: persons by name, who pays, brands."""


def asked(question: str) -> tuple[re.Pattern[str], ...]:
    """A pattern for every kind of figure that `question` asks for; they match normalised text."""
    plain = normalise(question)
    return (*_measured(plain), *(given for wanted, given in _FACTS if wanted.search(plain)))


def measured(question: str) -> tuple[re.Pattern[str], ...]:
    """A pattern for every kind of number that `question` asks for."""
    return _measured(normalise(question))


def _measured(plain: str) -> tuple[re.Pattern[str], ...]:
    kinds = [given for wanted, given in _KINDS if wanted.search(plain)]
    return (*kinds, *(_counted(match.group("measure"), match.group("noun")) for match in _COUNTED.finditer(plain)))


def _counted(measure: str, noun: str) -> re.Pattern[str]:
    """A number with the measure word; where a noun is counted (几个卫生间), the sentence has to speak of it."""
    group = next(group for group in _MEASURES if measure in group)
    counted = rf"{_NUMBER}\s*[余多]?[{group}]{_OTHERWISE.get(measure, '')}"
    if measure not in _OF_THINGS or len(noun) < 2 or noun[0] in _NO_NOUN:
        return re.compile(counted)
    return re.compile(rf"(?s)^(?=.*(?:{re.escape(noun[:2])}|{re.escape(noun[-2:])})).*{counted}")
