"""Runs in Rasa's own Python: train the understanding on examples, understand others.

``python nlu_folds.py FOLDER`` reads ``request.json`` (``pipeline``, ``folds`` of ``train`` [[text, intent]] and ``test`` [text])
and writes ``reply.json``: for each fold what each test text was understood as.
"""

import asyncio
import json
import logging
import sys
import time
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu


def _train(folder: Path, number: int, pipeline: list, examples: list) -> str:
    by_intent: dict = {}
    for text, intent in examples:
        by_intent.setdefault(intent, []).append(text)
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)} for intent, texts in by_intent.items()
    ]
    data, config = folder / f"nlu-{number}.yml", folder / "config.yml"
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), encoding="utf-8")
    settings = {"recipe": "default.v1", "assistant_id": "bench", "language": "zh", "pipeline": pipeline}
    config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return train_nlu(str(config), str(data), str(folder), fixed_model_name=f"model-{number}")


async def _understand(model: str, texts: list) -> list:
    agent = Agent.load(model_path=model)
    found = []
    for text in texts:
        parsed = await agent.parse_message(text)
        entities = [[e["entity"], e["start"], e["end"], e["value"]] for e in parsed["entities"]]
        found.append([parsed["intent"]["name"], parsed["intent"]["confidence"], entities])
    return found


def main() -> int:
    logging.disable(logging.WARNING)
    folder = Path(sys.argv[1])
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    reply = []
    for number, fold in enumerate(request["folds"]):
        started = time.perf_counter()
        model = _train(folder, number, request["pipeline"], fold["train"])
        trained = time.perf_counter() - started
        found = asyncio.run(_understand(model, fold["test"]))
        reply.append({"seconds": trained, "found": found})
    (folder / "reply.json").write_text(json.dumps(reply, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
