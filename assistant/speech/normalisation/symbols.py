"""How signs that are neither Chinese characters, nor digits, nor letters are said."""

from __future__ import annotations

import unicodedata

from assistant.speech.normalisation.letters import GREEK
from assistant.speech.normalisation.numbers import cardinal

# Full-width forms that mean the same as their ASCII one; one character each, so alignment is untouched.
_FULL_WIDTH = (
    "".join(chr(code) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()) + "％＋－／．～＠＆＝＜＞＃＊＿｜"
)
HALF_WIDTH = str.maketrans(_FULL_WIDTH, "".join(unicodedata.normalize("NFKC", sign) for sign in _FULL_WIDTH))

PAUSES: dict[str, str] = {
    "，": "，",
    ",": "，",
    "。": "。",
    "．": "。",
    "！": "！",
    "!": "！",
    "？": "？",
    "?": "？",
    "；": "；",
    ";": "；",
    "：": "：",
    ":": "：",
    "、": "、",
    "､": "、",
    "｡": "。",
    "…": "，",
    "⋯": "，",
    "—": "，",
    "―": "，",
    "–": "，",
    "─": "，",
    "（": "，",
    "）": "，",
    "(": "，",
    ")": "，",
    "【": "，",
    "】": "，",
    "[": "，",
    "]": "，",
    "〔": "，",
    "〕": "，",
    "{": "，",
    "}": "，",
    "〖": "，",
    "〗": "，",
    "|": "，",
    "｜": "，",
    "→": "，",
    "➜": "，",
    "➔": "，",
    "⇒": "，",
    "•": "，",
    "●": "，",
    "■": "，",
    "◆": "，",
    "▪": "，",
    "\n": "。",
    "\r": "",
    "/": "、",
    "\\": "、",
    ".": "。",
    "-": "，",
    "~": "，",
}

WORDS: dict[str, str] = {
    "+": "加",
    "×": "乘",
    "✕": "乘",
    "÷": "除以",
    "=": "等于",
    "≈": "约等于",
    "≠": "不等于",
    "≥": "大于等于",
    "≤": "小于等于",
    "≧": "大于等于",
    "≦": "小于等于",
    ">": "大于",
    "<": "小于",
    "±": "正负",
    "&": "和",
    "@": "艾特",
    "℃": "摄氏度",
    "℉": "华氏度",
    "°": "度",
    "㎡": "平方米",
    "㎥": "立方米",
    "㎏": "千克",
    "㎎": "毫克",
    "㎝": "厘米",
    "㎜": "毫米",
    "㎞": "千米",
    "㎢": "平方千米",
    "㏄": "毫升",
    "℡": "电话",
    "№": "编号",
    "〇": "零",
    "§": "第",
    "¥": "元",
    "￥": "元",
    "$": "美元",
    "€": "欧元",
    "£": "英镑",
    "∶": "比",
    **GREEK,
}

UNITS: dict[str, str] = {
    "km²": "平方千米",
    "km2": "平方千米",
    "m²": "平方米",
    "m2": "平方米",
    "㎡": "平方米",
    "cm²": "平方厘米",
    "m³": "立方米",
    "m3": "立方米",
    "㎥": "立方米",
    "km/h": "千米每小时",
    "m/s": "米每秒",
    "mg/L": "毫克每升",
    "kWh": "千瓦时",
    "kW·h": "千瓦时",
    "kW": "千瓦",
    "MW": "兆瓦",
    "kVA": "千伏安",
    "kV": "千伏",
    "km": "千米",
    "KM": "千米",
    "cm": "厘米",
    "mm": "毫米",
    "dm": "分米",
    "kg": "千克",
    "KG": "千克",
    "Kg": "千克",
    "mg": "毫克",
    "ml": "毫升",
    "mL": "毫升",
    "MPa": "兆帕",
    "GB": "G",
    "MB": "兆",
    "KB": "K",
    "kb": "K",
    "dpi": "点每英寸",
    "DPI": "点每英寸",
    "px": "像素",
    "Mbps": "兆比特每秒",
    "dB": "分贝",
    "Hz": "赫兹",
    "kHz": "千赫兹",
    "min": "分钟",
    "℃": "摄氏度",
    "°C": "摄氏度",
    "hm²": "公顷",
    "ha": "公顷",
    "m": "米",
    "g": "克",
    "t": "吨",
    "L": "升",
    "h": "小时",
    "s": "秒",
    "W": "瓦",
    "V": "伏",
}


def is_chinese(character: str) -> bool:
    """Whether a Mandarin synthesiser may have a reading for it."""
    return "㐀" <= character <= "鿿"


def sign(character: str) -> str:
    """What to say, or how to pause, for one sign; "" when it is silent (quotes, emoji, other scripts, spaces)."""
    if character in PAUSES:
        return PAUSES[character]
    if character in WORDS:
        return WORDS[character]
    if is_chinese(character):
        return character
    value = unicodedata.numeric(character, None)
    if value is not None and unicodedata.category(character) in ("No", "Nl"):
        if "①" <= character <= "⓿" or "❶" <= character <= "➓":
            return cardinal(str(int(value))) + "、"
        if value == int(value):
            return cardinal(str(int(value)))
        for below in range(2, 11):
            if abs(value * below - round(value * below)) < 1e-6:
                return cardinal(str(below)) + "分之" + cardinal(str(round(value * below)))
        return ""
    plain = unicodedata.normalize("NFKC", character)
    if plain != character:
        return "".join(
            part if is_chinese(part) else part.upper()
            for part in plain
            if is_chinese(part) or "A" <= part.upper() <= "Z"
        )
    return ""
