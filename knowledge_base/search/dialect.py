"""Jiangnan-flavoured words in plain Mandarin, for understanding only: what is shown and kept is what was said.

Standard library only. The list holds words of Changzhou and its neighbours that elders use in a hall; it is no translation,
only enough for search and cues to recognise what is asked.
"""

from __future__ import annotations

import re

#: Longer ones first where one begins another.
_WORDS = {
    "啥辰光之内": "多长时间之内", "啥辰光": "什么时候", "几时": "什么时候", "辰光": "时间", "啥场化": "什么地方", "啥个场化": "什么地方",
    "哪亨办法": "怎么办理", "哪亨弄弄": "怎么弄", "哪亨弄": "怎么弄", "哪亨": "怎么", "哪能": "怎么", "那能": "怎么",
    "几化钿": "多少钱", "几化钞票": "多少钱", "几化": "多少", "几钿": "多少钱", "多少钿": "多少钱", "铜钿": "钱", "钞票": "钱",
    "房钿": "房租", "车钿": "车费",
    "阿来三": "行不行", "来三伐": "行不行", "来三": "可以", "阿好": "能不能", "阿可以": "可不可以", "阿能够": "能不能", "阿能": "能不能",
    "阿还好": "还能不能", "阿有": "有没有", "阿要": "要不要", "要勿要": "要不要", "好勿好": "好不好", "阿是": "是不是", "阿行": "行不行",
    "阿对": "对不对", "来得及伐": "来得及吗", "好伐": "好吗", "对伐": "对吗",
    "寻勿着": "找不到", "寻不着": "找不到", "寻不到": "找不到", "落脱": "丢了", "掉脱": "掉了", "弄脱": "弄丢", "关脱": "关了", "退脱": "退掉",
    "弄不来": "不会弄", "弄勿来": "不会弄", "勿晓得": "不知道", "勿大灵光": "不太好", "勿": "不", "呒不": "没有", "呒没": "没有", "朆": "没有",
    "呒": "没", "弗": "不",
    "屋里厢": "家里", "屋里": "家里", "里厢": "里", "手机浪": "手机上", "浪": "上",
    "伲新妇": "我儿媳妇", "新妇": "儿媳妇", "新娘子": "媳妇", "囡儿": "女儿", "囡囡": "孩子", "小囡": "小孩", "小毛头": "婴儿", "孙囡": "孙女",
    "侄囡": "侄女", "养小孩": "生孩子", "养小囡": "生小孩", "生小囡": "生小孩", "有喜": "怀孕", "老头子": "老伴", "老太婆": "老人", "姆妈": "妈妈",
    "伲": "我们", "伢": "我家", "侬": "你", "俚": "他", "自家": "自己", "啥人": "谁", "人家": "别人",
    "看毛病": "看病", "急毛病": "急病", "毛病": "病", "白相": "玩", "歇勒": "待在", "勒": "在", "拨": "给", "蛮": "很", "忒": "太",
    "下个号头": "下个月", "号头": "月", "廿": "二十", "开销": "开支", "哉": "了", "咧": "了", "格张": "这张", "格个": "这个", "格种": "这种",
    "格笔": "这笔", "格里": "这里", "格": "的", "伐": "吗",
}  # fmt: skip
_PATTERN = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))
#: Single characters are dialect only where other words show that dialect is spoken (合格, 价格, 浪费 are not).
_SURE = re.compile(
    "|".join(map(re.escape, sorted((w for w in _WORDS if len(w) > 1), key=len, reverse=True))) + "|伲|哉|朆|侬|呒|廿"
)
_STANDARD = re.compile(
    r"合格|价格|规格|资格|严格|格式|表格|浪费|网浪|勒令|弗兰|拨打|划拨|拨款|蛮横|咨询人家|人家(?=的)|几时雨"
)


def plain(text: str) -> str:
    """The text in plain Mandarin; unchanged where nothing of the dialect is in it."""
    if not _SURE.search(text):
        return text
    kept = {match.span() for match in _STANDARD.finditer(text)}

    def spoken(match: re.Match) -> str:
        if any(start < match.end() and match.start() < end for start, end in kept):
            return match.group()
        return _WORDS[match.group()]

    return _PATTERN.sub(spoken, text)
