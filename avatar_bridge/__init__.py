"""The hall server: visits, the websocket protocol, turns and barge-in, and the pages."""
