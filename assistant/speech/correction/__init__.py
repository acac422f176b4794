"""Domain correction: words of the hall that the recogniser wrote with other characters of the same sound."""

from assistant.speech.correction.corrector import Change, Correction, DomainCorrector
from assistant.speech.correction.terms import core_terms

__all__ = ["Change", "Correction", "DomainCorrector", "core_terms"]
