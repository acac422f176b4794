"""The main job, end to end: a citizen asks aloud, the digital human hears, answers and moves its lips."""

from __future__ import annotations

import base64
import io
import json
import wave
from pathlib import Path

import httpx
import numpy as np
import pytest
from conftest import AUTOPLAY, launch, until

from operations.supervisor import Hall

pytestmark = pytest.mark.browser

QUESTION = "身份证丢了要带什么材料？"
#: How far each mouth shape opens the jaw, in thirds; only the order matters here.
OPEN = {"a": 2, "e": 1, "o": 1, "d": 1, "g": 1, "sil": 0, "m": 0}
#: The mouth may lead or trail the sound by this much.
IN_STEP_MS = 80


def microphone(http: httpx.Client, folder: Path) -> Path:
    """A WAV file for Chromium's fake microphone: the question, with silence before it and long after."""
    spoken = http.post("/api/speech/synthesise", json={"text": QUESTION}).json()
    with wave.open(io.BytesIO(base64.b64decode(spoken["audio"]))) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    quiet = np.zeros(rate, dtype="<i2")
    path = folder / "question.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.concatenate([np.tile(quiet, 2), samples, np.tile(quiet, 60)]).tobytes())
    return path


def jaw_in_step(sentences: dict[tuple[int, int], dict], slots: list[dict], samples: list) -> tuple[float, float]:
    """How well the applied jaw weights follow the viseme track, and by how many ms they lag.

    Returns:
        The best correlation over lags of -200 to 200 ms, and that lag (positive: the mouth is late).
    """
    weights = np.array([sample[2].get("jawOpen", 0.0) for sample in samples])
    times = np.array([sample[1] for sample in samples])

    def expected(at: float) -> float:
        for slot in slots:
            if slot["start"] <= at < slot["end"]:
                track = sentences[slot["turn"], slot["index"]]["visemes"]
                shape = [name for start, name in track if start <= at - slot["start"]][-1]
                return OPEN.get(shape, 0.5)
        return 0.0

    found = []
    for lag in range(-200, 201, 20):
        track = np.array([expected(at - lag) for at in times])
        found.append((float(np.corrcoef(track, weights)[0, 1]) if track.std() and weights.std() else 0.0, lag))
    return max(found)


def test_a_question_asked_aloud_is_answered_aloud(playwright, running_hall: Hall, http: httpx.Client, tmp_path) -> None:
    sound = microphone(http, tmp_path)
    browser = launch(playwright, AUTOPLAY, f"--use-file-for-fake-audio-capture={sound}%noloop")
    messages: list[dict] = []
    errors: list[str] = []
    try:
        # A quarter of a kiosk's screen: drawing in software must not starve the microphone.
        page = browser.new_context(viewport={"width": 540, "height": 960}, permissions=["microphone"]).new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: messages.append(json.loads(frame))))
        page.goto(running_hall.base_url + "/kiosk?lite=1")
        page.get_by_role("button", name="点此说话").click()

        # Heard, shown as a caption, answered with the right guide's card.
        page.get_by_text("需要的材料").wait_for()
        final = next(message for message in messages if message["type"] == "final")
        assert final["by"] == "voice" and "身份证" in final["text"]
        page.get_by_text(final["text"]).first.wait_for()
        answer = next(message for message in messages if message["type"] == "answer")
        assert (answer["state"]["item"], answer["state"]["aspect"]) == ("G055", "materials")
        material = next(card for card in answer["show"] if card["kind"] == "materials")["materials"][0]["name"]
        assert page.get_by_text(material).first.is_visible()

        # Spoken to the end; the mouth was sampled on the audio clock as it was applied to the morphs.
        until(page, "window.__xiaoxin.state === 'speaking' && window.__xiaoxin.loudness() > 0.01", 60)
        until(page, "window.__xiaoxin.state === 'idle'", 90)
        record = page.evaluate("({slots: window.__xiaoxin.sentences, samples: window.__xiaoxin.lipSamples})")
    finally:
        browser.close()
    assert errors == []

    sentences = {(m["turn_id"], m["index"]): m for m in messages if m["type"] == "sentence"}
    slots = [slot for slot in record["slots"] if slot["turn"] == answer["turn_id"]]
    spoken = "".join(sentences[slot["turn"], slot["index"]]["text"] for slot in slots)
    assert spoken == "".join(sentence["text"] for sentence in answer["say"]), "not every sentence was played"
    samples = [sample for sample in record["samples"] if sample[0] == answer["turn_id"]]
    assert len(samples) >= 40
    assert [sample[1] for sample in samples] == sorted(sample[1] for sample in samples)
    agreement, lag = jaw_in_step(sentences, slots, samples)
    assert agreement > 0.6, f"the mouth does not follow the sound: {agreement:.2f}"
    assert abs(lag) <= IN_STEP_MS, f"the mouth is {lag} ms off"
