"""The kiosk: its page, its widget and the process that runs beside them."""
