"""``python -m bench speaking``: her voice in a real browser, on the page's own clock, with the real hall behind.

* words committed (``final`` in the page) -> first sound that leaves the page: of prepared answers, and of answers made fresh;
* the visitor's voice -> softer, paused or silent, from a scripted microphone (a MediaStreamDestination in the page);
* a touch -> silence, and messages of the old turn that came in after it.

Nothing is drawn (``?draw=0``): software rendering would take the cores from what is measured.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import random
import shutil
import tempfile
import wave
from pathlib import Path

import numpy as np

from bench.speech import DATA, KEPT, ROOT, read_tsv
from bench.speech_audio import Speakers
from knowledge_base.loading import load_library
from operations.supervisor import Hall

ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
#: Louder than this is sound, softer is silence; the page's meter, 0 to 1.
SOUND, SILENCE = 0.01, 0.003
LONG_ANSWER = "公司设立登记怎么办理"
#: In the page: the microphone is a node that tests play into, and `watch` notes when sound begins, softens and ends.
MICROPHONE = """
navigator.mediaDevices.getUserMedia = async () => {
    window.micContext = new AudioContext({sampleRate: 48000});
    window.micNode = window.micContext.createMediaStreamDestination();
    const quiet = window.micContext.createConstantSource();
    const gain = window.micContext.createGain();
    gain.gain.value = 0.00001;
    quiet.connect(gain).connect(window.micNode);
    quiet.start();
    return window.micNode.stream;
};
window.playIntoMicrophone = async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
    const buffer = await window.micContext.decodeAudioData(bytes.buffer);
    const source = window.micContext.createBufferSource();
    source.buffer = buffer;
    source.connect(window.micNode);
    source.start();
    return performance.now();
};
window.until = (condition, patience) => new Promise((done) => {
    const began = performance.now();
    const look = setInterval(() => {
        if (condition() || performance.now() - began > patience) {
            clearInterval(look);
            done(condition() ? performance.now() : null);
        }
    }, 4);
});
window.eventAfter = (type, since, detail) => __xiaoxin.events.find(
    (e) => e.type === type && e.at >= since && (detail === undefined || e.detail === detail));
"""


def _wav(audio: np.ndarray, rate: int = 16_000) -> str:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.round(np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes())
    return base64.b64encode(buffer.getvalue()).decode()


def _voice(audio: np.ndarray) -> tuple[float, float]:
    """Milliseconds before the first voice, and from there to the end of the last."""
    from assistant.speech.voice_activity.silero import speech_spans

    spans = speech_spans(audio) or [(0, 0)]
    return 1000 * spans[0][0] / 16_000, 1000 * (spans[-1][1] - spans[0][0]) / 16_000


class Kiosk:
    """One page of one hall."""

    def __init__(self, page, hall: Hall):
        self._page = page
        page.add_init_script(MICROPHONE)
        page.goto(hall.base_url + "/kiosk?draw=0&avatar=0")
        page.wait_for_selector(".welcome .choice")

    def ask(self, text: str) -> float | None:
        """Milliseconds from the words in the page to the first sound; None when nothing was heard within ten seconds."""
        self.silence()
        self._page.locator(".typing input").fill(text)
        return self._page.evaluate(
            f"""async () => {{
                const began = performance.now();
                document.querySelector('.typing .send').click();
                await until(() => eventAfter('final', began), 10000);
                const heard = await until(() => __xiaoxin.loudness() > {SOUND}, 10000);
                return heard && heard - eventAfter('final', began).at;
            }}"""
        )

    def silence(self) -> None:
        self._page.evaluate("""async () => {
            document.querySelector('.kiosk').dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}));
            await until(() => __xiaoxin.loudness() < 0.002, 3000);
            await new Promise((done) => setTimeout(done, 350));
        }""")

    def touch(self) -> dict:
        """While she speaks: milliseconds from a touch to silence, and messages of the old turn that sounded after it."""
        return self._page.evaluate(
            f"""async () => {{
                await until(() => __xiaoxin.loudness() > {SOUND}, 10000);
                await new Promise((done) => setTimeout(done, 300 + 900 * Math.random()));
                await until(() => __xiaoxin.loudness() > {SOUND}, 3000);
                const touched = performance.now();
                document.querySelector('.kiosk').dispatchEvent(new KeyboardEvent('keydown', {{key: 'Escape', bubbles: true}}));
                const silent = await until(() => __xiaoxin.loudness() < {SILENCE}, 2000);
                let stale = 0;
                for (let i = 0; i < 30; i += 1) {{
                    await new Promise((done) => setTimeout(done, 10));
                    if (__xiaoxin.loudness() > {SILENCE}) stale += 1;
                }}
                return {{silence: silent && silent - touched, stale}};
            }}"""
        )

    def hands_free(self) -> None:
        self._page.locator(".switch input").check(force=True)
        self._page.wait_for_timeout(800)

    def speak_into(self, audio: np.ndarray) -> dict:
        """While she speaks: milliseconds from the visitor's first voice to softer, paused, silent, from the last to as before."""
        return self._page.evaluate(
            """async ([encoded, onset, voice]) => {
                await until(() => __xiaoxin.loudness() > 0.01, 10000);
                const began = (await playIntoMicrophone(encoded)) + onset;
                const over = began + voice;
                await until(() => eventAfter('cancelled', began) || eventAfter('playback', over, 'play'), 9000);
                const at = (type, detail, from = began) => (eventAfter(type, from, detail) || {at: null}).at;
                const since = (moment, from = began) => moment && moment - from;
                const silent = at('playback', 'pause') || at('cancelled');
                return {duck: since(at('playback', 'duck')), pause: since(at('playback', 'pause')), cancelled: since(at('cancelled')),
                        resumed: since(at('playback', 'play', over), over), silent: since(silent)};
            }""",
            [_wav(audio), *_voice(audio)],
        )


def _summary(values: list[float | None]) -> dict:
    got = [value for value in values if value is not None]
    if not got:
        return {"of": len(values), "got": 0}
    return {
        "of": len(values),
        "got": len(got),
        "p50": round(float(np.percentile(got, 50))),
        "p95": round(float(np.percentile(got, 95))),
        "max": round(max(got)),
    }


def _questions(count: int) -> list[str]:
    drawn = random.Random(11).sample([entry.question for entry in load_library().faq.values()], count)
    return drawn


def measure(kiosk: Kiosk, speakers: Speakers, options: argparse.Namespace) -> dict:
    questions = _questions(options.asked)
    report = {"fresh: words to sound, ms": _summary([kiosk.ask(text) for text in questions])}
    report["prepared: words to sound, ms"] = _summary([kiosk.ask(text) for text in questions])
    touches = []
    for number in range(options.touched):
        if number % 4 == 0:
            kiosk.ask(LONG_ANSWER)
        else:
            kiosk.ask(questions[number % len(questions)])
        touches.append(kiosk.touch())
    report["touch to silence, ms"] = _summary([touch["silence"] for touch in touches])
    report["sounds of the old turn after a touch"] = sum(touch["stale"] for touch in touches)
    kiosk.hands_free()
    texts = [row["text"] for row in read_tsv(DATA / "interruptions.tsv")][:: max(1, 100 // options.spoken)]
    heard = []
    for number, text in enumerate(texts):
        kiosk.ask(LONG_ANSWER)
        heard.append(kiosk.speak_into(speakers.say(text, number)))
    for name in ("duck", "pause", "silent", "cancelled"):
        report[f"visitor's voice to {name}, ms"] = _summary([one[name] for one in heard])
    resumed = []
    for number, row in enumerate(read_tsv(DATA / "backchannels.tsv")[:: max(1, 60 // options.backchannels)]):
        kiosk.ask(LONG_ANSWER)
        one = kiosk.speak_into(speakers.say(row["text"], number))
        # Where she never even grew softer there is nothing to take up again.
        if one["cancelled"] is None and one["duck"] is not None:
            resumed.append(one["resumed"])
    report["end of a listener's sound to as before, ms"] = _summary(resumed)
    return report


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench speaking", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--models", type=Path, default=Path(os.environ.get("HALL_MODELS") or ROOT / "var" / "models"))
    parser.add_argument("--asked", type=int, default=40, help="questions asked, fresh and prepared")
    parser.add_argument("--touched", type=int, default=40, help="interruptions by touch")
    parser.add_argument("--spoken", type=int, default=25, help="interruptions by voice")
    parser.add_argument("--backchannels", type=int, default=15, help="sounds of a listener")
    options = parser.parse_args(argv)
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    quiet = {"HALL_PREPARE_SPEECH": "0"}
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as data, Hall(data=Path(data), overrides=quiet) as hall:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            page = browser.new_context(viewport={"width": 1080, "height": 1920}, permissions=["microphone"]).new_page()
            page.set_default_timeout(60_000)
            report = measure(Kiosk(page, hall), Speakers(options.models, KEPT), options)
            browser.close()
    for name, row in report.items():
        print(f"{name}: {row}")
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0
