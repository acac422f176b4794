"""``python -m bench nlu``: what Rasa understands, cross-validated, and on utterances by another hand.

Five folds; utterances that are the same but for names, courtesies and particles are one template and stay in one fold. With
``--data FILE`` (``intents``: name -> utterances; ``entities``: ``[name](item)`` marked in a ``text``) a model trained on all
examples is asked those too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import yaml
from sklearn.metrics import f1_score, precision_recall_fscore_support

from assistant.nlu.lexicon import Lexicon
from knowledge_base.lexicon import build_lexicon
from knowledge_base.loading import load_library
from operations.places import Places, child_environment

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "bench" / "data" / "nlu.yaml"
FOLDS = 5
SURE = 0.8
#: Sent by the hall itself, never said.
NOT_SAID = {"choose"}
_MARKED = re.compile(r"\[([^\]]+)\]\((item|place)\)")
_PARTICLES = re.compile(r"[吧啊呀呢嘛吗了的么哦噢,，。.!！?？\s]|请|麻烦|你好|您好|我想|我要|小新")


def examples() -> list[tuple[str, str]]:
    """Every training utterance and its intent."""
    found = []
    for path in sorted((ROOT / "nlu_data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if block["intent"] in NOT_SAID:
                continue
            found += [(line.removeprefix("- ").strip(), block["intent"]) for line in block["examples"].splitlines()]
    return [(text, intent) for text, intent in found if text]


def template(text: str, lexicon: Lexicon) -> str:
    """``text`` without names, courtesies and particles."""
    kept = text
    for mention in sorted(lexicon.find(text), key=lambda mention: -mention.start):
        kept = kept[: mention.start] + "X" + kept[mention.end :]
    return _PARTICLES.sub("", kept) or text


def understand(pipeline: list, folds: list[dict]) -> list[dict]:
    """Train and ask in Rasa's own Python."""
    places = Places.of()
    with tempfile.TemporaryDirectory(prefix="bench-nlu-") as folder:
        request = json.dumps({"pipeline": pipeline, "folds": folds}, ensure_ascii=False)
        Path(folder, "request.json").write_text(request, encoding="utf-8")
        command = [str(places.python("dialogue")), "-m", "bench.nlu_folds", folder]
        environment = {**os.environ, **child_environment(places)}
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        return json.loads(Path(folder, "reply.json").read_text(encoding="utf-8"))


def scores(wanted: list[str], found: list[tuple[str, float]]) -> dict:
    """Macro F1, accuracy, and how right and how many the sure ones are."""
    names = [name for name, _ in found]
    sure = [(w, n) for w, (n, confidence) in zip(wanted, found) if confidence >= SURE]
    return {
        "utterances": len(wanted),
        "intents": len(set(wanted)),
        "macro F1": round(f1_score(wanted, names, labels=sorted(set(wanted)), average="macro"), 3),
        "accuracy": round(float(np.mean([w == n for w, n in zip(wanted, names)])), 3),
        "sure": round(len(sure) / len(wanted), 3),
        "right when sure": round(float(np.mean([w == n for w, n in sure])), 3) if sure else 0.0,
    }


def confusions(wanted: list[str], names: list[str], texts: list[str], most: int) -> str:
    """The most frequent confusions with an example each, as a table in Markdown."""
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for right, got, text in zip(wanted, names, texts):
        if right != got:
            pairs[right, got].append(text)
    lines = ["| meant | understood | times | for example |", "| --- | --- | --- | --- |"]
    ordered = sorted(pairs.items(), key=lambda pair: -len(pair[1]))
    return "\n".join(lines + [f"| {a} | {b} | {len(of)} | {of[0]} |" for (a, b), of in ordered[:most]])


def by_intent(wanted: list[str], names: list[str]) -> str:
    labels = sorted(set(wanted))
    precision, recall, f1, support = precision_recall_fscore_support(wanted, names, labels=labels, zero_division=0)
    lines = ["| intent | precision | recall | F1 | utterances |", "| --- | --- | --- | --- | --- |"]
    rows = zip(labels, precision, recall, f1, support)
    return "\n".join(lines + [f"| {n} | {p:.2f} | {r:.2f} | {f:.2f} | {s} |" for n, p, r, f, s in rows])


def marked(text: str) -> tuple[str, set[tuple[str, int, int]]]:
    """A text without its marks, and the spans that were marked."""
    plain, spans, position = "", set(), 0
    for match in _MARKED.finditer(text):
        plain += text[position : match.start()]
        spans.add((match.group(2), len(plain), len(plain) + len(match.group(1))))
        plain += match.group(1)
        position = match.end()
    return plain + text[position:], spans


def entity_f1(wanted: list[set], found: list[list]) -> float:
    """F1 over spans of items and places; a span counts when kind, start and end are right."""
    counts: Counter = Counter()
    for spans, entities in zip(wanted, found):
        got = {(kind, start, end) for kind, start, end, _ in entities if kind in ("item", "place")}
        # A name that is both an item's and a place's is found as both; either is right.
        both = {(start, end) for kind, start, end in got}
        counts["right"] += sum((start, end) in both for _, start, end in spans)
        counts["wanted"] += len(spans)
        counts["found"] += len(both)
    return round(2 * counts["right"] / max(1, counts["wanted"] + counts["found"]), 3)


def _folds(labelled: list[tuple[str, str]]) -> tuple[list[dict], list[list[int]]]:
    lexicon = Lexicon(build_lexicon(load_library()))
    templates = [template(text, lexicon) for text, _ in labelled]
    order = np.random.default_rng(7).permutation(sorted(set(templates)))
    fold_of = {name: number % FOLDS for number, name in enumerate(order)}
    parts = [[i for i, name in enumerate(templates) if fold_of[name] == fold] for fold in range(FOLDS)]
    folds = []
    for part in parts:
        held = set(part)
        train = [pair for i, pair in enumerate(labelled) if i not in held]
        folds.append({"train": train, "test": [labelled[i][0] for i in part]})
    return folds, parts


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench nlu", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--data", type=Path, default=DATA if DATA.exists() else None)
    parser.add_argument("--most", type=int, default=25, help="confusions listed")
    options = parser.parse_args(argv)
    labelled = examples()
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    folds, parts = _folds(labelled)
    other = yaml.safe_load(options.data.read_text(encoding="utf-8")) if options.data else {}
    known = {text for text, _ in labelled}
    given = [(str(text), intent) for intent, texts in (other.get("intents") or {}).items() for text in texts]
    # 停 and 上一步 are everybody's: what is trained on proves nothing.
    theirs = [(text, intent) for text, intent in given if text not in known]
    names = [marked(entry["text"]) for entry in other.get("entities") or []]
    if theirs or names:
        folds.append({"train": labelled, "test": [t for t, _ in theirs] + [text for text, _ in names]})
    replies = understand(pipeline, folds)
    order = [i for part in parts for i in part]
    found = [tuple(each[:2]) for reply in replies[:FOLDS] for each in reply["found"]]
    wanted = [labelled[i][1] for i in order]
    report = {"cross-validation": scores(wanted, found)}
    print(f"{FOLDS} folds by template, trained in {np.median([r['seconds'] for r in replies]):.0f} s each")
    print(report["cross-validation"], "\n")
    print(by_intent(wanted, [name for name, _ in found]), "\n")
    print(confusions(wanted, [name for name, _ in found], [labelled[i][0] for i in order], options.most))
    if theirs or names:
        last = replies[-1]["found"]
        got = [tuple(each[:2]) for each in last[: len(theirs)]]
        if theirs:
            report["another hand"] = scores([intent for _, intent in theirs], got)
            print(
                f"\nanother hand ({len(given) - len(theirs)} of {len(given)} left out, trained on)",
                report["another hand"],
                "\n",
            )
            print(confusions([i for _, i in theirs], [n for n, _ in got], [t for t, _ in theirs], options.most))
        if names:
            report["entity F1"] = entity_f1([spans for _, spans in names], [each[2] for each in last[len(theirs) :]])
            print("\nentity F1", report["entity F1"], f"({len(names)} sentences)")
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0
