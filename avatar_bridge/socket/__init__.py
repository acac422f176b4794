"""The visit protocol over one websocket (``docs/protocol.md``)."""
