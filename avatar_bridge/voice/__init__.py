"""The hall's ears and mouth: engines loaded in the background, worked in threads, never on the event loop."""

from avatar_bridge.voice.ears import Ears
from avatar_bridge.voice.mouth import Mouth

__all__ = ["Ears", "Mouth"]
