"""The hall server: visits, the websocket protocol, turns and the avatar they are spoken by."""
