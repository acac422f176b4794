"""Setting up, starting, watching and stopping the hall's processes."""
