"""Speech recognition: error rates in every condition of a hall, what is rejected, what is corrected wrongly, and how soon text stands.

``python -m bench speech`` has questions of ``bench/data/speech/domain.tsv``, written by a hand that saw only the names of the items, said
by two synthetic speakers that nothing was tuned on: clean, fast, slow, with a southern accent, with people talking behind, from afar.
``--data DIR`` adds recordings (WAV or FLAC) named in ``DIR/transcripts.tsv`` (columns ``file`` and ``text``, with a header). Synthetic
speech is easier to recognise than people are.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from pathlib import Path

from assistant.speech.audio import AudioError, decode
from assistant.speech.correction import DomainCorrector, domain_terms
from assistant.speech.recognition import ModelMissing, Recogniser, open_recogniser
from assistant.speech.recognition.prompt import hall_prompt
from bench.not_speech import sounds
from bench.speech_audio import Speakers, Utterance, conditions
from bench.speech_scoring import error_rates, timeliness
from knowledge_base.lexicon import spoken_names
from knowledge_base.loading import load_library
from knowledge_base.search.outside import outside_questions

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "bench" / "data" / "speech"
KEPT = ROOT / "var" / "bench" / "speech"
#: Utterances of each condition but the clean one.
MOST = 60


def read_tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_recordings(folder: Path) -> list[Utterance]:
    """The utterances of ``folder``; raises ``ValueError`` with one line about what is wrong with it."""
    table = folder / "transcripts.tsv"
    if not table.is_file():
        raise ValueError(f"{folder} has no transcripts.tsv (columns file and text)")
    rows = read_tsv(table)
    if not rows or not {"file", "text"} <= set(rows[0]):
        raise ValueError("transcripts.tsv must name the columns file and text, and a recording")
    try:
        return [Utterance(row["file"], row["text"], decode((folder / row["file"]).read_bytes())) for row in rows]
    except (OSError, AudioError, TypeError) as error:
        raise ValueError(f"a recording cannot be read: {error}") from error


def false_corrections(corrector: DomainCorrector) -> dict:
    """Ordinary sentences, rightly written, that the corrector changes all the same."""
    misheard = set((DATA / "misheard.txt").read_text(encoding="utf-8").splitlines())
    texts = [row["text"] for row in read_tsv(DATA / "ordinary.tsv")]
    texts += [text for text in outside_questions() if text not in misheard]
    changed = [(text, corrected) for text in texts if (corrected := corrector.correct(text).text) != text]
    return {"sentences": len(texts), "changed": len(changed), "share": len(changed) / len(texts), "each": changed}


def rejections(recogniser: Recogniser) -> dict[str, str]:
    """What becomes of each sound that is no speech: the reason, or the text that was let through."""
    verdicts = {}
    for name, sound in sounds().items():
        result = recogniser.recognise(sound)
        verdicts[name] = result.rejected or f"LET THROUGH: {result.text}"
    return verdicts


def _sets(data: Path | None, models: Path, most: int) -> dict[str, list[Utterance]]:
    found: dict[str, list[Utterance]] = {}
    if data is not None:
        found[f"recordings in {data.name}"] = read_recordings(data)
    texts = [(row["text"], tuple(row["terms"].split("|"))) for row in read_tsv(DATA / "domain.tsv")]
    others = [row["text"] for row in read_tsv(DATA / "ordinary.tsv")]
    try:
        found |= conditions(texts, others, Speakers(models, KEPT), most)
    except ValueError as error:
        if data is None:
            raise
        print(f"only the recordings: {error}\n")
    return found


def run(options: argparse.Namespace) -> dict:
    """Run everything, print the tables and return all numbers.

    Raises:
        ValueError: for unusable recordings or a missing voice. ModelMissing: without a model.
    """
    library = load_library()
    recogniser = open_recogniser(options.models, options.engine, prompt=hall_prompt(library.hall.name))
    started = time.perf_counter()
    recogniser.load()
    result: dict = {"bench": "speech", "engine": recogniser.name, "load_s": round(time.perf_counter() - started, 3)}
    corrector = DomainCorrector(domain_terms(spoken_names(library)))
    log = print if options.verbose else lambda line: None
    sets = _sets(options.data, options.models, options.most)
    recogniser.recognise(next(iter(sets.values()))[0].audio)  # warm
    print(f"engine {recogniser.name}, loaded in {result['load_s']} s, {len(corrector.terms)} domain terms\n")
    columns = ("utterances", "cer", "cer_corrected", "corrections_for_the_worse", "rejected", "term_recall",
               "term_recall_corrected", "wall_ms_p50", "wall_ms_p95", "rtf")  # fmt: skip
    print("| set | " + " | ".join(columns) + " |\n| --- " * (len(columns) + 1) + "|")
    result["sets"] = {}
    for name, utterances in sets.items():
        row = result["sets"][name] = error_rates(utterances, recogniser, corrector, log)
        print(f"| {name} | " + " | ".join(str(row[column]) for column in columns) + " |", flush=True)
    result["timeliness"] = {}
    print("\nstreamed in frames of 20 ms: seconds of sound and wall time")
    for name in (*[name for name in sets if name.startswith("recordings")], "clean"):
        if name in sets:
            row = result["timeliness"][name] = timeliness(sets[name][: options.most], recogniser)
            print(f"{name}: {row}")
    result["not_speech"] = verdicts = rejections(recogniser)
    through = [f"{name}: {verdict}" for name, verdict in verdicts.items() if verdict.startswith("LET")]
    print(f"\nnot speech: {len(through)} of {len(verdicts)} let through {through or ''}")
    result["false_corrections"] = false = false_corrections(corrector)
    print(f"ordinary sentences changed: {false['changed']} of {false['sentences']} ({false['share']:.4f})")
    for text, corrected in false["each"][:10]:
        log(f"    {text}  ->  {corrected}")
    return result


def main(argv: list[str]) -> int:
    """The command; 0 when it ran, 2 with one line on standard error when it could not."""
    parser = argparse.ArgumentParser(prog="python -m bench speech", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with recordings and transcripts.tsv")
    parser.add_argument("--json", type=Path, help="write all numbers to this file")
    parser.add_argument("--models", type=Path, default=Path(os.environ.get("HALL_MODELS") or ROOT / "var" / "models"))
    parser.add_argument("--engine", default="auto", choices=("auto", "whisper", "vosk"))
    parser.add_argument("--most", type=int, default=MOST, help="utterances a condition")
    parser.add_argument("--verbose", action="store_true", help="print every utterance with an error")
    options = parser.parse_args(argv)
    try:
        result = run(options)
    except (ValueError, ModelMissing) as error:
        print(f"bench speech: {error}", file=sys.stderr)
        return 2
    if options.json is not None:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0
