"""Running the hall's three processes: starting, watching, restarting, stopping."""

from operations.supervisor.hall import Hall

__all__ = ["Hall"]
