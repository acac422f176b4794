"""Visits: what is remembered of one citizen's stay, and how it is forgotten."""

from avatar_bridge.visits.dialogue import Dialogue, DialogueDown
from avatar_bridge.visits.handoffs import HandOff, HandOffs
from avatar_bridge.visits.registry import Visits
from avatar_bridge.visits.turns import BadText, Turns, clean
from avatar_bridge.visits.visit import Visit

__all__ = ["BadText", "Dialogue", "DialogueDown", "HandOff", "HandOffs", "Turns", "Visit", "Visits", "clean"]
