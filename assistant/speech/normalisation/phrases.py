"""Readings of words of the service hall that a general dictionary gets wrong, leaves ambiguous or does not have.

``phrases.txt`` has one phrase a line with numbered pinyin (5 is the neutral tone), before tone sandhi. A phrase is used
only where it starts with a word or lies within one (see ``pinyin``), so 行政 is not found in 银行政策. Readings are
those of Putonghua.
"""

from __future__ import annotations

from pathlib import Path


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    phrases = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            word, *reading = line.split()
            phrases[word] = tuple(reading)
    return phrases


PHRASES: dict[str, tuple[str, ...]] = _read(Path(__file__).with_name("phrases.txt"))

# 为 alone means "for" before a person or a reason, else "as, is".
FOR_WHOM = tuple(
    """
    您 你 我 他 她 其 谁 了 此 何 群众 企业 市民 老人 孩子 居民 职工 员工 本人 子女 家人
    大家 父母 配偶 新生儿 残疾人 办事 申请人 服务对象 广大 家庭 未成年 儿童 婴儿 什么 学生
    个人 公司 单位 自己
    """.split()
)

# 儿 that only colours the syllable before it.
ERHUA = tuple(
    """
    一会儿 一点儿 有点儿 这儿 那儿 哪儿 事儿 活儿 点儿 会儿 玩儿 今儿 明儿 份儿 头儿
    """.split()
)

# 地 after these is the neutral adverb particle.
ADVERBIAL = tuple(
    """
    更好 更快 有效 及时 积极 合理 快速 更方便 方便 逐步 主动 认真 清楚 最大限度 顺利 耐心
    详细 仔细 如实 准确 明确 充分 严格 公平 公正 安全 自觉 完整 统一 适当 妥善 热情 公开
    """.split()
)

# 得 before these is "must" (您得先取号); after a verb and before 好, 快, 到… it stays the particle.
MUST_BEFORE = tuple("先 带 全家 本人 自己 亲自 提前 重新 由 按 另 再 交 在 把 找 让 跟 准备 填 花".split())

# Characters that are read otherwise as a surname, and what follows a surname.
SURNAMES = {
    "任": "ren2",
    "曾": "zeng1",
    "单": "shan4",
    "解": "xie4",
    "华": "hua4",
    "查": "zha1",
    "过": "guo1",
    "仇": "qiu2",
    "区": "ou1",
    "朴": "piao2",
    "盖": "ge3",
    "燕": "yan1",
    "葛": "ge3",
}
ADDRESSED = ("先生", "女士", "同志", "师傅", "老师", "阿姨", "大爷", "某")
