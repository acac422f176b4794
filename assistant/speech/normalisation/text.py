"""Written Chinese text -> spoken Chinese text."""

from __future__ import annotations

from assistant.speech.normalisation.rules import RULES
from assistant.speech.normalisation.spoken import Spoken, Transcript
from assistant.speech.normalisation.symbols import HALF_WIDTH, is_chinese, sign


def normalise(written: str) -> Spoken:
    """What is said for ``written``, with its alignment. A pure function; never raises for any text.

    Dates, times, money, percentages, telephone numbers, codes, ranges, units, lists, Latin letters, addresses of the
    web and so on are read as a clerk would read them aloud; quotes and book-title marks are dropped, brackets are
    pauses, what has no sound (emoji, other scripts, control characters) is passed over with the alignment intact.
    """
    text = written.translate(HALF_WIDTH)
    transcript = Transcript(written)
    position = 0
    while position < len(text):
        if is_chinese(text[position]):
            transcript.say(text[position], position, position + 1)
            position += 1
            continue
        for pattern, read in RULES:
            match = pattern.match(text, position)
            if match is None or match.end() == position:
                continue
            pieces = read(match)
            if pieces is None:
                continue
            for piece in pieces:
                transcript.say(*piece)
            position = match.end()
            break
        else:
            transcript.say(sign(text[position]), position, position + 1)
            position += 1
    return transcript.spoken()
