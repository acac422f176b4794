"""What the store refuses, each with a sentence for the person who asked."""


class StoreError(Exception):
    """Nothing was written."""


class NotAllowed(StoreError):
    """The account's roles do not allow it, or authors would approve their own words."""


class NotFound(StoreError):
    """No such account, record or revision."""


class WrongState(StoreError):
    """The revision's life cycle does not allow the step."""


class Conflict(StoreError):
    """Somebody else has written a newer revision meanwhile."""
