"""The process in which pyttsx3 speaks: ``python -m assistant.speech.synthesis.pyttsx3_process``.

Standard input: one JSON object ``{"voice": id, "words_per_minute": n, "text": pinyin, "path": WAV file to write}``.
Exits with 0 when the file is written; any failure exits with another code and a line on standard error. A process of
its own, and one for every text, because espeak-ng can be initialised only once in a process, is not thread-safe and,
through pyttsx3, loses the second of two texts or never returns; the caller kills it after a time limit.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

POLL_S = 0.01


def speak(voice: str, words_per_minute: int, text: str, path: Path) -> None:
    """Write the WAV file. ``runAndWait`` may return before that: wait for the event that the utterance is finished."""
    import pyttsx3

    engine = pyttsx3.init("espeak")
    engine.setProperty("voice", voice)
    engine.setProperty("rate", words_per_minute)
    finished: list[bool] = []
    engine.connect("finished-utterance", lambda name, completed: finished.append(completed))
    engine.save_to_file(text, str(path), name="text")
    engine.runAndWait()
    while not finished:
        time.sleep(POLL_S)
    if not finished[0]:
        raise RuntimeError("espeak-ng broke off")


def main() -> int:
    request = json.load(sys.stdin)
    speak(request["voice"], int(request["words_per_minute"]), request["text"], Path(request["path"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
