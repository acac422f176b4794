"""Runs in Rasa's own Python: train a ResponseSelector on texts and labels, rank labels for questions.

``python response_selector.py FOLDER`` reads ``request.json`` and writes ``reply.json`` there.
"""

import asyncio
import json
import logging
import resource
import sys
import time
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

CONFIG = {
    "recipe": "default.v1",
    "language": "zh",
    "assistant_id": "bench",
    "pipeline": [
        {"name": "JiebaTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char", "min_ngram": 1, "max_ngram": 2},
        {
            "name": "ResponseSelector",
            "retrieval_intent": "ask",
            "constrain_similarities": True,
            "random_seed": 7,
            "ranking_length": 50,
            "evaluate_on_number_of_examples": 0,
        },
    ],
}


def main() -> int:
    logging.disable(logging.WARNING)
    folder = Path(sys.argv[1])
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    names = {label: f"n{number}" for number, label in enumerate(dict.fromkeys(request["labels"]))}
    examples = {}
    for text, label in zip(request["texts"], request["labels"]):
        examples.setdefault(label, []).append(text.replace("\n", " "))
    nlu = [
        {"intent": f"ask/{names[label]}", "examples": "".join(f"- {text}\n" for text in texts)}
        for label, texts in examples.items()
    ]
    nlu.append({"intent": "other", "examples": "- 你好\n- 再见\n"})
    responses = {f"utter_ask/{name}": [{"text": label}] for label, name in names.items()}
    CONFIG["pipeline"][-1]["epochs"] = request["epochs"]
    (folder / "config.yml").write_text(yaml.safe_dump(CONFIG, sort_keys=False), encoding="utf-8")
    (folder / "nlu.yml").write_text(
        yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), encoding="utf-8"
    )
    domain = {"version": "3.1", "intents": ["ask", "other"], "responses": responses}
    (folder / "domain.yml").write_text(yaml.safe_dump(domain, allow_unicode=True), encoding="utf-8")
    began = time.perf_counter()
    model = train_nlu(
        str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder), domain=str(folder / "domain.yml")
    )
    built = time.perf_counter() - began
    agent = Agent.load(model)
    labels = {f"ask/{name}": label for label, name in names.items()}

    async def ask() -> tuple:
        rankings, seconds = [], []
        await agent.parse_message("预热")
        for question in request["questions"]:
            start = time.perf_counter()
            parsed = await agent.parse_message(question.lstrip("/") or "空")
            seconds.append(time.perf_counter() - start)
            ranking = parsed.get("response_selector", {}).get("ask", {}).get("ranking", [])
            found = [labels[r["intent_response_key"]] for r in ranking if r["intent_response_key"] in labels]
            rankings.append({"names": found, "score": ranking[0]["confidence"] if ranking else 0.0})
        return rankings, seconds

    rankings, seconds = asyncio.run(ask())
    reply = {
        "rankings": rankings,
        "seconds": seconds,
        "build_seconds": built,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    (folder / "reply.json").write_text(json.dumps(reply, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
