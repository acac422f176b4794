"""The store: every record with all its revisions, who wrote and who approved them, and what was published when."""

from knowledge_base.store.accounts import Accounts, Role
from knowledge_base.store.database import open_database
from knowledge_base.store.errors import Conflict, NotAllowed, NotFound, StoreError, WrongState
from knowledge_base.store.record_store import RecordStore, Revision

__all__ = [
    "Accounts",
    "Conflict",
    "NotAllowed",
    "NotFound",
    "RecordStore",
    "Revision",
    "Role",
    "StoreError",
    "WrongState",
    "open_database",
]
