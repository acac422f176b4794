"""What is counted; labels never hold anything a citizen said."""

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.02, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5)

TURN_SECONDS = Histogram("hall_turn_seconds", "Question to structured answer", ["path"], buckets=_SECONDS)
TURNS = Counter("hall_turns_total", "Turns by intent", ["intent", "refused"])
VISITS = Gauge("hall_visits", "Visits at present")
RECOGNITION_SECONDS = Histogram("hall_recognition_seconds", "Speech to text, one utterance", buckets=_SECONDS)
SYNTHESIS_SECONDS = Histogram("hall_synthesis_seconds", "Text to speech, one sentence", buckets=_SECONDS)
PREPARED_SENTENCES = Gauge("hall_prepared_sentences", "Sentences of the library whose speech is ready")
INTERRUPTIONS = Counter("hall_interruptions_total", "Turns cut short", ["reason"])
PROTOCOL_ERRORS = Counter("hall_protocol_errors_total", "Errors sent to clients", ["code"])
