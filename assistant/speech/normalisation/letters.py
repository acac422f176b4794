"""How Latin letters and a few Latin words are said by a voice that knows Mandarin syllables only."""

from __future__ import annotations

# As speakers of Mandarin say the letters; each syllable exists in Mandarin, so any voice can say it.
LETTERS: dict[str, str] = {
    "A": "ei1",
    "B": "bi4",
    "C": "xi1",
    "D": "di4",
    "E": "yi4",
    "F": "ai2 fu5",
    "G": "ji4",
    "H": "ei1 chi5",
    "I": "ai4",
    "J": "zhei4",
    "K": "kei4",
    "L": "ai2 lou5",
    "M": "ai2 mu5",
    "N": "en1",
    "O": "ou1",
    "P": "pi1",
    "Q": "kou1",
    "R": "a1 er5",
    "S": "ai2 si5",
    "T": "ti4",
    "U": "you1",
    "V": "wei1",
    "W": "da2 bu5 liu5",
    "X": "ai2 ke5 si5",
    "Y": "wai4",
    "Z": "zei4",
}

# Latin words that everybody in China says in Chinese; all others are spelled letter by letter.
WORDS: dict[str, str] = {
    "wifi": "无线网",
    "wi-fi": "无线网",
    "email": "电子邮箱",
    "e-mail": "电子邮箱",
    "excel": "电子表格",
    "word": "文档",
    "ok": "好",
    "no": "第",
    "tel": "电话",
    "fax": "传真",
    "or": "或",
    "and": "和",
    "vs": "对",
}

GREEK: dict[str, str] = {"α": "阿尔法", "β": "贝塔", "γ": "伽马", "δ": "德尔塔", "π": "派", "μ": "缪", "Ω": "欧姆"}
