"""What takes several turns: settling a situation, matching policies, ordering help, rating, following policies."""

from assistant.conversation.tasks.flow import Flow
from assistant.conversation.tasks.following import Following
from assistant.conversation.tasks.guidance import Guidance
from assistant.conversation.tasks.help_order import HelpOrder
from assistant.conversation.tasks.policy_matching import PolicyMatching
from assistant.conversation.tasks.rating import Rating

__all__ = ["Flow", "Following", "Guidance", "HelpOrder", "PolicyMatching", "Rating"]
