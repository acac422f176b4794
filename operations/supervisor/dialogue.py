"""Starts Rasa's server in the dialogue environment with the token from the environment.

``rasa run`` takes its token only as an argument, which every user of the machine can read in the list of processes.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Arguments are those of ``rasa run``; ``HALL_INTERNAL_TOKEN`` becomes its ``--auth-token``."""
    from rasa.__main__ import main as rasa

    # In one word: a token may begin with a hyphen, which would be read as an option of its own.
    sys.argv = ["rasa", "run", *sys.argv[1:], "--enable-api", f"--auth-token={os.environ['HALL_INTERNAL_TOKEN']}"]
    rasa()


if __name__ == "__main__":
    main()
