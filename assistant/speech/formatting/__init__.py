"""What was heard, written as a clerk writes it: sums, dates, times, codes and telephone numbers in Arabic digits."""

from assistant.speech.formatting.written_numbers import written

__all__ = ["written"]
