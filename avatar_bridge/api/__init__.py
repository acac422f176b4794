"""The hall over HTTP: REST handles, pages, health, and the loopback door for the actions."""
