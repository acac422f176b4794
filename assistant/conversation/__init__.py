"""The conversation of one visit: what was asked before, what is being settled, and the order in which a turn is understood."""

from assistant.conversation.conversation import Conversation
from assistant.conversation.desk import Desk, DeskClosed, Order
from assistant.conversation.memory import Memory, Task

__all__ = ["Conversation", "Desk", "DeskClosed", "Memory", "Order", "Task"]
