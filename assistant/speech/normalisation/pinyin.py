"""Spoken Chinese text -> syllables with tones, as a Mandarin synthesiser needs them.

Words come from jieba, readings from pypinyin word by word, over both lies the hall's own dictionary (``phrases``), then
the tone sandhi of 一, 不 and third tones is applied. Finals are named as in the Baker corpus (DataBaker 10,000
sentences): ``ii`` after z c s, ``iii`` after zh ch sh r, ``iou uei uen`` in full, ``v`` for ü; an empty initial is "".
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Union

from assistant.speech.normalisation.letters import LETTERS
from assistant.speech.normalisation.phrases import ADDRESSED, ADVERBIAL, ERHUA, FOR_WHOM, MUST_BEFORE, PHRASES, SURNAMES
from assistant.speech.normalisation.sandhi import apply_sandhi

INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcs")
FINALS = frozenset(
    "a ai an ang ao e ei en eng er i ia ian iang iao ie ii iii in ing iong iou o ong ou "
    "u ua uai uan uang uei uen ueng uo v van ve vn".split()
)
_FULL = {"iu": "iou", "ui": "uei", "un": "uen", "ue": "ve", "ü": "v", "üe": "ve", "üan": "van", "ün": "vn"}
_ROUNDED = {"u": "v", "ue": "ve", "uan": "van", "un": "vn"}
_WITHOUT_INITIAL = {
    "yi": "i",
    "yin": "in",
    "ying": "ing",
    "ya": "ia",
    "ye": "ie",
    "yao": "iao",
    "you": "iou",
    "yan": "ian",
    "yang": "iang",
    "yong": "iong",
    "yu": "v",
    "yue": "ve",
    "yuan": "van",
    "yun": "vn",
    "yo": "iou",
    "yai": "ai",
    "wu": "u",
    "wa": "ua",
    "wai": "uai",
    "wan": "uan",
    "wang": "uang",
    "wei": "uei",
    "wen": "uen",
    "weng": "ueng",
    "wo": "uo",
    "n": "en",
    "ng": "en",
    "m": "en",
    "hm": "en",
    "hng": "en",
    "ê": "ei",
}
PAUSES = frozenset("，。！？；：、")

_jieba_lock = threading.Lock()


@dataclass(frozen=True)
class Syllable:
    """One syllable. ``index`` is the place in the spoken text; ``word_end`` says that a word ends after it.

    ``rhotic`` marks 儿 that only colours the syllable before (final ``er``, no syllable of its own).
    """

    initial: str
    final: str
    tone: int
    index: int
    word_end: bool = False
    rhotic: bool = False

    @property
    def pinyin(self) -> str:
        """Numbered pinyin in ordinary spelling, such as ``zhong4`` or ``lv4``."""
        return spell(self.initial, self.final) + str(self.tone)


@dataclass(frozen=True)
class Pause:
    """A punctuation mark of the spoken text, one of ``PAUSES``."""

    mark: str
    index: int


Token = Union[Syllable, Pause]


@lru_cache(maxsize=4096)
def split_pinyin(syllable: str) -> tuple[str, str]:
    """Ordinary spelling without tone -> (initial, final): ``"zhi"`` -> ``("zh", "iii")``, ``"yu"`` -> ``("", "v")``.

    Raises ``ValueError`` for what is no Mandarin syllable.
    """
    if syllable in _WITHOUT_INITIAL:
        return "", _WITHOUT_INITIAL[syllable]
    initial = next((head for head in INITIALS if syllable.startswith(head)), "")
    final = syllable[len(initial) :]
    if initial in ("j", "q", "x"):
        final = _ROUNDED.get(final, final)
    if final == "i" and initial in ("z", "c", "s"):
        final = "ii"
    elif final == "i" and initial in ("zh", "ch", "sh", "r"):
        final = "iii"
    final = _FULL.get(final, final)
    if final not in FINALS:
        raise ValueError(f"not a Mandarin syllable: {syllable!r}")
    return initial, final


@lru_cache(maxsize=4096)
def spell(initial: str, final: str) -> str:
    """The inverse of ``split_pinyin``."""
    if not initial:
        for whole, name in _WITHOUT_INITIAL.items():
            if name == final and whole[0] in "yw":
                return whole
        return final
    short = {"iou": "iu", "uei": "ui", "uen": "un", "ii": "i", "iii": "i"}.get(final, final)
    if initial in ("j", "q", "x") and short.startswith("v"):
        short = "u" + short[1:]
    return initial + short


def _words(text: str) -> list[str]:
    import jieba

    with _jieba_lock:
        if not jieba.dt.initialized:
            jieba.setLogLevel(60)
            jieba.initialize()
    return jieba.lcut(text, HMM=False)


_PHRASE_PATTERN = re.compile("|".join(sorted(map(re.escape, PHRASES), key=len, reverse=True)))


def _phrase_readings(text: str, words: list[str]) -> dict[int, str]:
    """Index -> reading for every character covered by a phrase that begins with a word or lies within one."""
    end_of_word: list[int] = []  # for every character, where its word ends
    starts, position = set(), 0
    for word in words:
        starts.add(position)
        position += len(word)
        end_of_word += [position] * len(word)
    readings: dict[int, str] = {}
    position = 0
    while match := _PHRASE_PATTERN.search(text, position):
        if match.start() in starts or match.end() <= end_of_word[match.start()]:
            for offset, reading in enumerate(PHRASES[match[0]]):
                readings[match.start() + offset] = reading
            position = match.end()
        else:
            position = match.start() + 1
    return readings


def _dictionary_readings(word: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    readings = lazy_pinyin(
        [word], style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False, errors=lambda rest: [""] * len(rest)
    )
    return readings if len(readings) == len(word) else [""] * len(word)


def _particle(text: str, index: int) -> str:
    """The reading of a one-character word that depends on its neighbours, or ""."""
    character, after, before = text[index], text[index + 1 :], text[:index]
    if character == "为":
        return "wei4" if after.startswith(FOR_WHOM) else "wei2"
    if character == "地" and before.endswith(ADVERBIAL):
        return "de5"
    if character == "得":
        if after[:1] in ("了", "过", "病"):
            return "de2"
        return "dei3" if before.endswith(("必须", "总", "还")) or after.startswith(MUST_BEFORE) else "de5"
    if character == "还":
        return "huan2" if after[:1] in tuple("款贷清钱书债") else "hai2"
    if character == "幢":
        return "zhuang4"
    if character in SURNAMES and (before.endswith("姓") or after.startswith(ADDRESSED)):
        return SURNAMES[character]
    if character == "只":
        return "zhi3"
    if character == "长" and before and before[-1] in "科处局所院校村区市县镇部股":
        return "zhang3"
    if character == "行" and after[:1] in tuple("不吗吧的") and before[-1:] not in tuple("银本分支总"):
        return "xing2"
    return ""


def _erhua(text: str, index: int) -> bool:
    return text[index] == "儿" and any(text.endswith(word, 0, index + 1) for word in ERHUA)


def _run(text: str, offset: int) -> list[Syllable]:
    """Syllables of a stretch of Chinese characters; ``offset`` is its place in the spoken text."""
    words = _words(text)
    fixed = _phrase_readings(text, words)
    syllables: list[list[Syllable]] = []
    position = 0
    for word in words:
        readings = _dictionary_readings(word)
        group: list[Syllable] = []
        for place in range(len(word)):
            index = position + place
            reading = fixed.get(index) or (_particle(text, index) if len(word) == 1 else "") or readings[place]
            if not reading or not reading[-1].isdigit():
                continue
            try:
                initial, final = split_pinyin(reading[:-1])
            except ValueError:
                continue
            if _erhua(text, index) and (group or syllables):
                group.append(Syllable("", "er", 5, offset + index, rhotic=True))
            else:
                group.append(Syllable(initial, final, int(reading[-1]), offset + index))
        if group:
            group[-1] = replace(group[-1], word_end=True)
            syllables.append(group)
        position += len(word)
    return apply_sandhi(syllables, text, offset)


def _letter(letter: str, index: int) -> list[Syllable]:
    syllables = [Syllable(*split_pinyin(reading[:-1]), int(reading[-1]), index) for reading in LETTERS[letter].split()]
    syllables[-1] = replace(syllables[-1], word_end=True)
    return syllables


def pronounce(spoken: str) -> list[Token]:
    """Spoken text (as ``normalise`` gives it) -> syllables and pauses in order.

    Characters that are neither Chinese, nor A-Z, nor a pause mark have no sound and are passed over; so are Chinese
    characters for which no reading is known. Never raises for any text.
    """
    tokens: list[Token] = []
    for match in re.finditer(r"[㐀-鿿]+|[A-Za-z]|[，。！？；：、]", spoken):
        piece = match[0]
        if piece in PAUSES:
            tokens.append(Pause(piece, match.start()))
        elif piece.upper() in LETTERS:
            tokens.extend(_letter(piece.upper(), match.start()))
        else:
            tokens.extend(_run(piece, match.start()))
    return tokens
