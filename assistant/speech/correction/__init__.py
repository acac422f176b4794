"""Domain correction: words of the hall that the recogniser wrote with other characters of the same sound."""

from assistant.speech.correction.corrector import Change, Correction, DomainCorrector
from assistant.speech.correction.terms import SERVICE_PHRASES, core_terms, domain_terms

__all__ = ["SERVICE_PHRASES", "Change", "Correction", "DomainCorrector", "core_terms", "domain_terms"]
