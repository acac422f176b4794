"""The action server on the loopback address only; Rasa's own command listens on every address."""

from __future__ import annotations

import argparse
import logging

from rasa_sdk.endpoint import create_app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app = create_app("assistant.actions.actions")
    app.run(host="127.0.0.1", port=options.port, workers=1, access_log=False)


if __name__ == "__main__":
    main()
