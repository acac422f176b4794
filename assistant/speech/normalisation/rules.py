"""The patterns of Chinese government text that are not read character by character.

Each rule is a pattern and a function from its match to pieces ``(spoken, start, end)``; ``None`` means that the rule
does not apply here after all. Rules are tried in order at every position, the first that applies wins.
"""

from __future__ import annotations

import re
from typing import Callable, Optional

from assistant.speech.normalisation.letters import LETTERS, WORDS
from assistant.speech.normalisation.numbers import cardinal, count, digits, number
from assistant.speech.normalisation.symbols import UNITS

Piece = tuple[str, int, int]
Rule = tuple[re.Pattern, Callable[[re.Match], Optional[list[Piece]]]]

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
TO = r"[-–—~～－─]{1,2}"
_LATIN_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
# Words after which two is 两 and a long number is an amount.
COUNTED = tuple(
    """
    个 件 份 张 次 种 名 位 天 周 间 家 套 类 本 页 项 元 万 亿 千 百 倍 寸 岁 人
    户 口 辆 台 只 条 块 片 道 门 所 座 部 对 双 批 组 场 段 步 轮 小时 分钟 秒 年
    米 公里 平方 立方 吨 斤 公斤 千克 亩 公顷 字 角 毫 厘米 以上 以内 以下 余 多 美元
    便士 盏 例 艘 头 株 处 度 孩 者 成
    """.split()
)
_NO_AMOUNT_AFTER = r"(?!\d|\.\d|[元万亿%‰㎡个件份张次名户项米吨辆套天年]|人(?!工)|平方|公里)"
_CODE_BEFORE = re.compile(
    r"(?:邮编|邮政编码|编码|代码|编号|验证码|提取码|尾号|账号|卡号|证号|工号|密码|流水号|文号|热线|电话|拨打)"
    r"(?:为|是|[:：])?\s*$"
)
_LETTERS = re.compile(r"[A-Za-z]")


def _silent(match: re.Match) -> list[Piece]:
    return []


def _fixed(spoken: str) -> Callable[[re.Match], list[Piece]]:
    return lambda match: [(spoken, match.start(), match.end())]


def _spell(text: str) -> str:
    """Letters as capitals, digits one by one as in telephone numbers."""
    return "".join(
        character.upper() if _LETTERS.match(character) else digits(character, telephone=True) for character in text
    )


def _groups(match: re.Match, number_groups: tuple[int, ...]) -> list[Piece]:
    """Digits one by one, a short pause between groups."""
    pieces: list[Piece] = []
    for group in number_groups:
        if match[group]:
            start, end = match.span(group)
            for place in range(start, end):
                pieces.append((digits(match.string[place], telephone=True), place, place + 1))
            pieces.append(("、", end, end))
    return pieces[:-1]


def _landline(match: re.Match) -> list[Piece]:
    area, first, second, extension = (match.span(name) for name in ("area", "first", "second", "extension"))
    pieces: list[Piece] = []
    for start, end in (area, first, second):
        pieces += [(digits(match.string[at], telephone=True), at, at + 1) for at in range(start, end)]
        pieces.append(("、", end, end))
    if extension[0] >= 0:
        pieces.append(("转", extension[0] - 1, extension[0]))
        pieces += [(digits(match.string[at], telephone=True), at, at + 1) for at in range(*extension)]
        return pieces
    return pieces[:-1]


def _date(match: re.Match) -> Optional[list[Piece]]:
    year, month, day = match["year"], int(match["month"]), match["day"]
    if not 1 <= month <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    pieces = [(digits(year) + "年", match.start("year"), match.end("year") + 1)]
    end = match.end("month") + (1 if day else 0)
    pieces.append((cardinal(str(month)) + "月", match.start("month"), end))
    if day:
        pieces.append((cardinal(str(int(day))) + "日", match.start("day"), match.end("day")))
    return pieces


def _time(match: re.Match) -> Optional[list[Piece]]:
    if re.search(r"(?:比例|比|按)\s*(?:为)?$", match.string[: match.start()]):
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), match["second"]
    spoken = ("两" if hour == 2 else cardinal(str(hour))) + "点"
    if minute:
        spoken += ("零" if minute < 10 else "") + cardinal(str(minute)) + "分"
    if second and int(second):
        spoken += cardinal(str(int(second))) + "秒"
    return [(spoken, match.start(), match.end())]


def _percent_range(match: re.Match) -> list[Piece]:
    name = "百分之" if match["sign"] == "%" else "千分之"
    return [
        (name + number(match["low"]), *match.span("low")),
        ("到", match.end("low"), match.start("high")),
        (name + number(match["high"]), match.start("high"), match.end()),
    ]


def _percent(match: re.Match) -> list[Piece]:
    name = "百分之" if match["sign"] == "%" else "千分之"
    return [(name + number(match["value"]), match.start(), match.end())]


def _money(match: re.Match) -> list[Piece]:
    return [(count(match["value"]) + (match["scale"] or "") + "元", match.start(), match.end())]


def _ratio(match: re.Match) -> list[Piece]:
    return [
        (number(match[1]), *match.span(1)),
        ("比", match.end(1), match.start(2)),
        (number(match[2]), *match.span(2)),
    ]


def _fraction(match: re.Match) -> Optional[list[Piece]]:
    if int(match[2]) < 2:
        return None
    return [(cardinal(str(int(match[2]))) + "分之" + cardinal(str(int(match[1]))), match.start(), match.end())]


def _measure(match: re.Match) -> list[Piece]:
    low, high, unit = match["low"], match["high"], UNITS[match["unit"]]
    if high is None:
        return [(count(low), *match.span("low")), (unit, *match.span("unit"))]
    return [
        (count(low), *match.span("low")),
        ("到", match.end("low"), match.start("high")),
        (count(high), *match.span("high")),
        (unit, *match.span("unit")),
    ]


def _year_range(match: re.Match) -> list[Piece]:
    return [
        (digits(match[1]), *match.span(1)),
        ("到", match.end(1), match.start(2)),
        (digits(match[2]), *match.span(2)),
    ]


def _lettered_number(match: re.Match) -> list[Piece]:
    """A18, B002, G3: letters, then a short number as a number and a long one digit by digit."""
    pieces = [(character.upper(), at, at + 1) for at, character in enumerate(match[1], match.start())]
    value = match[2]
    spoken = cardinal(value) if len(value) <= 2 and value[0] != "0" else digits(value, telephone=True)
    return pieces + [(spoken, *match.span(2))]


def _one_by_one(match: re.Match) -> list[Piece]:
    return [(_spell(character), at, at + 1) for at, character in enumerate(match[0], match.start())]


def _code(match: re.Match) -> Optional[list[Piece]]:
    """A code of at least eight letters and digits, of both kinds, is said one by one."""
    text = match[0]
    if not _LETTERS.search(text) or not any(map(str.isdigit, text)) or sum(map(str.isalnum, text)) < 8:
        return None
    return _one_by_one(match)


def _digit_by_digit(match: re.Match) -> list[Piece]:
    return [(digits(character, telephone=True), at, at + 1) for at, character in enumerate(match[0], match.start())]


def _emergency(match: re.Match) -> Optional[list[Piece]]:
    """110, 120 and the like are telephone numbers only after a word that says so."""
    if re.search(r"(?:拨打|直拨|电话|热线|报警|急救|打)(?:1\d\d[或、和/])*$", match.string[: match.start()]):
        return _digit_by_digit(match)
    return None


def _standard(match: re.Match) -> list[Piece]:
    """GB/T 39554.1-2020: letters, digits, 点 and 杠."""
    pieces = []
    for at, character in enumerate(match[0], match.start()):
        spoken = {".": "点", "-": "杠", "—": "杠", "/": "", " ": ""}.get(character)
        pieces.append((_spell(character) if spoken is None else spoken, at, at + 1))
    return pieces


def _version(match: re.Match) -> list[Piece]:
    return [("点".join(cardinal(part) for part in match[0].split(".")), match.start(), match.end())]


def _number(match: re.Match) -> list[Piece]:
    text, (start, end) = match.string, match.span()
    value = match[0]
    before, after = text[:start], text[end:]
    beyond = re.sub(rf"^\s*(?:{TO}|至|到|或)\s*{NUMBER}", "", after)
    whole = value.isdigit()
    if (
        whole
        and len(value) == 4
        and value[:2] in ("18", "19", "20")
        and (after.startswith(("年", "学年", "级新生", "版")))
    ):
        return [(digits(value), start, end)]
    if whole and len(value) == 2 and value[0] == "0" and after.startswith(("月", "日", "号", "时", "分")):
        return [(cardinal(str(int(value))), start, end)]
    if whole and (
        (_CODE_BEFORE.search(before) and len(value) >= 3 and not after.startswith(COUNTED))
        or after.startswith("**")
        or before.endswith("**")
        or (len(value) in (3, 4) and re.match(r"室|房|号房", after))
        or (len(value) > 1 and value[0] == "0")
        or (len(value) >= 7 and not after.startswith(COUNTED))
    ):
        return _digit_by_digit(match)
    # 第2条, 2月, 2号 keep 二; 2个, 2-3个 and 2万 are 两.
    two = not before.endswith(("第", "之")) and beyond.lstrip().startswith(COUNTED)
    return [((count if two else number)(value), start, end)]


def _signed(match: re.Match) -> list[Piece]:
    name = "零下" if re.match(r"\s*(?:℃|°C|摄氏度|度)", match.string[match.end() :]) else "负"
    return [(name + number(match[1]), match.start(), match.end())]


def _list_number(match: re.Match) -> list[Piece]:
    return [(cardinal(match[1]) + "、", match.start(), match.end())]


def _word(match: re.Match) -> list[Piece]:
    known = WORDS.get(match[0].lower())
    if known:
        return [(known, match.start(), match.end())]
    return [
        (letter.upper(), at, at + 1) for at, letter in enumerate(match[0], match.start()) if letter.upper() in LETTERS
    ]


def _numbered(match: re.Match) -> list[Piece]:
    return [("第" + cardinal(match[1]) + "号", match.start(), match.end())]


_BEFORE_TO = r"\d日月年号时点分秒天元岁人件份米万亿千百午%‰℃㎡周一二三四五六七八九十条项楼层"
_NOT_IN_WORD = r"(?<![A-Za-z0-9])"
_BEFORE_NUMBER = r"(?<![\d.])"
_PER = tuple(
    """
    人 件 次 月 年 日 天 户 份 张 本 平方米 ㎡ m 吨 套 辆 亩 页 小时 个 证 宗 项 册 立方米 度 例 台 生 学期
    """.split()
)

RULES: list[Rule] = [
    (re.compile(r"</?[A-Za-z!][^<>\n]{0,200}>"), _silent),
    (re.compile(r"[（(\[【]?" + _NOT_IN_WORD + r"G\d{3,4}(?![A-Za-z0-9])[)）\]】]?"), _silent),
    (re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"), _fixed("，请看屏幕上的邮箱地址，")),
    (
        re.compile(r"(?:https?://|ftp://|www\.)[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]+", re.I),
        _fixed("，请扫屏幕上的二维码，"),
    ),
    (
        re.compile(
            _NOT_IN_WORD + r"(?:[A-Za-z0-9-]+\.)+(?:cn|com|net|org|gov|edu)(?![A-Za-z])(?:/[A-Za-z0-9\-._~/?#&=%]*)?",
            re.I,
        ),
        _fixed("，请扫屏幕上的二维码，"),
    ),
    (re.compile(r"(?:GB|DB\d*|GA|JGJ|CJJ|HJ|WS|MZ|LD|YD)(?:/[TZ])?\s?\d+(?:\.\d+)*(?:[-—]\d{4})?"), _standard),
    (
        re.compile(
            r"(?<![\d-])[(（]?(?P<area>0\d{2,3})[)）]?\s?[-－—–]?\s?(?P<first>\d{3,4})[- ]?(?P<second>\d{4})(?!\d)"
            r"(?:[-转](?P<extension>\d{1,5})(?!\d))?"
        ),
        _landline,
    ),
    (re.compile(r"(?<!\d)([48]00)[- ]?(\d{3})[- ]?(\d{4})(?!\d)"), lambda match: _groups(match, (1, 2, 3))),
    (
        re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)"),
        lambda match: _groups(match, (1, 2, 3)),
    ),
    (re.compile(_BEFORE_NUMBER + r"(?:12[0-9]{3}|96\d{3,4}|95\d{3})" + _NO_AMOUNT_AFTER), _digit_by_digit),
    (re.compile(_BEFORE_NUMBER + r"1(?:10|14|19|20|22)" + _NO_AMOUNT_AFTER), _emergency),
    (
        re.compile(
            r"(?<!\d)(?P<year>(?:18|19|20)\d{2})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\d.])"
        ),
        _date,
    ),
    (
        re.compile(
            r"(?<!\d)(?P<year>(?:19|20)\d{2})[-/](?P<month>\d{2})(?P<day>)(?!\d)(?=\s*(?:月|[-~至到，。；）)]|$))"
        ),
        _date,
    ),
    (
        re.compile(
            r"(?<![\d:：])(?P<hour>[01]?\d|2[0-4])[:：](?P<minute>[0-5]\d)(?:[:：](?P<second>[0-5]\d))?(?![\d:：])"
        ),
        _time,
    ),
    (re.compile(rf"{_BEFORE_NUMBER}(?P<low>{NUMBER}){TO}(?P<high>{NUMBER})\s?(?P<sign>[%‰])"), _percent_range),
    (re.compile(rf"{_BEFORE_NUMBER}(?P<value>{NUMBER})\s?(?P<sign>[%‰])"), _percent),
    (re.compile(rf"(?:[¥￥]|RMB|CNY)\s?(?P<value>{NUMBER})(?P<scale>[万亿])?元?"), _money),
    (re.compile(r"(?<![\d:：.])(\d+(?:\.\d+)?)\s?[:：∶]\s?(\d+(?:\.\d+)?)(?![\d:：])"), _ratio),
    (re.compile(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/.])"), _fraction),
    (re.compile(r"(?<=[元角分次人件月日度年米㎡%‰])/(?=" + "|".join(_PER) + ")"), _fixed("每")),
    (re.compile(r"(?<=[人件户月份㎡])·(?=[人次月年日天件])"), _fixed("每")),
    (re.compile(rf"(?<!\d)((?:19|20)\d{{2}})(?:{TO})((?:19|20)\d{{2}})(?=年|学年)"), _year_range),
    (
        re.compile(
            rf"{_BEFORE_NUMBER}(?P<low>{NUMBER})(?:{TO}(?P<high>{NUMBER}))?\s?(?P<unit>{_LATIN_UNIT})(?![A-Za-z0-9])"
        ),
        _measure,
    ),
    (re.compile(r"(?<![A-Za-z])no[.:]?\s?(\d{1,6})(?!\d)", re.I), _numbered),
    (re.compile(r"(?:(?<=^)|(?<=\n)|(?<=[；;。：:]))\s*[(（]?(\d{1,2})(?:[)）]|[.．](?!\d))[、.]?\s*"), _list_number),
    (re.compile(r"[(（](\d{1,2})[)）]"), _list_number),
    (re.compile(_NOT_IN_WORD + r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9])"), _code),
    (re.compile(r"(?<!\d)\d{17}[0-9Xx](?![A-Za-z0-9])"), _one_by_one),
    (re.compile(_NOT_IN_WORD + r"([A-Za-z]{1,3})-?(\d+)(?![\d.])"), _lettered_number),
    (re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d])"), _version),
    (
        re.compile(r"(?<=[〔\[【（(])(?:19|20)\d{2}(?=[〕\]】）)])"),
        lambda match: [(digits(match[0]), match.start(), match.end())],
    ),
    (re.compile(rf"(?<=[{_BEFORE_TO}]){TO}(?=\s?[\d周星上下第一二三四五六七八九十])"), _fixed("到")),
    (re.compile(r"(?<=\d)\s?[xX*×]\s?(?=\d)"), _fixed("乘")),
    (re.compile(r"(?<=[A-Za-zµ])\s?[xX×*]\s?(?=\d)"), _fixed("乘")),
    (re.compile(rf"(?<![\d日月年号])[-−]({NUMBER})(?=\s?(?:℃|°C|摄氏度|度|元|[，。、）)]|$))"), _signed),
    (re.compile(NUMBER), _number),
    (re.compile(r"[Ww]i-?[Ff]i(?![a-z])|[Ee]-mail(?![a-z])"), _word),
    (re.compile(r"(?<=[A-Za-z])[-'’._/](?=[A-Za-z])"), _silent),
    (re.compile(r"[A-Za-z]+"), _word),
    (re.compile(r"[—–-]{2,}"), _fixed("，")),
    (re.compile(r"\.(?=\S)(?![一-鿿])"), _silent),
]
